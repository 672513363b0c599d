"""Chains of traceability on a day: what reaches a primary standard, where it breaks and what hangs on what."""

import random
from datetime import date, timedelta

import pytest

from zhiheng.registers.metrology.rules import tracing
from zhiheng.registers.metrology.rules.tracing import (
    COUNTY,
    DEMAND,
    HIGHEST,
    LOWER,
    PREFECTURE,
    PRIMARY,
    REGION,
    WORKING,
    Edge,
    Graph,
    Node,
    breaking,
    circles,
    coverage,
    covered_at_issue,
    impact,
    path,
    trace,
)  # fmt: skip

JUNE = date(2020, 6, 30)
YEAR_END = date(2020, 12, 31)


def pressure(
    key, rank, uncertainty, *, valid_to=None, low=0, high=100, place="town", error=None, quantity="mechanical"
):
    return Node(
        key, rank, quantity, "MPa", low, high, error if error is not None else 100, uncertainty,
        ((None, valid_to),), place,
    )  # fmt: skip


def chain(*, banner_to=date(2020, 10, 1), league_to=date(2021, 4, 1), region_to=date(2023, 1, 1)):
    """The worked case of the card: demand → banner gauges → league → region → primary, each with its last day plus one."""
    nodes = [
        Node("primary", PRIMARY, "mechanical"),
        pressure("R", REGION, 1, valid_to=region_to, error=3),
        pressure("L", PREFECTURE, 3, valid_to=league_to, error=10),
        pressure("B", COUNTY, 10, valid_to=banner_to, error=30),
        pressure("d1", DEMAND, None, error=100),
    ]
    edges = [Edge("R", "primary"), Edge("L", "R"), Edge("B", "L"), Edge("d1", "B")]
    return nodes, edges


class TestWorkedCase:
    def test_covered_until_the_weakest_link(self):
        step = trace(Graph.of(*chain()), JUNE)["d1"]

        assert step.reaches
        assert step.until == date(2020, 10, 1)  # good until 30 September

    def test_not_covered_at_the_end_of_the_year(self):
        steps = trace(Graph.of(*chain()), YEAR_END)

        assert steps["d1"].reason == "parent_not_valid"
        assert steps["B"].reason == "self_not_valid"

    def test_unless_there_is_a_second_way(self):
        nodes, edges = chain()

        steps = trace(Graph.of(nodes, [*edges, Edge("d1", "L")]), YEAR_END)

        assert steps["d1"].until == date(2021, 4, 1)
        assert [edge.parent for edge in path(steps, "d1")] == ["L", "R", "primary"]

    def test_of_two_ways_the_one_that_lasts_longer_is_shown(self):
        nodes, edges = chain()

        steps = trace(Graph.of(nodes, [*edges, Edge("d1", "L")]), JUNE)

        assert steps["d1"].until == date(2021, 4, 1)

    def test_the_path_of_a_broken_chain_leads_to_where_it_breaks(self):
        steps = trace(Graph.of(*chain(league_to=JUNE)), JUNE)

        assert [edge.parent for edge in path(steps, "d1")][:2] == ["B", "L"]
        assert steps["B"].reason == "parent_not_valid"
        assert steps["d1"].reason == "parent_broken"


