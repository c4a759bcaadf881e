SELECT
  "t16"."base_model",
  COALESCE("t2"."base", "t16"."origin") AS "origin",
  CASE
    WHEN NOT (
      ARRAY_CONTAINS("t16"."met", LOWER("t2"."base"))
    )
    THEN LOWER("t2"."base")
    ELSE NULL
  END AS "next",
  CASE
    WHEN LOWER("t2"."base") IS NOT NULL
    THEN CASE
      WHEN "t16"."met" IS NULL OR CAST([LOWER("t2"."base")] AS TEXT[]) IS NULL
      THEN NULL
      ELSE LIST_CONCAT("t16"."met", CAST([LOWER("t2"."base")] AS TEXT[]))
    END
    ELSE "t16"."met"
  END AS "met"
FROM (
  SELECT
    "t13"."base_model",
    COALESCE("t3"."base", "t13"."origin") AS "origin",
    CASE
      WHEN NOT (
        ARRAY_CONTAINS("t13"."met", LOWER("t3"."base"))
      )
      THEN LOWER("t3"."base")
      ELSE NULL
    END AS "next",
    CASE
      WHEN LOWER("t3"."base") IS NOT NULL
      THEN CASE
        WHEN "t13"."met" IS NULL OR CAST([LOWER("t3"."base")] AS TEXT[]) IS NULL
        THEN NULL
        ELSE LIST_CONCAT("t13"."met", CAST([LOWER("t3"."base")] AS TEXT[]))
      END
      ELSE "t13"."met"
    END AS "met"
  FROM (
    SELECT
      "t10"."base_model",
      COALESCE("t4"."base", "t10"."origin") AS "origin",
      CASE
        WHEN NOT (
          ARRAY_CONTAINS("t10"."met", LOWER("t4"."base"))
        )
        THEN LOWER("t4"."base")
        ELSE NULL
      END AS "next",
      CASE
        WHEN LOWER("t4"."base") IS NOT NULL
        THEN CASE
          WHEN "t10"."met" IS NULL OR CAST([LOWER("t4"."base")] AS TEXT[]) IS NULL
          THEN NULL
          ELSE LIST_CONCAT("t10"."met", CAST([LOWER("t4"."base")] AS TEXT[]))
        END
        ELSE "t10"."met"
      END AS "met"
    FROM (
      SELECT
        "t7"."base_model",
        COALESCE("t5"."base", "t7"."origin") AS "origin",
        CASE
          WHEN NOT (
            ARRAY_CONTAINS("t7"."met", LOWER("t5"."base"))
          )
          THEN LOWER("t5"."base")
          ELSE NULL
        END AS "next",
        CASE
          WHEN LOWER("t5"."base") IS NOT NULL
          THEN CASE
            WHEN "t7"."met" IS NULL OR CAST([LOWER("t5"."base")] AS TEXT[]) IS NULL
            THEN NULL
            ELSE LIST_CONCAT("t7"."met", CAST([LOWER("t5"."base")] AS TEXT[]))
          END
          ELSE "t7"."met"
        END AS "met"
      FROM "chain" AS "t7"
      LEFT OUTER JOIN "bases" AS "t5"
        ON "t7"."next" = "t5"."name"
    ) AS "t10"
    LEFT OUTER JOIN "bases" AS "t4"
      ON "t10"."next" = "t4"."name"
  ) AS "t13"
  LEFT OUTER JOIN "bases" AS "t3"
    ON "t13"."next" = "t3"."name"
) AS "t16"
LEFT OUTER JOIN "bases" AS "t2"
  ON "t16"."next" = "t2"."name"
