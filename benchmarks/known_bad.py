"""An index of as many malicious-package records as OSV has, and lockfiles of names to look up in it."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.osv_file import OsvEntry, OsvFacts, write_index
from pkgaudit.knowledge.version_span import EVERY
from pkgaudit.knowledge.versions import normal_name
from pkgaudit.model.grades import Ecosystem

RECORDS = 225_497
_EXPORT = "osv_malicious_2026-06-11.jsonl.gz"

# Runs in a process of its own: what is imported and opened once counts as once.
LOOK_UP = """
import json, sys, time
from pathlib import Path
import pkgaudit.knowledge.osv_file
from pkgaudit.knowledge.osv_index import osv_index
from pkgaudit.model.grades import Ecosystem
names = json.loads(sys.stdin.read())
begin = time.process_time()
index = osv_index(Path(sys.argv[1]))
opened = time.process_time()
found = sum(index.lookup(Ecosystem.NPM, name, version) is not None for name, version in names)
ended = time.process_time()
print(json.dumps([opened - begin, ended - opened, found]))
"""


def write_full_index(folder: Path) -> Path:
    """Write an index of every record; made-up ones of the same number and shape where the real ones are not at hand."""
    real = Path(os.environ.get("PKGAUDIT_TEST_DATA", "")) / _EXPORT
    entries = list(_real(real) if real.is_file() else _made_up())
    now = datetime.now(tz=UTC)
    facts = OsvFacts(as_of=now.date(), fetched=now, source="https://osv.example", counts={}, marks={})
    path = folder / OSV_FILE
    write_index(path, facts, entries)
    return path


def lockfile_names(count: int) -> list[tuple[str, str]]:
    """Return names and versions as a lockfile has them; none of them is malicious."""
    numbers = random.Random(4)  # noqa: S311 -- repeatable, not secret
    kinds = ("@scope-{0}/plugin-transform-{1}", "lodash.{1}", "is-{1}-{0}", "eslint-config-{1}", "@types/{1}-{0}")
    return [
        (numbers.choice(kinds).format(numbers.randrange(500), f"part{number}"), f"{number % 30}.{number % 7}.0")
        for number in range(count)
    ]


def _real(path: Path) -> Iterator[OsvEntry]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            words = [EVERY] if record["versions"] == "*" else record["versions"]
            if words:
                ecosystem = Ecosystem(record["ecosystem"].lower())
                name = normal_name(ecosystem, record["name"])
                yield OsvEntry(ecosystem=ecosystem, name=name, id=record["id"], words=tuple(words))


def _made_up() -> Iterator[OsvEntry]:
    for number in range(RECORDS):
        ecosystem = Ecosystem.PYPI if number % 20 == 0 else Ecosystem.NPM
        words = (EVERY,) if number % 10 else ("1.0.0", "1.0.1")
        name = f"made-up-package-{number:x}"
        yield OsvEntry(ecosystem=ecosystem, name=name, id=f"MAL-{2022 + number % 5}-{number}", words=words)