class TestBroken:
    @pytest.mark.parametrize(
        ("child", "edge", "reason"),
        [
            ({}, {"valid_to": JUNE}, "lapsed"),  # stored as the day after the last: 30 June itself is out
            ({}, {"valid_from": date(2020, 7, 1)}, "not_yet"),
            ({}, {"parent": "nobody"}, "no_link"),
            ({"high": 101}, {}, "out_of_range"),
            ({"low": 40}, {"low": 50, "high": 100}, "out_of_range"),
            ({"error": 2}, {}, "not_accurate"),
            ({"quantity": "thermal"}, {}, "other_quantity"),
        ],
    )
    def test_one_reason_each(self, child, edge, reason):
        nodes = [
            Node("primary", PRIMARY, "mechanical"),
            pressure("L", PREFECTURE, 1),
            pressure("d", DEMAND, None, **child),
        ]
        last = Edge(**{"child": "d", "parent": "L", **edge})

        assert trace(Graph.of(nodes, [Edge("L", "primary"), last]), JUNE)["d"].reason == reason

    def test_a_third_is_enough_and_a_hair_more_is_not(self):
        for uncertainty, reaches in ((33, True), (34, False)):
            nodes = [
                Node("p", PRIMARY, "mechanical"),
                pressure("L", PREFECTURE, uncertainty),
                pressure("d", DEMAND, None, error=99),
            ]
            assert trace(Graph.of(nodes, [Edge("L", "p"), Edge("d", "L")]), JUNE)["d"].reaches is reaches

    def test_another_unit_is_not_compared(self):
        nodes = [
            Node("p", PRIMARY, "mechanical"),
            pressure("L", PREFECTURE, 1),
            Node("d", DEMAND, "mechanical", "kg", 0, 1, 100),
        ]

        assert trace(Graph.of(nodes, [Edge("L", "p"), Edge("d", "L")]), JUNE)["d"].reason == "other_unit"

    def test_without_any_certificate(self):
        assert trace(Graph.of([pressure("w", WORKING, None)], []), JUNE)["w"].reason == "no_link"

    def test_a_demand_that_states_no_accuracy_cannot_be_shown_to_be_covered(self):
        nodes = [
            Node("p", PRIMARY, "mechanical"),
            pressure("L", PREFECTURE, 1),
            Node("d", DEMAND, "mechanical", "MPa", 0, 1),
        ]

        assert trace(Graph.of(nodes, [Edge("L", "p"), Edge("d", "L")]), JUNE)["d"].reason == "accuracy_unknown"

    def test_the_reason_that_came_nearest_is_shown(self):
        """Two certificates: one of another quantity, one that lapsed; renewing the second is what helps."""
        nodes = [
            Node("p", PRIMARY, "mechanical"), Node("t", PRIMARY, "thermal"), pressure("L", PREFECTURE, 1), pressure("d", DEMAND, None),
        ]  # fmt: skip
        edges = [Edge("L", "p"), Edge("d", "L", valid_to=JUNE), Edge("d", "t")]

        assert trace(Graph.of(nodes, edges), JUNE)["d"].reason == "lapsed"

    def test_a_standard_of_the_same_rank_must_be_more_accurate(self):
        first, second = pressure("1st", PREFECTURE, 3), pressure("2nd", PREFECTURE, 9)
        root = Node("p", PRIMARY, "mechanical")

        up = trace(Graph.of([root, first, second], [Edge("1st", "p"), Edge("2nd", "1st")]), JUNE)
        down = trace(Graph.of([root, first, second], [Edge("2nd", "p"), Edge("1st", "2nd")]), JUNE)

        assert up["2nd"].reaches
        assert down["1st"].reason == "not_higher"


class TestCoverage:
    def test_by_place_and_through_own_standards(self):
        """The card's case in small: 3 of 4 demands are covered; one of them only by a laboratory elsewhere."""
        nodes = [
            Node("p", PRIMARY, "mechanical"), Node("lab", tracing.OUTSIDE, "mechanical"), pressure("L", PREFECTURE, 1),
            pressure("a", DEMAND, None, place="left"), pressure("b", DEMAND, None, place="left"),
            pressure("c", DEMAND, None, place="right"), pressure("d", DEMAND, None, place="right"),
        ]  # fmt: skip
        graph = Graph.of(nodes, [Edge("L", "p"), Edge("a", "L"), Edge("b", "lab"), Edge("c", "L")])

        found = coverage(graph, trace(graph, JUNE), lambda node: node.place)

        assert found == {"left": tracing.Coverage(2, 2, 1), "right": tracing.Coverage(1, 2, 1)}

    def test_one_expired_pressure_standard_turns_85_of_89_into_84(self):
        demands = [pressure(n, DEMAND, None) for n in range(89)]
        nodes = [
            Node("p", PRIMARY, "mechanical"),
            pressure("L", PREFECTURE, 1),
            pressure("gauge", PREFECTURE, 1, valid_to=YEAR_END),
            *demands,
        ]
        edges = [Edge("L", "p"), Edge("gauge", "p"), Edge(0, "gauge"), *(Edge(n, "L") for n in range(1, 85))]
        graph = Graph.of(nodes, edges)

        def covered(day):
            one = coverage(graph, trace(graph, day), lambda _: "all")["all"]
            return one.covered, one.whole

        assert covered(JUNE) == (85, 89)  # 95.51 %
        assert covered(YEAR_END) == (84, 89)  # 94.38 %

    def test_a_certificate_issued_under_a_whole_chain_keeps_its_own_validity(self):
        """Two readings: today the chain is broken above, at its issue it was whole."""
        nodes, _ = chain(league_to=date(2020, 3, 1))
        edges = [
            Edge("R", "primary", date(2018, 1, 1)), Edge("L", "R", date(2019, 1, 1)), Edge("B", "L", date(2020, 2, 1)),
            Edge("d1", "B", date(2020, 2, 15)),
        ]  # fmt: skip
        graph = Graph.of(nodes, edges)

        assert not trace(graph, JUNE)["d1"].reaches
        assert covered_at_issue(graph, JUNE, ["d1"]) == {"d1"}

    def test_a_certificate_issued_by_a_lapsed_standard_is_worth_nothing(self):
        nodes, _ = chain(league_to=date(2020, 3, 1))
        edges = [
            Edge("R", "primary", date(2018, 1, 1)), Edge("L", "R", date(2019, 1, 1)), Edge("B", "L", date(2020, 4, 1)),
            Edge("d1", "B", date(2020, 5, 1)),
        ]  # fmt: skip

        assert covered_at_issue(Graph.of(nodes, edges), JUNE, ["d1"]) == frozenset()


