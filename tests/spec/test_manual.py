"""The committed manual is what the tables say."""

import pytest

from .manual import FLAG_WORDS, PAGES, ROOT, VERDICTS


@pytest.mark.parametrize("path", PAGES)
def test_the_manual_is_current(path):
    """Where this fails: just docs."""
    assert (ROOT / path).read_text(encoding="utf-8") == PAGES[path]()


def test_the_manual_explains_every_verdict_and_flag():
    from zhiheng.judgement.shapes import FLAGS, WORDS

    assert set(VERDICTS) == set(WORDS)
    assert set(FLAG_WORDS) == set(FLAGS)
