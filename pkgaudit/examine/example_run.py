"""A rule's examples, each examined by that rule alone: what it flags, beside what it is to flag."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.examine.examiner import Examiner
from pkgaudit.model.examination import Examination
from pkgaudit.model.finding import Finding
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import Example, Rule, RuleBook
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.rulebook.examples import build_example, example_file_name, example_project


class ExampleOutcome(Struct, frozen=True, kw_only=True):
    """What became of one example.

    Attributes:
        name: The example's.
        expected: What it says is flagged, in order.
        flagged: What the rule flags, in order.
        faults: Why the rule did not get to judge all of it, or why the example could not be packed.
    """

    name: str
    expected: tuple[str, ...]
    flagged: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it came out otherwise than it says."""
        return self.expected != self.flagged or bool(self.faults)


def run_examples(rule: Rule) -> tuple[ExampleOutcome, ...]:
    """Examine every example of a rule by that rule alone.

    Raises:
        PatternError: The rule asks for a pattern that the search engine refuses.
    """
    own = examiner_alone(rule)
    return tuple(_outcome(rule, example, own) for example in rule.examples)


def examiner_alone(rule: Rule, example: Example | None = None) -> Examiner:
    """Return what examines by one rule, with the smaller numbers of an example that has some."""
    scaled = replace(rule, params={**rule.params, **example.params}) if example is not None else rule
    return Examiner(RuleBook(rules={rule.name: scaled}, digest=""), Limits())


def examine_example(example: Example, examiner: Examiner) -> Examination:
    """Examine an example as the artifact it stands for.

    Raises:
        ValueError: It asks for what its kind of archive cannot hold.
    """
    name = example_file_name(example)
    project = example_project(example)
    origin, ship_list = (None, None) if project is None else project
    target = Target(text=name, path=name, location=(name,), kind=TargetKind.FILE, origin=origin)
    return examiner.examine_bytes(build_example(example), target, ship_list)


def flagged_place(finding: Finding) -> str:
    """Return the place of a finding as an example's ``flags`` names it."""
    return "!".join(finding.location[1:]) or "."


def _outcome(rule: Rule, example: Example, own: Examiner) -> ExampleOutcome:
    examiner = examiner_alone(rule, example) if example.params else own
    try:
        examination = examine_example(example, examiner)
    except ValueError as error:
        return ExampleOutcome(name=example.name, expected=example.flags, faults=(f"cannot be packed: {error}",))
    return ExampleOutcome(
        name=example.name,
        expected=example.flags,
        flagged=tuple(flagged_place(finding) for finding in examination.findings),
        faults=tuple(gap.why for gap in examination.gaps if gap.kind is GapKind.RULE),
    )
