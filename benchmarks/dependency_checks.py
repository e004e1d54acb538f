"""What reading a lockfile costs, and what all rules about dependencies cost over it, in one process."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.dependencies.recognise import read_document, reader_of
from pkgaudit.examine.checks import group_by_detector, prepare_checks
from pkgaudit.knowledge.incident_index import incident_index
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import RuleBook
from pkgaudit.rulebook.load import load_rulebook

_RUNS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds of processor time, the best of some runs.

    Attributes:
        reading: The file, from bytes to what it pins.
        rules: Every rule of the family, with the index of bad releases open.
    """

    reading: float
    rules: float


def spent(path: Path) -> Spent:
    """Measure both."""
    content, location, limits = path.read_bytes(), (path.name,), Limits()
    reader = reader_of(path.name)
    assert reader is not None
    book = load_rulebook()
    family = {name: rule for name, rule in book.rules.items() if rule.family == "dependencies"}
    checks = prepare_checks(group_by_detector(RuleBook(rules=family, digest=book.digest)), limits)
    incident_index()
    reading, rules = [], []
    for _ in range(_RUNS):
        started = time.process_time()
        document = read_document(reader, content, location, limits)
        reading.append(time.process_time() - started)
        artifact = Artifact(
            target=path.name,
            location=location,
            format=Format.LOCKFILE,
            ecosystem=Ecosystem.NPM,
            documents=(document,),
        )
        started = time.process_time()
        for check in checks:
            check.conclude(artifact)
        rules.append(time.process_time() - started)
        assert not any(check.hits or check.fault for check in checks)
    return Spent(reading=min(reading), rules=min(rules))
