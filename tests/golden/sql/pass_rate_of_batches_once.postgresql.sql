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
    CASE WHEN "t0"."drawn_on" < %(v3)s THEN 0 WHEN "t0"."drawn_on" >= %(v4)s THEN %(v5)s ELSE ((EXTRACT(year FROM "t0"."drawn_on") * 12) + EXTRACT(month FROM "t0"."drawn_on")) - %(v6)s END AS "month",
    "t0"."batch" AS "key_0",
    "t0"."holder" AS "key_1",
    "t0"."id" AS "id",
    "t0"."drawn_on" AS "day",
    1 = 1 AS "member_0",
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
), "by_day" AS (
  SELECT
    "t2"."place",
    "t2"."month",
    "t2"."key_0",
    "t2"."key_1",
    "t2"."id",
    "t2"."day",
    "t2"."member_0",
    "t2"."adds_0",
    "t2"."adds_1",
    MIN(CASE WHEN "t2"."member_0" THEN "t2"."day" ELSE NULL END) OVER (PARTITION BY "t2"."key_0", "t2"."key_1" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_day_0"
  FROM "members" AS "t2"
), "standing" AS (
  SELECT
    "t4"."place",
    "t4"."month",
    "t4"."key_0",
    "t4"."key_1",
    "t4"."id",
    "t4"."day",
    "t4"."member_0",
    "t4"."adds_0",
    "t4"."adds_1",
    "t4"."first_day_0",
    MIN(
      CASE
        WHEN "t4"."member_0" AND (
          "t4"."day" = "t4"."first_day_0"
        )
        THEN "t4"."id"
        ELSE NULL
      END
    ) OVER (PARTITION BY "t4"."key_0", "t4"."key_1" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_id_0"
  FROM "by_day" AS "t4"
)
SELECT
  "t6"."place",
  "t6"."month",
  SUM(CASE WHEN "t6"."id" = "t6"."first_id_0" THEN "t6"."adds_0" ELSE 0 END) AS "sum_0",
  SUM(CASE WHEN "t6"."id" = "t6"."first_id_0" THEN "t6"."adds_1" ELSE 0 END) AS "sum_1"
FROM "standing" AS "t6"
GROUP BY
  "t6"."place",
  "t6"."month"
