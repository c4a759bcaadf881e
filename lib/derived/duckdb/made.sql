SELECT
  "t2"."org",
  "t2"."base_model" AS "base",
  "t4"."origin",
  COALESCE("t2"."relation", 'not stated') AS "relation",
  CAST(DATE_TRUNC('MONTH', "t2"."created_at") AS TIMESTAMP(6)) AS "month",
  COALESCE("t2"."downloads_all_time" > 5, FALSE) AS "downloaded",
  "t2"."here" AND (
    "t2"."downloads_30d" IS NOT NULL
  ) AS "counted",
  "t2"."downloads_30d"
FROM "named" AS "t2"
INNER JOIN (
  SELECT
    "t1"."base_model",
    "t1"."origin"
  FROM "chain" AS "t1"
) AS "t4"
  ON "t2"."base_model" = "t4"."base_model"
