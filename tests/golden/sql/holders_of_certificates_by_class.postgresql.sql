-- v0 = 'final'
-- v1 = 'toy'
-- v2 = datetime.date(1, 1, 1)
-- v3 = datetime.date(2016, 1, 1)
-- v4 = datetime.date(2018, 1, 1)
-- v5 = 25
-- v6 = 24192
-- v7 = 26
WITH "members" AS (
  SELECT
    "t3"."id" AS "id",
    "t3"."place_id" AS "place",
    "t3"."holder" AS "key_0",
    1 = 1 AS "member_0",
    COALESCE("t5"."valid_from", %(v2)s) AS "day",
    CASE
      WHEN "t5"."valid_from" IS NULL
      THEN 0
      WHEN "t5"."valid_from" < %(v3)s
      THEN 0
      WHEN "t5"."valid_from" >= %(v4)s
      THEN %(v5)s
      ELSE (
        (
          EXTRACT(year FROM "t5"."valid_from") * 12
        ) + EXTRACT(month FROM "t5"."valid_from")
      ) - %(v6)s
    END AS "start",
    CASE
      WHEN "t5"."valid_to" IS NULL
      THEN %(v7)s
      WHEN "t5"."valid_to" < %(v3)s
      THEN 0
      WHEN "t5"."valid_to" >= %(v4)s
      THEN %(v5)s
      ELSE (
        (
          EXTRACT(year FROM "t5"."valid_to") * 12
        ) + EXTRACT(month FROM "t5"."valid_to")
      ) - %(v6)s
    END AS "stop"
  FROM (
    SELECT
      *
    FROM "engines_sample" AS "t0"
    WHERE
      (NOT ("t0"."withdrawn"))
      AND ("t0"."state" IN (%(v0)s))
      AND ("t0"."place_id" IS NOT NULL)
      AND (("t0"."category" IS NULL) OR ("t0"."category" <> %(v1)s))
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "engines_sample_span" AS "t1"
    WHERE
      (
        "t1"."valid_from" IS NULL
      )
      OR (
        "t1"."valid_to" IS NULL
      )
      OR (
        "t1"."valid_from" < "t1"."valid_to"
      )
  ) AS "t5"
    ON "t3"."id" = "t5"."record_id"
), "by_day" AS (
  SELECT
    "t7"."id",
    "t7"."place",
    "t7"."key_0",
    "t7"."member_0",
    "t7"."day",
    "t7"."start",
    "t7"."stop",
    MIN(CASE WHEN "t7"."member_0" THEN "t7"."day" ELSE NULL END) OVER (PARTITION BY "t7"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_day_0"
  FROM "members" AS "t7"
), "standing" AS (
  SELECT
    "t9"."id",
    "t9"."place",
    "t9"."key_0",
    "t9"."member_0",
    "t9"."day",
    "t9"."start",
    "t9"."stop",
    "t9"."first_day_0",
    MIN(
      CASE
        WHEN "t9"."member_0" AND (
          "t9"."day" = "t9"."first_day_0"
        )
        THEN "t9"."id"
        ELSE NULL
      END
    ) OVER (PARTITION BY "t9"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_id_0"
  FROM "by_day" AS "t9"
), "placed" AS (
  SELECT
    "t11"."start",
    "t11"."stop",
    "t11"."key_0",
    "t11"."member_0",
    MIN(CASE WHEN "t11"."id" = "t11"."first_id_0" THEN "t11"."place" ELSE NULL END) OVER (PARTITION BY "t11"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "place"
  FROM "standing" AS "t11"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t13"."place",
      "t13"."key_0",
      "t13"."start" AS "month",
      CASE WHEN "t13"."member_0" THEN 1 ELSE 0 END AS "event_0"
    FROM "placed" AS "t13"
    WHERE
      "t13"."start" < "t13"."stop"
  ) AS "t14"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t15"."place",
      "t15"."key_0",
      "t15"."stop" AS "month",
      CASE WHEN "t15"."member_0" THEN -1 ELSE 0 END AS "event_0"
    FROM (
      SELECT
        *
      FROM "placed" AS "t13"
      WHERE
        "t13"."start" < "t13"."stop" AND "t13"."stop" <= %(v5)s
    ) AS "t15"
  ) AS "t16"
), "changes" AS (
  SELECT
    "t18"."place",
    "t18"."key_0",
    "t18"."month",
    SUM("t18"."event_0") AS "change_0"
  FROM "events" AS "t18"
  GROUP BY
    "t18"."place",
    "t18"."key_0",
    "t18"."month"
), "depths" AS (
  SELECT
    "t20"."place",
    "t20"."key_0",
    "t20"."month",
    "t20"."change_0",
    SUM("t20"."change_0") OVER (
      PARTITION BY "t20"."place", "t20"."key_0"
      ORDER BY "t20"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "depth_0"
  FROM "changes" AS "t20"
), "steps" AS (
  SELECT
    "t22"."place",
    "t22"."key_0",
    "t22"."month",
    CASE WHEN "t22"."depth_0" > 0 THEN 1 ELSE 0 END - CASE WHEN (
      "t22"."depth_0" - "t22"."change_0"
    ) > 0 THEN 1 ELSE 0 END AS "step_0"
  FROM "depths" AS "t22"
)
SELECT
  "t24"."place",
  "t24"."month",
  SUM("t24"."step_0") AS "sum_0"
FROM "steps" AS "t24"
GROUP BY
  "t24"."place",
  "t24"."month"

-- v0 = 'final'
-- v1 = 'toy'
-- v2 = 'device'
-- v3 = 'food'
-- v4 = datetime.date(1, 1, 1)
-- v5 = datetime.date(2016, 1, 1)
-- v6 = datetime.date(2018, 1, 1)
-- v7 = 25
-- v8 = 24192
-- v9 = 26
WITH "members" AS (
  SELECT
    "t3"."id" AS "id",
    "t3"."place_id" AS "place",
    CASE WHEN "t3"."category" IN (%(v2)s, %(v3)s) THEN 0 END AS "class",
    "t3"."holder" AS "key_0",
    1 = 1 AS "member_0",
    COALESCE("t5"."valid_from", %(v4)s) AS "day",
    CASE
      WHEN "t5"."valid_from" IS NULL
      THEN 0
      WHEN "t5"."valid_from" < %(v5)s
      THEN 0
      WHEN "t5"."valid_from" >= %(v6)s
      THEN %(v7)s
      ELSE (
        (
          EXTRACT(year FROM "t5"."valid_from") * 12
        ) + EXTRACT(month FROM "t5"."valid_from")
      ) - %(v8)s
    END AS "start",
    CASE
      WHEN "t5"."valid_to" IS NULL
      THEN %(v9)s
      WHEN "t5"."valid_to" < %(v5)s
      THEN 0
      WHEN "t5"."valid_to" >= %(v6)s
      THEN %(v7)s
      ELSE (
        (
          EXTRACT(year FROM "t5"."valid_to") * 12
        ) + EXTRACT(month FROM "t5"."valid_to")
      ) - %(v8)s
    END AS "stop"
  FROM (
    SELECT
      *
    FROM "engines_sample" AS "t0"
    WHERE
      (NOT ("t0"."withdrawn"))
      AND ("t0"."state" IN (%(v0)s))
      AND ("t0"."place_id" IS NOT NULL)
      AND (("t0"."category" IS NULL) OR ("t0"."category" <> %(v1)s))
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "engines_sample_span" AS "t1"
    WHERE
      (
        "t1"."valid_from" IS NULL
      )
      OR (
        "t1"."valid_to" IS NULL
      )
      OR (
        "t1"."valid_from" < "t1"."valid_to"
      )
  ) AS "t5"
    ON "t3"."id" = "t5"."record_id"
), "by_day" AS (
  SELECT
    "t7"."id",
    "t7"."place",
    "t7"."class",
    "t7"."key_0",
    "t7"."member_0",
    "t7"."day",
    "t7"."start",
    "t7"."stop",
    MIN(CASE WHEN "t7"."member_0" THEN "t7"."day" ELSE NULL END) OVER (PARTITION BY "t7"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_day_0"
  FROM "members" AS "t7"
), "standing" AS (
  SELECT
    "t9"."id",
    "t9"."place",
    "t9"."class",
    "t9"."key_0",
    "t9"."member_0",
    "t9"."day",
    "t9"."start",
    "t9"."stop",
    "t9"."first_day_0",
    MIN(
      CASE
        WHEN "t9"."member_0" AND (
          "t9"."day" = "t9"."first_day_0"
        )
        THEN "t9"."id"
        ELSE NULL
      END
    ) OVER (PARTITION BY "t9"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_id_0"
  FROM "by_day" AS "t9"
), "placed" AS (
  SELECT
    "t11"."start",
    "t11"."stop",
    "t11"."class",
    "t11"."key_0",
    "t11"."member_0",
    MIN(CASE WHEN "t11"."id" = "t11"."first_id_0" THEN "t11"."place" ELSE NULL END) OVER (PARTITION BY "t11"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "place"
  FROM "standing" AS "t11"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t13"."place",
      "t13"."key_0",
      "t13"."class",
      "t13"."start" AS "month",
      CASE WHEN "t13"."member_0" THEN 1 ELSE 0 END AS "event_0"
    FROM "placed" AS "t13"
    WHERE
      "t13"."start" < "t13"."stop"
  ) AS "t14"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t15"."place",
      "t15"."key_0",
      "t15"."class",
      "t15"."stop" AS "month",
      CASE WHEN "t15"."member_0" THEN -1 ELSE 0 END AS "event_0"
    FROM (
      SELECT
        *
      FROM "placed" AS "t13"
      WHERE
        "t13"."start" < "t13"."stop" AND "t13"."stop" <= %(v7)s
    ) AS "t15"
  ) AS "t16"
), "changes" AS (
  SELECT
    "t18"."place",
    "t18"."key_0",
    "t18"."class",
    "t18"."month",
    SUM("t18"."event_0") AS "change_0"
  FROM "events" AS "t18"
  GROUP BY
    "t18"."place",
    "t18"."key_0",
    "t18"."class",
    "t18"."month"
), "depths" AS (
  SELECT
    "t20"."place",
    "t20"."key_0",
    "t20"."class",
    "t20"."month",
    "t20"."change_0",
    SUM("t20"."change_0") OVER (
      PARTITION BY "t20"."place", "t20"."key_0", "t20"."class"
      ORDER BY "t20"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "depth_0"
  FROM "changes" AS "t20"
), "steps" AS (
  SELECT
    "t22"."place",
    "t22"."key_0",
    "t22"."class",
    "t22"."month",
    CASE WHEN "t22"."depth_0" > 0 THEN 1 ELSE 0 END - CASE WHEN (
      "t22"."depth_0" - "t22"."change_0"
    ) > 0 THEN 1 ELSE 0 END AS "step_0"
  FROM "depths" AS "t22"
)
SELECT
  "t24"."place",
  "t24"."month",
  "t24"."class",
  SUM("t24"."step_0") AS "sum_0"
FROM "steps" AS "t24"
GROUP BY
  "t24"."place",
  "t24"."month",
  "t24"."class"
