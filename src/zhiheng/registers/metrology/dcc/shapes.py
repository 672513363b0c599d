"""What a digital calibration certificate says, as values: texts in their languages, numbers exact, units as written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any


class Unreadable(Exception):
    """Why a file is not taken as a certificate: a code and its values; the sentence stands in `messages.py`."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class Text:
    """One text in the languages it was written in: (language, text) in the order of the file; "" is "not said".

    A language may come twice (the samples do it), so this is no mapping.
    """

    parts: tuple[tuple[str, str], ...] = ()

    def said(self, *languages: str) -> str:
        """The text in the first of these languages that is there, else the first text, else nothing."""
        for language in languages:
            for written_in, text in self.parts:
                if written_in == language:
                    return text
        return self.parts[0][1] if self.parts else ""


@dataclass(frozen=True)
class Identification:
    """A number that someone gave to a thing: `issuer` is manufacturer, customer, calibrationLaboratory, owner or other."""

    issuer: str
    value: str
    name: Text = Text()


@dataclass(frozen=True)
class Party:
    """A laboratory, customer or authority; `address` holds what was written of it, in reading order."""

    name: str
    email: str = ""
    phone: str = ""
    address: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True)
class Item:
    """One calibrated thing."""

    name: Text
    manufacturer: str = ""
    model: str = ""
    identifications: tuple[Identification, ...] = ()
    description: Text = Text()

    def number_of(self, issuer: str) -> str:
        """The first number that this issuer gave to it, or nothing."""
        return next((i.value for i in self.identifications if i.issuer == issuer), "")


@dataclass(frozen=True)
class Expanded:
    """Expanded uncertainty of a list of values: one number for all, or one for each value."""

    values: tuple[Decimal, ...]
    factors: tuple[Decimal, ...] = ()
    probabilities: tuple[Decimal, ...] = ()
    distribution: str = ""

    def at(self, index: int) -> Decimal:
        return self.values[0] if len(self.values) == 1 else self.values[index]

    def factor_at(self, index: int) -> Decimal | None:
        if not self.factors:
            return None
        return self.factors[0] if len(self.factors) == 1 else self.factors[index]


@dataclass(frozen=True)
class Values:
    """Numbers of one quantity in one unit (as written in D-SI, `\\\\degreecelsius`; `units.shown` says it)."""

    numbers: tuple[Decimal, ...]
    units: tuple[str, ...]
    expanded: Expanded | None = None
    label: str = ""

    @property
    def unit(self) -> str:
        return self.units[0]


@dataclass(frozen=True)
class Quantity:
    """A named quantity; `forms` are the same values in several units (hybrid), the first one counts.

    `words` holds what was given as text (`charsXMLList`, `noQuantity`); `about` the quantities of its metadata, as
    acceptance limits; `conformity` the verdicts of its metadata.
    """

    name: Text
    kinds: frozenset[str]
    forms: tuple[Values, ...] = ()
    words: str = ""
    about: tuple["Quantity", ...] = ()
    conformity: tuple[str, ...] = ()

    @property
    def values(self) -> Values | None:
        return self.forms[0] if self.forms else None

    def in_unit(self, unit: str) -> Values | None:
        return next((form for form in self.forms if form.unit == unit), None)


@dataclass(frozen=True)
class Statement:
    """A declaration beside the results; its kinds say what for (`basic_conformity`, `basic_recalibration`)."""

    kinds: frozenset[str]
    declaration: Text = Text()
    norm: str = ""
    reference: str = ""
    day: date | None = None
    authority: str = ""
    conformity: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Method:
    kinds: frozenset[str]
    name: Text
    norms: tuple[str, ...] = ()
    description: Text = Text()


@dataclass(frozen=True)
class Equipment:
    """What was measured with; kinds `basic_normalUsed` and `basic_standardUsed` mark the standard that the values come from.

    `certificate` is the number of its own certificate, where it is said.
    """

    kinds: frozenset[str]
    name: Text
    identifications: tuple[Identification, ...] = ()
    certificate: str = ""


@dataclass(frozen=True)
class Condition:
    kinds: frozenset[str]
    name: Text
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Result:
    """One table of results: its columns are quantities."""

    name: Text
    kinds: frozenset[str]
    quantities: tuple[Quantity, ...]
    words: Text = Text()


@dataclass(frozen=True)
class Measurement:
    name: Text
    methods: tuple[Method, ...] = ()
    equipment: tuple[Equipment, ...] = ()
    conditions: tuple[Condition, ...] = ()
    results: tuple[Result, ...] = ()


@dataclass(frozen=True)
class Signature:
    """A signature whose digests and value were found right.

    `trusted` stays None when no list of known signers was given: the chain of certificates and their revocation are
    not checked here, and no page may say more than that.
    """

    signer: str
    issuer: str
    fingerprint: str
    signed_at: datetime | None
    valid_from: datetime
    valid_to: datetime
    method: str
    trusted: bool | None = None

    def expired_on(self, day: date) -> bool:
        """Had the signer's certificate ended (or not begun) on a day?"""
        return not self.valid_from.date() <= day <= self.valid_to.date()


@dataclass(frozen=True)
class Certificate:
    """A digital calibration certificate as read."""

    version: str
    number: str
    country: str
    languages: tuple[str, ...]
    mandatory: tuple[str, ...]
    identifications: tuple[Identification, ...]
    begun_on: date
    ended_on: date
    issued_on: date | None
    location: str
    software: tuple[tuple[str, str], ...]
    name: Text
    items: tuple[Item, ...]
    laboratory: Party
    persons: tuple[tuple[str, bool], ...]
    customer: Party
    statements: tuple[Statement, ...]
    measurements: tuple[Measurement, ...]
    comment: str = ""
    replaces: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    def stated(self, kind: str) -> tuple[Statement, ...]:
        """Statements of one kind."""
        return tuple(statement for statement in self.statements if kind in statement.kinds)


def only(kind: str, quantities: Sequence[Quantity]) -> Quantity | None:
    """The first quantity of a kind."""
    return next((quantity for quantity in quantities if kind in quantity.kinds), None)
