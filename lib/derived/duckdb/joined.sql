SELECT
  "t9"."model",
  "t9"."day",
  "t9"."org",
  "t9"."downloads_30d",
  "t9"."downloads_all_time",
  "t9"."created_at",
  "t9"."params_b",
  "t9"."tracked",
  "t9"."day_is_estimate",
  "t9"."fetched_at",
  "t9"."hub_id",
  "t9"."base_model",
  "t9"."relation",
  "t9"."likes",
  "t9"."ranked",
  "t9"."counted",
  "t9"."earlier_total",
  "t9"."was_ranked",
  "t9"."was_counted",
  "t9"."again",
  "t9"."was_again",
  "t9"."was_lost",
  "t9"."was_peak",
  "t9"."earlier_most",
  "t9"."step",
  "t9"."mark",
  "t9"."of_age",
  CASE
    WHEN "t9"."step" < 0
    THEN COALESCE("t9"."was_peak", "t9"."earlier_total")
    WHEN (
      "t9"."downloads_all_time" IS NULL
    )
    OR (
      (
        "t9"."downloads_all_time" < "t9"."was_peak"
      )
      AND (
        "t9"."mark" <> 'revised'
      )
    )
    THEN "t9"."was_peak"
    ELSE NULL
  END AS "peak",
  COALESCE(GREATEST("t9"."of_age", "t9"."earlier_most"), "t9"."of_age", "t9"."earlier_most") AS "most"
FROM (
  SELECT
    "t8"."model",
    "t8"."day",
    "t8"."org",
    "t8"."downloads_30d",
    "t8"."downloads_all_time",
    "t8"."created_at",
    "t8"."params_b",
    "t8"."tracked",
    "t8"."day_is_estimate",
    "t8"."fetched_at",
    "t8"."hub_id",
    "t8"."base_model",
    "t8"."relation",
    "t8"."likes",
    "t8"."ranked",
    "t8"."counted",
    "t8"."earlier_total",
    "t8"."was_ranked",
    "t8"."was_counted",
    "t8"."again",
    "t8"."was_again",
    "t8"."was_lost",
    "t8"."was_peak",
    "t8"."earlier_most",
    "t8"."step",
    CASE
      WHEN (
        "t8"."step" < 0
      )
      OR "t8"."step" BETWEEN "t8"."was_lost" * 0.5 AND "t8"."was_lost" * 2
      THEN 'revised'
      WHEN (
        "t8"."step" = 0
      ) AND (
        "t8"."downloads_30d" > 0
      )
      THEN 'stale'
      ELSE ''
    END AS "mark",
    CASE
      WHEN "t8"."counted"
      AND NOT (
        "t8"."day_is_estimate"
      )
      AND (
        CAST("t8"."created_at" AS DATE) <= CAST("t8"."day" AS DATE)
      )
      THEN "t8"."downloads_all_time"
      ELSE NULL
    END AS "of_age"
  FROM (
    SELECT
      "t3"."model",
      "t3"."day",
      "t3"."org",
      "t3"."downloads_30d",
      "t3"."downloads_all_time",
      "t3"."created_at",
      "t3"."params_b",
      "t3"."tracked",
      "t3"."day_is_estimate",
      "t3"."fetched_at",
      "t3"."hub_id",
      "t3"."base_model",
      "t3"."relation",
      "t3"."likes",
      "t3"."tracked" AND (
        "t3"."downloads_30d" IS NOT NULL
      ) AS "ranked",
      "t3"."tracked" AND (
        "t3"."downloads_all_time" IS NOT NULL
      ) AS "counted",
      "t7"."total" AS "earlier_total",
      COALESCE("t7"."ranked", FALSE) AS "was_ranked",
      COALESCE("t7"."counted", FALSE) AS "was_counted",
      (
        "t3"."downloads_all_time" IS NOT NULL
      ) AND (
        "t7"."total" IS NOT NULL
      ) AS "again",
      COALESCE("t7"."again", FALSE) AS "was_again",
      "t7"."lost" AS "was_lost",
      "t7"."peak" AS "was_peak",
      "t7"."most" AS "earlier_most",
      "t3"."downloads_all_time" - "t7"."total" AS "step"
    FROM "own" AS "t3"
    LEFT OUTER JOIN (
      SELECT
        *
      FROM (
        SELECT
          "t1"."model",
          COALESCE("t1"."downloads_all_time", "t1"."earlier_total") AS "total",
          "t1"."ever_ranked" AS "ranked",
          "t1"."ever_counted" AS "counted",
          "t1"."ever_again" AS "again",
          "t1"."lost",
          "t1"."peak",
          "t1"."most"
        FROM "by_model_before" AS "t1"
      ) AS "t4"
      UNION ALL
      SELECT
        *
      FROM (
        SELECT
          "t2"."model",
          COALESCE("t2"."downloads_all_time", "t2"."earlier_total") AS "total",
          "t2"."ever_ranked" AS "ranked",
          "t2"."ever_counted" AS "counted",
          "t2"."ever_again" AS "again",
          "t2"."lost",
          "t2"."peak",
          "t2"."most"
        FROM "gone_before" AS "t2"
      ) AS "t5"
    ) AS "t7"
      ON "t3"."model" = "t7"."model"
  ) AS "t8"
) AS "t9"