class TestWhatIf:
    def test_breaking_by_a_day_soonest_first(self):
        steps = trace(Graph.of(*chain()), JUNE)

        assert set(breaking(steps, date(2020, 10, 1))) == {"B", "d1"}
        assert breaking(steps, date(2020, 9, 30)) == ()
        assert breaking(steps, date(2021, 4, 1))[-1] == "L"

    def test_what_a_lapsed_standard_breaks_below(self):
        graph = Graph.of(*chain())

        assert set(impact(graph, JUNE, "L")) == {"B", "d1"}
        assert impact(graph, JUNE, "d1") == ()

    def test_a_second_way_softens_the_impact(self):
        nodes, edges = chain()

        assert set(impact(Graph.of(nodes, [*edges, Edge("d1", "R")]), JUNE, "L")) == {"B"}


class TestCircles:
    def test_declared_circles_are_survived_and_reported(self):
        nodes = [pressure("A", LOWER, 1), pressure("B", LOWER, 2), pressure("C", LOWER, 3)]
        graph = Graph.of(nodes, [Edge("A", "C"), Edge("B", "A"), Edge("C", "B")])

        steps = trace(graph, JUNE)

        assert not any(step.reaches for step in steps.values())
        assert [set(one) for one in circles(graph)] == [{"A", "B", "C"}]
        assert len(path(steps, "C")) <= 3
        assert covered_at_issue(graph, JUNE, "ABC") == frozenset()

    def test_its_own_parent(self):
        graph = Graph.of([pressure("A", HIGHEST, 1)], [Edge("A", "A")])

        assert circles(graph) == (("A",),)
        assert trace(graph, JUNE)["A"].reason == "not_higher"

    def test_a_chain_of_many_thousands(self):
        many = 20_000
        nodes = [Node(n, LOWER, "x", "", 0, 1, 10**9, n + 1) for n in range(many)] + [Node("p", PRIMARY, "x")]
        graph = Graph.of(nodes, [Edge(0, "p"), *(Edge(n, n - 1) for n in range(1, many))])

        assert trace(graph, JUNE)[many - 1].reaches
        assert circles(graph) == ()
        assert covered_at_issue(graph, JUNE, [many - 1]) == {many - 1}


def reaches_by_search(graph, key, day, seen=frozenset()):
    """The plain meaning: a depth-first search over sound edges with a visited set (card A4)."""
    node = graph.nodes[key]
    if not node.holds(day) or key in seen:
        return False
    if node.rank in tracing.ROOTS:
        return True
    return any(
        tracing.is_higher(graph.nodes[edge.parent], node)
        and not tracing._unfit(node, graph.nodes[edge.parent], edge)
        and (edge.valid_from is None or edge.valid_from <= day)
        and (edge.valid_to is None or day < edge.valid_to)
        and reaches_by_search(graph, edge.parent, day, seen | {key})
        for edge in graph.up.get(key, ())
    )


@pytest.mark.parametrize("seed", range(40))
def test_one_pass_from_the_top_agrees_with_the_plain_search(seed):
    """Random graphs with circles, gaps and lapses: both ways name the same nodes, and `until` is the last such day."""
    rng = random.Random(seed)

    def some_day():
        return JUNE + timedelta(days=rng.randint(-60, 200))

    nodes = [Node("p", PRIMARY, "x")] + [
        Node(n, rng.choice([REGION, PREFECTURE, COUNTY, LOWER, WORKING, DEMAND]), "x", "u", 0, rng.randint(5, 10),
             rng.randint(20, 60), rng.randint(1, 20), ((None, rng.choice([None, some_day()])),))
        for n in range(25)
    ]  # fmt: skip
    edges = [
        Edge(rng.randrange(25), rng.choice(["p", *range(25)]), None, rng.choice([None, some_day()])) for _ in range(70)
    ]
    graph = Graph.of(nodes, edges)

    steps = trace(graph, JUNE)

    for key, step in steps.items():
        assert step.reaches is reaches_by_search(graph, key, JUNE)
        if step.reaches and step.until != date.max:
            assert reaches_by_search(graph, key, step.until - timedelta(days=1))
            assert not reaches_by_search(graph, key, step.until)
