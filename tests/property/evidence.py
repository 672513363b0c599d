"""Random definitions over the small registers of the specification, and random evidence for them."""

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.spec.figures.evidence import CERTIFICATES, SAMPLES, defined

PLACES = (1, 2, 3, 5)
KINDS = ("food", "drug", "toys")
DAYS = st.integers(-70, 400).map(lambda days: date(2018, 1, 1) + timedelta(days))
maybe = lambda values: st.one_of(st.none(), values)  # noqa: E731

CONDITIONS = st.sampled_from([
    {"field": "kind", "is": "food"},
    {"field": "kind", "is_not": "food"},
    {"field": "kind", "is": ""},
    {"field": "kind", "is_not": ""},
    {"field": "kind", "in": ["food", "drug"]},
    {"field": "kind", "not_in": ["drug"]},
    {"field": "items", "at_least": "3"},
    {"field": "items", "below": "6"},
    {"field": "items", "is": "4"},
    {"field": "items", "is_not": "4"},
    {"field": "items", "is_not": ""},
    {"field": "items", "in": ["1", "2"]},
    {"field": "passed", "is": "true"},
    {"field": "passed", "is_not": "false"},
    {"field": "drawn", "from": "2018-03-05", "until": "2018-10-20"},
    {"field": "kind", "named": "routine"},
])  # fmt: skip
WHERE = st.lists(CONDITIONS, max_size=2)
CLASSES = st.sampled_from([
    {},
    {"class_by": "kind", "classes": ["food", "drug"]},
    {"class_by": "kind", "classes": ["edible"], "class_of": {"food": "edible", "drug": "edible"}},
    {"class_by": "passed", "classes": ["true", "false"]},
    {"class_by": "items", "classes": ["1", "2"]},
])  # fmt: skip
ONCE = st.sampled_from([[], ["batch"], ["batch", "kind"]])
KIND = st.sampled_from([
    ("ratio", None, None), ("ratio", "value", "items"), ("count_events", None, None), ("sum", "value", None),
    ("weighted_mean", None, "weight"), ("weighted_mean", "items", "weight"),
])  # fmt: skip


@st.composite
def flows(draw):
    """A definition over samples."""
    kind, part, whole = draw(KIND)
    told = {"kind": kind, "where": draw(WHERE), "counts_once_by": draw(ONCE), **draw(CLASSES)}
    told["part"] = {"where": draw(WHERE), **({"sum_of": part} if part else {})}
    if kind in {"ratio", "weighted_mean"}:
        told["whole"] = {"where": draw(WHERE), **({"sum_of": whole} if whole else {})}
    return defined(SAMPLES, **told)


@st.composite
def stocks(draw):
    """A definition over certificates."""
    schemes = st.sampled_from([[], [{"field": "scheme", "in": ["a", "b"]}], [{"field": "scheme", "is_not": "a"}]])
    classes = st.sampled_from([{}, {"class_by": "scheme", "classes": ["a", "b"]}])
    told = {"kind": "count_valid", "part": {"where": draw(schemes)}, **draw(classes)}
    return defined(CERTIFICATES, **told, counts_once_by=draw(st.sampled_from([[], ["holder"]])))


def sample(key):
    return st.fixed_dictionaries({
        "id": st.just(key), "place_id": st.sampled_from(PLACES), "drawn": maybe(DAYS),
        "batch": st.sampled_from(["A", "B", "C", ""]), "kind": st.sampled_from([*KINDS, ""]),
        "passed": maybe(st.booleans()), "value": maybe(st.integers(0, 10_000)), "weight": maybe(st.integers(1, 90_000)),
        "items": maybe(st.integers(0, 8)), "state": st.sampled_from(["final", "final", "drawn"]),
        "withdrawn": st.sampled_from([False, False, False, True]),
    })  # fmt: skip


span = st.tuples(maybe(DAYS), maybe(DAYS)).filter(lambda span: None in span or span[0] < span[1])


def certificate(key):
    return st.fixed_dictionaries({
        "id": st.just(key), "place_id": st.sampled_from(PLACES), "holder": st.sampled_from("ABC"),
        "scheme": st.sampled_from(["a", "b", "c", ""]), "state": st.sampled_from(["final", "final", "drawn"]),
        "withdrawn": st.sampled_from([False, False, False, True]), "spans": st.lists(span, max_size=3),
    })  # fmt: skip


def many(one, most=12):
    """Up to so many records with different ids in any order."""
    keys = st.lists(st.integers(1, 40), unique=True, max_size=most)
    return keys.flatmap(lambda keys: st.tuples(*map(one, keys)).map(list))
