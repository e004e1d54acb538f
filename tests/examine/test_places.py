"""What is found in a package does not depend on where the package lies: a waiver for one place holds for the other."""

from __future__ import annotations

import pytest

from pkgaudit.examine.examiner import Examiner
from pkgaudit.model.examination import Examination
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import Example
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.rulebook.examples import build_example, example_file_name
from pkgaudit.rulebook.load import load_rulebook

BOOK = load_rulebook()
FLAGGING = [
    pytest.param(example, id=f"{rule.name}: {example.name}")
    for rule in BOOK.rules.values()
    for example in rule.examples[:1]
    if example.flags
]


@pytest.fixture(scope="module")
def examiner() -> Examiner:
    return Examiner(BOOK, Limits())


def said(examination: Examination, artifact: Location) -> list[tuple[object, ...]]:
    return [
        (finding.rule, finding.fingerprint, finding.message, finding.facts, finding.location[len(artifact) :])
        for finding in examination.findings
    ]


@pytest.mark.parametrize("example", FLAGGING)
def test_a_packed_project_gives_the_findings_of_the_file_it_is_packed_to(example: Example, examiner: Examiner) -> None:
    name = example_file_name(example)
    content = build_example(example)
    alone, packed = (f"dist/{name}",), ("packages/cli", name)

    def examined(location: Location) -> list[tuple[object, ...]]:
        target = Target(text=location[0], path=name, location=location, kind=TargetKind.FILE)
        return said(examiner.examine_bytes(content, target), location)

    assert examined(alone) == examined(packed)
