"""A threshold that holds for the last period of the plan."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "by_end",
    "by_end 期末达到",
    """
    A target of the plan's last period: 「到 2020 年底达到 90% 以上」. Only the figure of the whole last period decides; a rate of its last quarter is another figure. Before that, the latest
    figure is compared with the interim path – the value given for the judged period that it lies in, else the straight line from the baseline – and without either with the threshold itself.

    「期末达到」只看规划最后一期的整期数。期满之前，最近一期的数与中期目标比较：有给定值的用给定值，没有的由基期值到目标值取直线；两样都没有的，直接与目标值比较，理由里说明「没有中期目标」。「以上」含本数，「超过」不含本数。
    """,
    """
    已满期                                 | >=90                                                       | 2020 223/240           | 2021-01-01 | met       | end_reached
    恰好 90% 满足「90%以上」               |                                                            | 2020 180/200           |            | met       | end_reached
    恰好 90% 不满足「超过 90%」            | >90                                                        | 2020 36/40             |            | not_met   | end_missed
    89.995% 显示会进位，判定不进位         | >=90                                                       | 2020 17999/20000       |            | not_met   | end_missed
    100% 要求一件不差                      | =100                                                       | 2020 12/12             |            | met       | end_reached
    一件不合格就不是 100%                  |                                                            | 2020 11/12             |            | not_met   | end_missed
    不超过 5% 含 5%                        | <=5                                                        | 2020 5.0               |            | met       | end_reached
    低于 5% 不含 5%                        | <5                                                         | 2020 5.0               |            | not_met   | end_missed
    区间两端都含在内                       | range 3 5                                                  | 2020 3                 |            | met       | end_reached
    区间以外                               |                                                            | 2020 5.01              |            | not_met   | end_missed
    最后一天还没过完，不算已达标           | >=90                                                       | 2019 95, 2020Q3 96     | 2020-12-31 | on_course | there_already
    最后一季不能代替全年                   | >=90 ; lag 90                                              | 2019 95, 2020Q4 96     | 2021-01-01 | on_course | there_already
    第 2 季度与 2019 年中期目标比          | >=90 ; path 2018=88 2019=89.5 2020=90                      | 2019Q2 1291/1480       | 2019-07-15 | behind    | path_missed
    恰好在中期目标上                       |                                                            | 2019Q2 89.5            |            | on_course | path_reached
    没有给定值，由基期值取直线             | >=90 ; base 2015=84                                        | 2019 88.8              | 2020-01-15 | on_course | path_reached
    比直线低一点                           |                                                            | 2019 88.79             |            | behind    | path_missed
    基期已高于目标，不要求比目标更高       | >=90 ; base 2015=96                                        | 2018 90.2              | 2019-01-15 | on_course | path_reached
    越低越好的直线                         | <=5 ; base 2015=10                                         | 2017 8                 | 2018-01-15 | on_course | path_reached
    没有中期目标，已经达到                 | >=90                                                       | 2018 91                | 2019-01-15 | on_course | there_already
    没有中期目标，还没有达到               |                                                            | 2018 89                |            | behind    | not_there_yet
    中期目标只从 2019 年开始               | >=90 ; path 2019=89.5                                      | 2018 80                | 2019-07-15 | not_due   | first_period_open
    第一期还没过完                         | >=90                                                       | 2016Q1 80              | 2016-07-01 | not_due   | first_period_open
    第一期的数还在报送期限内               | >=90 ; lag 90                                              |                        | 2017-02-01 | not_due   | first_period_open
    到期的数没有来                         | >=90                                                       | 2016 85, 2017 86       | 2019-07-15 | no_data   | missing
    基期以前的数只作背景                   |                                                            | 2015 95                |            | no_data   | missing
    期满没有最后一期的数                   |                                                            | 2019 95                | 2021-01-01 | no_data   | missing
    一件也没有抽，不是零也不是百分之百     |                                                            | 2020 0/0               |            | no_data   | nothing_occurred
    初步数照判，加标记                     | >=40                                                       | 2020 42.61 provisional | 2021-02-01 | met       | end_reached       | provisional
    核定数没有标记                         |                                                            | 2020 42.61 revised     |            | met       | end_reached
    不足 30 件的抽样先要有决定             | >=90 ; sampled                                             | 2020 24/24             | 2021-01-01 | met       | end_reached       | uncertain small_sample
    95% 区间跨过目标值，由点值判，加标记   |                                                            | 2020 223/240           |            | met       | end_reached       | uncertain
    全数统计没有区间                       | >=90                                                       | 2020 223/240           |            | met       | end_reached
    抽满总体就没有区间                     | >=90 ; sampled                                             | 2020 223/240 of 240    |            | met       | end_reached
    目标值不切实际，照判但先要有决定       | >=23 ; flags target_implausible                            | 2020 8.01              |            | not_met   | end_missed        | target_implausible
    考核年度为期                           | >=90 ; every assessment_year                               | A2020 91               | 2020-07-01 | met       | end_reached
    第一期刚刚结束，数已经来               | >=90                                                       | 2016 95                | 2017-01-01 | on_course | there_already
    第一期的数没有来                       | >=90                                                       |                        | 2017-01-01 | no_data   | missing
    期限已过，最后一季仍不能代替全年       | >=90 ; lag 90                                              | 2019 95, 2020Q4 96     | 2021-04-01 | no_data   | missing
    按季判，年末的季与年度目标值比         | >=90 ; every quarter ; base 2015=84 ; path 2019=89.5       | 2019Q4 89.4            | 2020-01-15 | behind    | path_missed
    按季判，年中取两个年度目标值之间       | >=90 ; every quarter ; base 2015=84 ; path 2018=88 2019=89 | 2019Q2 88.5            | 2019-07-15 | on_course | path_reached
    两个给定值之间取直线                   | >=90 ; path 2016=85 2018=88                                | 2019 89                | 2020-01-15 | on_course | path_reached
    两个给定值之间的直线以下               | >=90 ; path 2016=85 2018=88                                | 2019 88.9              | 2020-01-15 | behind    | path_missed
    考核年度以前的季度，与第一个考核年度比 | >=90 ; every assessment_year ; base 2015=80                | 2016Q2 80              | 2017-07-15 | no_data   | missing
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_by_end(row: Row):
    check(CHAPTER.rule, row)
