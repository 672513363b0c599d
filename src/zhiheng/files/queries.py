"""Reads of kept files. The record that a file is attached to decides who may read it; the caller has asked."""

from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from django.db.models import QuerySet

from zhiheng.files.models import Attachment, Blob
from zhiheng.files.services import path_of


def attachments(register: str, record: object) -> QuerySet[Attachment]:
    """Files of one record, in the order in which they came, with their blobs."""
    return Attachment.objects.filter(register=register, record=str(record)).select_related("blob").order_by("pk")


def bytes_of(blob: Blob) -> Path:
    """The path of a blob's bytes, for reading. Serve it as a download, never inline from its own type."""
    return path_of(blob.sha256)


def damaged() -> Iterator[tuple[str, str]]:
    """Digest and finding for every blob whose file is missing or is no longer what it was. Reads all files."""
    for digest in Blob.objects.order_by("sha256").values_list("sha256", flat=True).iterator():
        path = path_of(digest)
        if not path.exists():
            yield digest, "missing"
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != digest:
                yield digest, "changed"
