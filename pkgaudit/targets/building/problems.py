"""Says what is odd about an sdist and the wheel built from it, as problems that rules can judge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind
from pkgaudit.targets.building.built import Built
from pkgaudit.targets.building.divergence import DivergenceKind, DivergentFile, compare

_NAMED = 10
_NAME_CHARACTERS = 120

_Problems = tuple[PackingProblem, ...]


def problems_of(built: Built) -> tuple[_Problems, _Problems]:
    """Return what is odd about the sdist, and what is odd about the wheel.

    An artifact that could not be read to its end is held against nothing: what it seems to lack may be in it.
    """
    sdist = _more_than_built(built)
    wheel: list[PackingProblem] = []
    divergence = compare(built.sdist.contents, built.wheel.contents)
    if divergence.complete:
        tops = {path.partition("/")[2]: path for path in built.sdist.contents.files if "/" in path}
        wheel.extend(_of_kind(divergence.files, DivergenceKind.ONLY_IN_WHEEL, _only_in_wheel))
        wheel.extend(_of_kind(divergence.files, DivergenceKind.DIFFERENT, _different))
        inside = [file for file in divergence.files if file.in_package]
        sdist.extend(_of_kind(inside, DivergenceKind.ONLY_IN_SDIST, lambda files: _only_in_sdist(files, tops)))
    return tuple(sdist), tuple(wheel)


def _of_kind(
    files: Sequence[DivergentFile], kind: DivergenceKind, problem: Callable[[Sequence[DivergentFile]], PackingProblem]
) -> Sequence[PackingProblem]:
    found = [file for file in files if file.kind is kind]
    return [problem(found)] if found else []


def _only_in_wheel(files: Sequence[DivergentFile]) -> PackingProblem:
    paths = _paths(file.wheel_path for file in files)
    return PackingProblem(
        kind=PackingProblemKind.CODE_NOT_IN_SDIST,
        paths=paths,
        edit=f"Find what puts {_brief(paths)} into the wheel, and commit {_them(paths)} to the project or stop it.",
        detail="the wheel was built from the sdist, which lacks " + _them(paths),
    )


def _different(files: Sequence[DivergentFile]) -> PackingProblem:
    paths = _paths(file.wheel_path for file in files)
    return PackingProblem(
        kind=PackingProblemKind.CODE_DIFFERS_FROM_SDIST,
        paths=paths,
        edit=f"Find the step of the build that rewrites {_brief(paths)}, and commit what it writes or stop it.",
        detail="the build rewrote " + _them(paths),
    )


def _only_in_sdist(files: Sequence[DivergentFile], tops: Mapping[str, str]) -> PackingProblem:
    below = _paths(file.sdist_path for file in files)
    return PackingProblem(
        kind=PackingProblemKind.CODE_NOT_IN_WHEEL,
        paths=tuple(sorted(tops[path] for path in below)),
        edit=f"Add {_brief(below)} to the packages of the wheel, or keep {_them(below)} out of the sdist.",
    )


def _more_than_built(built: Built) -> list[PackingProblem]:
    if not built.others:
        return []
    shown = ", ".join(name[:_NAME_CHARACTERS] for name in built.others[:_NAMED])
    more = len(built.others) - _NAMED
    detail = f"{shown} and {more} more" if more > 0 else shown
    edit = f"Make the backend write {_brief(built.others)} to another folder, or upload the two files by name."
    return [PackingProblem(kind=PackingProblemKind.MORE_THAN_BUILT, edit=edit, detail=detail)]


def _paths(found: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(sorted(path for path in found if path is not None))


def _brief(paths: Sequence[str]) -> str:
    first = paths[0][:_NAME_CHARACTERS]
    return first if len(paths) == 1 else f"{first} and {len(paths) - 1} more"


def _them(paths: Sequence[str]) -> str:
    return "it" if len(paths) == 1 else "them"
