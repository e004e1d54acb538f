"""Finds a packer on the user's PATH and learns how to start it and which version it is."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from pkgaudit.targets.packing.runner import run

_MANIFEST_BYTES = 1024 * 1024
_SECONDS = 30
_VERSION = re.compile(r"\d{1,9}\.\d{1,9}\.\d{1,9}[0-9A-Za-z.+-]{0,60}")


class ProgramKind(Enum):
    """How a packer is started."""

    NODE_SCRIPT = auto()
    """A script for Node: Node's own restraints apply to it."""
    NATIVE = auto()
    """A program of its own."""
    WRAPPER = auto()
    """A shell script that starts something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """The Node that runs a script.

    Attributes:
        path: The program itself, not a shim.
        version: Major, minor and patch.
    """

    path: str
    version: tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
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
        done = run([path, "--version"], cwd=self._empty, environment=self._environment, timeout_seconds=_SECONDS)
        match = _VERSION.search(done.stdout.decode("utf-8", "replace")) if done.succeeded else None
        kind = ProgramKind.WRAPPER if _first_line(real).startswith(b"#!") else ProgramKind.NATIVE
        return Program(path=path, kind=kind, version=match.group()) if match is not None else None

    def beside_node(self, script: str) -> Program | None:
        """Return a program that came with Node, for when PATH has a shim for it."""
        node = self.node()
        path = Path(node.path).parent.parent / "lib" / "node_modules" / script if node is not None else None
        return self.program(str(path)) if path is not None and path.is_file() else None

    def _ask_node(self) -> Node | None:
        path = self.path("node")
        if path is None:
            return None
        script = "process.stdout.write(JSON.stringify([process.execPath, process.versions.node]))"
        done = run([path, "-e", script], cwd=self._empty, environment=self._environment, timeout_seconds=_SECONDS)
        try:
            said: object = json.loads(done.stdout)
        except ValueError:
            return None
        if not isinstance(said, list) or len(said) != 2 or not all(isinstance(part, str) for part in said):  # noqa: PLR2004 -- path and version
            return None
        numbers = [int(number) for number in re.findall(r"\d{1,9}", str(said[1]))[:3]]
        return Node(path=str(said[0]), version=(numbers[0], numbers[1], numbers[2])) if len(numbers) == 3 else None  # noqa: PLR2004 -- major, minor, patch


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
