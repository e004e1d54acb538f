"""``pkgaudit rules``: the rule book with the severity in force and where it was set."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.configuration import ConfigPath, NoConfig, the_policy
from pkgaudit.cli.rulebook import end_with_errors, rulebook_of

if TYPE_CHECKING:
    from pkgaudit.policy.policy import Policy
    from pkgaudit.policy.standing_rules import StandingRule


class RulesFormat(StrEnum):
    """How the rule book is written."""

    TEXT = "text"
    JSON = "json"


def rules(
    folders: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FOLDER]...",
            help="With --check: folders of rules to check.",
            show_default="those that the configuration names",
        ),
    ] = None,
    *,
    check: Annotated[
        bool,
        typer.Option("--check", help="Run the examples of your own rules; exit 2 when one flags what it does not say."),
    ] = False,
    all_: Annotated[bool, typer.Option("--all", help="With --check: also the rules that come with pkgaudit.")] = False,
    format_: Annotated[RulesFormat, typer.Option("--format", help="How to write it.")] = RulesFormat.TEXT,
    config: ConfigPath = None,
    no_config: NoConfig = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Say on standard error which configuration is used.")
    ] = False,
) -> None:
    """List every rule with the severity in force and where it was set, or check rules of your own."""
    if check:
        from pkgaudit.cli.rule_check import check as check_examples  # noqa: PLC0415 -- loaded when it is asked for

        as_json = format_ is RulesFormat.JSON
        raise typer.Exit(check_examples(folders or (), config, no_config=no_config, all_=all_, json=as_json))
    if folders or all_:
        end_with_errors([f"{'a FOLDER' if folders else '--all'} goes with --check; add it"])
    from pkgaudit.policy.policy import PolicyError, rules_in_force  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.policy.standing_rules import standing_rules  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- as above

    policy = the_policy(config, no_config, verbose=verbose)
    rulebook = rulebook_of(policy)
    try:
        digest = rules_in_force(rulebook, policy).digest
    except PolicyError as error:
        end_with_errors(error.errors)
    listed = standing_rules(rulebook, policy)
    write_out(_as_json(listed, digest, policy) if format_ is RulesFormat.JSON else _as_text(listed, policy), sys.stdout)


def _as_json(listed: list[StandingRule], digest: str, policy: Policy) -> str:
    import msgspec  # noqa: PLC0415 -- loaded when JSON is asked for

    document = {
        "format": "pkgaudit-rules",
        "version": 1,
        "rules_digest": digest,
        "config": policy.file,
        "rules": [
            {
                "name": each.rule.name,
                "folder": each.rule.folder or None,
                "file": each.rule.file or None,
                "family": each.rule.family,
                "title": each.rule.title,
                "status": each.rule.status,
                "since": each.rule.since,
                "severity": {str(key): str(each.severity[key].severity) for key in sorted(each.severity)},
                "set_by": each.set_by,
                "severity_set_by": {str(key): each.severity[key].origin for key in sorted(each.severity)},
                "severity_set_for": {str(key): each.severity[key].key or None for key in sorted(each.severity)},
                "in_force": each.in_force,
                "off_by": each.off_by or None,
                "confidence": each.rule.confidence,
                "owner": each.rule.owner,
            }
            for each in listed
        ],
    }
    return msgspec.json.format(msgspec.json.encode(document)).decode() + "\n"


def _as_text(listed: list[StandingRule], policy: Policy) -> str:
    from pkgaudit.reporters.terminal import is_interactive, terminal_width  # noqa: PLC0415 -- loaded when text is asked for
    from pkgaudit.reporters.visible import clip, text  # noqa: PLC0415 -- as above

    names = max(len(each.rule.name) for each in listed)
    grades = max(len(each.severity_text) for each in listed)
    origins = max(len(text(each.set_by)) for each in listed)
    # What is piped is searched, not looked at: nothing is cut off there unless the user says how wide it may be.
    narrow = is_interactive(sys.stdout, os.environ) or "COLUMNS" in os.environ
    room = max(terminal_width(os.environ) - names - grades - origins - 8, 12) if narrow else 200
    lines: list[str] = []
    for family in sorted({each.rule.family for each in listed}):
        lines += ["", text(family)] if lines else [text(family)]
        lines += [
            f"  {text(each.rule.name):<{names}}  {each.severity_text:<{grades}}  {text(each.set_by):<{origins}}  "
            f"{clip(each.rule.title, room)}"
            for each in listed
            if each.rule.family == family
        ]
    lines += _own_files(listed)
    off = sum(not each.in_force for each in listed)
    count = f"{len(listed)} {'rule' if len(listed) == 1 else 'rules'}{f', {off} of them off' if off else ''}"
    lines += ["", f"{count}; `pkgaudit explain RULE` shows one. Severity: private / public."]
    if policy.file is not None:
        lines.append(f"Configuration: {text(policy.file)}.")
    return "\n".join(lines) + "\n"


def _own_files(listed: list[StandingRule]) -> list[str]:
    """Return where the user's own rules come from, by folder; nothing without any."""
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- as above

    lines: list[str] = []
    own = [each.rule for each in listed if each.rule.folder]
    for folder in dict.fromkeys(rule.folder for rule in own):
        lines += ["", f"Your own, from {text(folder)}"]
        lines += [f"  {text(rule.file)}" for rule in own if rule.folder == folder]
    return lines
