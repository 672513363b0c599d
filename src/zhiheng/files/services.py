"""Keeping files: streamed once, digested on the way, never overwritten.

Who may attach or read a file is decided by the record that it is attached to; the caller asks before it calls.
"""

import os
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.conf import settings

from zhiheng.files import messages, rules
from zhiheng.files.models import Attachment, Blob
from zhiheng.journal.acts import Act
from zhiheng.journal.refusal import Refused

ATTACHMENTS = "files.attachment"


@dataclass(frozen=True)
class Kept:
    """A file that lies in its place: its digest, size in bytes, type by content and cleaned name."""

    sha256: str
    size: int
    kind: str
    name: str


def largest_bytes() -> int:
    """Setting FILES_LARGEST_BYTES; 50 MB without it."""
    return int(getattr(settings, "FILES_LARGEST_BYTES", 50_000_000))


def taken_kinds() -> frozenset[str]:
    """Setting FILES_KINDS: types by content that are taken; all that are known without it."""
    return frozenset(getattr(settings, "FILES_KINDS", rules.ENDINGS))


def path_of(digest: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest[2:4] / digest


def keep(chunks: Iterable[bytes], name: str) -> Kept:
    """Write a file to its place and say what it is. No database, and nothing is left behind by a refusal.

    Raises:
        Refused: `files.no_name`, `files.too_large`, `files.empty`, `files.not_taken`, `files.other_ending`.
    """
    plain = rules.plain_name(name)
    if not plain:
        raise Refused("files.no_name", messages.NO_NAME)
    incoming = Path(settings.MEDIA_ROOT) / "incoming"
    incoming.mkdir(parents=True, exist_ok=True)
    handle, temporary = _temporary(incoming)
    try:
        with os.fdopen(handle, "w+b") as file:
            digest, size = _streamed(chunks, file, plain)
            kind = _kind(file, plain)
            file.flush()
            os.fsync(file.fileno())
        _into_place(temporary, digest)
    finally:
        temporary.unlink(missing_ok=True)
    return Kept(digest, size, kind, plain)


def _temporary(folder: Path) -> tuple[int, Path]:
    handle, name = tempfile.mkstemp(dir=folder)
    return handle, Path(name)


def _streamed(chunks: Iterable[bytes], file: IO[bytes], name: str) -> tuple[str, int]:
    digest, size, limit = sha256(), 0, largest_bytes()
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise Refused("files.too_large", messages.TOO_LARGE, name=name, limit=limit // 1_000_000)
        digest.update(chunk)
        file.write(chunk)
    if size == 0:
        raise Refused("files.empty", messages.EMPTY, name=name)
    return digest.hexdigest(), size


def _kind(file: IO[bytes], name: str) -> str:
    kind = rules.kind_of(file)
    if kind not in taken_kinds():
        endings = sorted({ending for taken in taken_kinds() for ending in rules.ENDINGS[taken]})
        raise Refused(
            "files.not_taken", messages.NOT_TAKEN, name=name, found=messages.FOUND[kind], taken=", ".join(endings)
        )
    if rules.ending(name) not in rules.ENDINGS[kind]:
        raise Refused(
            "files.other_ending", messages.OTHER_ENDING,
            name=name, found=messages.FOUND[kind], endings=", ".join(f".{e}" for e in sorted(rules.ENDINGS[kind])),
        )  # fmt: skip
    return kind


def _into_place(temporary: Path, digest: str) -> None:
    """Rename into place, so that a path either holds the whole file or nothing; the same bytes lie there once."""
    place = path_of(digest)
    if place.exists() and place.stat().st_size == temporary.stat().st_size:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary.chmod(0o440)
    temporary.replace(place)
    _fsync_folder(place.parent)


def _fsync_folder(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and the rename itself is durable
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def attach(kept: Kept, register: str, record: object, *, opened: Act) -> Attachment:
    """Attach a kept file to a record, within the act that the record is written in. Attaching it again changes nothing."""
    Blob.objects.bulk_create([Blob(sha256=kept.sha256, size=kept.size, kind=kept.kind)], ignore_conflicts=True)
    attachment, made = Attachment.objects.get_or_create(
        register=register, record=str(record), blob_id=kept.sha256, name=kept.name, defaults={"act": opened.id}
    )
    if made:
        opened.changed(
            ATTACHMENTS, f"{register}/{record}/{kept.sha256[:16]}/{attachment.pk}", None,
            {"record": str(record), "register": register, "name": kept.name, "sha256": kept.sha256},
        )  # fmt: skip
    return attachment
