"""Events over the plan's life; what happened stays counted."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "cumulative",
    "cumulative 累计达到",
    """
    Events are added up over the plan, each month once: of figures that overlap the longer is taken. Once reached, the target is met, before the end too. Without a path, the count expected by the
    end of each period is the straight line from nothing, rounded down to whole events. Where nothing is there and nothing is expected yet, the target is not due. `flow` says that a figure tells what happened in its period; else it is the total to date.

    「评选 3 次以上」把各期发生数相加，重叠的期只算一次。数够了就是已达标，不必等期满。没有中期目标时，按时间均分取整数作为到当期应有的数；一件没有、按进度也还不要求有的，是未到期。缺的期若影响结论，判为缺数据。
    """,
    """
    三次评选，第三次在 2020 年       | >=3 ; flow                      | 2016 1, 2017 0, 2018 1, 2019 0, 2020 1     | 2021-01-01 | met       | count_reached
    提前评满                         |                                 | 2016 1, 2017 1, 2018 1                     | 2019-01-15 | met       | count_reached
    两次，到 2018 年底应有一次       |                                 | 2016 1, 2017 0, 2018 1                     | 2019-07-15 | on_course | count_on_path
    一次也没有，到 2018 年底应有一次 |                                 | 2016 0, 2017 0, 2018 0                     |            | behind    | count_below_path
    只要一个，期满之前都还不要求     | >=1 ; flow                      | 2016 0, 2017 0, 2018 0                     |            | not_due   | none_due_yet
    给定的中期目标                   | >=3 ; flow ; path 2017=1 2018=2 | 2016 1, 2017 0, 2018 0                     |            | behind    | count_below_path
    季度数与年度数重叠，只算一次     | >=3 ; flow                      | 2016 1, 2016Q1 1, 2016Q2 0, 2017 1, 2018 0 |            | on_course | count_on_path
    年内的季度数接着算               |                                 | 2016 1, 2017 0, 2018 1, 2019Q2 1           |            | met       | count_reached
    期满不够                         |                                 | 2016 1, 2017 0, 2018 1, 2019 0, 2020 0     | 2021-01-01 | not_met   | count_missed
    缺一年，已知的数已经够           |                                 | 2016 2, 2018 1                             | 2019-07-15 | met       | count_reached
    缺一年，已知的数跟得上进度       |                                 | 2016 2, 2018 0                             |            | on_course | count_on_path
    缺一年，已知的数跟不上进度       |                                 | 2016 0, 2018 0                             |            | no_data   | count_gaps
    期满缺一年，不能断定             |                                 | 2016 1, 2018 1, 2019 0, 2020 0             | 2021-01-01 | no_data   | count_gaps
    从来没有报过数                   |                                 |                                            | 2019-07-15 | no_data   | missing
    第一年还没过完                   |                                 |                                            | 2016-07-15 | not_due   | first_period_open
    五年内事故不超过 2 起，已有 3 起 | <=2 ; flow ; down               | 2016 1, 2017 2                             | 2018-07-15 | not_met   | count_exceeded
    事故在限度以内                   |                                 | 2016 1, 2017 0, 2018 1                     | 2019-07-15 | on_course | count_within
    期满没有超过                     |                                 | 2016 1, 2017 0, 2018 1, 2019 0, 2020 0     | 2021-01-01 | met       | count_kept
    比给定的限度用得快               | <=4 ; flow ; down ; path 2018=1 | 2016 1, 2017 0, 2018 1                     | 2019-07-15 | behind    | count_above_path
    数据是累计数，不再相加           | >=3                             | 2016 1, 2017 1, 2018 2                     |            | on_course | count_on_path
    后一年也有重叠，仍只算一次       | >=4 ; flow                      | 2016 1, 2017 1, 2017Q2 1, 2018 1           | 2019-07-15 | on_course | count_on_path
    基期不改变累计的起点             | >=3 ; flow ; base 2014          | 2015 3, 2016 0, 2017 0, 2018 1             | 2019-07-15 | on_course | count_on_path
    恰好 3 次，已有 3 次，还可能变   | =3 ; flow                       | 2016 1, 2017 1, 2018 1                     | 2019-07-15 | on_course | count_on_path
    恰好 3 次，已有 4 次             | =3 ; flow                       | 2016 1, 2017 1, 2018 2                     | 2019-07-15 | not_met   | count_exceeded
    恰好 3 次，期满正好              | =3 ; flow                       | 2016 1, 2017 1, 2018 1, 2019 0, 2020 0     | 2021-01-01 | met       | count_kept
    2 到 4 次，已有 4 次             | range 2 4 ; flow                | 2016 2, 2017 1, 2018 1                     | 2019-07-15 | on_course | count_on_path
    2 到 4 次，已有 5 次             | range 2 4 ; flow                | 2016 2, 2017 1, 2018 2                     | 2019-07-15 | not_met   | count_exceeded
    报送期限以内，数已齐，就判       | >=3 ; flow ; lag 90             | 2016 1, 2017 0, 2018 1, 2019 0, 2020 0     | 2021-01-01 | not_met   | count_missed
    报送期限以内，数未齐，不判       | >=3 ; flow ; lag 90             | 2016 1, 2017 0, 2018 1, 2019 0             | 2021-01-01 | on_course | count_on_path
    期满前一天，数再齐也不判         | >=3 ; flow                      | 2016 1, 2017 0, 2018 1, 2019 0             | 2020-12-31 | on_course | count_on_path
    累计数没有更新                   | >=3                             | 2016 0, 2017 0                             | 2019-07-15 | no_data   | count_gaps
    第一年还没过完，已有一次         | >=3 ; flow                      | 2016Q1 1                                   | 2016-07-15 | on_course | count_on_path
    第一年还没过完，报了零次         | >=3 ; flow                      | 2016Q1 0                                   | 2016-07-15 | not_due   | none_due_yet
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_cumulative(row: Row):
    check(CHAPTER.rule, row)
