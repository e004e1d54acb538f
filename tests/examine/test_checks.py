"""A detector's fault costs its own rules and nothing else, and is never green."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec
import pytest
from msgspec.structs import replace

from pkgaudit.detectors.protocol import Need
from pkgaudit.examine.checks import FencedCheck, group_by_detector
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.search.pattern import Marks, Pattern
from tests.examine.test_wording import RULE

ARTIFACT = Artifact(target="a.tgz", location=("a.tgz",), format=Format.NPM_TARBALL)
MEMBER = Member(container=("a.tgz",), raw_name=b"x", path="x", content=b"x", size=1)


class OneCheck:
    """Says what it is told to say."""

    patterns = (Pattern(name="p", expression=b"x"),)

    def __init__(self, visit: Callable[[], Iterable[Hit]], conclude: Callable[[], Iterable[Hit]]) -> None:
        self._visit = visit
        self._conclude = conclude

    def visit(self, _member: Member, _marks: Marks) -> Iterable[Hit]:
        return self._visit()

    def conclude(self, _artifact: Artifact) -> Iterable[Hit]:
        return self._conclude()


class OneDetector:
    """A detector whose check says what it is told to say."""

    NEEDS: frozenset[Need] = frozenset()
    FACTS: Mapping[str, str] = {"n": "a number"}
    PARAMS: type[msgspec.Struct] = msgspec.Struct
    VISITS = True

    def __init__(
        self, visit: Callable[[], Iterable[Hit]] = tuple, conclude: Callable[[], Iterable[Hit]] = tuple
    ) -> None:
        self._check = OneCheck(visit, conclude)

    def prepare(self, _rules: Sequence[Rule]) -> OneCheck:
        return self._check


def hit(rule: str = "too-much") -> Hit:
    return Hit(rule=rule, location=("a.tgz", "x"), facts={"n": 1})


def fenced(detector: OneDetector, **limits: int) -> FencedCheck:
    return FencedCheck("one", detector, (RULE, replace(RULE, name="too-little")), Limits(**limits))


def fail() -> Iterable[Hit]:
    raise ValueError("no")


def test_hits_are_kept_in_the_order_they_were_seen() -> None:
    check = fenced(OneDetector(visit=lambda: [hit()], conclude=lambda: [hit("too-little")]))
    check.visit(MEMBER, {})
    check.conclude(ARTIFACT)

    assert [hit(), hit("too-little")] == check.hits
    assert [] == list(check.gaps(ARTIFACT.location))
    assert check.looks_at_members


@pytest.mark.parametrize("where", ["visit", "conclude"])
def test_a_fault_is_one_gap_that_names_the_detector_and_its_rules(where: str) -> None:
    detector = OneDetector(visit=fail) if where == "visit" else OneDetector(visit=lambda: [hit()], conclude=fail)
    check = fenced(detector)
    check.visit(MEMBER, {})
    check.visit(MEMBER, {})
    check.conclude(ARTIFACT)
    (gap,) = check.gaps(ARTIFACT.location)

    assert [] == check.hits
    assert GapKind.RULE is gap.kind
    assert "detector one failed (ValueError" in gap.why
    assert "too-much, too-little" in gap.why


def test_after_a_fault_a_detector_is_not_asked_again() -> None:
    asked = []

    def once() -> Iterable[Hit]:
        asked.append(1)
        return fail()

    check = fenced(OneDetector(visit=once))
    check.visit(MEMBER, {})
    check.visit(MEMBER, {})

    assert [1] == asked


def test_running_out_of_memory_is_not_a_detectors_fault() -> None:
    def exhausted() -> Iterable[Hit]:
        raise MemoryError

    with pytest.raises(MemoryError):
        fenced(OneDetector(visit=exhausted)).visit(MEMBER, {})


def test_hits_over_the_limit_are_counted_and_said() -> None:
    check = fenced(OneDetector(visit=lambda: [hit()] * 7, conclude=lambda: [hit("too-little")]), findings_per_rule=5)
    check.visit(MEMBER, {})
    check.conclude(ARTIFACT)
    (gap,) = check.gaps(ARTIFACT.location)

    assert [*[hit()] * 5, hit("too-little")] == check.hits
    assert GapKind.LIMIT is gap.kind
    assert "2 more findings of too-much" in gap.why


def test_rules_of_one_detector_are_prepared_together() -> None:
    rules = {
        "a": replace(RULE, name="a", detector="size"),
        "b": replace(RULE, name="b", detector="debug_id"),
        "c": replace(RULE, name="c", detector="size"),
    }
    groups = group_by_detector(RuleBook(rules=rules, digest="sha256:0"))

    assert ["debug_id", "size"] == list(groups)
    assert (rules["a"], rules["c"]) == groups["size"]
