"""What a packer is: how one is asked to write its tarball, under restraint or with the project's scripts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto
from pathlib import Path
from typing import Protocol

from msgspec import Struct, field

from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Listing
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program
from pkgaudit.targets.packing.project import Project, Workspace

SECONDS = 300.0


class Seal(Enum):
    """What keeps a packer from running the project's code, besides its own options."""

    PERMISSIONS = auto()
    """Node's permission model: no program starts, nothing is written outside the temporary folder."""
    CHILDREN = auto()
    """A program it starts counts as started, and none is."""
    PATH = auto()
    """A program without Node: no other program is found."""
    OPEN = auto()
    """Scripts may run."""


class Options(Struct, frozen=True, kw_only=True):
    """How to pack.

    Attributes:
        scratch: An empty folder of the caller's, for copies and tarballs; the caller removes it when done with them.
        execute: Scripts may run, in a temporary copy of the project.
        timeout_seconds: For one run of a packer.
        environment: The user's environment; what packers get of it is chosen.
        named: Further variables of it that packers get.
    """

    scratch: Path
    execute: bool = False
    timeout_seconds: float = SECONDS
    environment: Mapping[str, str]
    named: tuple[str, ...] = ()


class Request(Struct, frozen=True, kw_only=True):
    """One package to pack.

    Attributes:
        project: As recognised.
        workspace: The package.
        program: The packer, found.
        root: The project's root: the original under restraint, the copy otherwise.
        folder: The package's folder in there.
        destination: Where the tarball goes; empty.
        temporary: For what the packer keeps while it works; empty.
        execute: Scripts may run.
    """

    project: Project
    workspace: Workspace
    program: Program
    root: Path
    folder: Path
    destination: Path
    temporary: Path
    execute: bool


class Plan(Struct, frozen=True, kw_only=True):
    """How to ask.

    Attributes:
        arguments: For the packer.
        environment: Added to the chosen environment.
        seal: What restrains it.
        notes: What a reader of the report should know.
    """

    arguments: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    seal: Seal = Seal.OPEN
    notes: tuple[str, ...] = ()


class Packed(Struct, frozen=True, kw_only=True):
    """A package as its packer packed it.

    Attributes:
        tarball: What the packer wrote, in the scratch folder.
        listing: ``tool`` under restraint, ``built`` when scripts could run.
        workspace: Which package it is.
        packer: Which packer.
        packer_version: As the packer says.
        notes: What a reader of the report should know: scripts and hooks that did not run.
    """

    tarball: Path
    listing: Listing
    workspace: Workspace
    packer: PackerName
    packer_version: str
    notes: tuple[str, ...] = ()


class Packer(Protocol):
    """A module that knows one packer."""

    NAME: PackerName
    PROGRAM: str
    """What it is called on PATH."""
    INSTALL: str
    """What to do when it is missing."""
    MAJORS: range
    """The versions whose behaviour is known."""

    def plan(self, request: Request) -> Plan | Gap:
        """Return how to ask it for the tarball of one package, or why it cannot be asked."""
        ...

    def copy_without(self, project: Project, workspace: Workspace, program: Program) -> frozenset[str] | None:
        """Return None when it can be asked in the project itself without changing it or running its code.

        Otherwise it is given a copy, without these files of the package's folder, which it would run and never ships.
        """
        ...
