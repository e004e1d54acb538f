"""Finds exclusions that exclude nothing: lines beside a list, negations that packers pass over, hidden ignore files."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.npm_edits import as_negations, inner, keep_out
from pkgaudit.targets.ship_list.npm_entries import Entry
from pkgaudit.targets.ship_list.npm_ignore_file import IgnoreRule
from pkgaudit.targets.ship_list.npm_intent import Intent
from pkgaudit.targets.ship_list.npm_project import NpmProject

_SHOWN = 20


def dead_lines(project: NpmProject, files: Sequence[ShippedFile]) -> list[PackingProblem]:
    """Return the lines of ``.npmignore`` that would keep listed files out if ``files`` did not switch them off."""
    if project.npmignore is None or project.entries is None:
        return []
    named = {entry.pattern.strip("/") for entry in project.entries if not entry.negated}
    found: dict[int, tuple[IgnoreRule, list[ShippedFile]]] = {}
    for file in files:
        if file.reason.kind is ReasonKind.LISTED and inner(file) not in named:
            rule = project.npmignore.deciding(inner(file))
            if rule is not None and rule.text.strip("/") not in named:
                found.setdefault(rule.line, (rule, []))[1].append(file)
    return [
        PackingProblem(
            kind=PackingProblemKind.DEAD_EXCLUSION,
            file=project.file(".npmignore"),
            line=line,
            entry=rule.text,
            paths=tuple(sorted(file.path for file in hit)),
            edit=keep_out(project, as_negations(rule), hit, files),
            detail='"files" in package.json switches the .npmignore beside it off',
        )
        for line, (rule, hit) in sorted(found.items())
    ]


def dead_negations(project: NpmProject, files: Sequence[ShippedFile]) -> list[PackingProblem]:
    """Return the negations in ``files`` although which the files that they mean ship."""
    entries = project.entries or ()
    listed = [file for file in files if file.reason.kind is ReasonKind.LISTED]
    named = {entry.pattern.strip("/") for entry in entries if not entry.negated}
    return [
        _dead_negation(project, entry, hit, files)
        for entry in entries
        if entry.negated
        and (
            hit := [
                file
                for file in listed
                if inner(file) not in named
                and entry.meant.covers(inner(file))
                and not _is_taken_back_on_purpose(entries, entry, inner(file))
            ]
        )
    ]


def _is_taken_back_on_purpose(entries: Sequence[Entry], negation: Entry, path: str) -> bool:
    covering = [entry.index for entry in entries if not entry.negated and entry.glob.covers(path)]
    return any(index < negation.index for index in covering) and any(index > negation.index for index in covering)


def _dead_negation(
    project: NpmProject, entry: Entry, hit: Sequence[ShippedFile], files: Sequence[ShippedFile]
) -> PackingProblem:
    pattern = entry.pattern.strip("/")
    working = f"!**/{pattern}" if "/" not in pattern else f"!{pattern}"
    if project.origin.packer == PackerName.YARN_CLASSIC:
        why = "yarn 1 passes over negations"
    elif working == entry.text:
        why = "an entry after it takes the files in again"
    else:
        why = "it holds at the top of the package only"
    edit = keep_out(project, (working,), hit, files)
    if working == entry.text and project.origin.packer != PackerName.YARN_CLASSIC:
        edit = f'Move "{entry.text}" to the end of "files" in package.json.'
    return PackingProblem(
        kind=PackingProblemKind.DEAD_EXCLUSION,
        file=project.file("package.json"),
        line=entry.line,
        entry=entry.text,
        paths=tuple(sorted(file.path for file in hit)),
        edit=edit,
        detail=why,
    )


def shadowed(project: NpmProject, files: Sequence[ShippedFile], intent: Intent) -> list[PackingProblem]:
    """Return the files that ``.gitignore`` would keep out if a ``.npmignore`` did not hide it."""
    if project.npmignore is None or project.gitignore is None or project.entries is not None:
        return []
    found: dict[int, tuple[IgnoreRule, list[ShippedFile]]] = {}
    for file in files:
        if file.reason.kind is ReasonKind.SWEPT:
            rule = project.gitignore.deciding(inner(file))
            if rule is not None and (intent.is_private(inner(file)) or not intent.is_built_by(rule, inner(file))):
                found.setdefault(rule.line, (rule, []))[1].append(file)
    if not found:
        return []
    lines = [f"`{rule.text}`" for _, (rule, _) in sorted(found.items())]
    more = f" and {len(lines) - _SHOWN} more" if len(lines) > _SHOWN else ""
    return [
        PackingProblem(
            kind=PackingProblemKind.SHADOWED_IGNORE_FILE,
            file=project.file(".npmignore"),
            paths=tuple(sorted(file.path for _, hit in found.values() for file in hit)),
            edit=(
                f"Copy {'these lines' if len(lines) > 1 else 'this line'} of .gitignore to the end of .npmignore: "
                f"{', '.join(lines[:_SHOWN])}{more}."
            ),
            detail="where there is a .npmignore, packers do not read the .gitignore beside it",
        )
    ]
