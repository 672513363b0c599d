"""A named stage is reached, with evidence."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "milestone",
    "milestone 里程碑",
    """
    Stages stand in order; the latest recorded one counts. Once the demanded stage is reached the target is met, before the end too. Until then stages are counted: as many are expected as the path
    says, else evenly over the plan, rounded down. Where no stage is recorded and none is expected yet, the target is not due.

    「建成」「初步建立」看是否到达写明的阶段，并有佐证；到达即为已达标。期中按阶段数看进度：有中期目标的用中期目标，没有的按时间均分取整数。还没有记录、按进度也不要求有的，是未到期。
    """,
    """
    到达第三阶段                 | stages drawn listed built → built                      | 2019Q2 =built                      | 2019-07-15 | met       | stage_reached
    超过要求的阶段也是到达       | stages drawn listed built accepted → built             | 2018 =accepted                     |            | met       | stage_reached
    三个阶段到了两个，应到一个   | stages drawn listed built → built                      | 2018 =listed                       |            | on_course | stage_on_path
    四年过去应到两个，只到一个   |                                                        | 2019 =drawn                        | 2020-01-15 | behind    | stage_behind
    给定的中期目标               | stages drawn listed built → built ; path 2018=2        | 2018 =drawn                        | 2019-07-15 | behind    | stage_behind
    期满没有到达                 | stages drawn listed built → built                      | 2020 =listed                       | 2021-01-01 | not_met   | stage_missed
    应有记录而没有               |                                                        |                                    | 2019-07-15 | no_data   | missing
    只有一个阶段，期满之前不要求 | stages built → built                                   |                                    |            | not_due   | no_stage_due_yet
    期满没有任何记录             |                                                        |                                    | 2021-01-01 | no_data   | missing
    期满以后才到达的不算         | stages drawn built → built                             | 2018 =drawn, 2021 =built           | 2021-07-01 | not_met   | stage_missed
    四个领域都要到达             | stages drawn built → built ; classes tour bank         | tour:2018 =built, bank:2018 =drawn | 2021-01-01 | not_met   | stage_missed
    第一个中期目标还没有到       | stages drawn listed built → built ; path 2019=1 2020=3 |                                    | 2019-07-15 | not_due   | no_stage_due_yet
    中期目标刚刚到               | stages drawn listed built → built ; path 2018=1 2019=2 | 2019 =listed                       | 2020-01-01 | on_course | stage_on_path
    比中期目标快                 | stages drawn listed built → built ; path 2018=1 2019=2 | 2018 =listed                       | 2019-01-01 | on_course | stage_on_path
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_milestone(row: Row):
    check(CHAPTER.rule, row)
