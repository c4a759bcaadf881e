SELECT
  "t0"."model",
  "t0"."day",
  "t0"."org",
  "t0"."downloads_30d",
  "t0"."downloads_all_time",
  "t0"."created_at",
  "t0"."params_b",
  "t0"."tracked",
  "t0"."day_is_estimate",
  "t0"."fetched_at",
  "t0"."base_model",
  CASE WHEN "t0"."downloads_all_time" IS NULL THEN "t0"."earlier_total" ELSE NULL END AS "earlier_total",
  "t0"."ranked" OR "t0"."was_ranked" AS "ever_ranked",
  "t0"."counted" OR "t0"."was_counted" AS "ever_counted",
  "t0"."again" OR "t0"."was_again" AS "ever_again",
  CASE
    WHEN "t0"."step" < 0
    THEN "t0"."peak" - "t0"."downloads_all_time"
    WHEN "t0"."peak" IS NOT NULL
    THEN "t0"."was_lost"
    ELSE NULL
  END AS "lost",
  "t0"."peak",
  "t0"."most"
FROM "joined" AS "t0"
ORDER BY
  "t0"."model" ASC
