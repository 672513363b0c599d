"""The peer: the same cells by hand-written SQL in DuckDB, on its own table, both cores."""

import itertools

import duckdb
import numpy as np

from bench import world

DRAWN = (
    "count(*) n", "count(*) FILTER (passed = 1) p",
    *(f"count(*) FILTER (sector = {at}) n{at}, count(*) FILTER (sector = {at} AND passed = 1) p{at}" for at in range(4)),
    "sum(weight) w", "sum(weight) FILTER (passed = 1) wp", "sum(weight * weight) w2",
    "count(*) FILTER (risk = 3) nh", "count(*) FILTER (risk = 3 AND passed = 1) ph",
    "count(*) FILTER (large = 1) nl", "count(*) FILTER (large = 1 AND passed = 1) pl",
    "count(*) FILTER (large = 0) ns", "count(*) FILTER (large = 0 AND passed = 1) ps",
    "sum(lag) lag", "count(*) FILTER (stage = 1) nsp", "count(*) FILTER (stage = 2) nr",
    "count(*) FILTER (stage = 2 AND passed = 1) pr",
)  # fmt: skip
COMPLAINT = (
    "count(*) c", "count(*) FILTER (accepted_days <= 7) acc7", "count(*) FILTER (closed_days BETWEEN 0 AND 60) cl60",
    "count(*) FILTER (satisfied >= 0) satn", "count(*) FILTER (satisfied = 1) sats", "sum(redress) redress",
    "sum(closed_days) FILTER (closed_days >= 0) clod", "count(*) FILTER (category = 0) food",
    "count(*) FILTER (category IN (1, 2, 3)) serv",
)  # fmt: skip
STOCKS = {  # register → condition and name of each stock
    "certificate": (("kind = 0", "k0"), ("kind IN (1, 2)", "k12")),
    "verified": (("mandatory = 1", "valid"),),
    "installed": (("mandatory = 1", "reg"),),
}  # fmt: skip


def loaded(scale: str) -> "duckdb.DuckDBPyConnection":
    """Evidence in DuckDB's own tables, small types, months ready as columns."""
    con = duckdb.connect()
    con.execute("SET threads = 2")
    for code, columns in world.evidence(scale).items():
        held = {name: values.astype(np.int32) for name, values in columns.items()}
        names = ", ".join(f'"{name}"' for name in columns)
        con.execute(f"CREATE TABLE {code} AS SELECT {names} FROM held")
        for name in world.DAY_COLUMNS & columns.keys():
            day = f"DATE '{world.FIRST}' + \"{name}\"::INT"
            con.execute(f'ALTER TABLE {code} ADD COLUMN "{name}_m" INT')
            con.execute(
                f'UPDATE {code} SET "{name}_m" = greatest(least((year({day}) - 2021) * 12 + month({day}) - 1, 60), -1)'
            )
    country = world.land(scale)
    tree = np.array([(town, *country.above(town)[1:]) for town in country.towns], np.int32)
    names = ["place", "banner", "league", "province", "nation"]
    held = {name: tree[:, at].copy() for at, name in enumerate(names)}  # noqa: F841 - read by DuckDB
    con.execute("CREATE TABLE unit AS SELECT place, banner, league, province, nation FROM held")
    return con


def _leaves(where: str) -> list[str]:
    """Cells of places, one statement a source."""
    found = [
        f"SELECT place, drawn_on_m m, {', '.join(DRAWN)} FROM drawn {where} GROUP BY ALL",
        f"SELECT place, made_on_m m, {', '.join(COMPLAINT)} FROM complaint {where} GROUP BY ALL",
        f"SELECT place, started_on_m m, count(*) knew FROM certificate {where} GROUP BY ALL",
        f"SELECT place, verified_on_m m, count(*) ver, count(*) FILTER (passed = 1) vok FROM verified {where} GROUP BY ALL",
    ]
    for code, stocks in STOCKS.items():
        for column, sign in (("from", ""), ("to", "-")):
            sums = ", ".join(f"{sign}count(*) FILTER ({condition}) {name}" for condition, name in stocks)
            found.append(f'SELECT place, "{column}_m" m, {sums} FROM {code} {where} GROUP BY ALL')
    return found


def job(where: str = "") -> str:
    """Cells of every unit, level by level, with running stocks."""
    stocks = [name for pairs in STOCKS.values() for _, name in pairs]
    levels = ["place", "banner", "league", "province", "nation"]
    parts = " UNION ALL BY NAME ".join(_leaves(where))
    sums = "sum(COLUMNS(* EXCLUDE (place, m)))"
    ctes = [f"c0 AS MATERIALIZED (SELECT place, m, {sums} FROM ({parts}) WHERE m < 60 GROUP BY ALL)"]
    for at, (lower, upper) in enumerate(itertools.pairwise(levels)):
        ctes.append(
            f"c{at + 1} AS MATERIALIZED (SELECT t.{upper} place, m, {sums.replace('(place, m)', f'(place, m, {upper})')}"
            f" FROM c{at} c JOIN (SELECT DISTINCT {lower} place, {upper} FROM unit) t USING (place) GROUP BY ALL)"
        )
    every = " UNION ALL BY NAME ".join(f"SELECT * FROM c{at}" for at in range(len(levels)))
    running = ", ".join(
        f"sum({name}) OVER (PARTITION BY place ORDER BY m ROWS UNBOUNDED PRECEDING) {name}" for name in stocks
    )
    return (
        f"WITH {', '.join(ctes)}, everything AS ({every}) "
        f"SELECT * EXCLUDE ({', '.join(stocks)}), {running} FROM everything"
    )


def dashboard(first: int, last: int) -> str:
    return job(f"WHERE place BETWEEN {first} AND {last}")
