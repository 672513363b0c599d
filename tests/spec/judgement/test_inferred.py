"""A claim about a population from a probability sample."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "by_end",
    "inferred 按推断判",
    """
    A claim about everybody, from a sample: one-sided 95 %. Met only when the lower bound satisfies the threshold, not met only when the upper bound does not, else `cannot_tell`. A share is
    observed: Wilson's bounds (or Clopper–Pearson), narrower where the population is small. An interval that the source states is taken as it stands. Where there is an interim path, the point is compared with it.

    满意度一类的目标说的是总体，只问了一部分人：单侧 95%。下限也够才算达标，上限也不够才算未达标，其余是「尚难判断」。来源写明区间的，照用；写明中期目标的，期中用点值比较。
    """,
    """
    区间整个在目标之上            | >=85 ; inferred                          | 2020 87.1 [85.2 89.0] | 2021-03-01 | met         | end_reached
    区间跨过目标值                |                                          | 2020 85.3 [83.6 87.0] |            | cannot_tell | interval_covers
    区间整个在目标之下            |                                          | 2020 82.0 [80.1 83.9] |            | not_met     | end_missed
    下限恰好等于 85，「以上」够了 |                                          | 2020 86.5 [85 88]     |            | met         | end_reached
    下限恰好等于 85，「超过」不够 | >85 ; inferred                           | 2020 86.5 [85 88]     |            | cannot_tell | interval_covers
    只有均值，不知道样本          | >=85 ; inferred                          | 2020 85.31            |            | cannot_tell | no_interval
    352/400 的单侧下限是 85.1%    |                                          | 2020 352/400          |            | met         | end_reached
    348/400 的单侧下限不到 85%    |                                          | 2020 348/400          |            | cannot_tell | interval_covers
    总体只有 500 人，区间变窄     |                                          | 2020 348/400 of 500   |            | met         | end_reached
    精确法更保守                  | >=85 ; inferred ; method clopper_pearson | 2020 351/400          |            | cannot_tell | interval_covers
    期中没有中期目标也可能难判    | >=85 ; inferred                          | 2018 85.3 [83.6 87.0] | 2019-07-15 | cannot_tell | interval_covers
    期中有中期目标，用点值        | >=85 ; inferred ; path 2018=84 2019=84.5 | 2018 84.3 [82.6 86.0] |            | on_course   | path_reached    | uncertain
    投诉率不高于 5%               | <=5 ; inferred                           | 2020 3.1 [2.2 4.0]    | 2021-03-01 | met         | end_reached
    「等于」不能由样本证实        | =100 ; inferred                          | 2020 99.5 [98.9 100]  |            | cannot_tell | interval_covers
    区间目标，区间整个在内        | range 80 90 ; inferred                   | 2020 85 [82 88]       | 2021-03-01 | met         | end_reached
    区间目标，区间整个在上        | range 80 90 ; inferred                   | 2020 92 [91 93]       | 2021-03-01 | not_met     | end_missed
    区间目标，区间整个在下        | range 80 90 ; inferred                   | 2020 75 [70 79]       | 2021-03-01 | not_met     | end_missed
    区间目标，刚好碰到一端        | range 80 90 ; inferred                   | 2020 92 [90 95]       | 2021-03-01 | cannot_tell | interval_covers
    区间比目标还宽                | range 80 90 ; inferred                   | 2020 85 [70 95]       | 2021-03-01 | cannot_tell | interval_covers
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_inferred(row: Row):
    check(CHAPTER.rule, row)
