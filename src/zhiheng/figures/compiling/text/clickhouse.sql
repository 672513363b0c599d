-- flow
WITH "members" AS (
  SELECT
    "t0"."leaf_place" AS "place",
    "t0"."leaf_month" AS "month",
    ⟨c "t0"."leaf_class__c" AS "class__c"⟩,
    ⟨s "t0"."leaf_adds__s" AS "adds__s"⟩
  FROM "zz_records" AS "t0"
  WHERE
    "t0"."leaf_taking_part"
)
SELECT
  "t2"."place" AS "place",
  "t2"."month" AS "month",
  ⟨c "t2"."class__c" AS "class__c"⟩,
  ⟨s SUM("t2"."adds__s") AS "sum__s"⟩
FROM "members" AS "t2"
GROUP BY
  "t2"."place",
  "t2"."month",
  ⟨c "t2"."class__c"⟩

-- flow once
WITH "members" AS (
  SELECT
    "t0"."leaf_place" AS "place",
    "t0"."leaf_month" AS "month",
    ⟨c "t0"."leaf_class__c" AS "class__c"⟩,
    ⟨k "t0"."leaf_key__k" AS "key__k"⟩,
    "t0"."leaf_id" AS "id",
    "t0"."leaf_day" AS "day",
    ⟨m "t0"."leaf_member__m" AS "member__m"⟩,
    ⟨s "t0"."leaf_adds__s" AS "adds__s"⟩
  FROM "zz_records" AS "t0"
  WHERE
    "t0"."leaf_taking_part"
), "by_day" AS (
  SELECT
    "t2"."place" AS "place",
    "t2"."month" AS "month",
    ⟨c "t2"."class__c" AS "class__c"⟩,
    ⟨k "t2"."key__k" AS "key__k"⟩,
    "t2"."id" AS "id",
    "t2"."day" AS "day",
    ⟨m "t2"."member__m" AS "member__m"⟩,
    ⟨s "t2"."adds__s" AS "adds__s"⟩,
    ⟨m MIN(CASE WHEN "t2"."member__m" THEN "t2"."day" ELSE NULL END) OVER (PARTITION BY ⟨k "t2"."key__k"⟩ ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_day__m"⟩
  FROM "members" AS "t2"
), "standing" AS (
  SELECT
    "t4"."place" AS "place",
    "t4"."month" AS "month",
    ⟨c "t4"."class__c" AS "class__c"⟩,
    ⟨k "t4"."key__k" AS "key__k"⟩,
    "t4"."id" AS "id",
    "t4"."day" AS "day",
    ⟨m "t4"."member__m" AS "member__m"⟩,
    ⟨s "t4"."adds__s" AS "adds__s"⟩,
    ⟨m "t4"."first_day__m" AS "first_day__m"⟩,
    ⟨m MIN(
  CASE
    WHEN "t4"."member__m" AND (
      "t4"."day" = "t4"."first_day__m"
    )
    THEN "t4"."id"
    ELSE NULL
  END
) OVER (PARTITION BY ⟨k "t4"."key__k"⟩ ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_id__m"⟩
  FROM "by_day" AS "t4"
)
SELECT
  "t6"."place" AS "place",
  "t6"."month" AS "month",
  ⟨c "t6"."class__c" AS "class__c"⟩,
  ⟨s SUM(CASE WHEN "t6"."id" = "t6"."first_id__m" THEN "t6"."adds__s" ELSE 0 END) AS "sum__s"⟩
FROM "standing" AS "t6"
GROUP BY
  "t6"."place",
  "t6"."month",
  ⟨c "t6"."class__c"⟩

-- stock
WITH "members" AS (
  SELECT
    "t3"."leaf_id" AS "id",
    "t3"."leaf_place" AS "place",
    ⟨c "t3"."leaf_class__c" AS "class__c"⟩,
    ⟨m "t3"."leaf_member__m" AS "member__m"⟩,
    COALESCE("t5"."valid_from", bound_day(5)) AS "day",
    CASE
      WHEN isNull("t5"."valid_from")
      THEN 0
      WHEN "t5"."valid_from" < bound_day(0)
      THEN 0
      WHEN "t5"."valid_from" >= bound_day(1)
      THEN bound_whole(3)
      ELSE (
        (
          toYear("t5"."valid_from") * 12
        ) + toMonth("t5"."valid_from")
      ) - bound_whole(2)
    END AS "start",
    CASE
      WHEN isNull("t5"."valid_to")
      THEN bound_whole(4)
      WHEN "t5"."valid_to" < bound_day(0)
      THEN 0
      WHEN "t5"."valid_to" >= bound_day(1)
      THEN bound_whole(3)
      ELSE (
        (
          toYear("t5"."valid_to") * 12
        ) + toMonth("t5"."valid_to")
      ) - bound_whole(2)
    END AS "stop"
  FROM (
    SELECT
      *
    FROM "zz_records" AS "t0"
    WHERE
      "t0"."leaf_taking_part"
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "zz_spans" AS "t1"
    WHERE
      isNull("t1"."valid_from")
      OR isNull("t1"."valid_to")
      OR (
        "t1"."valid_from" < "t1"."valid_to"
      )
  ) AS "t5"
    ON "t3"."leaf_id" = "t5"."record_id"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t7"."id" AS "id",
      "t7"."place" AS "place",
      ⟨c "t7"."class__c" AS "class__c"⟩,
      "t7"."start" AS "month",
      ⟨m CASE WHEN "t7"."member__m" THEN 1 ELSE 0 END AS "event__m"⟩
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
      ⟨c "t9"."class__c" AS "class__c"⟩,
      "t9"."stop" AS "month",
      ⟨m CASE WHEN "t9"."member__m" THEN -1 ELSE 0 END AS "event__m"⟩
    FROM (
      SELECT
        *
      FROM "members" AS "t7"
      WHERE
        "t7"."start" < "t7"."stop" AND "t7"."stop" <= bound_whole(3)
    ) AS "t9"
  ) AS "t10"
), "changes" AS (
  SELECT
    "t12"."id" AS "id",
    "t12"."place" AS "place",
    ⟨c "t12"."class__c" AS "class__c"⟩,
    "t12"."month" AS "month",
    ⟨m SUM("t12"."event__m") AS "change__m"⟩
  FROM "events" AS "t12"
  GROUP BY
    "t12"."id",
    "t12"."place",
    ⟨c "t12"."class__c"⟩,
    "t12"."month"
), "depths" AS (
  SELECT
    "t14"."id" AS "id",
    "t14"."place" AS "place",
    ⟨c "t14"."class__c" AS "class__c"⟩,
    "t14"."month" AS "month",
    ⟨m "t14"."change__m" AS "change__m"⟩,
    ⟨m SUM("t14"."change__m") OVER (
  PARTITION BY "t14"."id", "t14"."place", ⟨c "t14"."class__c"⟩
  ORDER BY "t14"."month" ASC
  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
) AS "depth__m"⟩
  FROM "changes" AS "t14"
), "steps" AS (
  SELECT
    "t16"."id" AS "id",
    "t16"."place" AS "place",
    ⟨c "t16"."class__c" AS "class__c"⟩,
    "t16"."month" AS "month",
    ⟨m CASE WHEN "t16"."depth__m" > 0 THEN 1 ELSE 0 END - CASE WHEN (
  "t16"."depth__m" - "t16"."change__m"
) > 0 THEN 1 ELSE 0 END AS "step__m"⟩
  FROM "depths" AS "t16"
)
SELECT
  "t18"."place" AS "place",
  "t18"."month" AS "month",
  ⟨c "t18"."class__c" AS "class__c"⟩,
  ⟨m SUM("t18"."step__m") AS "sum__m"⟩
FROM "steps" AS "t18"
GROUP BY
  "t18"."place",
  "t18"."month",
  ⟨c "t18"."class__c"⟩

-- stock once
WITH "members" AS (
  SELECT
    "t3"."leaf_id" AS "id",
    "t3"."leaf_place" AS "place",
    ⟨c "t3"."leaf_class__c" AS "class__c"⟩,
    ⟨k "t3"."leaf_key__k" AS "key__k"⟩,
    ⟨m "t3"."leaf_member__m" AS "member__m"⟩,
    COALESCE("t5"."valid_from", bound_day(5)) AS "day",
    CASE
      WHEN isNull("t5"."valid_from")
      THEN 0
      WHEN "t5"."valid_from" < bound_day(0)
      THEN 0
      WHEN "t5"."valid_from" >= bound_day(1)
      THEN bound_whole(3)
      ELSE (
        (
          toYear("t5"."valid_from") * 12
        ) + toMonth("t5"."valid_from")
      ) - bound_whole(2)
    END AS "start",
    CASE
      WHEN isNull("t5"."valid_to")
      THEN bound_whole(4)
      WHEN "t5"."valid_to" < bound_day(0)
      THEN 0
      WHEN "t5"."valid_to" >= bound_day(1)
      THEN bound_whole(3)
      ELSE (
        (
          toYear("t5"."valid_to") * 12
        ) + toMonth("t5"."valid_to")
      ) - bound_whole(2)
    END AS "stop"
  FROM (
    SELECT
      *
    FROM "zz_records" AS "t0"
    WHERE
      "t0"."leaf_taking_part"
  ) AS "t3"
  INNER JOIN (
    SELECT
      *
    FROM "zz_spans" AS "t1"
    WHERE
      isNull("t1"."valid_from")
      OR isNull("t1"."valid_to")
      OR (
        "t1"."valid_from" < "t1"."valid_to"
      )
  ) AS "t5"
    ON "t3"."leaf_id" = "t5"."record_id"
), "by_day" AS (
  SELECT
    "t7"."id" AS "id",
    "t7"."place" AS "place",
    ⟨c "t7"."class__c" AS "class__c"⟩,
    ⟨k "t7"."key__k" AS "key__k"⟩,
    ⟨m "t7"."member__m" AS "member__m"⟩,
    "t7"."day" AS "day",
    "t7"."start" AS "start",
    "t7"."stop" AS "stop",
    ⟨m MIN(CASE WHEN "t7"."member__m" THEN "t7"."day" ELSE NULL END) OVER (PARTITION BY ⟨k "t7"."key__k"⟩ ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_day__m"⟩
  FROM "members" AS "t7"
), "standing" AS (
  SELECT
    "t9"."id" AS "id",
    "t9"."place" AS "place",
    ⟨c "t9"."class__c" AS "class__c"⟩,
    ⟨k "t9"."key__k" AS "key__k"⟩,
    ⟨m "t9"."member__m" AS "member__m"⟩,
    "t9"."day" AS "day",
    "t9"."start" AS "start",
    "t9"."stop" AS "stop",
    ⟨m "t9"."first_day__m" AS "first_day__m"⟩,
    ⟨m MIN(
  CASE
    WHEN "t9"."member__m" AND (
      "t9"."day" = "t9"."first_day__m"
    )
    THEN "t9"."id"
    ELSE NULL
  END
) OVER (PARTITION BY ⟨k "t9"."key__k"⟩ ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "first_id__m"⟩
  FROM "by_day" AS "t9"
), "placed" AS (
  SELECT
    "t11"."start" AS "start",
    "t11"."stop" AS "stop",
    ⟨c "t11"."class__c" AS "class__c"⟩,
    ⟨k "t11"."key__k" AS "key__k"⟩,
    ⟨m "t11"."member__m" AS "member__m"⟩,
    ⟨m MIN(CASE WHEN "t11"."id" = "t11"."first_id__m" THEN "t11"."place" ELSE NULL END) OVER (PARTITION BY ⟨k "t11"."key__k"⟩ ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS "place"⟩
  FROM "standing" AS "t11"
), "events" AS (
  SELECT
    *
  FROM (
    SELECT
      "t13"."place" AS "place",
      ⟨k "t13"."key__k" AS "key__k"⟩,
      ⟨c "t13"."class__c" AS "class__c"⟩,
      "t13"."start" AS "month",
      ⟨m CASE WHEN "t13"."member__m" THEN 1 ELSE 0 END AS "event__m"⟩
    FROM "placed" AS "t13"
    WHERE
      "t13"."start" < "t13"."stop"
  ) AS "t14"
  UNION ALL
  SELECT
    *
  FROM (
    SELECT
      "t15"."place" AS "place",
      ⟨k "t15"."key__k" AS "key__k"⟩,
      ⟨c "t15"."class__c" AS "class__c"⟩,
      "t15"."stop" AS "month",
      ⟨m CASE WHEN "t15"."member__m" THEN -1 ELSE 0 END AS "event__m"⟩
    FROM (
      SELECT
        *
      FROM "placed" AS "t13"
      WHERE
        "t13"."start" < "t13"."stop" AND "t13"."stop" <= bound_whole(3)
    ) AS "t15"
  ) AS "t16"
), "changes" AS (
  SELECT
    "t18"."place" AS "place",
    ⟨k "t18"."key__k" AS "key__k"⟩,
    ⟨c "t18"."class__c" AS "class__c"⟩,
    "t18"."month" AS "month",
    ⟨m SUM("t18"."event__m") AS "change__m"⟩
  FROM "events" AS "t18"
  GROUP BY
    "t18"."place",
    ⟨k "t18"."key__k"⟩,
    ⟨c "t18"."class__c"⟩,
    "t18"."month"
), "depths" AS (
  SELECT
    "t20"."place" AS "place",
    ⟨k "t20"."key__k" AS "key__k"⟩,
    ⟨c "t20"."class__c" AS "class__c"⟩,
    "t20"."month" AS "month",
    ⟨m "t20"."change__m" AS "change__m"⟩,
    ⟨m SUM("t20"."change__m") OVER (
  PARTITION BY "t20"."place", ⟨k "t20"."key__k"⟩, ⟨c "t20"."class__c"⟩
  ORDER BY "t20"."month" ASC
  ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
) AS "depth__m"⟩
  FROM "changes" AS "t20"
), "steps" AS (
  SELECT
    "t22"."place" AS "place",
    ⟨k "t22"."key__k" AS "key__k"⟩,
    ⟨c "t22"."class__c" AS "class__c"⟩,
    "t22"."month" AS "month",
    ⟨m CASE WHEN "t22"."depth__m" > 0 THEN 1 ELSE 0 END - CASE WHEN (
  "t22"."depth__m" - "t22"."change__m"
) > 0 THEN 1 ELSE 0 END AS "step__m"⟩
  FROM "depths" AS "t22"
)
SELECT
  "t24"."place" AS "place",
  "t24"."month" AS "month",
  ⟨c "t24"."class__c" AS "class__c"⟩,
  ⟨m SUM("t24"."step__m") AS "sum__m"⟩
FROM "steps" AS "t24"
GROUP BY
  "t24"."place",
  "t24"."month",
  ⟨c "t24"."class__c"⟩

-- is_empty text
isNull("t0"."text") OR ("t0"."text" = '')

-- is_not_empty text
isNotNull("t0"."text") AND ("t0"."text" <> '')

-- is_filled text
isNotNull("t0"."text")

-- is text
"t0"."text" = bound_text(6)

-- is_not text
isNull("t0"."text") OR ("t0"."text" <> bound_text(6))

-- in text
"t0"."text" IN (bound_text(6))

-- not_in text
isNull("t0"."text") OR NOT ("t0"."text" IN (bound_text(6)))

-- is_empty flag
isNull("t0"."flag")

-- is_not_empty flag
isNotNull("t0"."flag")

-- is_filled flag
isNotNull("t0"."flag")

-- is_true flag
"t0"."flag"

-- is_false flag
NOT ("t0"."flag")

-- is_not_true flag
isNull("t0"."flag") OR NOT ("t0"."flag")

-- is_not_false flag
isNull("t0"."flag") OR "t0"."flag"

-- is_empty day
isNull("t0"."day")

-- is_not_empty day
isNotNull("t0"."day")

-- is_filled day
isNotNull("t0"."day")

-- is day
"t0"."day" = bound_day(6)

-- is_not day
isNull("t0"."day") OR ("t0"."day" <> bound_day(6))

-- in day
"t0"."day" IN (bound_day(6))

-- not_in day
isNull("t0"."day") OR NOT ("t0"."day" IN (bound_day(6)))

-- at_least day
"t0"."day" >= bound_day(6)

-- at_most day
"t0"."day" <= bound_day(6)

-- above day
"t0"."day" > bound_day(6)

-- below day
"t0"."day" < bound_day(6)

-- is_empty whole
isNull("t0"."whole")

-- is_not_empty whole
isNotNull("t0"."whole")

-- is_filled whole
isNotNull("t0"."whole")

-- is whole
"t0"."whole" = bound_whole(6)

-- is_not whole
isNull("t0"."whole") OR ("t0"."whole" <> bound_whole(6))

-- in whole
"t0"."whole" IN (bound_whole(6))

-- not_in whole
isNull("t0"."whole") OR NOT ("t0"."whole" IN (bound_whole(6)))

-- at_least whole
"t0"."whole" >= bound_whole(6)

-- at_most whole
"t0"."whole" <= bound_whole(6)

-- above whole
"t0"."whole" > bound_whole(6)

-- below whole
"t0"."whole" < bound_whole(6)

-- month day
CASE WHEN "t0"."day" < bound_day(0) THEN 0 WHEN "t0"."day" >= bound_day(1) THEN bound_whole(3) ELSE ((toYear("t0"."day") * 12) + toMonth("t0"."day")) - bound_whole(2) END

-- amount whole
CAST(COALESCE("t0"."whole", 0) AS Nullable(Int64))
