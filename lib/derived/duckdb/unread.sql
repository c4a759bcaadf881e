SELECT
  "t16"."model",
  "t16"."day",
  "t16"."org",
  "t16"."hub_id",
  "t16"."base_model",
  "t16"."relation",
  "t16"."created_at",
  "t16"."downloads_all_time",
  "t16"."downloads_30d",
  "t16"."tracked",
  "t16"."earlier_total",
  "t16"."ever_ranked",
  "t16"."ever_counted",
  "t16"."ever_again",
  "t16"."lost",
  "t16"."peak",
  "t16"."most",
  "t16"."renamed" OR (
    "t10"."here" IS NOT NULL
  ) AS "renamed"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t5"."model",
      "t5"."day",
      "t5"."org",
      "t5"."hub_id",
      "t5"."base_model",
      "t5"."relation",
      "t5"."created_at",
      "t5"."downloads_all_time",
      "t5"."downloads_30d",
      "t5"."tracked",
      "t5"."earlier_total",
      "t5"."ever_ranked",
      "t5"."ever_counted",
      "t5"."ever_again",
      "t5"."lost",
      "t5"."peak",
      "t5"."most",
      "t5"."renamed"
    FROM "gone_before" AS "t5"
    ANTI JOIN "joined" AS "t7"
      ON "t5"."model" = "t7"."model"
  ) AS "t11"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t6"."model",
      "t6"."day",
      "t6"."org",
      "t6"."hub_id",
      "t6"."base_model",
      "t6"."relation",
      "t6"."created_at",
      "t6"."downloads_all_time",
      "t6"."downloads_30d",
      "t6"."tracked",
      "t13"."earlier_total",
      "t13"."ever_ranked",
      "t13"."ever_counted",
      "t13"."ever_again",
      "t13"."lost",
      "t13"."peak",
      "t13"."most",
      FALSE AS "renamed"
    FROM "own_before" AS "t6"
    INNER JOIN (
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
        "t8"."base_model",
        "t8"."earlier_total",
        "t8"."ever_ranked",
        "t8"."ever_counted",
        "t8"."ever_again",
        "t8"."lost",
        "t8"."peak",
        "t8"."most"
      FROM "by_model_before" AS "t8"
      ANTI JOIN "joined" AS "t7"
        ON "t8"."model" = "t7"."model"
    ) AS "t13"
      ON "t6"."model" = "t13"."model"
  ) AS "t14"
) AS "t16"
LEFT OUTER JOIN (
  SELECT DISTINCT
    "t0"."hub_id" AS "here"
  FROM "own" AS "t0"
  WHERE
    "t0"."hub_id" IS NOT NULL
) AS "t10"
  ON "t16"."hub_id" = "t10"."here"
