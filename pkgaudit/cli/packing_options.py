"""The options of every command that packs a project."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class PackerOption(StrEnum):
    """Which packer of the npm family to use; yarn's generation follows from the project."""

    NPM = "npm"
    PNPM = "pnpm"
    YARN = "yarn"
    BUN = "bun"


Execute = Annotated[
    bool | None,
    typer.Option(
        "--execute/--no-execute",
        help="Let scripts of npm projects run while packing, in a copy; or let nothing run, not even the build backend "
        "of a Python project. By default the backend runs, in a copy, and scripts do not.",
        show_default=False,
    ),
]

PackWith = Annotated[
    PackerOption | None,
    typer.Option("--pm", help="Pack npm projects with this; by default with the packer the project uses."),
]
