"""`read` takes the bytes of a PTB digital calibration certificate 3.x and gives what it says, or refuses with a reason.

The order is that of trust: first nothing hostile, then the right kind and version, then the signatures, and only
then the contents. A file whose signature does not fit is not read further: nobody knows who wrote it.
"""

from collections.abc import Collection

from zhiheng.registers.metrology.dcc.administrative import identifications, items, party, persons, software, statements
from zhiheng.registers.metrology.dcc.opening import open_tree
from zhiheng.registers.metrology.dcc.results import measurements
from zhiheng.registers.metrology.dcc.shapes import Certificate, Signature, Unreadable
from zhiheng.registers.metrology.dcc.signatures import check_signatures
from zhiheng.registers.metrology.dcc.walking import (
    Element,
    child,
    children,
    day_at,
    day_in,
    needed,
    said,
    text_at,
    written,
)


def read(content: bytes, *, known: Collection[str] | None = None) -> Certificate:
    """A certificate, its signatures checked.

    Args:
        content: the bytes as they came; they are kept unchanged elsewhere.
        known: SHA-256 fingerprints (hex) of signers' certificates that the reader trusts; None: no such list.

    Raises:
        Unreadable: one code for each reason, see `messages.DCC`.
    """
    root = open_tree(content)
    return _certificate(root, check_signatures(root, known))


def _certificate(root: Element, signatures: tuple[Signature, ...]) -> Certificate:
    administrative = needed(root, "administrativeData")
    core = needed(administrative, "coreData")
    begun, ended = day_in(needed(core, "beginPerformanceDate")), day_in(needed(core, "endPerformanceDate"))
    if ended < begun:
        raise Unreadable("ends_before_it_begins", begun=begun, ended=ended)
    number = written(needed(core, "uniqueIdentifier"))
    if not number:
        raise Unreadable("missing", place="administrativeData/coreData/uniqueIdentifier")
    name, things = items(administrative)
    return Certificate(
        version=root.get("schemaVersion", ""),
        number=number,
        country=text_at(core, "countryCodeISO3166_1"),
        languages=tuple(written(found) for found in children(core, "usedLangCodeISO639_1")),
        mandatory=tuple(written(found) for found in children(core, "mandatoryLangCodeISO639_1")),
        identifications=identifications(core),
        begun_on=begun,
        ended_on=ended,
        issued_on=day_at(core, "issueDate"),
        location=text_at(core, "performanceLocation"),
        software=software(administrative),
        name=name,
        items=things,
        laboratory=party(needed(administrative, "calibrationLaboratory", "contact")),
        persons=persons(administrative),
        customer=party(child(administrative, "customer")),
        statements=statements(administrative),
        measurements=measurements(root),
        comment=said(child(root, "comment")).said(),
        replaces=tuple(text_at(found, "number") or written(found) for found in children(core, "previousReport")),
        signatures=signatures,
    )
