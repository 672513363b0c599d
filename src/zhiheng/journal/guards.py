"""Triggers that make the database itself refuse to change the journal.

They are made anew after every migration (`management/commands/migrate.py`), because SQLite drops a table's triggers
without a word when Django remakes the table, and looked for at start-up (`check.py`).
"""

from collections.abc import Iterator

from django.db import DEFAULT_DB_ALIAS, connections

GROWING = ("journal_entry", "journal_change", "journal_node")
HEAD = "journal_head"
REFUSAL = "the journal only grows"
SAME_KEY = {
    "journal_entry": "seq = NEW.seq OR act = NEW.act",
    "journal_change": "id = NEW.id OR (act = NEW.act AND position = NEW.position)"
    " OR (register = NEW.register AND record = NEW.record AND revision = NEW.revision)",
    "journal_node": 'id = NEW.id OR (level = NEW.level AND "index" = NEW."index")',
}
"""What INSERT OR REPLACE would push out: SQLite fires no delete trigger for that."""
_others: dict[str, str] = {}


def also(*tables: str) -> None:
    """Let tables of other rooms only grow, too. Their app calls this when it is ready, so before any migration."""
    _others.update(dict.fromkeys(tables, "id = NEW.id"))


def _growing() -> dict[str, str]:
    """Table → what a replacing insert would push out."""
    return {**SAME_KEY, **_others}


BACKWARDS = (
    "NEW.size < OLD.size OR NEW.definitions < OLD.definitions OR NEW.at < OLD.at"
    " OR (OLD.size > 0 AND NEW.reading_day IS {different} OLD.reading_day)"
)


def _sqlite() -> dict[str, tuple[str, str]]:
    """trigger -> (table, statement)"""
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
    triggers = {}
    for table, same_key in _growing().items():
        for verb in ("UPDATE", "DELETE"):
            name = f"{table}_no_{verb.lower()}"
            triggers[name] = (table, f"CREATE TRIGGER {name} BEFORE {verb} ON {table} {refuse}")
        name = f"{table}_no_replace"
        seen = f"EXISTS (SELECT 1 FROM {table} WHERE {same_key})"  # noqa: S608 - our own names
        triggers[name] = (table, f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {seen} {refuse}")
    triggers["journal_head_no_delete"] = (
        HEAD,
        f"CREATE TRIGGER journal_head_no_delete BEFORE DELETE ON {HEAD} {refuse}",
    )
    triggers["journal_head_no_replace"] = (
        HEAD,
        f"CREATE TRIGGER journal_head_no_replace BEFORE INSERT ON {HEAD} WHEN EXISTS (SELECT 1 FROM {HEAD}) {refuse}",  # noqa: S608 - our own names
    )
    triggers["journal_head_forward"] = (
        HEAD,
        f"CREATE TRIGGER journal_head_forward BEFORE UPDATE ON {HEAD}"
        f" WHEN {BACKWARDS.format(different='NOT')} {refuse}",
    )
    return triggers


POSTGRESQL_FUNCTION = f"BEGIN RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END"


def _postgresql() -> dict[str, tuple[str, str]]:
    call = "EXECUTE FUNCTION journal_refuse()"
    triggers = {
        f"{table}_only_grows": (
            table,
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            f" FOR EACH STATEMENT {call}",
        )
        for table in _growing()
    }
    triggers["journal_head_stays"] = (
        HEAD,
        f"CREATE TRIGGER journal_head_stays BEFORE DELETE OR TRUNCATE ON {HEAD} FOR EACH STATEMENT {call}",
    )
    triggers["journal_head_forward"] = (
        HEAD,
        f"CREATE TRIGGER journal_head_forward BEFORE UPDATE ON {HEAD} FOR EACH ROW"
        f" WHEN ({BACKWARDS.format(different='DISTINCT FROM')}) {call}",
    )
    return triggers


def _wanted(vendor: str) -> dict[str, tuple[str, str]]:
    return {"sqlite": _sqlite, "postgresql": _postgresql}[vendor]()


def missing(database: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Names of the triggers that should stand on existing tables and do not, or do not as we wrote them."""
    connection = connections[database]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        standing = set(_standing_sqlite(cursor) if connection.vendor == "sqlite" else _standing_postgresql(cursor))
    wanted = _wanted(connection.vendor)
    return sorted(name for name, (table, _) in wanted.items() if table in tables and name not in standing)


def _standing_sqlite(cursor) -> Iterator[str]:  # type: ignore[no-untyped-def]
    wanted = _sqlite()
    cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
    for name, table, statement in cursor.fetchall():
        if wanted.get(name) == (table, statement):
            yield name


# pg_trigger.tgtype: row 1, before 2, delete 8, update 16, truncate 32
_EVENTS = {"only_grows": 2 | 8 | 16 | 32, "stays": 2 | 8 | 32, "forward": 1 | 2 | 16}


def _standing_postgresql(cursor) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Names of triggers on the right events that call our function, unchanged, and fire always (replication too)."""
    cursor.execute(
        "SELECT t.tgname, c.relname, t.tgtype, t.tgqual IS NOT NULL FROM pg_trigger t"
        " JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"
        " AND t.tgenabled = 'A' AND p.proname = 'journal_refuse' AND p.prosrc = %s",
        [POSTGRESQL_FUNCTION],
    )
    wanted = _postgresql()
    for name, table, events, conditional in cursor.fetchall():
        if name in wanted:
            kind = next(kind for kind in _EVENTS if name.endswith(kind))
            if (table, events, conditional) == (wanted[name][0], _EVENTS[kind], kind == "forward"):
                yield name


def install(database: str = DEFAULT_DB_ALIAS) -> list[str]:
    """Put every guard where it belongs, on the tables that exist; returns the names of those that were missing."""
    names = missing(database)
    if not names:
        return names
    connection = connections[database]
    wanted = _wanted(connection.vendor)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION journal_refuse() RETURNS trigger LANGUAGE plpgsql"
                f" AS $guard${POSTGRESQL_FUNCTION}$guard$"
            )
        for name in names:
            table, statement = wanted[name]
            _drop(cursor, connection.vendor, name, table)
            cursor.execute(statement)
            if connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {name}")
    return names


def remove(database: str = DEFAULT_DB_ALIAS) -> None:
    """Take all guards away. Only for emptying a test database (`management/commands/flush.py`)."""
    connection = connections[database]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for name, (table, _) in _wanted(connection.vendor).items():
            if table in tables:
                _drop(cursor, connection.vendor, name, table)


def _drop(cursor, vendor: str, name: str, table: str) -> None:  # type: ignore[no-untyped-def]
    on = f" ON {table}" if vendor == "postgresql" else ""
    cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")
