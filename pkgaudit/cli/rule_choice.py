"""The options that choose rules, the same for every command that judges."""

from __future__ import annotations

from typing import Annotated

import typer

Select = Annotated[
    list[str] | None,
    typer.Option("--select", metavar="RULE-OR-FAMILY", help="Use only these; repeatable, commas allowed."),
]

Ignore = Annotated[
    list[str] | None,
    typer.Option("--ignore", metavar="RULE-OR-FAMILY", help="Do not use these; repeatable, commas allowed."),
]


def names_of(values: list[str] | None) -> frozenset[str]:
    """Return the rules and families that a repeated option names."""
    return frozenset(name.strip() for value in values or () for name in value.split(",") if name.strip())
