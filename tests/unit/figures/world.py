"""A little world for figures: one adopted plan with a rate, a count and a milestone, a city with two counties."""

from datetime import UTC, date, datetime

from zhiheng.accounts.rights import Actor, PostHeld, operator
from zhiheng.accounts.roles import OFFICE
from zhiheng.bodies.models import Place, PlaceListing, PlaceName
from zhiheng.figures import services
from zhiheng.journal.acts import act
from zhiheng.packages.reading import Package
from zhiheng.plan.models import Plan, Version

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
    "plan.yaml": f"code: {PLAN}\nversion: 1\nfirst_month: 7\n",
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
    _places()
    row = Plan.objects.create(code=PLAN, default=True)
    Version(
        plan=row, number=1, digest="0" * 64, title={"zh-Hans": "规划"}, short={"zh-Hans": "规划"}, region="1",
        valid_from=date(2016, 1, 1), valid_to=date(2021, 1, 1), first_month=7, languages=["zh-Hans"], document={},
        sources=[], recorded_at=at("2016-01-04"), act="00000000-0000-0000-0000-000000000000",
    ).save(force_insert=True)  # fmt: skip
    with act(operator(date(2016, 1, 4)), "plan.adopt", PLAN, at=at("2016-01-04")) as opened:
        services.adopt(package(**files), opened)
    return office()


def _places() -> None:
    rows = [("1", "试验市", None), ("11", "东县", None), ("12", "西县", date(2018, 7, 1))]
    for number, (code, called, valid_from) in enumerate(rows, 1):
        place = Place.objects.create(code=code, number=number, slug=f"p{code}", kind="county", valid_from=valid_from)
        PlaceName.objects.create(place=place, name={"zh-Hans": called, "en": f"Place {code}"}, short={})
        PlaceListing.objects.create(plan=PLAN, place=place, number=number, facts="0" * 64)


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
