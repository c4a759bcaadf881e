SELECT
  "t6"."name",
  "t6"."base"
FROM (
  SELECT
    "t5"."day",
    "t5"."model",
    "t5"."name",
    "t5"."base",
    ROW_NUMBER() OVER (
      PARTITION BY "t5"."name"
      ORDER BY "t5"."day" DESC, "t5"."model" DESC
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) - 1 AS "place"
  FROM (
    SELECT
      "t3"."day",
      "t3"."model",
      "t3"."name",
      "t3"."base"
    FROM (
      SELECT
        "t0"."day",
        "t0"."model",
        LOWER("t0"."model") AS "name",
        "t0"."base_model" AS "base"
      FROM "named" AS "t0"
    ) AS "t3"
    SEMI JOIN (
      SELECT DISTINCT
        LOWER("t0"."base_model") AS "asked"
      FROM "named" AS "t0"
    ) AS "t4"
      ON "t3"."name" = "t4"."asked"
  ) AS "t5"
) AS "t6"
WHERE
  "t6"."place" = 0
