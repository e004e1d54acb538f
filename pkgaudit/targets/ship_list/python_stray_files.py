"""Finds files that ship although git ignores them, or has never seen them, and that no build wrote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile, Tracking
from pkgaudit.targets.ship_list.python_patterns import is_plain
from pkgaudit.targets.ship_list.python_recipe import Recipe
from pkgaudit.targets.ship_list.python_view import ProjectView

SINGLY = 20
"""More files than these are reported by folder."""

_FOLDERS = 100
_COMPILED = (
    *(".so", ".pyd", ".dll", ".dylib", ".a", ".lib", ".wasm", ".exe", ".pyc", ".mo", ".qm", ".o"),
    *("_pb2.py", "_pb2.pyi", "_pb2_grpc.py", "_rc.py", "parsetab.py", "lextab.py"),
)
_GENERATED_NAMES = frozenset(
    {
        "_version.py",
        "_version.pyi",
        "version.py",
        "__version__.py",
        "_scm_version.py",
        "__config__.py",
        "_build_info.py",
    }
)
_TRANSLATED = (".c", ".cpp", ".cc", ".html")
_KINDS = {Tracking.IGNORED: PackingProblemKind.IGNORED_FILE, Tracking.UNTRACKED: PackingProblemKind.UNTRACKED_FILE}


def stray_files(view: ProjectView, recipe: Recipe, files: Sequence[ShippedFile]) -> Iterator[PackingProblem]:
    """Yield a problem for each such file, or for each folder when there are many."""
    if not view.has_history:
        return
    for tracking, kind in _KINDS.items():
        found = [
            (file.source, file.path)
            for file in files
            if file.source is not None and file.tracking is tracking and _is_stray(view, recipe, file, file.source)
        ]
        groups: dict[str, list[tuple[str, str]]] = {}
        for source, path in sorted(found):
            place = source if len(found) <= SINGLY else source.rpartition("/")[0]
            groups.setdefault(place, []).append((source, path))
        for held in list(groups.values())[:_FOLDERS]:
            yield _problem(view, recipe, kind, held)
        rest = [each for held in list(groups.values())[_FOLDERS:] for each in held]
        if rest:
            yield _problem(view, recipe, kind, rest)


def _problem(
    view: ProjectView, recipe: Recipe, kind: PackingProblemKind, held: Sequence[tuple[str, str]]
) -> PackingProblem:
    source, _ = held[0]
    folder = source.rpartition("/")[0]
    whole = len(held) > 1 and folder and not any(path.startswith(f"{folder}/") for path in view.tracked_files)
    edit = recipe.keep_out(f"{folder}/" if whole else source)
    rest = f", and the same for {len(held) - 1} more" if len(held) > 1 and not whole else ""
    other = ", or commit it if users need it" if kind is PackingProblemKind.UNTRACKED_FILE else ""
    return PackingProblem(
        kind=kind, file=recipe.file, paths=tuple(sorted(path for _, path in held)), edit=f"{edit}{rest}{other}."
    )


def _is_stray(view: ProjectView, recipe: Recipe, file: ShippedFile, source: str) -> bool:
    name = source.rpartition("/")[2]
    if file.reason.kind is ReasonKind.WRITTEN or recipe.generated(source):
        return False
    if name in _GENERATED_NAMES or name.endswith(_COMPILED) or _is_translated(view, source):
        return False
    if file.tracking is Tracking.UNTRACKED:
        return True
    # A folder that git ignores as a whole is what a build of the project writes: bundled assets, documentation. A file
    # beside tracked ones, or one that hides, is there for another reason.
    hidden = any(part.startswith(".") for part in source.split("/"))
    named = file.reason.kind is ReasonKind.NAMED or (
        file.reason.kind is ReasonKind.LISTED
        and is_plain(file.reason.by)
        and file.reason.by.strip('"').endswith(source)
    )
    return hidden or (source.rpartition("/")[0] in view.tracked_folders and not named)


def _is_translated(view: ProjectView, source: str) -> bool:
    """Return whether Cython wrote a file beside its source."""
    stem, dot, ending = source.rpartition(".")
    return f"{dot}{ending}" in _TRANSLATED and any(view.exists(f"{stem}{each}") for each in (".pyx", ".py"))
