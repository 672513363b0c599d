"""Runs one row of a table."""

from datetime import date

from zhiheng.judgement.judge import judge

from .tables import Row, points_of, target_of


def check(rule: str, row: Row) -> None:
    """The verdict, its reason and its flags are those that the row states."""
    verdict = judge(target_of(rule, row.target), points_of(row.figures), date.fromisoformat(row.on))

    assert (verdict.word, verdict.reason.code, " ".join(verdict.flags)) == (row.verdict, row.reason, row.flags)
