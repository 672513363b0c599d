-- v0 = 'final'
-- v1 = 2
-- v2 = datetime.date(2016, 7, 1)
-- v3 = 100
-- v4 = datetime.date(2016, 1, 1)
-- v5 = datetime.date(2018, 1, 1)
-- v6 = 25
-- v7 = 24192
WITH "members" AS (
  SELECT
    "t0"."place_id" AS "place",
    CASE WHEN "t0"."drawn_on" < $v4 THEN 0 WHEN "t0"."drawn_on" >= $v5 THEN $v6 ELSE ((EXTRACT(year FROM "t0"."drawn_on") * 12) + EXTRACT(month FROM "t0"."drawn_on")) - $v7 END AS "month",
    CASE WHEN "t0"."level" >= $v1 THEN CAST(COALESCE("t0"."amount", 0) AS BIGINT) * $v3 ELSE 0 END AS "adds_0",
    CASE WHEN "t0"."drawn_on" >= $v2 THEN CAST(COALESCE("t0"."weight", 0) AS BIGINT) ELSE 0 END AS "adds_1"
  FROM "engines_sample" AS "t0"
  WHERE
    (NOT ("t0"."withdrawn"))
      AND ("t0"."state" IN ($v0))
      AND ("t0"."place_id" IS NOT NULL)
      AND ("t0"."drawn_on" IS NOT NULL)
)
SELECT
  "t2"."place",
  "t2"."month",
  SUM("t2"."adds_0") AS "sum_0",
  SUM("t2"."adds_1") AS "sum_1"
FROM "members" AS "t2"
GROUP BY
  "t2"."place",
  "t2"."month"
