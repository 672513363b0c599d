-- v0 = 'final'
-- v1 = 'food'
-- v2 = 'device'
-- v3 = datetime.date(2016, 1, 1)
-- v4 = datetime.date(2018, 1, 1)
-- v5 = 25
-- v6 = 24192
WITH "members" AS (
  SELECT
    "t0"."place_id" AS "place",
    CASE WHEN "t0"."drawn_on" < %(v3)s THEN 0 WHEN "t0"."drawn_on" >= %(v4)s THEN %(v5)s ELSE ((CAST(STRFTIME('%%Y', "t0"."drawn_on") AS INTEGER) * 12) + CAST(STRFTIME('%%m', "t0"."drawn_on") AS INTEGER)) - %(v6)s END AS "month",
    "t0"."category" AS "class",
    CASE WHEN "t0"."passed" THEN 1 ELSE 0 END AS "adds_0",
    1 AS "adds_1"
  FROM "engines_sample" AS "t0"
  WHERE
    (NOT ("t0"."withdrawn"))
      AND ("t0"."state" IN (%(v0)s))
      AND ("t0"."place_id" IS NOT NULL)
      AND ("t0"."drawn_on" IS NOT NULL)
      AND ("t0"."category" IN (%(v1)s, %(v2)s))
      AND (("t0"."batch" IS NOT NULL) AND ("t0"."batch" <> ''))
)
SELECT
  "t2"."place",
  "t2"."month",
  "t2"."class",
  SUM("t2"."adds_0") AS "sum_0",
  SUM("t2"."adds_1") AS "sum_1"
FROM "members" AS "t2"
GROUP BY
  "t2"."place",
  "t2"."month",
  "t2"."class"
