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
), "grouped" AS (
  SELECT
    "t7"."id",
    "t7"."place",
    "t7"."key_0",
    "t7"."member_0",
    "t7"."day",
    "t7"."start",
    "t7"."stop",
    MIN("t7"."id") OVER (PARTITION BY "t7"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "group"
  FROM "members" AS "t7"
), "by_day" AS (
  SELECT
    "t9"."id",
    "t9"."place",
    "t9"."key_0",
    "t9"."member_0",
    "t9"."day",
    "t9"."start",
    "t9"."stop",
    "t9"."group",
    MIN(CASE WHEN "t9"."member_0" THEN "t9"."day" ELSE NULL END) OVER (
      PARTITION BY "t9"."group"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "first_day_0"
  FROM "grouped" AS "t9"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t9"."group",
      "t9"."start" AS "month",
      CASE WHEN "t9"."member_0" THEN 1 ELSE 0 END AS "event_0"
    FROM "grouped" AS "t9"
    WHERE
      "t9"."start" < "t9"."stop"
  ) AS "t10"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t11"."group",
      "t11"."stop" AS "month",
      CASE WHEN "t11"."member_0" THEN -1 ELSE 0 END AS "event_0"
    FROM (
      SELECT
        *
      FROM "grouped" AS "t9"
      WHERE
        "t9"."start" < "t9"."stop" AND "t9"."stop" <= %(v5)s
    ) AS "t11"
  ) AS "t13"
), "changes" AS (
  SELECT
    "t16"."group",
    "t16"."month",
    SUM("t16"."event_0") AS "change_0"
  FROM "events" AS "t16"
  GROUP BY
    "t16"."group",
    "t16"."month"
), "standing" AS (
  SELECT
    "t14"."id",
    "t14"."place",
    "t14"."key_0",
    "t14"."member_0",
    "t14"."day",
    "t14"."start",
    "t14"."stop",
    "t14"."group",
    "t14"."first_day_0",
    MIN(
      CASE
        WHEN "t14"."member_0" AND (
          "t14"."day" = "t14"."first_day_0"
        )
        THEN "t14"."id"
        ELSE NULL
      END
    ) OVER (
      PARTITION BY "t14"."group"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "first_id_0"
  FROM "by_day" AS "t14"
), "depths" AS (
  SELECT
    "t19"."group",
    "t19"."month",
    "t19"."change_0",
    SUM("t19"."change_0") OVER (
      PARTITION BY "t19"."group"
      ORDER BY "t19"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "depth_0"
  FROM "changes" AS "t19"
), "places" AS (
  SELECT
    "t20"."group",
    "t20"."place",
    MAX(CASE WHEN "t20"."id" = "t20"."first_id_0" THEN 1 ELSE 0 END) AS "here_0"
  FROM "standing" AS "t20"
  GROUP BY
    "t20"."group",
    "t20"."place"
), "steps" AS (
  SELECT
    "t22"."group",
    "t22"."month",
    CASE WHEN "t22"."depth_0" > 0 THEN 1 ELSE 0 END - CASE WHEN (
      "t22"."depth_0" - "t22"."change_0"
    ) > 0 THEN 1 ELSE 0 END AS "step_0"
  FROM "depths" AS "t22"
)
SELECT
  "t29"."place",
  "t29"."month",
  SUM("t29"."step_0") AS "sum_0"
FROM (
  SELECT
    "t25"."place",
    "t28"."month",
    "t28"."step_0" * "t25"."here_0" AS "step_0"
  FROM "steps" AS "t28"
  INNER JOIN "places" AS "t25"
    ON "t28"."group" = "t25"."group"
) AS "t29"
GROUP BY
  "t29"."place",
  "t29"."month"

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
), "grouped" AS (
  SELECT
    "t7"."id",
    "t7"."place",
    "t7"."class",
    "t7"."key_0",
    "t7"."member_0",
    "t7"."day",
    "t7"."start",
    "t7"."stop",
    MIN("t7"."id") OVER (PARTITION BY "t7"."key_0" ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "group"
  FROM "members" AS "t7"
), "by_day" AS (
  SELECT
    "t9"."id",
    "t9"."place",
    "t9"."class",
    "t9"."key_0",
    "t9"."member_0",
    "t9"."day",
    "t9"."start",
    "t9"."stop",
    "t9"."group",
    MIN(CASE WHEN "t9"."member_0" THEN "t9"."day" ELSE NULL END) OVER (
      PARTITION BY "t9"."group"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "first_day_0"
  FROM "grouped" AS "t9"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t9"."group",
      "t9"."class",
      "t9"."start" AS "month",
      CASE WHEN "t9"."member_0" THEN 1 ELSE 0 END AS "event_0"
    FROM "grouped" AS "t9"
    WHERE
      "t9"."start" < "t9"."stop"
  ) AS "t10"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t11"."group",
      "t11"."class",
      "t11"."stop" AS "month",
      CASE WHEN "t11"."member_0" THEN -1 ELSE 0 END AS "event_0"
    FROM (
      SELECT
        *
      FROM "grouped" AS "t9"
      WHERE
        "t9"."start" < "t9"."stop" AND "t9"."stop" <= %(v7)s
    ) AS "t11"
  ) AS "t13"
), "changes" AS (
  SELECT
    "t16"."group",
    "t16"."class",
    "t16"."month",
    SUM("t16"."event_0") AS "change_0"
  FROM "events" AS "t16"
  GROUP BY
    "t16"."group",
    "t16"."class",
    "t16"."month"
), "standing" AS (
  SELECT
    "t14"."id",
    "t14"."place",
    "t14"."class",
    "t14"."key_0",
    "t14"."member_0",
    "t14"."day",
    "t14"."start",
    "t14"."stop",
    "t14"."group",
    "t14"."first_day_0",
    MIN(
      CASE
        WHEN "t14"."member_0" AND (
          "t14"."day" = "t14"."first_day_0"
        )
        THEN "t14"."id"
        ELSE NULL
      END
    ) OVER (
      PARTITION BY "t14"."group"
      ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING
    ) AS "first_id_0"
  FROM "by_day" AS "t14"
), "depths" AS (
  SELECT
    "t19"."group",
    "t19"."class",
    "t19"."month",
    "t19"."change_0",
    SUM("t19"."change_0") OVER (
      PARTITION BY "t19"."group", "t19"."class"
      ORDER BY "t19"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "depth_0"
  FROM "changes" AS "t19"
), "places" AS (
  SELECT
    "t20"."group",
    "t20"."place",
    MAX(CASE WHEN "t20"."id" = "t20"."first_id_0" THEN 1 ELSE 0 END) AS "here_0"
  FROM "standing" AS "t20"
  GROUP BY
    "t20"."group",
    "t20"."place"
), "steps" AS (
  SELECT
    "t22"."group",
    "t22"."class",
    "t22"."month",
    CASE WHEN "t22"."depth_0" > 0 THEN 1 ELSE 0 END - CASE WHEN (
      "t22"."depth_0" - "t22"."change_0"
    ) > 0 THEN 1 ELSE 0 END AS "step_0"
  FROM "depths" AS "t22"
)
SELECT
  "t29"."place",
  "t29"."month",
  "t29"."class",
  SUM("t29"."step_0") AS "sum_0"
FROM (
  SELECT
    "t25"."place",
    "t28"."month",
    "t28"."class",
    "t28"."step_0" * "t25"."here_0" AS "step_0"
  FROM "steps" AS "t28"
  INNER JOIN "places" AS "t25"
    ON "t28"."group" = "t25"."group"
) AS "t29"
GROUP BY
  "t29"."place",
  "t29"."month",
  "t29"."class"
