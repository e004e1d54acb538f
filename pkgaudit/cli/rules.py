"""``pkgaudit rules``: the rule book with the severity in force and where it was set."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.rulebook import the_rulebook

if TYPE_CHECKING:
    from pkgaudit.model.rule import RuleBook


class RulesFormat(StrEnum):
    """How the rule book is written."""

    TEXT = "text"
    JSON = "json"


def rules(
    *,
    format_: Annotated[RulesFormat, typer.Option("--format", help="How to write it.")] = RulesFormat.TEXT,
) -> None:
    """List every rule with the severity in force and where it was set."""
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- loaded when the command runs

    rulebook = the_rulebook()
    write_out(_as_json(rulebook) if format_ is RulesFormat.JSON else _as_text(rulebook), sys.stdout)


def _as_json(rulebook: RuleBook) -> str:
    import msgspec  # noqa: PLC0415 -- loaded when JSON is asked for

    document = {
        "format": "pkgaudit-rules",
        "version": 1,
        "rules_digest": rulebook.digest,
        "rules": [
            {
                "name": rule.name,
                "family": rule.family,
                "title": rule.title,
                "status": rule.status,
                "since": rule.since,
                "severity": {str(each): str(rule.severity[each]) for each in sorted(rule.severity)},
                "set_by": "default",
                "confidence": rule.confidence,
                "owner": rule.owner,
            }
            for rule in rulebook.rules.values()
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document)).decode() + "\n"


def _as_text(rulebook: RuleBook) -> str:
    from pkgaudit.reporters.terminal import is_interactive, terminal_width  # noqa: PLC0415 -- loaded when text is asked for
    from pkgaudit.reporters.visible import clip, text  # noqa: PLC0415 -- as above
    from pkgaudit.rulebook.pages import severity_text  # noqa: PLC0415 -- as above

    names = max(len(rule.name) for rule in rulebook.rules.values())
    grades = max(len(severity_text(rule)) for rule in rulebook.rules.values())
    # What is piped is searched, not looked at: nothing is cut off there unless the user says how wide it may be.
    narrow = is_interactive(sys.stdout, os.environ) or "COLUMNS" in os.environ
    room = max(terminal_width(os.environ) - names - grades - len("default") - 8, 20) if narrow else 200
    lines: list[str] = []
    for family in sorted({rule.family for rule in rulebook.rules.values()}):
        lines += ["", text(family)] if lines else [text(family)]
        lines += [
            f"  {text(rule.name):<{names}}  {severity_text(rule):<{grades}}  default  {clip(rule.title, room)}"
            for rule in rulebook.rules.values()
            if rule.family == family
        ]
    count = len(rulebook.rules)
    lines += [
        "",
        f"{count} {'rule' if count == 1 else 'rules'}; `pkgaudit explain RULE` shows one. Severity: private / public.",
    ]
    return "\n".join(lines) + "\n"
