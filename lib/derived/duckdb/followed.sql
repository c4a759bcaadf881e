SELECT
  "t2"."base_model",
  COALESCE("t3"."base", "t2"."origin") AS "origin",
  CASE
    WHEN NOT (
      ARRAY_CONTAINS("t2"."met", LOWER("t3"."base"))
    )
    THEN LOWER("t3"."base")
    ELSE NULL
  END AS "next",
  CASE
    WHEN LOWER("t3"."base") IS NOT NULL
    THEN CASE
      WHEN "t2"."met" IS NULL OR CAST([LOWER("t3"."base")] AS TEXT[]) IS NULL
      THEN NULL
      ELSE LIST_CONCAT("t2"."met", CAST([LOWER("t3"."base")] AS TEXT[]))
    END
    ELSE "t2"."met"
  END AS "met"
FROM "chain" AS "t2"
LEFT OUTER JOIN "bases" AS "t3"
  ON "t2"."next" = "t3"."name"
