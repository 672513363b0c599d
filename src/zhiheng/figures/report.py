"""What an import found and did, as a value that pages, the command line and the returned workbook show."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from zhiheng.figures.rules import Content, Fault
from zhiheng.journal.acts import Act

Outcome = Literal["new", "changed", "same", "wrong"]


@dataclass(frozen=True)
class RowResult:
    """What becomes of one line of a file: which figure, what stands now, what the line says, and what is to look at."""

    number: int
    outcome: Outcome
    after: Content | None
    before: Content | None
    faults: tuple[Fault, ...]
    sentences: tuple[str, ...]
    said: tuple[str, ...] = ()
    """Indicator, place and period as the line writes them."""


@dataclass(frozen=True)
class ImportReport:
    """A file read against what stands. Nothing is written in a dry run, nor with wrong rows unless they were let out."""

    name: str
    sha256: str
    dry_run: bool
    rows: tuple[RowResult, ...]
    columns: Mapping[str, str]
    """Column → letter in the sheet."""
    unmatched: tuple[str, ...]
    problem: str = ""
    """Why the file as a whole could not be read."""
    written: int = 0
    act: Act | None = None

    @property
    def counts(self) -> dict[Outcome, int]:
        found = Counter(row.outcome for row in self.rows)
        return {outcome: found[outcome] for outcome in ("new", "changed", "same", "wrong")}

    @property
    def wrong(self) -> list[RowResult]:
        return [row for row in self.rows if row.outcome == "wrong"]

    @property
    def looks(self) -> list[RowResult]:
        """Rows that are taken, but ask for a second look."""
        return [row for row in self.rows if row.outcome != "wrong" and row.faults]

    @property
    def nothing_new(self) -> bool:
        """True when every row says what is recorded already."""
        return not self.problem and all(row.outcome == "same" for row in self.rows)

    @property
    def held_back(self) -> bool:
        """True when right rows were not taken because of wrong ones."""
        return not self.dry_run and not self.written and bool(self.wrong)

    def summary(self) -> str:
        """One sentence on what the file holds and what was done with it."""
        if self.problem:
            return self.problem
        if self.nothing_new:
            return str(_("All %(rows)s rows are recorded already; nothing changes.") % {"rows": len(self.rows)})
        told = _("New %(new)s · changed %(changed)s · unchanged %(same)s · wrong %(wrong)s.") % self.counts
        return f"{told} {self._done()}"

    def _done(self) -> str:
        if self.dry_run:
            return str(_("This was a trial; nothing is written yet."))
        if self.held_back:
            return str(_("Nothing is written: mend the wrong rows, or take the right rows first."))
        return str(_("%(written)s figures are written.") % {"written": self.written})
