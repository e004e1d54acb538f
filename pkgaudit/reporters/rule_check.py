"""What became of the examples of rules, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pkgaudit.model.rule import Rule
from pkgaudit.reporters.figures import count
from pkgaudit.reporters.json_text import json_text
from pkgaudit.reporters.layout import EMPTY, Line, line, plain
from pkgaudit.reporters.visible import text
from pkgaudit.rule_trial import RuleTrial

Trials = Sequence[tuple[Rule, RuleTrial]]
"""Rules and what became of each, those of a folder one after the other."""

OWN = "rules that come with pkgaudit"


def as_json(trials: Trials) -> str:
    """Return the trials as ASCII JSON text that ends with a newline."""
    return json_text(
        {
            "format": "pkgaudit-rule-check",
            "version": 1,
            "differ": sum(trial.differs for _, trial in trials),
            "rules": [_rule(rule, trial) for rule, trial in trials],
        }
    )


def as_text(trials: Trials) -> str:
    """Return the trials as lines: one for each rule, and what differs below it; the last line counts."""
    return plain(_lines(trials))


def _rule(rule: Rule, trial: RuleTrial) -> Mapping[str, object]:
    return {
        "name": rule.name,
        "family": rule.family,
        "folder": rule.folder or None,
        "file": rule.file or None,
        "differs": trial.differs,
        "why": trial.why or None,
        "examples": [
            {
                "name": example.name,
                "expected": example.expected,
                "flagged": example.flagged,
                "faults": example.faults,
                "differs": example.differs,
            }
            for example in trial.examples
        ],
    }


def _lines(trials: Trials) -> Iterator[Line]:
    width = max(len(text(rule.name)) for rule, _ in trials)
    folder: str | None = None
    for rule, trial in trials:
        if rule.folder != folder:
            if folder is not None:
                yield EMPTY
            folder = rule.folder
            yield line(text(folder or OWN))
        yield line(f"  {text(rule.name):<{width}}  {_said(trial)}")
        if trial.why:
            yield line("    ", trial.why)
        for index, example in enumerate(trial.examples):
            if example.differs:
                yield line(f"    examples[{index}], ", example.name)
                yield line("      expected: ", _places(example.expected))
                yield line("      flagged:  ", _places(example.flagged))
                yield from (line("      not judged: ", fault) for fault in example.faults)
    yield EMPTY
    yield line(_summary(trials))


def _said(trial: RuleTrial) -> str:
    if trial.why:
        return "its examples could not be run"
    different = sum(example.differs for example in trial.examples)
    came = f"{different:,} of them {'differs' if different == 1 else 'differ'}" if different else "as they say"
    return f"{count(len(trial.examples), 'example')}, {came}"


def _places(places: Sequence[str]) -> str:
    return ", ".join(places) or "nothing"


def _summary(trials: Trials) -> str:
    examples = sum(len(trial.examples) for _, trial in trials)
    differ = sum(trial.differs for _, trial in trials)
    checked = f"{count(len(trials), 'rule')}, {count(examples, 'example')}"
    if not differ:
        return f"PASSED (exit 0): {checked}: each flags what it says"
    said = "does not flag what its examples say" if differ == 1 else "do not flag what their examples say"
    return f"FAILED (exit 2): {checked}; {count(differ, 'rule')} {said}"
