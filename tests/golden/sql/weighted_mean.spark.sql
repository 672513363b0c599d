-- v0 = 'final'
-- v1 = datetime.date(2016, 1, 1)
-- v2 = datetime.date(2018, 1, 1)
-- v3 = 25
-- v4 = 24192
WITH `members` AS (
  SELECT
    `t0`.`place_id` AS `place`,
    CASE WHEN `t0`.`drawn_on` < :v1 THEN 0 WHEN `t0`.`drawn_on` >= :v2 THEN :v3 ELSE ((EXTRACT(year FROM `t0`.`drawn_on`) * 12) + EXTRACT(month FROM `t0`.`drawn_on`)) - :v4 END AS `month`,
    CAST(COALESCE(`t0`.`weight`, 0) AS BIGINT) * CAST(COALESCE(`t0`.`amount`, 0) AS BIGINT) AS `adds_0`,
    CAST(COALESCE(`t0`.`weight`, 0) AS BIGINT) AS `adds_1`,
    CAST(COALESCE(`t0`.`weight`, 0) AS BIGINT) * CAST(COALESCE(`t0`.`weight`, 0) AS BIGINT) AS `adds_2`,
    1 AS `adds_3`
  FROM `engines_sample` AS `t0`
  WHERE
    (NOT (`t0`.`withdrawn`))
      AND (`t0`.`state` IN (:v0))
      AND (`t0`.`place_id` IS NOT NULL)
      AND (`t0`.`drawn_on` IS NOT NULL)
)
SELECT
  `t2`.`place`,
  `t2`.`month`,
  SUM(`t2`.`adds_0`) AS `sum_0`,
  SUM(`t2`.`adds_1`) AS `sum_1`,
  SUM(`t2`.`adds_2`) AS `sum_2`,
  SUM(`t2`.`adds_3`) AS `sum_3`
FROM `members` AS `t2`
GROUP BY
  `t2`.`place`,
  `t2`.`month`
