"""Snapshots and monthly keyframes: the array as it was after one entry, in files that only the worker writes.

A file is written beside its name, forced to the disk and renamed, so that it is there whole or not at all. Its head
says which entry of which journal it knows; a reader takes it only where that entry is in its database and every sum of
bytes is right. Losing all files costs time, never a figure.

    4 bytes length of the head · the head as JSON · padding to 4096 · leaves · sums of one tree · sums of the next …
"""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from zhiheng.figures.vector import Ints

FORM = "zhiheng figures 1"
PAGE = 4096
HEAD_MOST = 1 << 20
DTYPE = np.dtype("<i8")


@dataclass(frozen=True)
class Frame:
    """The array after entry `seq`, which act `act` wrote: leaves [slot, place, cell] and sums by the mark of a tree."""

    plan: str
    seq: int
    act: str
    leaves: Ints
    sums: Mapping[str, Ints]


@dataclass(frozen=True)
class Head:
    """What a file says about itself."""

    path: Path
    told: Mapping[str, Any]
    length: int

    @property
    def seq(self) -> int:
        return int(self.told["seq"])

    @property
    def act(self) -> str:
        return str(self.told["act"])


def folder(plan: str) -> Path:
    """Where the files of a plan lie. Codes of plans are ASCII slugs."""
    return Path(settings.VAR) / "figures" / plan


def write(frame: Frame, kind: str) -> Path:
    """Write a snapshot or keyframe; an older file of the same name is replaced."""
    where = folder(frame.plan)
    where.mkdir(parents=True, exist_ok=True)
    path = where / f"{kind}-{frame.seq:012}.zf"
    arrays = [("leaves", frame.leaves), *sorted(frame.sums.items())]
    bodies = [np.ascontiguousarray(array, DTYPE) for _, array in arrays]
    digest = hashlib.sha256()
    for body in bodies:
        digest.update(_bytes(body))
    told = {
        "form": FORM, "kind": kind, "plan": frame.plan, "seq": frame.seq, "act": frame.act,
        "arrays": [[name, list(array.shape)] for name, array in arrays], "sha256": digest.hexdigest(),
    }  # fmt: skip
    written = json.dumps(told).encode()
    head = len(written).to_bytes(4, "little") + written + hashlib.sha256(written).digest()
    aside = where / f".{path.name}.{os.getpid()}"
    with aside.open("wb") as file:
        file.write(head.ljust(_rounded(len(head)), b"\0"))
        for body in bodies:
            file.write(_bytes(body))
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    _sync(where)
    return path


def _bytes(array: Ints) -> memoryview:
    return array.reshape(-1).view(np.uint8).data


def _rounded(size: int) -> int:
    return -(-size // PAGE) * PAGE


def _sync(where: Path) -> None:
    """Force a rename to the disk."""
    door = os.open(where, os.O_RDONLY)
    try:
        os.fsync(door)
    finally:
        os.close(door)


def heads(plan: str, kind: str) -> list[Head]:
    """The files of a kind whose heads are whole, the newest entry first."""
    found = [head for path in folder(plan).glob(f"{kind}-*.zf") if (head := _head(path)) is not None]
    return sorted((head for head in found if head.told["plan"] == plan), key=lambda head: -head.seq)


def _head(path: Path) -> Head | None:
    try:
        with path.open("rb") as file:
            length = int.from_bytes(file.read(4), "little")
            if not 0 < length < HEAD_MOST:
                return None
            written, digest = file.read(length), file.read(32)
        told = json.loads(written) if hashlib.sha256(written).digest() == digest else {}
    except (OSError, ValueError):
        return None
    return Head(path, told, 4 + length + 32) if told.get("form") == FORM else None


def read(head: Head, *, mapped: bool) -> Frame | None:
    """The array of a file, private or as a map of the file; None when it is not what its head says."""
    told = head.told
    try:
        whole = np.memmap(head.path, np.uint8, "r")
        body = whole[_rounded(head.length) :]
        if hashlib.sha256(body.data).hexdigest() != told["sha256"]:
            return None
        arrays = dict(_arrays(body, told["arrays"], mapped))
    except (OSError, ValueError):
        return None
    return Frame(told["plan"], head.seq, head.act, arrays.pop("leaves"), arrays)


def _arrays(body: Any, shapes: Sequence[tuple[str, Sequence[int]]], mapped: bool) -> Iterator[tuple[str, Ints]]:
    at = 0
    for name, shape in shapes:
        size = int(np.prod(shape)) * DTYPE.itemsize
        array = body[at : at + size].view(DTYPE).reshape(shape)
        yield name, array if mapped else np.array(array)
        at += size


def keep_only(plan: str, kind: str, path: Path) -> None:
    """Remove other files of a kind, and what a killed writer left behind."""
    for other in folder(plan).glob(f"{kind}-*.zf"):
        if other != path:
            other.unlink(missing_ok=True)
    for left in folder(plan).glob(f".{kind}-*"):
        if not _alive(int(left.name.rpartition(".")[2] or 0)):
            left.unlink(missing_ok=True)


def _alive(process: int) -> bool:
    with suppress(OSError):
        os.kill(process, 0)
        return True
    return False
