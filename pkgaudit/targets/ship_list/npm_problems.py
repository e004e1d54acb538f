"""Finds what is odd about how a package of the npm family is put together."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile
from pkgaudit.targets.ship_list.npm_edits import inner, quoted
from pkgaudit.targets.ship_list.npm_exclusions import dead_lines, dead_negations, shadowed
from pkgaudit.targets.ship_list.npm_intent import Intent
from pkgaudit.targets.ship_list.npm_project import NpmProject
from pkgaudit.targets.ship_list.npm_untracked import ignored, untracked
from pkgaudit.targets.ship_list.package_manifest import read_manifest
from pkgaudit.targets.ship_list.project_files import ProjectFiles
from pkgaudit.targets.ship_list.script_commands import scripts_of

_CODE_FOLDERS = ("bin", "build", "cjs", "dist", "es", "esm", "lib", "types", "umd")
_MOST_ENTRIES = 12
_BUILDING = ("build", "prebuild", "prepare", "prepack", "prepublish", "compile", "bundle", "dist", "generate", "tsc")


def problems_of(project: NpmProject, files: Sequence[ShippedFile]) -> tuple[PackingProblem, ...]:
    """Return what is odd, in a fixed order; no file is in both a hidden ignore file's problem and git's.

    Args:
        project: The package's project.
        files: All of the package.
    """
    intent = Intent(project, files)
    hidden = shadowed(project, files, intent)
    told = {path for problem in hidden for path in problem.paths}
    return (
        *_no_list(project, files),
        *dead_lines(project, files),
        *dead_negations(project, files),
        *_unmatched(project, files),
        *hidden,
        *ignored(project, files, intent, told),
        *untracked(project, files, intent, told),
    )


def _no_list(project: NpmProject, files: Sequence[ShippedFile]) -> list[PackingProblem]:
    swept = sorted(file.path for file in files if file.reason.kind is ReasonKind.SWEPT)
    # Who keeps a .npmignore decides what ships, file by file.
    if project.entries is not None or project.npmignore is not None or not swept or not project.manifest:
        return []
    shipped = [inner(file) for file in files]
    tops = {path.partition("/")[0] for path in shipped if "/" in path}
    ways_in = set(project.ways_in.values()) & set(shipped) - {"package.json"}
    wanted = {way.partition("/")[0] for way in ways_in} | (tops & set(_CODE_FOLDERS))
    wanted = wanted or ({"index.js"} & set(shipped)) or {top for top in tops if not top.startswith(".")}
    entries = sorted(wanted)[:_MOST_ENTRIES]
    return [
        PackingProblem(
            kind=PackingProblemKind.NO_ALLOW_LIST,
            file=project.file("package.json"),
            paths=tuple(swept),
            edit=f'Add "files": [{quoted(entries)}] to package.json, with whatever else users need.',
        )
    ]


def _unmatched(project: NpmProject, files: Sequence[ShippedFile]) -> list[PackingProblem]:
    paths = [inner(file) for file in files]
    missing = set(project.ways_in.values()) - set(paths)
    may_be_built = _has_build(project)
    found: list[PackingProblem] = []
    for entry in project.entries or ():
        if entry.negated or not entry.pattern or not entry.meant.is_understood:
            continue
        if any(entry.glob.covers(path) or entry.meant.covers(path) for path in paths):
            continue
        if any(entry.glob.covers(way) for way in missing):
            # That what lies there was not built is told where the entry point is.
            continue
        exists = project.source(entry.pattern.strip("/")) is not None
        why = "it exists, but nothing in it ships" if exists else "there is no such file or folder in the project"
        found.append(
            PackingProblem(
                kind=PackingProblemKind.UNMATCHED_ENTRY,
                file=project.file("package.json"),
                line=entry.line,
                entry=entry.text,
                edit=f'Correct or remove "{entry.text}" in "files" of package.json.'
                if exists or not may_be_built
                else f'Build before you pack; if no script makes it, correct or remove "{entry.text}" in "files".',
                detail=why,
            )
        )
    return found


def _has_build(project: NpmProject) -> bool:
    """Return whether scripts of the package, or of the workspace it is in, may make files that are not there yet."""
    above = scripts_of(read_manifest(ProjectFiles(project.origin.root).read, ".") or {})
    return any(name.startswith(_BUILDING) for name in (*scripts_of(project.manifest), *above))
