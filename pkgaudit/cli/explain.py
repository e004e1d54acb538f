"""``pkgaudit explain``: the page of a rule or an incident in the terminal."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.configuration import ConfigPath, NoConfig, the_policy
from pkgaudit.cli.rulebook import end_with_errors, rulebook_of

if TYPE_CHECKING:
    from pkgaudit.model.rule import Rule
    from pkgaudit.policy.policy import Policy


def explain(
    name: Annotated[str, typer.Argument(metavar="RULE", help="The name of a rule or an incident, as reports show it.")],
    *,
    config: ConfigPath = None,
    no_config: NoConfig = False,
) -> None:
    """Show what a rule finds, why that is bad and what to do; or what is known about an incident."""
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.terminal import colour_wanted, terminal_width  # noqa: PLC0415 -- as above
    from pkgaudit.reporters.visible import block  # noqa: PLC0415 -- as above

    page = block(_page(name, the_policy(config, no_config)))
    if colour_wanted(sys.stdout, os.environ):
        page = _rendered(page, terminal_width(os.environ))
    write_out(page, sys.stdout)


def _page(name: str, policy: Policy) -> str:
    from pkgaudit.rulebook.pages import render_page  # noqa: PLC0415 -- as above

    rulebook = rulebook_of(policy)
    if name in rulebook.rules:
        return render_page(rulebook.rules[name]) + _in_force(rulebook.rules[name], policy)
    from pkgaudit.knowledge.incident_page import render_incident  # noqa: PLC0415 -- when it is no rule
    from pkgaudit.knowledge.incident_table import IncidentError, incident, incident_slugs  # noqa: PLC0415 -- as above

    try:
        found = incident(name)
        known = [] if found else [*rulebook.rules, *incident_slugs()]
    except IncidentError as error:
        end_with_errors(error.errors)
    if found is None:
        end_with_errors([_unknown(name, known)])
    return render_incident(found)


def _in_force(rule: Rule, policy: Policy) -> str:
    """Return what a configuration makes of the rule; nothing without one."""
    own = "\n".join(["", "## A rule of your own", "", f"It is in `{rule.file}`.", ""]) if rule.folder else ""
    if policy.file is None:
        return own
    from pkgaudit.policy.standing_rules import standing_rule  # noqa: PLC0415 -- only where there is a configuration

    standing = standing_rule(rule, policy)
    lines = [
        f"- source {visibility}: {each.severity}, "
        + (f"set in {each.origin} for `{each.key}`" if each.key else "the rule's default")
        for visibility, each in standing.severity.items()
    ]
    if not standing.in_force:
        lines = [f"- off: {standing.off_by} does not select it, or ignores it"]
    return own + "\n".join(["", "## In force here", "", *lines, ""])


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

    near = get_close_matches(name, known, n=3)
    suggestion = f"did you mean {' or '.join(near)}?" if near else "`pkgaudit rules` lists all rules."
    return f"there is no rule and no incident {name!r}; {suggestion}"


def _rendered(page: str, width: int) -> str:
    from io import StringIO  # noqa: PLC0415 -- loaded when a terminal is there

    from rich.console import Console  # noqa: PLC0415 -- as above
    from rich.markdown import Markdown  # noqa: PLC0415 -- as above
    from rich.theme import Theme  # noqa: PLC0415 -- as above

    paper = StringIO()
    # Nothing paints a background: the terminal's own may be dark or light.
    theme = Theme({"markdown.code": "bold cyan"})
    console = Console(
        file=paper,
        width=min(width, 120),
        force_terminal=True,
        color_system="standard",
        legacy_windows=False,
        theme=theme,
    )
    console.print(Markdown(page, hyperlinks=False, code_theme="ansi_light"))
    return paper.getvalue()
