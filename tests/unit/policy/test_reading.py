"""What a target, a duty and their companions say beside clause, comparator and value."""

from decimal import Decimal

import pytest

from zhiheng.policy.model import Target
from zhiheng.policy.reader import read


def only(text: str) -> Target:
    (target,) = read("关于工作的通知\n2021-03-01\n一、工作目标\n" + text).targets
    return target


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("到2025年，食品抽检合格率稳定在98%以上。", {"hold": True, "deadline": "2025", "comparator": ">="}),
        ("新增专利200件。", {"mode": "increment", "implicit": True, "unit": "件"}),
        ("累计建成基站4600个。", {"mode": "total"}),
        ("每年培训干部500人次。", {"mode": "annual"}),
        ("服务业增加值年均增长8%。", {"mode": "annual_growth", "indicator": "服务业增加值年均"}),
        ("单位能耗比2020年下降14%。", {"mode": "relative_decrease", "base_year": "2020", "comparator": ">="}),
        ("力争数控化率达到70%。", {"aspirational": True}),
        ("毛入学率由82%提高到88%。", {"baseline": "82", "value": Decimal(88)}),
        ("产值突破1.5万亿元。", {"value": Decimal("1.5e12"), "scale": "万亿", "unit": "元", "comparator": ">"}),
        ("产值達到３００億元。", {"value": Decimal("3e10")}),
        ("最低标准由家庭人均收入2650元提高到3000元。", {"baseline": "2650", "value": Decimal(3000), "unit": "元"}),
        ("公告时间由45个工作日减为20个工作日。", {"baseline": "45", "comparator": "<=", "indicator": "公告时间"}),
        ("提高机顶盒占比至75%。", {"comparator": ">=", "value": Decimal(75)}),
        ("压缩企业开办时间至1个工作日。", {"comparator": "<=", "value": Decimal(1)}),
        ("完成1000万以上农村贫困人口脱贫任务。", {"value": Decimal(10_000_000), "unit": "", "comparator": ">="}),
        ("严守18亿亩耕地红线。", {"hold": True, "comparator": ">="}),
        ("各区至少办1所早教中心。", {"comparator": ">=", "value": Decimal(1)}),
        ("全市整治125个村庄（包括63个补助村、62个自筹村）。", {"value": Decimal(125)}),
        ("合格率达到百分之九十五点五以上。", {"value": Decimal("95.5"), "comparator": ">="}),
    ],
)
def test_what_a_target_says(text, wanted):
    target = only(text)
    assert {key: getattr(target, key) for key in wanted} == wanted


@pytest.mark.parametrize(
    "text",
    [
        "对新认定的企业奖励50万元。",
        "处1万元以上5万元以下罚款。",
        "依据《质量发展纲要（2011—2020年）》和内政发〔2015〕92号文件。",
        "推广5G、IPv6和3D打印技术，构建“3+1”布局。",
        "年营业收入2000万元以上的工业企业要建立首席质量官制度。",
        "“十二五”期间，抽检合格率达到92%以上。",
        "截至2020年底，全市有效专利达到3000件。",
        "保障7×24小时服务，打造15分钟生活圈。",
        "创新区规划面积约60.61平方公里，其中核心区面积约8.5平方公里。",
        "开展0—6岁儿童家长培训。",
        "县财政每年安排300万元专项资金。",
        "全市共有养老服务设施1650个。",
    ],
)
def test_numbers_that_promise_nothing(text):
    assert read("关于工作的通知\n2021-03-01\n一、工作任务\n" + text).targets == ()


def test_a_list_with_one_value_for_each():
    targets = read("一、目标\n城区、镇区污水处理率分别达到95%和80%以上。").targets
    assert [(t.indicator, t.value, t.respectively) for t in targets] == [
        ("城区污水处理率", Decimal(95), 1),
        ("镇区污水处理率", Decimal(80), 2),
    ]


def test_a_list_that_shares_a_value():
    targets = read("一、目标\n交工和竣工验收合格率均达到100%。").targets
    assert [t.classes for t in targets] == [("交工验收合格率", "竣工验收合格率")] * 2


def test_a_carried_prefix_is_proposed_and_never_part_of_a_name():
    (duty,) = read("一、任务\n加强监管（盟发改委、经信委、市场监管局按各自职责分工负责）。").duties
    assert [(b.name, b.carried) for b in duty.lead] == [("盟发改委", ""), ("经信委", "盟"), ("市场监管局", "盟")]
    assert duty.joint


def test_others_open_a_list():
    (duty,) = read("一、任务\n加强监管（市科技局牵头，市财政局、市教育局等单位配合）。").duties
    assert duty.open_ended
    assert [b.name for b in duty.support] == ["市财政局", "市教育局"]


def test_an_exception_inside_a_bracket():
    reading = read("一、目标\n新增基地5个，示范区1个（市农业局牵头，示范区工作由开发区管委会负责）。")
    assert [t.lead for t in reading.targets] == [("市农业局",), ("开发区管委会",)]


