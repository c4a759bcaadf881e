SELECT
  CAST(CAST(COALESCE("t1"."read", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "read",
  CAST(CAST(COALESCE("t1"."models", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "models",
  CAST(CAST(COALESCE("t1"."downloads", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "downloads",
  CAST(CAST(COALESCE("t1"."new", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "new",
  CAST(CAST(COALESCE("t1"."estimate", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "estimate",
  CAST(CAST(COALESCE("t1"."totals", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "totals",
  CAST(CAST(COALESCE("t1"."new_again", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "new_again",
  CAST(CAST(COALESCE("t1"."new_counted", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "new_counted",
  CAST(CAST(COALESCE("t1"."new_undated", 0) AS DECIMAL(38, 0)) AS BIGINT) AS "new_undated"
FROM (
  SELECT
    COUNT(*) AS "read",
    COUNT(*) FILTER(WHERE
      "t0"."ranked") AS "models",
    SUM("t0"."downloads_30d") FILTER(WHERE
      "t0"."ranked") AS "downloads",
    COUNT(*) FILTER(WHERE
      "t0"."ranked" AND NOT (
        "t0"."was_ranked"
      )) AS "new",
    COUNT(*) FILTER(WHERE
      "t0"."ranked" AND "t0"."day_is_estimate") AS "estimate",
    COUNT(*) FILTER(WHERE
      "t0"."downloads_all_time" IS NOT NULL) AS "totals",
    COUNT(*) FILTER(WHERE
      "t0"."again" AND NOT (
        "t0"."was_again"
      )) AS "new_again",
    COUNT(*) FILTER(WHERE
      "t0"."counted" AND NOT (
        "t0"."was_counted"
      )) AS "new_counted",
    COUNT(*) FILTER(WHERE
      "t0"."counted"
      AND NOT (
        "t0"."was_counted"
      )
      AND (
        "t0"."created_at" IS NULL
      )) AS "new_undated"
  FROM "joined" AS "t0"
) AS "t1"
