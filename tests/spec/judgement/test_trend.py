"""Rises or falls by a stated test."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "trend",
    "trend 趋势向好",
    """
    「稳步提升」 has no number, so the test is stated here: the last value is better than the first; at most one period is worse than the one before; and no step back is larger than a tenth of the
    whole improvement, unless an explanation is recorded. The first value is the baseline's, else that of the plan's first period. Sen's slope – the median of all pairwise slopes – goes along as a supporting figure.

    「稳步提升」没有数字，检验办法写在这里：最后一期好于第一期；比上一期差的至多一期；任何一次回落不超过总改善的十分之一（有记录说明的除外）。第一期是基期，没有基期值的是规划第一年。附森氏斜率备查。
    """,
    """
    逐年上升                     | base 2015=98.9             | 2016 99.0, 2017 99.1, 2018 99.2, 2019 99.2, 2020 99.3   | 2021-01-01 | met       | trend_holds
    期中检验到现在为止           |                            | 2016 99.0, 2017 99.1, 2018 99.2                         | 2019-07-15 | on_course | trend_holds
    一次小的回落可以             | base 2015=80               | 2016 84, 2017 83.2, 2018 86, 2019 88, 2020 90           | 2021-01-01 | met       | trend_holds
    回落超过总改善的十分之一     |                            | 2016 84, 2017 82.9, 2018 86, 2019 88, 2020 90           |            | not_met   | trend_large_step_back
    有记录说明的回落不计         |                            | 2016 84, 2017 82.9 explained, 2018 86, 2019 88, 2020 90 |            | met       | trend_holds
    两次回落                     |                            | 2016 84, 2017 83.9, 2018 86, 2019 85.9, 2020 90         |            | not_met   | trend_steps_back
    最后与最初一样不是提升       |                            | 2016 81, 2017 82, 2018 83, 2019 84, 2020 80             |            | not_met   | trend_not_better
    期中没有好于基期             |                            | 2016 79                                                 | 2017-07-15 | behind    | trend_not_better
    越低越好的，逐年下降         | base 2015=10 ; down        | 2016 9, 2017 8                                          | 2018-07-15 | on_course | trend_holds
    没有基期，从第一年起         | –                          | 2016 80, 2017 81                                        |            | on_course | trend_holds
    没有基期，只有一年，等第二年 | –                          | 2016 80                                                 | 2017-07-15 | not_due   | first_period_open
    到期的数没有来               | base 2015=80               | 2016 81                                                 | 2018-07-15 | no_data   | missing
    季度数不参加年度趋势         |                            | 2016 81, 2017Q2 70                                      | 2017-07-15 | on_course | trend_holds
    规划只有一期，又没有基期     | plan 2020-01-01 2021-01-01 | 2020 80                                                 | 2021-01-01 | no_data   | trend_too_short
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_trend(row: Row):
    check(CHAPTER.rule, row)
