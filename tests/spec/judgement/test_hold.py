"""Every period satisfies the threshold, never on average."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "hold",
    "hold 逐期保持",
    """
    「稳定在 95% 以上」: every judged period must satisfy it; the mean says nothing. One broken period decides for good. A period in which nothing occurred neither holds nor breaks. A missing
    period does not break it either, but without it the target cannot be met in the end. A yearly value given in the path takes the threshold's place in its period.

    「稳定在」要求每一期都达到，不看平均。一期没有达到，判定即为未达标，以后也不再改变；理由写明是哪一期、差多少。没有发生（0/0）的期不算好也不算坏；缺数的期不算没有达到，但期满时仍缺，判为缺数据。
    """,
    """
    五年都达到                         | >=95                                            | 2016 95, 2017 96, 2018 97, 2019 96, 2020 95                                                                                                                | 2021-01-01 | met         | held
    至今都达到                         |                                                 | 2016 95, 2017 96, 2018 97                                                                                                                                  | 2019-07-15 | on_course   | holding
    一年没有达到，平均够也不行         |                                                 | 2016 99, 2017 94.9, 2018 99                                                                                                                                |            | not_met     | hold_broken
    按月保持，7 月 94.7                | >=95 ; every month ; plan 2016-01-01 2017-01-01 | 201601 96.1, 201602 95.8, 201603 95.4, 201604 96.7, 201605 97.0, 201606 95.9, 201607 94.7, 201608 95.5, 201609 96.2, 201610 96.8, 201611 97.1, 201612 96.6 | 2017-01-01 | not_met     | hold_broken
    同样的数按年看是 96.15             | >=95 ; plan 2016-01-01 2017-01-01               | 2016 96.15                                                                                                                                                 |            | met         | held
    按月保持时全年数不能代替各月       | >=95 ; every month ; plan 2016-01-01 2017-01-01 | 2016 96.15                                                                                                                                                 |            | no_data     | missing
    没有废水排放的年份不算             | >=95                                            | 2016 95, 2017 0/0, 2018 97, 2019 96, 2020 95                                                                                                               | 2021-01-01 | met         | held
    前面缺一年，后面都达到             |                                                 | 2016 95, 2018 97                                                                                                                                           | 2019-07-15 | on_course   | holding_with_gaps
    最近一年缺数                       |                                                 | 2016 95, 2017 96                                                                                                                                           |            | no_data     | missing
    缺数不掩盖已经没有达到的一年       |                                                 | 2016 94                                                                                                                                                    |            | not_met     | hold_broken
    期满仍缺一年                       |                                                 | 2016 95, 2018 97, 2019 96, 2020 95                                                                                                                         | 2021-01-01 | no_data     | held_with_gaps
    年中低于目标，整年还没有结束       |                                                 | 2016 95, 2017 96, 2018 97, 2019Q2 94                                                                                                                       | 2019-07-15 | behind      | hold_at_risk
    每年有自己的目标值                 | >=95 ; path 2016=90 2017=92                     | 2016 91, 2017 92                                                                                                                                           | 2018-07-15 | on_course   | holding
    年度目标值管到年内各季             | >=95 ; every quarter ; path 2016=90             | 2016Q1 91, 2016Q2 90                                                                                                                                       | 2016-07-15 | on_course   | holding
    第一年还没过完                     | >=95                                            | 2016Q2 90                                                                                                                                                  | 2016-07-15 | not_due     | first_period_open
    按推断判，一年的区间跨过目标值     | >=85 ; inferred                                 | 2016 88 [86 90], 2017 85.5 [84 87]                                                                                                                         | 2018-03-01 | cannot_tell | hold_unsure
    按推断判，不知道样本               |                                                 | 2016 88 [86 90], 2017 85.5                                                                                                                                 |            | cannot_tell | no_interval
    没有发生的年份排在最后             | >=95                                            | 2016 95, 2017 96, 2018 0/0                                                                                                                                 | 2019-07-15 | on_course   | holding
    从来没有发生                       | >=95                                            | 2016 0/0, 2017 0/0, 2018 0/0                                                                                                                               | 2019-07-15 | no_data     | nothing_occurred
    报送期限以内，最近一年的数还没有来 | >=95 ; lag 90                                   | 2016 95, 2017 96                                                                                                                                           | 2019-02-01 | on_course   | holding
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_hold(row: Row):
    check(CHAPTER.rule, row)
