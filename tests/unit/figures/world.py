"""A little world for figures: one adopted plan with a rate, a count and a milestone, a city with two counties."""

from datetime import UTC, date, datetime

from zhiheng.accounts.rights import Actor, PostHeld, operator
from zhiheng.accounts.roles import OFFICE
from zhiheng.bodies import services as bodies
from zhiheng.figures import services
from zhiheng.journal.acts import act
from zhiheng.packages.reading import Package
from zhiheng.plan import adopting

PLAN = "tiny-2030"
HEADS = "指标,旗区,期间,分子,分母,数值,单位,来源,备注\n"
NAME = "{{zh-Hans: {0}, en: {1}}}"


def name(zh: str, en: str) -> str:
    return NAME.format(zh, en)


RATE = f"""
code: p1
name: {name("产品抽查合格率", "Pass rate of products")}
short: {name("产品抽查", "Products")}
kind: ratio
unit: "%"
definition: {name("合格批次占抽查批次", "Passed of drawn batches")}
part: {{name: {name("合格批次", "Passed")}}}
whole: {{name: {name("抽查批次", "Drawn")}}}
register: product.sampling
source: {{kind: computed}}
until_register: reported
every: quarter
sanity: {{low: "80", high: "100"}}
versions: [{{number: 1, from: 2016-01-01}}, {{number: 2, from: 2018-01-01}}]
written_by: 某人
next_review: 2027-06-30
"""
COUNT = f"""
code: c1
name: {name("认证企业", "Certified enterprises")}
short: {name("认证", "Certified")}
kind: count_valid
unit: 家
decimals: 0
definition: {name("有效证书的企业", "Enterprises with a valid certificate")}
source: {{kind: reported}}
versions: [{{number: 1, from: 2016-01-01}}]
written_by: 某人
next_review: 2027-06-30
"""
STAGES = f"""
code: t1
name: {name("检验体系", "Laboratories")}
short: {name("检验体系", "Laboratories")}
kind: milestone
unit: 级
decimals: 0
definition: {name("检验体系建成", "Laboratories are built")}
source: {{kind: milestone}}
stages:
  - {{code: drawn, name: {name("已规划", "drawn up")}, evidence: {name("文件", "paper")}}}
  - {{code: built, name: {name("已建成", "built")}, evidence: {name("验收", "acceptance")}}}
versions: [{{number: 1, from: 2016-01-01}}]
written_by: 某人
next_review: 2027-06-30
"""
FILES = {
    "plan.yaml": f"""
schema: 1
code: {PLAN}
version: 1
title: {name("规划", "Plan")}
short: {name("规划", "Plan")}
region: "1"
from: 2016-01-01
until: 2021-01-01
first_month: 7
document: {{number: 试〔2016〕1号}}
""",
    "bodies.yaml": f"""
places:
  - {{code: "1", number: 1, kind: city, slug: city, names: [{{name: {name("试验市", "Trial City")}}}]}}
  - {{code: "11", number: 2, kind: county, parent: "1", slug: east, names: [{{name: {name("东县", "East County")}}}]}}
  - {{code: "12", number: 3, kind: county, parent: "1", slug: west, from: 2018-07-01, names: [{{name: {name("西县", "West County")}}}]}}
bodies:
  - {{code: quality, place: "1", kind: department, names: [{{name: {name("质量局", "Quality Bureau")}}}]}}
""",
    "clauses.yaml": f"""
- code: "1"
  level: item
  title: {name("产品质量", "Products")}
  statement: {name("抽查合格率提高", "The pass rate rises")}
  duties: [{{code: 1-a, what: {name("产品质量", "Products")}, lead: [{{body: quality, as: 质量局}}]}}]
""",
    "targets.yaml": """
- {code: p1, clause: "1", duty: 1-a, indicator: p1, comparator: ">=", threshold: "90", rule: by_end}
""",
    "indicators/p1.yaml": RATE,
    "indicators/c1.yaml": COUNT,
    "indicators/t1.yaml": STAGES,
}


def package(**files: str) -> Package:
    """The package; further files by keyword (`figures="…"` is `figures/past.csv`)."""
    more = {"figures/past.csv": files["figures"]} if "figures" in files else {}
    return Package(PLAN, {path: text.encode() for path, text in (FILES | more).items()})


def at(text: str) -> datetime:
    """An instant: "2019-07-05" is noon of that day in Shanghai."""
    return datetime.fromisoformat(f"{text}T04:00").replace(tzinfo=UTC)


def adopted(**files: str) -> Actor:
    """Adopt the plan in an empty database; the office of the whole city acts from then on."""
    with act(operator(date(2016, 1, 4)), "plan.adopt", PLAN, at=at("2016-01-04")) as opened:
        for room in (bodies, adopting, services):
            room.adopt(package(**files), opened)
    return office()


def office(*places: str) -> Actor:
    """The coordinating office, of everywhere or of some places."""
    post = PostHeld(OFFICE, "office", 1, frozenset(places) if places else None)
    return Actor("wang", "王", date(2019, 7, 15), (post,))


def nobody() -> Actor:
    return Actor("li", "李", date(2019, 7, 15), ())


def bring(
    actor: Actor, text: str | bytes, *, on: str = "2019-07-05", dry_run: bool = False, called: str = "a.csv", **how
) -> services.ImportReport:
    """Import a file with our Chinese heads (or a whole file, when it is bytes)."""
    content = text if isinstance(text, bytes) else (HEADS + text).encode()
    return services.import_figures(actor, PLAN, name=called, content=content, at=at(on), dry_run=dry_run, **how)
