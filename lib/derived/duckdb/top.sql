SELECT
  "t0"."day",
  "t0"."model",
  "t0"."org",
  "t0"."downloads_30d",
  CASE WHEN "t0"."likes" > 0 THEN "t0"."likes" ELSE NULL END AS "likes",
  "t0"."day_is_estimate"
FROM "joined" AS "t0"
WHERE
  "t0"."ranked"
ORDER BY
  "t0"."downloads_30d" DESC,
  "t0"."model" ASC
LIMIT 1000
