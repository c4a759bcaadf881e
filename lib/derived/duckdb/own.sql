SELECT
  "t1"."model",
  "t1"."day",
  "t1"."org",
  "t1"."downloads_30d",
  "t1"."downloads_all_time",
  "t1"."created_at",
  "t1"."params_b",
  "t1"."tracked",
  "t1"."day_is_estimate",
  "t1"."fetched_at",
  "t1"."hub_id",
  "t1"."base_model",
  "t1"."relation",
  "t1"."likes"
FROM (
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
    "t0"."hub_id",
    "t0"."base_model",
    "t0"."relation",
    "t0"."likes",
    "t0"."vintage",
    MAX("t0"."vintage") OVER (
      PARTITION BY "t0"."model"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "newest"
  FROM "stated" AS "t0"
) AS "t1"
WHERE
  "t1"."vintage" = "t1"."newest"
