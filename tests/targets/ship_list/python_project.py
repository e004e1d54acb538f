"""Writes a project on disk and explains a package of it that was never built: the tests say what is in the package."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.member import MemberKind, MemberRecord
from pkgaudit.model.ship_list import GitView, Origin, PackingProblem, PackingProblemKind, ReasonKind, ShipList
from pkgaudit.targets.building.built import BuiltArtifact
from pkgaudit.targets.ship_list.git_view import git_view
from pkgaudit.targets.ship_list.python import explain_python

TOP = "demo-1.0/"


class Project:
    """A project in a folder."""

    def __init__(self, root: Path, packer: str, *, folder: str = ".", with_git: bool = True) -> None:
        self.root = root
        self.packer = packer
        self.folder = folder
        self.with_git = with_git
        self.tracked: set[str] = set()
        self.untracked: set[str] = set()

    def write(
        self, files: Mapping[str, str] | Iterable[str], *, untracked: bool = False, ignored: bool = False
    ) -> None:
        texts = files if isinstance(files, Mapping) else dict.fromkeys(files, "x\n")
        for name, text in texts.items():
            path = self.root / self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text))
            full = name if self.folder == "." else f"{self.folder}/{name}"
            if not ignored:
                (self.untracked if untracked else self.tracked).add(full)

    def sdist(self, *paths: str) -> ShipList:
        return self.explain("demo-1.0.tar.gz", [TOP + path for path in paths])

    def wheel(self, *paths: str) -> ShipList:
        return self.explain("demo-1.0-py3-none-any.whl", paths)

    def explain(self, artifact: str, paths: Iterable[str]) -> ShipList:
        git = GitView(tracked=frozenset(self.tracked), untracked=frozenset(self.untracked))
        origin = Origin(
            project="project",
            root=str(self.root.resolve()),
            folder=self.folder,
            ecosystem=Ecosystem.PYPI,
            packer=self.packer,
            git=git if self.with_git else None,
        )
        members = [
            MemberRecord(location=("project", artifact, path), kind=MemberKind.FILE, size=len(path)) for path in paths
        ]
        return explain_python(origin, members)


def reasons(shipped: ShipList) -> dict[str, tuple[ReasonKind, str]]:
    return {file.path.removeprefix(TOP): (file.reason.kind, file.reason.by) for file in shipped.files}


def sources(shipped: ShipList) -> dict[str, str | None]:
    return {file.path.removeprefix(TOP): file.source for file in shipped.files}


def of_kind(shipped: ShipList, kind: PackingProblemKind) -> list[PackingProblem]:
    return [problem for problem in shipped.problems if problem.kind is kind]


def entries(shipped: ShipList, kind: PackingProblemKind) -> list[tuple[str, int | None, str, tuple[str, ...]]]:
    return [
        (problem.file, problem.line, problem.entry, tuple(path.removeprefix(TOP) for path in problem.paths))
        for problem in of_kind(shipped, kind)
    ]


def explained(root: Path, packer: str, artifact: BuiltArtifact, environment: Mapping[str, str]) -> ShipList:
    """Explain what a real backend built."""
    origin = Origin(
        project="project",
        root=str(root.resolve()),
        folder=".",
        ecosystem=Ecosystem.PYPI,
        packer=packer,
        git=git_view(root.resolve(), dict(environment)),
    )
    files = artifact.contents.files.items()
    return explain_python(
        origin,
        [
            MemberRecord(location=("project", artifact.path.name, path), kind=MemberKind.FILE, size=content.size)
            for path, content in files
        ],
    )
