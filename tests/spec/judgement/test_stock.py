"""As many as demanded are valid on the last day."""

import pytest

from ..running import check
from ..tables import Row, chapter

CHAPTER = chapter(
    "stock",
    "stock 存量达到",
    """
    「达到 20 家」: the number valid on the plan's last day. What is valid today may expire, so it is met only then. Any figure of a period that ends with the plan tells it. The straight line from a baseline is rounded down to whole ones.

    「达到 N 家」看规划最后一天有效的数量；现在够了，到期可能失效，期满才算已达标。由基期值取直线时取整数。
    """,
    """
    期满有效 21 家                   | >=20                | 2020 21   | 2021-01-01 | met       | end_reached
    最后一季的数就是最后一天的数     |                     | 2020Q4 20 |            | met       | end_reached
    期满只有 19 家                   |                     | 2020 19   |            | not_met   | end_missed
    期中已够，还不算已达标           |                     | 2018 22   | 2019-07-15 | on_course | there_already
    期中不够，没有中期目标           |                     | 2018 17   |            | behind    | not_there_yet
    由 10 家到 20 家，2018 年应有 16 | >=20 ; base 2015=10 | 2018 16   | 2019-01-15 | on_course | path_reached
    直线是 4.4 家，取 4 家           | >=6 ; base 2015=2   | 2018 4    |            | on_course | path_reached
    少一家                           |                     | 2018 3    |            | behind    | path_missed
    """,
)


@pytest.mark.parametrize("row", CHAPTER.rows, ids=str)
def test_stock(row: Row):
    check(CHAPTER.rule, row)
