"""Opening a file that a stranger wrote: nothing in it may grow, reach outside or bury the reader.

One pass of expat without a tree looks for what is not taken; only then lxml builds the tree, itself closed to
entities, document types and the network.
"""

from xml.parsers import expat

from lxml import etree

from zhiheng.registers.metrology.dcc.shapes import Unreadable

DCC = "https://ptb.de/dcc"
SI = "https://ptb.de/si"
DS = "http://www.w3.org/2000/09/xmldsig#"
XADES = "http://uri.etsi.org/01903/v1.3.2#"
ROOT = f"{{{DCC}}}digitalCalibrationCertificate"

LARGEST_BYTES = 20_000_000
MOST_ELEMENTS = 300_000
DEEPEST = 100

VERSIONS = "3.0–3.3"


def open_tree(content: bytes) -> etree._Element:
    """The root element of a certificate.

    Raises:
        Unreadable: `too_large`, `not_xml`, `has_doctype`, `has_instruction`, `too_many`, `too_deep`, `not_dcc`,
            `other_version`.
    """
    if len(content) > LARGEST_BYTES:
        raise Unreadable("too_large", size=len(content), limit=LARGEST_BYTES)
    _look_through(content)
    root = _tree(content)
    if root.tag != ROOT:
        raise Unreadable("not_dcc", found=str(root.tag)[:120], expected=ROOT)
    _refuse_other_versions(root.get("schemaVersion", ""))
    return root


def _refuse_other_versions(version: str) -> None:
    parts = version.split(".")
    if not (
        len(parts) == 3 and all(p.isdecimal() and p.isascii() for p in parts) and parts[0] == "3" and int(parts[1]) <= 3
    ):
        raise Unreadable("other_version", found=version[:40], taken=VERSIONS)


class _Watch:
    """Counts while expat reads; raises at the first thing that is not taken."""

    def __init__(self) -> None:
        self.elements = 0
        self.depth = 0

    def begun(self, name: str, attributes: object) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MOST_ELEMENTS:
            raise Unreadable("too_many", limit=MOST_ELEMENTS)
        if self.depth > DEEPEST:
            raise Unreadable("too_deep", limit=DEEPEST)

    def ended(self, name: str) -> None:
        self.depth -= 1

    def doctype(self, *_: object) -> None:
        raise Unreadable("has_doctype")


def _look_through(content: bytes) -> None:
    watch, parser = _Watch(), expat.ParserCreate()
    parser.StartDoctypeDeclHandler = watch.doctype
    parser.StartElementHandler = watch.begun
    parser.EndElementHandler = watch.ended
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Unreadable("not_xml", line=error.lineno, column=error.offset + 1) from None
    except (LookupError, ValueError):  # an encoding that nobody knows
        raise Unreadable("not_xml", line=1, column=1) from None


def _tree(content: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, load_dtd=False, dtd_validation=False, no_network=True, huge_tree=False,
        remove_blank_text=False, remove_comments=False, remove_pis=False,
    )  # fmt: skip
    try:
        return etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable("not_xml", line=error.lineno or 1, column=error.offset or 1) from None
