"""Finds what is odd about how an sdist or a wheel is put together, and the edit that works for its backend."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind, ReasonKind, ShippedFile
from pkgaudit.targets.ship_list.python_manifest_in import NAME, manifest_exclusions, read_manifest_in
from pkgaudit.targets.ship_list.python_recipe import Exclusion, Recipe
from pkgaudit.targets.ship_list.python_stray_files import stray_files
from pkgaudit.targets.ship_list.python_sweep import swept_files
from pkgaudit.targets.ship_list.python_view import ProjectView

_REPORTED = 100
# What backends and git leave out by themselves, and people write down all the same.
_JUNK = (
    *(
        "__pycache__",
        ".py[co",
        "*.pyc",
        "*.pyo",
        "*.pyd",
        ".DS_Store",
        "*.so",
        "*.swp",
        "*~",
        "*.orig",
        "*.rej",
        "*.bak",
    ),
    *(
        ".git",
        ".hg",
        ".svn",
        "*.egg",
        "build",
        "dist",
        "_build",
        ".tox",
        ".venv",
        "venv",
        ".nox",
        ".cache",
        "Thumbs.db",
    ),
)


def problems_of_python(
    view: ProjectView, recipe: Recipe, files: Sequence[ShippedFile], *, packer: str, is_wheel: bool
) -> Iterator[PackingProblem]:
    """Yield the problems in a fixed order.

    The wheel is built from the sdist: what keeps files out of one, or means to, is reported there and not again.
    """
    if not is_wheel:
        if recipe.sweeps:
            yield from swept_files(view, recipe, files)
        shipped = {file.source: file.path for file in files if file.source is not None}
        yield from _unread_manifest(view, recipe, shipped, packer)
        yield from _dead_exclusions(view, recipe, shipped)
    yield from _unmatched(recipe, files, view, is_wheel=is_wheel)
    yield from stray_files(view, recipe, files)


def _unread_manifest(
    view: ProjectView, recipe: Recipe, shipped: dict[str, str], packer: str
) -> Iterator[PackingProblem]:
    """Yield one problem for a MANIFEST.in that keeps files out of nothing, since nobody reads it."""
    if recipe.reads_manifest:
        return
    lines = [line for line in read_manifest_in(view.text(NAME)) if line.excludes and not _is_junk(line.text)]
    found = manifest_exclusions(lines)
    affected = [(each, [path for path in shipped if each.matches(path)]) for each in found]
    # Where nothing ships that a line would have kept out, the file is only forgotten.
    for exclusion, sources in affected:
        if sources:
            example = recipe.keep_out(sources[0])
            yield _dead(
                exclusion,
                sorted(shipped[source] for source in sources),
                edit=f"{example}, and delete {NAME}.",
                detail=f"{packer} does not read {NAME}",
            )
            return


def _dead_exclusions(view: ProjectView, recipe: Recipe, shipped: dict[str, str]) -> Iterator[PackingProblem]:
    reported = 0
    for exclusion in recipe.exclusions:
        if _is_junk(exclusion.text) or reported >= _REPORTED:
            continue
        matched = [source for source in shipped if exclusion.matches(source)]
        works = any(exclusion.matches(path) and path not in shipped for path in view.known_files)
        problem = None
        if works:
            continue
        if matched:
            kept = f"`{matched[0]}` ships because something else brings it in"
            edit = f"Remove {_what(exclusion)}, or what undoes it."
            problem = _dead(exclusion, [shipped[each] for each in matched], edit=edit, detail=kept)
        elif meant := [source for source in shipped if exclusion.meant(source)]:
            paths = [shipped[each] for each in meant]
            problem = _dead(exclusion, paths, edit=f"{exclusion.instead}.", detail="it matches no file")
        elif exclusion.plain and _is_gone(view, exclusion):
            edit = f"Correct or remove {_what(exclusion)}."
            problem = _dead(exclusion, [], edit=edit, detail="there is no such file or folder")
        if problem is not None:
            reported += 1
            yield problem


def _is_gone(view: ProjectView, exclusion: Exclusion) -> bool:
    """Return whether neither the project nor git's lists of what may come and go know the path."""
    path = exclusion.plain
    if path.startswith(".") or "/." in path or not view.has_history or view.exists(path) or view.is_folder(path):
        return False
    import pathspec  # noqa: PLC0415 -- only for an exclusion that names what is not there

    lines = view.text(".gitignore").splitlines()[:2000]
    try:
        spec = pathspec.GitIgnoreSpec.from_lines(lines)
    except ValueError:
        return False
    return not spec.match_file(path) and not spec.match_file(f"{path}/")


def _unmatched(
    recipe: Recipe, files: Sequence[ShippedFile], view: ProjectView, *, is_wheel: bool
) -> Iterator[PackingProblem]:
    """Yield the entries that brought nothing in; one that a file of the project matches was kept from it on purpose."""
    used = {file.reason.by for file in files if file.reason.kind is ReasonKind.LISTED}
    sources = [file.source for file in files if file.source is not None]
    reported = 0
    for entry in sorted(recipe.entries, key=lambda entry: entry.line or 0):
        # What belongs to both is told from the sdist.
        belongs = entry.in_wheel and not entry.in_sdist if is_wheel else entry.in_sdist
        if not entry.fix or not belongs or entry.reason.by in used or reported >= _REPORTED:
            continue
        if any(map(entry.matches, sources)) or any(map(entry.matches, view.known_files)):
            continue
        reported += 1
        yield PackingProblem(
            kind=PackingProblemKind.UNMATCHED_ENTRY,
            file=entry.file,
            line=entry.line,
            entry=entry.text,
            edit=entry.fix,
        )


def _dead(exclusion: Exclusion, paths: Sequence[str], *, edit: str, detail: str) -> PackingProblem:
    return PackingProblem(
        kind=PackingProblemKind.DEAD_EXCLUSION,
        file=exclusion.file,
        line=exclusion.line,
        entry=exclusion.text,
        paths=tuple(sorted(paths)),
        edit=edit,
        detail=detail,
    )


def _what(exclusion: Exclusion) -> str:
    return f"`{exclusion.text}` in {exclusion.file}"


def _is_junk(text: str) -> bool:
    return any(name in text for name in _JUNK)
