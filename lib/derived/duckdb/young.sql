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
  COALESCE("t0"."of_age" < "t0"."earlier_most", FALSE) AS "fell"
FROM "joined" AS "t0"
WHERE
  "t0"."counted"
  AND NOT (
    "t0"."day_is_estimate"
  )
  AND (
    DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 0 AND 90
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 6 AND 8
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 13 AND 15
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 27 AND 33
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 54 AND 66
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 81 AND 99
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 162 AND 198
    OR DATE_DIFF('DAY', CAST("t0"."created_at" AS DATE), CAST("t0"."day" AS DATE)) BETWEEN 329 AND 401
  )
ORDER BY
  "t0"."model" ASC
