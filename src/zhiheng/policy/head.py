"""Title, issuer, document number and date, as the first lines print them."""

import re
from collections.abc import Sequence

from zhiheng.policy.lines import Paragraph
from zhiheng.policy.model import Head

NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}(?:\(\S{1,6}\))?[〔\[(【](?:19|20)\d\d[〕\])】]第?\d{1,4}号")
_DATE = re.compile(r"((?:19|20)\d\d)[年\-/.](\d{1,2})[月\-/.](\d{1,2})日?")
# When a page was put on line says little about when the document was written.
_OF_THE_SITE = re.compile(r"\d{1,2}:\d\d|^(?:发布|上传|更新|录入)?(?:时间|日期):")
_TITLE_END = re.compile(
    r"(?:意见|方案|规划|纲要|计划|办法|通知|规定|决定|细则|措施|条例|政策|规则|分工|清单|要点|实施意见|若干措施|章程|指南|标准|分工表|任务表|考核表|预案|公告|规范)(?:\(.{1,24}\))?(?:的通知|的意见)?$"
)
_ISSUER = re.compile(r"(?:人民政府|办公厅|办公室|委员会|行政公署|局|厅|部|委|国务院|党委|常务委员会)$")
_LETTER = re.compile(r"^各.{2,80}[:]$")
_ABOUT = re.compile(r"^(?:关于)?.{0,40}(?:印发|转发|发布)《?(?P<title>[^》]{4,80})》?的通知$")
_HAN = re.compile(r"[\u4e00-\u9fff]+")
LOOK = 60
TAIL = 12
SCRIPT_SAMPLE = 3_000


def head_of(source: str, fold: str, paragraphs: Sequence[Paragraph], articles: int, clauses: int) -> Head:
    """What the document says about itself; the law-like kind when most of its clauses are articles."""
    first = paragraphs[:LOOK]
    return Head(
        title=_title(source, first),
        issuer=_issuer(source, first),
        number=_number(source, first),
        date=_date(paragraphs),
        script="hant" if _is_traditional(source, fold) else "hans",
        kind="statute" if articles >= 3 and articles * 2 > clauses and not _is_policy(first) else "plan",
    )


def _number(source: str, first: Sequence[Paragraph]) -> str:
    for piece in first:
        found = NUMBER.search(piece.text) if "号" in piece.text else None
        if found is not None:
            return "".join(source[piece.run.start(found.start()) : piece.run.end(found.end())].split())
    return ""


def speaks_of_itself(*texts: str) -> bool:
    """Whether a paragraph of the first or last page could give title, issuer, number or date."""
    return any(
        NUMBER.search(text)
        or (len(text) <= 90 and (_TITLE_END.search(text) or _ISSUER.search(text)))
        or (len(text) <= 40 and _DATE.search(text))
        or re.match(r"(?:19|20)\d\d", text)
        for text in texts
    )


def _title(source: str, first: Sequence[Paragraph]) -> str:
    for piece in first:
        if (
            len(piece.text) <= 90
            and _TITLE_END.search(piece.text)
            and "。" not in piece.text
            and ":" not in piece.text[:-1]
        ):
            plain = "".join(source[piece.start : piece.end].split())
            about = _ABOUT.match(plain)
            return about["title"] if about else plain
    return "".join(source[first[0].start : first[0].end].split()) if first and len(first[0].text) <= 80 else ""


def _is_policy(first: Sequence[Paragraph]) -> bool:
    return any(
        re.search(r"(?:政策|措施|意见|方案|规划)(?:\(.{1,20}\))?$", p.text) for p in first[:6] if len(p.text) < 60
    )


def _issuer(source: str, first: Sequence[Paragraph]) -> str:
    for piece in first:
        if (
            3 <= len(piece.text) <= 30
            and _ISSUER.search(piece.text)
            and not piece.text.startswith("各")
            and "," not in piece.text
        ):
            return "".join(source[piece.start : piece.end].split())
    return ""


def _date(paragraphs: Sequence[Paragraph]) -> str:
    for piece in paragraphs[:4]:
        if len(piece.text) <= 30 and (found := re.match(r"((?:19|20)\d\d)\(", piece.text)):
            return found[1]
    return _dated_line(paragraphs, _OF_THE_SITE) or _dated_line(paragraphs, None) or _year_alone(paragraphs)


def _dated_line(paragraphs: Sequence[Paragraph], passed_over: re.Pattern[str] | None) -> str:
    for piece in (*paragraphs[:LOOK], *paragraphs[-TAIL:]):
        if len(piece.text) > 40 or (passed_over is not None and passed_over.search(piece.text)):
            continue
        found = _DATE.search(piece.text)
        if found and 1 <= int(found[2]) <= 12 and 1 <= int(found[3]) <= 31:
            return f"{found[1]}-{int(found[2]):02d}-{int(found[3]):02d}"
    return ""


def _year_alone(paragraphs: Sequence[Paragraph]) -> str:
    for piece in paragraphs[:4]:
        found = re.match(r"((?:19|20)\d\d)(?:年|$|\()", piece.text)
        if found and len(piece.text) <= 30:
            return found[1]
    return ""


def _is_traditional(source: str, fold: str) -> bool:
    sample = source[:SCRIPT_SAMPLE]
    other = sum(1 for a, b in zip(sample, fold, strict=False) if a != b and "\u4e00" <= a <= "\u9fff")
    return other > 0 and other * 20 > sum(map(len, _HAN.findall(sample)))
