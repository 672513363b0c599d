"""Snapshots and keyframes: written whole or not at all, and never believed when they do not fit."""

import json

import numpy as np
import pytest

from zhiheng.figures import inforce, live, live_files, live_worker
from zhiheng.figures.models import Delta

from .computed import CITY, PLAN, adopted, at, correct, figure, sample

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.VAR = tmp_path
    live.forget()
    inforce.forget()
    adopted()
    yield
    live.forget()


def rows_read(monkeypatch):
    """The numbers of entries between which rows are read from here on."""
    asked = []
    real = live.rows_between
    monkeypatch.setattr(
        live, "rows_between", lambda plan, after, until: asked.append((after, until)) or real(plan, after, until)
    )
    return asked


def restart():
    live.forget()


def test_a_process_starts_from_the_snapshot_and_reads_only_what_came_later(monkeypatch):
    sample("111")
    live_worker.snapshot(PLAN)
    known = live.book(PLAN).seq
    sample("121")
    restart()

    asked = rows_read(monkeypatch)

    assert figure("p1", CITY, "2018") == (2, 2)
    assert asked == [(known, known + 2)]


@pytest.mark.parametrize("damage", ["a byte", "cut", "empty", "head", "other database", "ahead", "other plan"])
def test_a_snapshot_that_does_not_fit_is_not_believed(damage, monkeypatch):
    sample("111")
    path = live_worker.snapshot(PLAN)
    head = live_files.heads(PLAN, "snapshot")[0]
    frame = live_files.read(head, mapped=False)
    lying = np.where(frame.leaves > 0, 99, 0)
    raw = bytearray(path.read_bytes())
    if damage == "a byte":
        raw[-9] ^= 1
        path.write_bytes(raw)
    elif damage == "cut":
        path.write_bytes(raw[:-100])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "head":
        raw[10] ^= 1
        path.write_bytes(raw)
    else:
        act = {"other database": "00000000-0000-0000-0000-000000000001"}.get(damage, frame.act)
        seq = frame.seq + (7 if damage == "ahead" else 0)
        path.unlink()
        made = live_files.write(live_files.Frame(PLAN, seq, act, lying, {}), "snapshot")
        if damage == "other plan":
            made.unlink()
            other = live_files.write(live_files.Frame("other", seq, act, lying, {}), "snapshot")
            other.rename(made)
    restart()

    assert figure("p1", CITY, "2018") == (1, 1)


def test_a_writer_killed_midway_leaves_the_last_snapshot_standing(monkeypatch):
    sample("111")
    first = live_worker.snapshot(PLAN)
    sample("121")

    def killed(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(live_files.os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        live_worker.snapshot(PLAN)
    monkeypatch.undo()
    left = list(live_files.folder(PLAN).glob(".snapshot-*"))
    restart()

    assert len(left) == 1
    assert [head.path for head in live_files.heads(PLAN, "snapshot")] == [first]
    assert figure("p1", CITY, "2018") == (2, 2)


def test_only_the_newest_snapshot_is_kept():
    sample("111")
    live_worker.snapshot(PLAN)
    sample("121")
    newest = live_worker.snapshot(PLAN)

    assert [head.path for head in live_files.heads(PLAN, "snapshot")] == [newest]


def test_keyframes_hold_the_last_entry_of_each_month_that_is_over(monkeypatch):
    """April has no entry and gets no file; the month of the reading day is not over."""
    key = sample("111", passed=False, on="2019-02-06")
    correct(key, passed=True, on="2019-03-08")
    sample("121", on="2019-05-10")
    sample("121", on="2019-07-10")

    written = list(live_worker.keyframes(PLAN, at("2019-07-15")))

    assert len(written) == 4  # adoption in 2016, February, March, May
    restart()
    assert [figure("p1", CITY, "2018", as_of=day) for day in ("2019-02-28", "2019-03-31", "2019-04-15", "2019-06-01")] == [
        (0, 1), (1, 1), (1, 1), (2, 2),
    ]  # fmt: skip
    asked = rows_read(monkeypatch)
    restart()
    assert figure("p1", CITY, "2018", as_of="2019-03-31") == (1, 1)
    assert (live_files.heads(PLAN, "keyframe")[1].seq,) * 2 in asked
    assert list(live_worker.keyframes(PLAN, at("2019-07-15"))) == []


def test_a_later_month_goes_on_from_the_last_keyframe(monkeypatch):
    sample("111", on="2019-05-10")
    list(live_worker.keyframes(PLAN, at("2019-06-15")))
    sample("121", on="2019-06-20")
    asked = rows_read(monkeypatch)

    (made,) = live_worker.keyframes(PLAN, at("2019-07-15"))

    assert len(asked) == 1
    assert asked[0][0] > 0
    assert live_files.read(live_files.heads(PLAN, "keyframe")[0], mapped=True).leaves.sum() > 0
    assert json.loads(made.read_bytes()[4:].partition(b"\0")[0].rpartition(b"}")[0] + b"}")["kind"] == "keyframe"


def test_a_damaged_keyframe_costs_time_and_no_figure():
    sample("111", on="2019-05-10")
    (_, made) = live_worker.keyframes(PLAN, at("2019-06-15"))
    raw = bytearray(made.read_bytes())
    raw[-1] ^= 1
    made.write_bytes(raw)
    sample("121", on="2019-07-10")
    restart()

    assert figure("p1", CITY, "2018", as_of="2019-06-01") == (1, 1)


def test_one_round_of_the_worker_does_all_and_a_second_nothing():
    sample("111", on="2019-05-10")

    first = live_worker.tick(at("2019-06-15"))
    second = live_worker.tick(at("2019-06-15"))

    assert (len(first[0].keyframes), first[0].snapshot is not None) == (2, True)
    assert (second[0].keyframes, second[0].snapshot) == ((), None)


def test_an_emptied_journal_is_seen():
    """A database restored from an earlier day: what the process knows is dropped."""
    sample("111")
    assert figure("p1", CITY, "2018") == (1, 1)
    book = live.book(PLAN)
    book.act = "00000000000000000000000000000001"

    assert figure("p1", CITY, "2018") == (1, 1)
    assert str(live._as_uuid(book.act)) == str(Delta.objects.order_by("-pk")[0].act)
