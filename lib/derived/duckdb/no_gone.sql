SELECT
  "t0"."model",
  "t0"."day",
  "t0"."org",
  "t0"."hub_id",
  "t0"."base_model",
  "t0"."relation",
  "t0"."created_at",
  "t0"."downloads_all_time",
  "t0"."downloads_30d",
  "t0"."tracked",
  CAST(NULL AS BIGINT) AS "earlier_total",
  CAST(NULL AS BOOLEAN) AS "ever_ranked",
  CAST(NULL AS BOOLEAN) AS "ever_counted",
  CAST(NULL AS BOOLEAN) AS "ever_again",
  CAST(NULL AS BIGINT) AS "lost",
  CAST(NULL AS BIGINT) AS "peak",
  CAST(NULL AS BIGINT) AS "most",
  CAST(NULL AS BOOLEAN) AS "renamed"
FROM "own" AS "t0"
LIMIT 0
