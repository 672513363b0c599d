# Everything a developer calls. `just` alone lists it.
bin := ".venv/bin"

[private]
default:
    @just --list --unsorted

# a seeded league in one command
demo *args:
    ./zhiheng demo {{args}}

# gates that take seconds
check:
    {{bin}}/ruff check .
    {{bin}}/ruff format --check .
    {{bin}}/mypy
    {{bin}}/lint-imports
    {{bin}}/python manage.py makemigrations --check --dry-run
    {{bin}}/python -m zhiheng.cli.translations check
    {{bin}}/zhiheng plan check
    {{bin}}/python tests/addresses.py

# everything: gates, the suite on SQLite and on PostgreSQL
test *args:
    ./zhiheng test {{args}}

# what Zhiheng means by its words
spec:
    {{bin}}/pytest tests/spec

# renew the pages that are made from tests and packages
docs:
    {{bin}}/python -m tests.spec.manual

# renew the pictures of guides and README from a running demonstration
pictures *names:
    {{bin}}/python tools/pictures.py {{names}}

# a new plan package from an adopted one
new-plan name from:
    {{bin}}/zhiheng plan new {{name}} --from {{from}}

# renew the SQL texts that Ibis compiles, and the files that a person reads
golden:
    ZHIHENG_GOLDEN=renew {{bin}}/pytest tests/golden

# compare all engines on random evidence and renew docs/engines.md; brings ClickHouse and Spark into var/engines
engines *args:
    test -x var/engines/bin/python || {{bin}}/uv venv -q --python {{bin}}/python var/engines
    {{bin}}/uv pip install -q --python var/engines/bin/python --require-hashes -r requirements/engines.txt
    PYTHONPATH="src:$({{bin}}/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" var/engines/bin/python -m tests.engines.compare --write {{args}}

# measure the reader of documents and the compiler of definitions beside their limits
bench:
    {{bin}}/python bench/policy.py
    {{bin}}/python bench/compile.py

# measure figures beside DuckDB: bench-figures league, bench-figures province
bench-figures scale="league" *address:
    {{bin}}/python bench/live.py {{scale}} {{address}}
    {{bin}}/python bench/rebuild.py {{scale}} {{address}}
    {{bin}}/python bench/writes.py {{scale}} {{address}}

# what is too long for every day: hands that edit one group 10 000 times, that write, read, change definitions and are killed
night:
    ZHIHENG_NIGHT=20 {{bin}}/pytest tests/unit/figures/test_processes.py

# format and mend what can be mended mechanically
fix:
    {{bin}}/ruff check --fix .
    {{bin}}/ruff format .

# lock the requirements anew
lock:
    for set in core analytics dev engines frontend uv; do {{bin}}/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate -q requirements/$set.in -o requirements/$set.txt; done

# wheels and built pages for a machine without Node and network
bundle:
    {{bin}}/python tools/bundle.py
