SELECT
  *
FROM (
  SELECT
    "t0"."model",
    "t0"."day",
    "t0"."org",
    "t0"."base_model",
    "t0"."relation",
    "t0"."created_at",
    "t0"."downloads_all_time",
    "t0"."downloads_30d",
    TRUE AS "here"
  FROM "own" AS "t0"
  WHERE
    "t0"."base_model" IS NOT NULL
) AS "t2"
UNION ALL
SELECT
  *
FROM (
  SELECT
    "t1"."model",
    "t1"."day",
    "t1"."org",
    "t1"."base_model",
    "t1"."relation",
    "t1"."created_at",
    "t1"."downloads_all_time",
    "t1"."downloads_30d",
    FALSE AS "here"
  FROM "unread" AS "t1"
  WHERE
    "t1"."base_model" IS NOT NULL AND NOT (
      "t1"."renamed"
    )
) AS "t3"
