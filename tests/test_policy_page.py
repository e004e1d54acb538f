"""What docs/policy.md says becomes of findings is what becomes of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from msgspec import Struct

from pkgaudit.model.examination import Examination, VisibilityEvidence
from pkgaudit.model.finding import Finding
from pkgaudit.model.rule import RuleBook
from pkgaudit.policy.configuration import read_policy
from pkgaudit.policy.configuration_search import find_configuration
from pkgaudit.policy.judge import judge
from pkgaudit.policy.policy import Policy, rules_in_force
from pkgaudit.rulebook.load import load_rulebook
from tests.policy.builders import OPEN_SOURCE, examination, finding, summary
from tests.tools import ROOT

PAGE = (ROOT / "docs" / "policy.md").read_text(encoding="utf-8")
TODAY = date(2026, 12, 1)
_EXAMPLE = re.compile(r"<!-- policy: (\S+) -->\n```\w+\n(.*?)```\n\n(.*?)(?=\n#|\Z)", re.DOTALL)
_SIZE = re.compile(r"(\d+) lines, (\d+) bytes")


class Row(Struct, frozen=True):
    artifact: str
    source: str
    rule: str
    where: str
    size: str
    becomes: str

    @property
    def location(self) -> tuple[str, ...]:
        return (f"dist/{self.artifact}", self.where) if self.where else (f"dist/{self.artifact}",)


def examples() -> Iterator[tuple[str, str, list[Row]]]:
    for name, text, table in _EXAMPLE.findall(PAGE):
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()[2:] if line]
        yield name, text, [Row(*row) for row in cells]


EXAMPLES = list(examples())


def found(row: Row, book: RuleBook) -> Finding:
    size = _SIZE.fullmatch(row.size)
    assert size is not None
    facts = {"novel_lines": int(size[1]), "map_bytes": int(size[2])}
    return finding(row.rule, *row.location, family=book.rules[row.rule].family, facts=facts)


def examined(rows: list[Row], book: RuleBook) -> list[Examination]:
    groups: dict[tuple[str, str], list[Finding]] = {}
    for row in rows:
        groups.setdefault((row.artifact, row.source), []).append(found(row, book))
    closed = VisibilityEvidence(against='"license": "UNLICENSED"')
    return [
        examination(
            summary(
                f"dist/{artifact}",
                name=artifact.rpartition("-")[0],
                evidence=OPEN_SOURCE if source == "open" else closed,
            ),
            *findings,
        )
        for (artifact, source), findings in groups.items()
    ]


def policy_of(name: str, text: str, folder: Path) -> Policy:
    (folder / name).write_text(text, encoding="utf-8")
    file = find_configuration(folder).file
    assert file is not None
    return read_policy(file)


def test_there_are_three_examples_in_three_places() -> None:
    assert ["pkgaudit.toml", "package.json", "pyproject.toml"] == [name for name, _, _ in EXAMPLES]
    assert all(len(rows) >= 6 for _, _, rows in EXAMPLES)


@pytest.mark.parametrize(("name", "text", "rows"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_the_page_says_what_happens(name: str, text: str, rows: list[Row], tmp_path: Path) -> None:
    policy = policy_of(name, text, tmp_path)
    book = rules_in_force(load_rulebook(), policy)
    report = judge(examined(rows, book), book, policy, TODAY)
    becomes = {
        (
            verdict.finding.location,
            verdict.finding.rule,
            "open"
            if verdict.artifact is not None and report.artifacts[verdict.artifact].summary.evidence == OPEN_SOURCE
            else "closed",
        ): f"{verdict.severity}, {verdict.standing}"
        for verdict in report.verdicts
    }

    assert {(row.location, row.rule, row.source): row.becomes for row in rows} == becomes


def test_every_key_of_the_configuration_and_of_a_waiver_is_explained() -> None:
    from pkgaudit.policy.configuration_table import ConfigurationTable, WaiverTable  # noqa: PLC0415 -- for one test

    keys = [*ConfigurationTable.__struct_encode_fields__, *WaiverTable.__struct_encode_fields__]
    told = set(re.findall(r"`(?:\[+)?([a-z0-9-]+)\]*`", PAGE))

    assert keys
    assert [] == [key for key in keys if key not in told]
