"""``pkgaudit rules --check``: the examples of rules, run and held against what they say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pkgaudit.cli.configuration import the_policy
from pkgaudit.cli.exit_codes import ExitCode
from pkgaudit.cli.rulebook import end_with_errors, rulebook_of, the_rulebook

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pkgaudit.model.rule import Rule


_NONE = (
    "there are no rules of your own to check: name their folder, or write `rules = [...]` into the configuration; "
    "--all checks those that come with pkgaudit"
)


def check(folders: Sequence[str], config: Path | None, *, no_config: bool, all_: bool, json: bool) -> ExitCode:
    """Run the examples of the user's rules and say which come out otherwise than they say.

    Args:
        folders: To check in place of those of the configuration.
        config: What ``--config`` named.
        no_config: Whether no configuration is to be used.
        all_: Whether to check the rules that come with pkgaudit as well.
        json: Whether to say it for programs.
    """
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.rule_check import as_json, as_text  # noqa: PLC0415 -- as above
    from pkgaudit.rule_trial import try_rules  # noqa: PLC0415 -- as above

    rules = _rules(folders, config, no_config=no_config, all_=all_)
    trials = list(zip(rules, try_rules(rules), strict=True))
    write_out(as_json(trials) if json else as_text(trials), sys.stdout)
    return ExitCode.USAGE if any(trial.differs for _, trial in trials) else ExitCode.PASSED


def _rules(folders: Sequence[str], config: Path | None, *, no_config: bool, all_: bool) -> list[Rule]:
    rulebook = the_rulebook(folders) if folders else rulebook_of(the_policy(config, no_config))
    rules = [rule for rule in rulebook.rules.values() if all_ or rule.folder]
    if not rules:
        end_with_errors([_NONE])
    return sorted(rules, key=lambda rule: (rule.folder, rule.family, rule.name))
