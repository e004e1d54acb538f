"""The options that name the configuration, and the policy that comes of them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pkgaudit.cli.rulebook import end_with_errors

if TYPE_CHECKING:
    from pkgaudit.policy.configuration_search import Search
    from pkgaudit.policy.policy import Policy

ConfigPath = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="PATH",
        help="Use this configuration; by default the nearest pkgaudit.toml, .pkgaudit.toml, [tool.pkgaudit] in "
        'pyproject.toml or "pkgaudit" in package.json, from the current directory up to the root of the repository.',
    ),
]

NoConfig = Annotated[bool, typer.Option("--no-config", help="Use no configuration file.")]


def the_policy(config: Path | None, no_config: bool, *, verbose: bool = False) -> Policy:
    """Return the policy of the configuration in use; one that is wrong ends the command with every error shown.

    Args:
        config: What ``--config`` named.
        no_config: Whether no file is to be used.
        verbose: Whether to say on standard error which file is used, and which are not.
    """
    from pkgaudit.policy.policy import Policy, PolicyError  # noqa: PLC0415 -- loaded when a command runs

    if no_config:
        if config is not None:
            end_with_errors(["--config and --no-config cannot both be: leave one of them out"])
        return Policy()
    search = the_search(config)
    if verbose:
        _say(search)
    if search.file is None:
        return Policy()
    from pkgaudit.policy.configuration import read_policy  # noqa: PLC0415 -- only where there is one

    try:
        return read_policy(search.file)
    except PolicyError as error:
        end_with_errors(error.errors)


def the_search(config: Path | None) -> Search:
    """Return where the configuration in use is; one that cannot be read ends the command.

    Args:
        config: What ``--config`` named, None to look for it.
    """
    from pkgaudit.policy.configuration_search import (  # noqa: PLC0415 -- loaded when a command runs
        Search,
        find_configuration,
        named_configuration,
    )
    from pkgaudit.policy.policy import PolicyError  # noqa: PLC0415 -- as above

    try:
        if config is None:
            return find_configuration(Path.cwd())
        return Search(file=named_configuration(config), passed_over=(), root=config.parent)
    except PolicyError as error:
        end_with_errors(error.errors)


def _say(search: Search) -> None:
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when asked for

    if search.file is None:
        said = f"configuration: none between the current directory and {search.root}"
    else:
        said = f"configuration: {search.file.shown}"
    if search.passed_over:
        said += f"; beside it and not used: {', '.join(search.passed_over)}"
    typer.echo(f"pkgaudit: {text(said)}", err=True)
