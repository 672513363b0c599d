"""What a paragraph inherits from where it stands, and what a sentence hands on from one amount to the next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """What a paragraph inherits from where it stands."""

    place: str
    title: str = ""
    past: bool = False
    goals: bool = False
    statute: bool = False
    year: int = 0  # of the document
    due: str = ""
    boxed: bool = False


@dataclass(slots=True)
class State:
    """What a sentence hands on from one amount to the next."""

    accepted: bool = False
    mode: str = ""
    aspirational: bool = False
    subsidy: bool = False
    giving: bool = False
    due: str = ""
    base_year: str = ""
    past: bool = False
