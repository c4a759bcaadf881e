SELECT
  "t2"."day",
  "t2"."org",
  "t2"."models",
  CAST(CAST("t2"."downloads" AS DECIMAL(38, 0)) AS BIGINT) AS "downloads_30d"
FROM (
  SELECT
    "t1"."day",
    "t1"."org",
    COUNT(*) AS "models",
    SUM("t1"."downloads_30d") AS "downloads"
  FROM (
    SELECT
      *
    FROM "joined" AS "t0"
    WHERE
      "t0"."ranked"
  ) AS "t1"
  GROUP BY
    1,
    2
) AS "t2"
ORDER BY
  "t2"."org" ASC
