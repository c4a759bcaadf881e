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
  CAST(NULL AS BIGINT) AS "earlier_total",
  CAST(NULL AS BOOLEAN) AS "ever_ranked",
  CAST(NULL AS BOOLEAN) AS "ever_counted",
  CAST(NULL AS BOOLEAN) AS "ever_again",
  CAST(NULL AS BIGINT) AS "lost",
  CAST(NULL AS BIGINT) AS "peak",
  CAST(NULL AS BIGINT) AS "most"
FROM "own" AS "t0"
LIMIT 0