def test_an_unclear_count_asks_with_its_readings():
    target = read("一、任务\n组织实施100个重点项目。").targets[0]
    assert target.question is not None
    assert [reading.code for reading in target.question.readings] == ["target", "scope_of_task"]
    assert target.confidence == "medium"


def test_money_deadlines_and_institutions():
    reading = read("一、激励\n2023年6月底前成立质量工作领导小组。对获奖企业给予20万元奖励，最高不超过50万元。")
    assert [(m.amount_yuan, m.reason, m.ceiling) for m in reading.money] == [
        (Decimal(200000), "award", False),
        (Decimal(500000), "award", True),
    ]
    assert [d.due for d in reading.deadlines] == ["2023-06"]
    assert [(i.verb, i.name, i.kind) for i in reading.institutions] == [("成立", "质量工作领导小组", "领导小组")]


def test_head_of_a_document():
    reading = read(
        "平川市人民政府办公室\n平川市质量提升行动方案\n平政办发〔2022〕15号\n2022年4月8日\n一、目标\n加强领导。"
    )
    head = reading.head
    assert (head.title, head.issuer, head.number, head.date) == (
        "平川市质量提升行动方案",
        "平川市人民政府办公室",
        "平政办发〔2022〕15号",
        "2022-04-08",
    )


def test_without_a_numbered_clause_the_whole_is_one():
    reading = read("各单位要加强领导，合格率达到95%以上。")
    assert [t.place for t in reading.targets] == ["正文"]
    assert [n.code for n in reading.notes] == ["no_numbered_clause"]


def test_nothing_at_all():
    reading = read("")
    assert (reading.targets, reading.duties, reading.chapters) == ((), (), ())


def test_a_contents_page_is_no_second_tree():
    text = "规划\n目录\n一、总体要求 ........ 1\n二、主要任务 ........ 3\n一、总体要求\n合格率达到95%。\n二、主要任务\n加强领导。"
    reading = read(text)
    assert reading.chapters == ("总体要求", "主要任务")


def test_lines_of_a_printed_page_are_put_together():
    line = "全市制造业产品质量监督抽查合格率稳步提高，工程质量和服务质量"
    text = "一、目标\n" + "\n".join([line] * 6) + "，合格率达到9\n- 3 -\n5%以上。"
    assert [t.value for t in read(text).targets] == [Decimal(95)]


@pytest.mark.parametrize(
    ("line", "lead", "support"),
    [
        ("责任单位：甲市市场监管局（牵头）、市科技局、市财政局（配合）", "甲市市场监管局", "市科技局 市财政局"),
        ("责任分工：县住建局（牵头）；县交通局（负责本行业）；县财政局（配合）", "县住建局 县交通局", "县财政局"),
        ("責任分工：縣商務局（主辦），各鄉鎮（配合）", "縣商務局", "各鄉鎮"),
        ("主辦機關：農業處；協辦機關：各鄉鎮公所、縣農會", "農業處", "各鄉鎮公所 縣農會"),
        ("責任單位：縣商務局、縣農業局", "縣商務局 縣農業局", ""),
    ],
)
def test_roles_behind_names_and_before_them(line, lead, support):
    (duty,) = read(f"关于工作的通知\n一、任务\n合格率达到95%。{line}").duties
    assert [body.name for body in duty.lead] == lead.split()
    assert [body.name for body in duty.support] == support.split()


FRAMED = """一、任务
┌────┬──────┬──────┐
│序号│任务  │责任单│
│    │      │位    │
├────┼──────┼──────┤
│1   │合格率│市市场│
│    │达到95│监管局│
│    │%     │      │
├────┼──────┼　　　┤
│2   │建成3 │      │
│    │个基地│      │
└────┴──────┴──────┘
到年底新建站点5个。
"""


def test_a_drawn_table_joins_its_cells_and_lets_them_span_rows():
    reading = read(FRAMED)
    assert [(t.place, t.value, t.lead) for t in reading.targets] == [
        ("表/1", Decimal(95), ("市市场监管局",)),
        ("表/2", Decimal(3), ("市市场监管局",)),
        ("一", Decimal(5), ()),
    ]
    assert [duty.place for duty in reading.duties] == ["表/1", "表/2"]


def test_a_frame_around_one_column_is_text():
    reading = read("一、任务\n┌──────────┐\n│新建服务站点不少│\n│于40个。        │\n└──────────┘\n")
    assert [(t.place, t.value) for t in reading.targets] == [("一", Decimal(40))]


def test_a_heading_that_lost_its_line_end():
    reading = read(
        "一、明确目标任务1、发展目标。\n合格率达到95%。\n2、重点工作。\n新建3个站点。\n二、加强领导3、压实责任。\n按月通报。"
    )
    assert reading.chapters == ("明确目标任务", "加强领导")
    assert [t.place for t in reading.targets] == ["一/1", "一/2"]
