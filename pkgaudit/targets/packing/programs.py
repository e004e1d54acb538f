"""Finds a packer on the user's PATH and learns how to start it and which version it is."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from enum import Enum, auto
from pathlib import Path

from msgspec import Struct

from pkgaudit.targets.packing.runner import run

_MANIFEST_BYTES = 1024 * 1024
_SECONDS = 30
_NODE_VERSION = re.compile(r"v?(\d{1,6})\.(\d{1,6})\.(\d{1,6})")
_VERSION = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}[0-9A-Za-z.+-]{0,60}")


class ProgramKind(Enum):
    """How a packer is started."""

    NODE_SCRIPT = auto()
    """A script for Node: Node's own restraints apply to it."""
    NATIVE = auto()
    """A program of its own."""
    WRAPPER = auto()
    """A shell script that starts something else."""


class Node(Struct, frozen=True, kw_only=True):
    """The Node that runs a script.

    Attributes:
        path: The program itself, not a shim.
        version: Major, minor and patch.
    """

    path: str
    version: tuple[int, int, int]


class Program(Struct, frozen=True, kw_only=True):
    """A packer that is installed.

    Attributes:
        path: The script, links resolved, or the program as it lies on PATH.
        kind: How to start it.
        version: As it says itself.
    """

    path: str
    kind: ProgramKind
    version: str

    @property
    def major(self) -> int:
        """The first number of the version."""
        return int(self.version.split(".", 1)[0])


class Programs:
    """The programs on one PATH; each is looked at once.

    Args:
        environment: What they are started with; its PATH is searched.
        empty: An empty folder to start them in.
    """

    def __init__(self, environment: Mapping[str, str], empty: Path) -> None:
        self._environment = environment
        self._empty = empty
        self._node: list[Node | None] = []

    def path(self, name: str) -> str | None:
        """Return where a program lies on PATH, or None."""
        return shutil.which(name, path=self._environment["PATH"])

    def node(self) -> Node | None:
        """Return Node itself, whatever shims lie before it, or None."""
        if not self._node:
            self._node.append(self._ask_node())
        return self._node[0]

    def program(self, path: str) -> Program | None:
        """Return how to start what lies at a path and its version, or None when it does not say one."""
        real = os.path.realpath(path)
        if _is_node_script(real):
            version = _version_beside(real)
            return Program(path=real, kind=ProgramKind.NODE_SCRIPT, version=version) if version else None
        match = _VERSION.search(self._said(path, "--version"))
        kind = ProgramKind.WRAPPER if _first_line(real).startswith(b"#!") else ProgramKind.NATIVE
        return Program(path=path, kind=kind, version=match.group()) if match is not None else None

    def beside_node(self, script: str) -> Program | None:
        """Return a program that came with Node, for when PATH has a shim for it."""
        node = self.node()
        path = Path(node.path).parent.parent / "lib" / "node_modules" / script if node is not None else None
        return self.program(str(path)) if path is not None and path.is_file() else None

    def _ask_node(self) -> Node | None:
        found = self.path("node")
        if found is None:
            return None
        real = os.path.realpath(found)
        if Path(real).name == "node" and not _first_line(real).startswith(b"#!"):
            # Its version costs a tenth of what running a script does.
            return _node(real, self._said(found, "--version"))
        script = "process.stdout.write(JSON.stringify([process.execPath, process.versions.node]))"
        try:
            said: object = json.loads(self._said(found, "-e", script))
        except ValueError:
            return None
        match said:
            case [str(path), str(version)]:
                return _node(path, version)
        return None

    def _said(self, *command: str) -> str:
        done = run(command, cwd=self._empty, environment=self._environment, timeout_seconds=_SECONDS)
        return done.stdout.decode("utf-8", "replace") if done.succeeded else ""


def _node(path: str, version: str) -> Node | None:
    match = _NODE_VERSION.match(version)
    if match is None:
        return None
    major, minor, patch = map(int, match.groups())
    return Node(path=path, version=(major, minor, patch))


def _is_node_script(path: str) -> bool:
    first = _first_line(path)
    return path.endswith((".js", ".cjs", ".mjs")) or (first.startswith(b"#!") and b"node" in first)


def _first_line(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(256).split(b"\n", 1)[0]
    except OSError:
        return b""


def _version_beside(path: str) -> str:
    """Return the version in the package.json that the script belongs to; cheaper than asking the script."""
    for folder in list(Path(path).parents)[:4]:
        try:
            with (folder / "package.json").open("rb") as file:
                manifest: object = json.loads(file.read(_MANIFEST_BYTES))
        except (OSError, ValueError):
            continue
        version = manifest.get("version") if isinstance(manifest, dict) else None
        if isinstance(version, str) and _VERSION.fullmatch(version):
            return version
    return ""
