"""Numbers on metrological papers: how they are written, and one spelling for each so that the same paper is found again.

The patterns are general knowledge, not verified: a number that does not fit is a question to the person who typed it,
never a refusal.
"""

import re
import unicodedata
from dataclasses import dataclass

_DASHES = re.compile("[‐‑‒–—―−－]+")
_HAN = r"\u4e00-\u9fa5"
_DOCUMENT = re.compile(rf"(JJG|JJF)(?:\(([{_HAN}]{{1,4}})\))?\s?(\d{{1,4}}(?:\.\d{{1,2}})?)-(\d{{4}})\Z", re.ASCII)
_STANDARD = re.compile(
    rf"\[(?P<year>\d{{4}})\](?P<issuer>[{_HAN}]{{1,6}}?)(?P<public>社)?量标(?P<body>[{_HAN}]{{0,4}}?)证字第(?P<serial>[A-Z0-9-]{{1,12}})号\Z"
)
_TYPE_APPROVAL = re.compile(r"(?:CPA)?\d{4}[A-Z]\d{2,4}-\d{2}\Z", re.ASCII)
_ACCREDITED = re.compile(r"CNAS\s?L\d{4,5}\Z", re.ASCII)
_CERTIFICATE = re.compile(rf"[0-9A-Z{_HAN}\-/.()\[\]#_ ]{{2,60}}\Z")


def plain(found: str) -> str:
    """One spelling: full-width folded, capitals, one kind of dash and bracket, no white space around dashes."""
    text = unicodedata.normalize("NFKC", found).strip().upper()
    text = _DASHES.sub("-", text)
    text = text.translate(str.maketrans("〔〕【】（）", "[][]()"))
    text = re.sub(r"\s*-\s*", "-", text)
    return re.sub(r"\s+", " ", text)


@dataclass(frozen=True)
class Document:
    """A verification regulation (JJG) or technical rule (JJF); `region` is set for local ones: JJG(蒙)."""

    family: str
    region: str
    number: str
    year: int

    @property
    def key(self) -> str:
        region = f"({self.region})" if self.region else ""
        return f"{self.family}{region} {self.number}-{self.year}"

    @property
    def shown(self) -> str:
        return self.key.replace("-", "—")

    @property
    def is_system_chart(self) -> bool:
        """Numbers 2001 to 2099 of JJG are national verification system charts (检定系统表), not regulations."""
        return self.family == "JJG" and re.fullmatch(r"20\d\d", self.number) is not None


def document(found: str) -> Document | None:
    """The document that a text names; None when it is written otherwise."""
    match = _DOCUMENT.match(plain(found))
    return None if match is None else Document(match[1], match[2] or "", match[3], int(match[4]))


@dataclass(frozen=True)
class StandardNumber:
    """The number of an assessment certificate: [2016]蒙量标企证字第012号; public ones carry 社."""

    year: int
    issuer: str
    public: bool
    enterprise: bool
    serial: str


def standard_number(found: str) -> StandardNumber | None:
    """The parts of a measurement standard's certificate number; None when it is written otherwise."""
    match = _STANDARD.match(plain(found).replace(" ", ""))
    if match is None:
        return None
    return StandardNumber(
        int(match["year"]), match["issuer"], match["public"] is not None, "企" in match["body"], match["serial"]
    )


def is_certificate_number(found: str) -> bool:
    """Could this be the number of a verification or calibration certificate? Institutions choose their own form."""
    return _CERTIFICATE.match(plain(found)) is not None


def is_type_approval(found: str) -> bool:
    """2019F123-15, with or without CPA before it."""
    return _TYPE_APPROVAL.match(plain(found).replace(" ", "")) is not None


def is_accredited(found: str) -> bool:
    """CNAS L0001."""
    return _ACCREDITED.match(plain(found)) is not None
