"""Finds files that ship although git ignores them or has never heard of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile, Tracking
from pkgaudit.targets.ship_list.npm_edits import inner, keep_out
from pkgaudit.targets.ship_list.npm_intent import Intent
from pkgaudit.targets.ship_list.npm_project import NpmProject

_NOT_ASKED_FOR = frozenset({ReasonKind.LISTED, ReasonKind.SWEPT, ReasonKind.UNEXPLAINED})
_SHOWN = 8


def ignored(
    project: NpmProject, files: Sequence[ShippedFile], intent: Intent, told: Collection[str]
) -> list[PackingProblem]:
    """Return the files that git ignores and that neither an entry names nor a build made.

    Args:
        project: Its project.
        files: All of the package.
        intent: What a build made.
        told: Members that another problem speaks of.
    """
    hit = [
        file
        for file in _of(project, files, Tracking.IGNORED, told)
        if intent.is_private(inner(file)) or not (intent.is_built(file) or _is_asked_by_kind(project, inner(file)))
    ]
    return _problem(PackingProblemKind.IGNORED_FILE, project, files, hit, intent)


def untracked(
    project: NpmProject, files: Sequence[ShippedFile], intent: Intent, told: Collection[str]
) -> list[PackingProblem]:
    """Return the files that git neither tracks nor ignores and that no build made; arguments as above."""
    hit = [
        file
        for file in _of(project, files, Tracking.UNTRACKED, told)
        if intent.is_private(inner(file)) or not intent.is_built(file)
    ]
    return _problem(PackingProblemKind.UNTRACKED_FILE, project, files, hit, intent)


def _of(
    project: NpmProject, files: Sequence[ShippedFile], tracking: Tracking, told: Collection[str]
) -> list[ShippedFile]:
    named = {entry.pattern.strip("/") for entry in project.entries or () if not entry.negated}
    return [
        file
        for file in files
        if file.tracking is tracking
        and file.reason.kind in _NOT_ASKED_FOR
        and file.path not in told
        and inner(file) not in named
    ]


def _is_asked_by_kind(project: NpmProject, path: str) -> bool:
    return any(entry.names_kind and entry.glob.covers(path) for entry in project.entries or () if not entry.negated)


def _problem(
    kind: PackingProblemKind,
    project: NpmProject,
    files: Sequence[ShippedFile],
    hit: Sequence[ShippedFile],
    intent: Intent,
) -> list[PackingProblem]:
    if not hit or not intent.has_tracked:
        return []
    paths = sorted(inner(file) for file in hit)
    if project.entries is not None:
        file = "package.json"
        edit = keep_out(project, [f"!{path}" for path in paths], hit, files)
    else:
        # A new .npmignore would hide the .gitignore.
        file = ".gitignore" if project.npmignore is None else ".npmignore"
        lines = ", ".join(f"`/{path}`" for path in paths[:_SHOWN])
        more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
        edit = f'Add {lines}{more} to {file}, or list what ships in "files" of package.json.'
    if kind is PackingProblemKind.UNTRACKED_FILE:
        edit = f"Commit what belongs to the package; otherwise {edit[:1].lower()}{edit[1:]}"
    return [
        PackingProblem(
            kind=kind,
            file=project.file(file),
            paths=tuple(sorted(each.path for each in hit)),
            edit=edit,
        )
    ]
