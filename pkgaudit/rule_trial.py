"""Rules of one's own in child processes of their own: what they ask for is tried within limits on time and memory."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from pkgaudit import __version__
from pkgaudit.examine.checks import group_by_detector, prepare_checks
from pkgaudit.examine.example_run import ExampleOutcome, run_examples
from pkgaudit.isolation import Work, work_apart
from pkgaudit.kept_file import keep, read_kept
from pkgaudit.model.limits import MIB, Limits
from pkgaudit.model.rule import Rule, RuleBook
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.search.pattern import PatternFault
from pkgaudit.search.pattern_faults import pattern_faults
from pkgaudit.search.searcher import PatternError, Searcher

TO_COMPILE = Limits(seconds=10, memory_bytes=1024 * MIB)
"""What compiling the patterns and globs of all the user's rules may cost."""

_TO_RUN = Limits(seconds=60)
# Each takes up to the limit: who has written three such rules need not wait for the others.
_ENOUGH = 3


class RuleTrial(Struct, frozen=True, kw_only=True):
    """What became of a rule's examples.

    Attributes:
        examples: In the order of the rule; empty where ``why`` says something.
        why: Why they could not be run, empty when they were.
    """

    examples: tuple[ExampleOutcome, ...] = ()
    why: str = ""

    @property
    def differs(self) -> bool:
        """Whether any example came out otherwise than it says, or none was run."""
        return bool(self.why) or any(example.differs for example in self.examples)


class Compiled(Struct, frozen=True, kw_only=True):
    """What came of compiling the patterns of some rules; ``failed`` when the process did not live to say."""

    faults: tuple[PatternFault, ...] = ()
    failed: bool = False


def pattern_errors(rulebook: RuleBook, limits: Limits = TO_COMPILE) -> list[str]:
    """Return what is wrong with the patterns and globs of the user's own rules: file, key and what to do.

    They are compiled in a child process, because a short expression can ask for hours and gigabytes; that all is well
    with exactly these rules is kept for the next run.

    Args:
        rulebook: Every rule there is.
        limits: ``seconds`` and ``memory_bytes`` apply to all of them together.
    """
    own = {name: rule for name, rule in rulebook.rules.items() if rule.folder}
    if not own:
        return []
    seed = f"{__version__}\0{sys.version}\0{limits}\0{rulebook.digest}"
    kept = f"tried-{hashlib.sha256(seed.encode()).hexdigest()[:32]}.bin"
    if read_kept(kept) is not None:
        return []
    errors = _errors(own, limits)
    if not errors:
        keep(kept, b"")
    return errors


def try_rules(rules: Sequence[Rule]) -> list[RuleTrial]:
    """Run the examples of each rule, by that rule alone and in a process of its own."""
    by_name = {rule.name: rule for rule in rules}
    work = Work(
        do=lambda target: _tried(by_name[target.text]),
        answer=RuleTrial,
        gapped=lambda gap: RuleTrial(why=gap.why),
    )
    trials = dict(work_apart([_target(rule) for rule in rules], work, _TO_RUN, _jobs()))
    return [trials[index] for index in range(len(rules))]


def _tried(rule: Rule) -> RuleTrial:
    try:
        return RuleTrial(examples=run_examples(rule))
    except PatternError as error:
        return RuleTrial(why=str(error))


def _errors(own: Mapping[str, Rule], limits: Limits) -> list[str]:
    rules = list(own.values())
    ((_, together),) = _compile_apart([rules], limits)
    if not together.failed:
        return [_sentence(own, fault) for fault in together.faults]
    if len(rules) == 1:
        return [f"{rules[0].file}: params: {_too_much('it takes', limits)}"]
    found: dict[int, list[str]] = {}
    for index, alone in _compile_apart([[rule] for rule in rules], limits):
        if alone.failed:
            found[index] = [f"{rules[index].file}: params: {_too_much('it takes', limits)}"]
        elif alone.faults:
            found[index] = [_sentence(own, fault) for fault in alone.faults]
        if len(found) >= _ENOUGH:
            break
    if found:
        return [error for index in sorted(found) for error in found[index]]
    folders = ", ".join(dict.fromkeys(rule.folder for rule in rules))
    return [f"{folders}: {_too_much('these rules together take', limits)}"]


def _too_much(who: str, limits: Limits) -> str:
    return (
        f"{who} more than {limits.seconds} seconds or {limits.memory_bytes // MIB:,} MiB to compile; "
        "use fewer and smaller repeats and alternatives"
    )


def _sentence(own: Mapping[str, Rule], fault: PatternFault) -> str:
    """Return a fault of ``rule: key`` as one of ``file: key``."""
    rule, _, key = fault.name.partition(": ")
    return f"{own[rule].file}: {key}: {fault.why}"


def _compile_apart(batches: Sequence[Sequence[Rule]], limits: Limits) -> Iterator[tuple[int, Compiled]]:
    work = Work(
        do=lambda target: _compile(batches[int(target.text)]),
        answer=Compiled,
        gapped=lambda _: Compiled(failed=True),
    )
    targets = [_target(rules[0], str(index)) for index, rules in enumerate(batches)]
    yield from work_apart(targets, work, limits, _jobs())


def _compile(rules: Sequence[Rule]) -> Compiled:
    groups = group_by_detector(RuleBook(rules={rule.name: rule for rule in rules}, digest=""))
    patterns = [pattern for check in prepare_checks(groups, Limits()) for pattern in check.patterns]
    faults = tuple(pattern_faults(patterns))
    if not faults:
        Searcher(patterns)
    return Compiled(faults=faults)


def _target(rule: Rule, text: str = "") -> Target:
    return Target(text=text or rule.name, path=rule.file, location=(rule.file,), kind=TargetKind.FILE)


def _jobs() -> int:
    return min(os.cpu_count() or 1, 4)
