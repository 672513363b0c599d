"""Growth over a dated baseline."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "increase",
    "increase 新增达到",
    """
    Growth from the day after the baseline. Where figures are events (`flow`, 「新增…15 个」 counted by first issue), they are added up as under *cumulative*. Where they are a level, the baseline's
    value is taken off and the growth is judged like *by_end*: it may shrink again. Without the baseline's value a level says nothing about growth.

    「新增」从基期次日起算。数据是各期发生数的，相加；数据是存量的，减去基期值，期满才判。撤销、失效的不由这里扣除，由指标的口径决定。基期值不知道的，判为缺数据。
    """,
    """
    新增 18 个，要求 15 个         | >=15 ; base 2015 ; flow | 2016 4, 2017 6, 2018 5, 2019 3              | 2020-01-15 | met       | count_reached
    到 2018 年底 8 个，应有 9 个   |                         | 2016 3, 2017 3, 2018 2                      | 2019-07-15 | behind    | count_below_path
    基期比规划早，基期以后的都算   | >=5 ; base 2014 ; flow  | 2015 3, 2016 2                              | 2017-01-15 | met       | count_reached
    存量由 12 增到 27              | >=15 ; base 2015=12     | 2016 14, 2017 18, 2018 22, 2019 25, 2020 27 | 2021-01-01 | met       | end_reached
    存量的增长在期中不算已达标     |                         | 2016 30                                     | 2017-07-15 | on_course | path_reached
    到 2018 年应增 9 个，只增 8 个 |                         | 2018 20                                     | 2019-07-15 | behind    | path_missed
    期满存量只增 14                |                         | 2020 26                                     | 2021-01-01 | not_met   | end_missed
    不知道基期值，存量说不出增长   | >=15 ; base 2015        | 2018 20                                     | 2019-07-15 | no_data   | no_baseline
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_increase(row: Row):
    check(CHAPTER.rule, row)
