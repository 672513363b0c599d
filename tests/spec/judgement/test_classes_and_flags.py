"""Each class must satisfy the target; flags never change a verdict."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "by_end",
    "classes and flags 类别与标记",
    """
    A target that lists classes is met only if **each** class is; the verdict is that of the class that decides: not met before behind, cannot tell, no data, not due, on course, met. The pooled figure stands
    beside it and decides nothing. Flags never change a verdict. Under `small_sample`, `institution_abolished`, `target_implausible` and `incomplete_census` a target is not scored before a decision is recorded, and never counts as 0.

    列出几类的目标，每一类都达到才算达标；合计数只作对照。标记不改变判定；样本少、机构已撤销、目标值存疑、统计不全四种标记，须有记录的决定才计分，没有决定时不计入，更不按零分算。
    """,
    """
    药品达到、器械没有                         | >90 ; classes drug device                        | drug:2020 179/180, device:2020 36/40               | 2021-01-01 | not_met   | end_missed
    合计数不参加判定                           |                                                  | drug:2020 179/180, device:2020 36/40, 2020 215/220 |            | not_met   | end_missed
    两类都达到                                 |                                                  | drug:2020 179/180, device:2020 37/40               |            | met       | end_reached
    一类缺数据                                 |                                                  | drug:2020 179/180                                  |            | no_data   | missing
    滞后的类先说                               |                                                  | drug:2018 80                                       | 2019-01-15 | behind    | not_there_yet
    机构撤销时 13 件，要求 20 件，已不可能达到 | rule cumulative ; >=20 ; flow ; ended 2018-06-01 | 2016 5, 2017 6, 2018 2                             | 2019-07-15 | not_met   | ended_short   | institution_abolished
    撤销之前还不知道会撤销                     |                                                  | 2016 8, 2017 6                                     | 2018-05-31 | on_course | count_on_path
    撤销前已经达到                             | rule cumulative ; >=10 ; flow ; ended 2018-06-01 | 2016 5, 2017 6                                     | 2019-07-15 | met       | count_reached | institution_abolished
    统计不全                                   | >=90                                             | 2020 95 incomplete                                 | 2021-01-01 | met       | end_reached   | incomplete_census
    几个标记并存                               | >=23 ; flags target_implausible                  | 2020 8.01 provisional                              |            | not_met   | end_missed    | provisional target_implausible
    满 30 件就不算样本少                       | >=50 ; sampled                                   | 2020 29/30                                         | 2021-01-01 | met       | end_reached
    少一件就算                                 | >=50 ; sampled                                   | 2020 28/29                                         | 2021-01-01 | met       | end_reached   | small_sample
    撤销当天就知道                             | rule cumulative ; >=10 ; flow ; ended 2018-06-01 | 2016 5, 2017 6                                     | 2018-06-01 | met       | count_reached | institution_abolished
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_classes_and_flags(row: Row):
    check(CHAPTER.rule, row)
