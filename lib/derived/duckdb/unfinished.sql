SELECT
  COUNT(*) AS "chains"
FROM (
  SELECT
    "t2"."base_model",
    "t2"."origin",
    "t2"."next",
    "t2"."met"
  FROM "chain" AS "t2"
  SEMI JOIN "bases" AS "t3"
    ON "t2"."next" = "t3"."name"
) AS "t4"
