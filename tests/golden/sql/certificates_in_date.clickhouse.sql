-- v0 = 'final'
-- v1 = datetime.date(1900, 1, 1)
-- v2 = datetime.date(2016, 1, 1)
-- v3 = datetime.date(2018, 1, 1)
-- v4 = 25
-- v5 = 24192
-- v6 = 26
WITH "members" AS (
  SELECT
    "t3"."id" AS "id",
    "t3"."place_id" AS "place",
    1 = 1 AS "member_0",
    COALESCE("t5"."valid_from", {v1:Date32}) AS "day",
    CASE
      WHEN isNull("t5"."valid_from")
      THEN 0
      WHEN "t5"."valid_from" < {v2:Date32}
      THEN 0
      WHEN "t5"."valid_from" >= {v3:Date32}
      THEN {v4:Int64}
      ELSE (
        (
          toYear("t5"."valid_from") * 12
        ) + toMonth("t5"."valid_from")
      ) - {v5:Int64}
    END AS "start",
    CASE
      WHEN isNull("t5"."valid_to")
      THEN {v6:Int64}
      WHEN "t5"."valid_to" < {v2:Date32}
      THEN 0
      WHEN "t5"."valid_to" >= {v3:Date32}
      THEN {v4:Int64}
      ELSE (
        (
          toYear("t5"."valid_to") * 12
        ) + toMonth("t5"."valid_to")
      ) - {v5:Int64}
    END AS "stop"
  FROM (
    SELECT
      *
    FROM "engines_sample" AS "t0"
    WHERE
      (NOT ("t0"."withdrawn"))
      AND ("t0"."state" IN ({v0:String}))
      AND (isNotNull("t0"."place_id"))
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "engines_sample_span" AS "t1"
    WHERE
      isNull("t1"."valid_from")
      OR isNull("t1"."valid_to")
      OR (
        "t1"."valid_from" < "t1"."valid_to"
      )
  ) AS "t5"
    ON "t3"."id" = "t5"."record_id"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t7"."id" AS "id",
      "t7"."place" AS "place",
      "t7"."start" AS "month",
      CASE WHEN "t7"."member_0" THEN 1 ELSE 0 END AS "event_0"
    FROM "members" AS "t7"
    WHERE
      "t7"."start" < "t7"."stop"
  ) AS "t8"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t9"."id" AS "id",
      "t9"."place" AS "place",
      "t9"."stop" AS "month",
      CASE WHEN "t9"."member_0" THEN -1 ELSE 0 END AS "event_0"
    FROM (
      SELECT
        *
      FROM "members" AS "t7"
      WHERE
        "t7"."start" < "t7"."stop" AND "t7"."stop" <= {v4:Int64}
    ) AS "t9"
  ) AS "t10"
), "changes" AS (
  SELECT
    "t12"."id" AS "id",
    "t12"."place" AS "place",
    "t12"."month" AS "month",
    SUM("t12"."event_0") AS "change_0"
  FROM "events" AS "t12"
  GROUP BY
    "t12"."id",
    "t12"."place",
    "t12"."month"
), "depths" AS (
  SELECT
    "t14"."id" AS "id",
    "t14"."place" AS "place",
    "t14"."month" AS "month",
    "t14"."change_0" AS "change_0",
    SUM("t14"."change_0") OVER (
      PARTITION BY "t14"."id", "t14"."place"
      ORDER BY "t14"."month" ASC
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS "depth_0"
  FROM "changes" AS "t14"
), "steps" AS (
  SELECT
    "t16"."id" AS "id",
    "t16"."place" AS "place",
    "t16"."month" AS "month",
    CASE WHEN "t16"."depth_0" > 0 THEN 1 ELSE 0 END - CASE WHEN (
      "t16"."depth_0" - "t16"."change_0"
    ) > 0 THEN 1 ELSE 0 END AS "step_0"
  FROM "depths" AS "t16"
)
SELECT
  "t18"."place" AS "place",
  "t18"."month" AS "month",
  SUM("t18"."step_0") AS "sum_0"
FROM "steps" AS "t18"
GROUP BY
  "t18"."place",
  "t18"."month"
