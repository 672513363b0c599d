"""XML signatures (XMLDSig, XAdES): every digest is computed again and the signature value checked with its certificate.

What is *not* checked: the chain of certificates and their revocation. `Signature.trusted` says so.

The order of the checks is the reverse of what an attacker wants: a document digest that does not fit is reported even
though the signature value, which covers only the digests, still verifies – this is exactly how the manipulated sample
was made.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Collection
from copy import deepcopy
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree

from zhiheng.registers.metrology.dcc.opening import DS, XADES
from zhiheng.registers.metrology.dcc.shapes import Signature, Unreadable
from zhiheng.registers.metrology.dcc.walking import Element, written

_C14N = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": False,
    # 1.1 differs from 1.0 only in xml:id and xml:base of parts of a document, which are refused below
    "http://www.w3.org/2006/12/xml-c14n11": False,
    "http://www.w3.org/2001/10/xml-exc-c14n#": True,
}
_ENVELOPED = f"{DS}enveloped-signature"
_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "http://www.w3.org/2001/04/xmlenc#sha256": lambda data: hashlib.sha256(data).digest(),
    "http://www.w3.org/2001/04/xmldsig-more#sha384": lambda data: hashlib.sha384(data).digest(),
    "http://www.w3.org/2001/04/xmlenc#sha512": lambda data: hashlib.sha512(data).digest(),
    "http://www.w3.org/2007/05/xmldsig-more#sha3-256": lambda data: hashlib.sha3_256(data).digest(),
}
_HASHES: dict[str, Callable[[], hashes.HashAlgorithm]] = {
    "sha256": hashes.SHA256, "sha384": hashes.SHA384, "sha512": hashes.SHA512,
}  # fmt: skip
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_MOST_SIGNATURES = 10
_XML = "{http://www.w3.org/XML/1998/namespace}"


def check_signatures(root: Element, known: Collection[str] | None = None) -> tuple[Signature, ...]:
    """The signatures at the end of a certificate; none when it is unsigned.

    Raises:
        Unreadable: `altered`, `altered_properties`, `signature_wrong`, `not_covered`, `outside`, `other_method`,
            `no_certificate`, `certificate_swapped`, `signature_form`, `same_id`, `signed_outside_validity`.
    """
    found = root.findall(f"{{{DS}}}Signature")
    everywhere = sum(1 for _ in root.iter(f"{{{DS}}}Signature"))
    if everywhere != len(found) or len(found) > _MOST_SIGNATURES:
        raise Unreadable("signature_form", what="Signature")
    if found:
        _refuse_same_ids(root)
    return tuple(_signature(root, element, known) for element in found)


def _refuse_same_ids(root: Element) -> None:
    """Two elements with one id let a signed part be replaced by another."""
    seen: set[str] = set()
    for element in root.iter(etree.Element):
        for name in ("Id", "ID", "id", f"{_XML}id"):
            value = element.get(name)
            if value is not None:
                if value in seen:
                    raise Unreadable("same_id", found=value[:80])
                seen.add(value)


def _signature(root: Element, element: Element, known: Collection[str] | None) -> Signature:
    signed_info = _needed(element, "SignedInfo")
    _check_references(root, element, signed_info)
    certificate = _certificate(element)
    method = _method(signed_info)
    _check_value(element, signed_info, certificate, method)
    properties = _signed_properties(element, signed_info)
    _check_named_certificate(element, properties, certificate)
    signed_at = _signed_at(properties)
    fingerprint = certificate.fingerprint(hashes.SHA256()).hex()
    signature = Signature(
        _common_name(certificate.subject), _common_name(certificate.issuer), fingerprint, signed_at,
        certificate.not_valid_before_utc, certificate.not_valid_after_utc, method.rsplit("#", 1)[-1],
        None if known is None else fingerprint in known,
    )  # fmt: skip
    if signed_at is not None and not signature.valid_from <= signed_at <= signature.valid_to:
        raise Unreadable(
            "signed_outside_validity", signer=signature.signer, signed=signed_at.date(),
            begun=signature.valid_from.date(), ended=signature.valid_to.date(),
        )  # fmt: skip
    return signature


def _needed(element: Element, *names: str, space: str = DS) -> Element:
    found = element.find("/".join(f"{{{space}}}{name}" for name in names))
    if found is None:
        raise Unreadable("signature_form", what=names[-1])
    return found


def _algorithm(element: Element) -> str:
    return element.get("Algorithm", "")


def _bytes(element: Element) -> bytes:
    try:
        return base64.b64decode("".join(written(element).split()), validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("signature_form", what=etree.QName(element).localname) from None


# references


def _check_references(root: Element, signature: Element, signed_info: Element) -> None:
    references = signed_info.findall(f"{{{DS}}}Reference")
    covers = [_covers_whole(reference) for reference in references]
    if not any(covers):
        raise Unreadable("not_covered")
    for reference, whole in zip(references, covers, strict=True):
        _check_reference(root, signature, reference, whole=whole)


def _covers_whole(reference: Element) -> bool:
    return reference.get("URI") == ""


def _check_reference(root: Element, signature: Element, reference: Element, *, whole: bool) -> None:
    uri = reference.get("URI")
    if uri is None or (uri and not uri.startswith("#")):
        raise Unreadable("outside", found=(uri or "")[:120])
    exclusive, prefixes, enveloped = _transforms(reference)
    if whole and not enveloped:  # the digest would have to contain itself
        raise Unreadable("signature_form", what="Transforms")
    data = (
        _canonical(_without(root, signature), exclusive, prefixes)
        if whole
        else _part(root, uri[1:], exclusive, prefixes)
    )
    method = _algorithm(_needed(reference, "DigestMethod"))
    if method not in _DIGESTS:
        raise Unreadable("other_method", found=method[:120])
    stated, computed = _bytes(_needed(reference, "DigestValue")), _DIGESTS[method](data)
    if not hmac.compare_digest(stated, computed):
        raise Unreadable(
            "altered" if whole else "altered_properties", stated=stated.hex()[:16], computed=computed.hex()[:16]
        )


def _transforms(reference: Element) -> tuple[bool, list[str], bool]:
    """Whether canonical form is exclusive, its inclusive prefixes, and whether the signature itself is left out."""
    exclusive, prefixes, enveloped = False, list[str](), False
    for transform in reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform"):
        name = _algorithm(transform)
        if name == _ENVELOPED:
            enveloped = True
        elif name in _C14N:
            exclusive, prefixes = _C14N[name], _prefixes(transform)
        else:  # XPath and XSLT can make a signature cover anything or nothing
            raise Unreadable("other_method", found=name[:120])
    return exclusive, prefixes, enveloped


def _prefixes(transform: Element) -> list[str]:
    found = transform.find("{http://www.w3.org/2001/10/xml-exc-c14n#}InclusiveNamespaces")
    return [] if found is None else found.get("PrefixList", "").split()


def _without(root: Element, signature: Element) -> Element:
    """A copy of the document without this one signature; the text after it stays, as the transform demands."""
    position = root.index(signature)
    copied = deepcopy(root.getroottree()).getroot()
    gone = copied[position]
    tail, before = gone.tail or "", gone.getprevious()
    if before is None:
        copied.text = (copied.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    gone.tail = None
    copied.remove(gone)
    return copied


def _part(root: Element, name: str, exclusive: bool, prefixes: list[str]) -> bytes:
    for element in root.iter(etree.Element):
        if element.get("Id") == name or element.get("id") == name or element.get(f"{_XML}id") == name:
            if not exclusive and any(
                key.startswith(_XML) for above in element.iterancestors() for key in map(str, above.attrib)
            ):
                raise Unreadable("other_method", found="xml-c14n11")
            return _canonical(element, exclusive, prefixes)
    raise Unreadable("outside", found=f"#{name}"[:120])


def _canonical(element: Element, exclusive: bool, prefixes: list[str]) -> bytes:
    """Canonical bytes of an element (or of the whole document for its root), without comments."""
    target: Element | etree._ElementTree = element if element.getparent() is not None else element.getroottree()
    return etree.tostring(
        target, method="c14n", exclusive=exclusive, with_comments=False,
        inclusive_ns_prefixes=prefixes if exclusive and prefixes else None,
    )  # fmt: skip


# value and certificate


def _certificate(signature: Element) -> x509.Certificate:
    found = signature.find(f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate")
    if found is None:
        raise Unreadable("no_certificate")
    try:
        return x509.load_der_x509_certificate(_bytes(found))
    except (ValueError, UnsupportedAlgorithm):
        raise Unreadable("signature_form", what="X509Certificate") from None


def _method(signed_info: Element) -> str:
    return _algorithm(_needed(signed_info, "SignatureMethod"))


def _check_value(signature: Element, signed_info: Element, certificate: x509.Certificate, method: str) -> None:
    canonical = _needed(signed_info, "CanonicalizationMethod")
    if _algorithm(canonical) not in _C14N:
        raise Unreadable("other_method", found=_algorithm(canonical)[:120])
    data = _canonical(signed_info, _C14N[_algorithm(canonical)], _prefixes(canonical))
    value = _bytes(_needed(signature, "SignatureValue"))
    try:
        _verify(certificate, method, value, data)
    except (InvalidSignature, ValueError, UnsupportedAlgorithm):
        raise Unreadable("signature_wrong", signer=_common_name(certificate.subject)) from None


def _verify(certificate: x509.Certificate, method: str, value: bytes, data: bytes) -> None:
    family, _, digest = method.removeprefix(_MORE).rpartition("-")
    if not method.startswith(_MORE) or digest not in _HASHES:
        raise Unreadable("other_method", found=method[:120])
    key, chosen = certificate.public_key(), _HASHES[digest]()
    if family == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
        half = len(value) // 2
        parts = int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big")
        key.verify(encode_dss_signature(*parts), data, ec.ECDSA(chosen))
    elif family == "rsa" and isinstance(key, rsa.RSAPublicKey):
        key.verify(value, data, padding.PKCS1v15(), chosen)
    else:
        raise Unreadable("other_method", found=method[:120])


def _signed_properties(signature: Element, signed_info: Element) -> Element | None:
    """The XAdES properties, if a reference with a right digest covers them; what stands elsewhere was not signed."""
    found = signature.find(f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties/{{{XADES}}}SignedProperties")
    covered = {reference.get("URI") for reference in signed_info.findall(f"{{{DS}}}Reference")}
    return found if found is not None and f"#{found.get('Id')}" in covered else None


def _check_named_certificate(signature: Element, properties: Element | None, certificate: x509.Certificate) -> None:
    """The signed properties name the digest of the signer's certificate; another one may not stand in."""
    if properties is None:
        return
    raw = _bytes(_needed(signature, "KeyInfo", "X509Data", "X509Certificate"))
    signed = properties.find(f"{{{XADES}}}SignedSignatureProperties")
    for name in ("SigningCertificateV2", "SigningCertificate"):
        digest = None if signed is None else signed.find(f"{{{XADES}}}{name}/{{{XADES}}}Cert/{{{XADES}}}CertDigest")
        if digest is None:
            continue
        method = _algorithm(_needed(digest, "DigestMethod"))
        if method not in _DIGESTS:
            raise Unreadable("other_method", found=method[:120])
        if not hmac.compare_digest(_bytes(_needed(digest, "DigestValue")), _DIGESTS[method](raw)):
            raise Unreadable("certificate_swapped", signer=_common_name(certificate.subject))


def _signed_at(properties: Element | None) -> datetime | None:
    found = None
    if properties is not None:
        found = properties.find(f"{{{XADES}}}SignedSignatureProperties/{{{XADES}}}SigningTime")
    if found is None:
        return None
    try:
        moment = datetime.fromisoformat(written(found))
    except ValueError:
        raise Unreadable("signature_form", what="SigningTime") from None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
