SELECT
  *
FROM "unread" AS "t0"
ORDER BY
  "t0"."model" ASC
