"""Writes the suspensions and valid spans of papers after they were saved: set by set, in the act of the change."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from zhiheng.journal.acts import Act
from zhiheng.registers.certification import models, rules

AT_ONCE = 500


def _writer(paper: type[models.Paper], span: type[Any], suspension: type[Any]) -> Callable[[Act, Sequence[int]], None]:
    """What the kit calls after papers of one kind were saved. Five queries per 500 papers."""

    def write(act: Act, ids: Sequence[int]) -> None:
        ordered = sorted(ids)
        for start in range(0, len(ordered), AT_ONCE):
            _write(paper, span, suspension, act, ordered[start : start + AT_ONCE])

    return write


def _write(paper: type[models.Paper], span: type[Any], suspension: type[Any], act: Act, ids: list[int]) -> None:
    known: dict[int, list[rules.Span]] = defaultdict(list)
    for record, since, until in (
        _rows(suspension, ids).order_by("record", "since").values_list("record", "since", "until")
    ):
        known[record].append((since, until))
    papers = list(
        paper._default_manager.filter(pk__in=ids).values_list(
            "pk", "state", "valid_from", "valid_through", "ended_on", "suspended_on", "restored_on", "suspended_for",
            "withdrawn",
        )
    )  # fmt: skip
    paused: dict[int, tuple[list[rules.Span], str]] = {}
    spans: list[Any] = []
    for pk, state, start, through, ended, since, until, reason, withdrawn in papers:
        paused[pk] = (rules.suspensions(known[pk], state, since, until), reason)
        valid = [] if withdrawn else rules.spans(start, through, ended, paused[pk][0])
        spans += [span(record_id=pk, valid_from=begin, valid_to=end) for begin, end in valid]
    _replace(span, ids, spans)
    _replace_where_changed(suspension, act, known, paused)


def _rows(model: type[Any], ids: Iterable[int]) -> Any:
    return model._default_manager.filter(record__in=ids)


def _replace(model: type[Any], ids: list[int], rows: list[Any]) -> None:
    """Spans follow from the papers, so they are simply written anew."""
    _rows(model, ids).delete()
    model._default_manager.bulk_create(rows, batch_size=500)


def _replace_where_changed(
    model: type[Any], act: Act, known: dict[int, list[rules.Span]],
    paused: dict[int, tuple[list[rules.Span], str]],
) -> None:  # fmt: skip
    changed = [pk for pk, (now, _) in paused.items() if now != known[pk]]
    if not changed:
        return
    reasons: dict[tuple[int, date], str] = {
        (record, since): reason
        for record, since, reason in _rows(model, changed).values_list("record", "since", "reason")
    }
    _rows(model, changed).delete()
    model._default_manager.bulk_create(
        [
            model(record_id=pk, since=since, until=until, act=act.id, reason=_reason(reasons, paused[pk], pk, since))
            for pk in changed
            for since, until in paused[pk][0]
            if since is not None
        ],
        batch_size=500,
    )


def _reason(
    known: dict[tuple[int, date], str], paused: tuple[list[rules.Span], str], pk: int, since: date
) -> str:  # fmt: skip
    """The record speaks of the last suspension; earlier ones keep the reason that they were given."""
    spans, last_reason = paused
    return last_reason if spans[-1][0] == since else known.get((pk, since), "")


write_certificates = _writer(models.Certificate, models.CertificateSpan, models.CertificateSuspension)
write_licences = _writer(models.Licence, models.LicenceSpan, models.LicenceSuspension)
