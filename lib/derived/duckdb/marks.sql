SELECT
  "t0"."day",
  "t0"."model",
  "t0"."org",
  "t0"."downloads_all_time",
  "t0"."step",
  "t0"."mark"
FROM "joined" AS "t0"
WHERE
  "t0"."mark" <> ''
ORDER BY
  "t0"."model" ASC
