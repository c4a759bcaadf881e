SELECT
  "t1"."base_model",
  "t1"."base_model" AS "origin",
  LOWER("t1"."base_model") AS "next",
  CAST([LOWER("t1"."base_model")] AS TEXT[]) AS "met"
FROM (
  SELECT DISTINCT
    "t0"."base_model"
  FROM "named" AS "t0"
) AS "t1"
