"""Leads a path in a wheel back to the file of the project that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from pkgaudit.expression import Expression
from pkgaudit.targets.ship_list.python_patterns import glob, is_plain
from pkgaudit.targets.ship_list.python_recipe import Recipe
from pkgaudit.targets.ship_list.python_view import ProjectView

_METADATA = Expression(r"[^/]{1,300}\.dist-info/(.*)", 16)
_DATA = Expression(r"[^/]{1,300}\.data/(purelib|platlib|scripts|data|headers|platinclude)/(.*)", 16)
_COMPILED = (".so", ".pyd", ".dll", ".dylib", ".pyc", ".exe")
_WRITTEN_NAMES = frozenset({"_version.py", "_version.pyi", "_scm_version.py", "__config__.py"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a file of a wheel comes from.

    Attributes:
        source: The file in the project, or None.
        written: Whether the build wrote it.
        is_metadata: Whether it lies with the metadata.
        by: What puts it there, where the path says that; else empty.
    """

    source: str | None
    written: bool = False
    is_metadata: bool = False
    by: str = ""


class WheelPaths:
    """The paths of one wheel.

    Args:
        view: The project.
        recipe: How its backend packs it.
    """

    def __init__(self, view: ProjectView, recipe: Recipe) -> None:
        self._view = view
        self._recipe = recipe
        self._moves = tuple(dict.fromkeys(recipe.moves))
        self._data = [text.strip("/").removeprefix("./") for text in recipe.data]

    def source_of(self, path: str) -> Place:
        """Return where a member comes from."""
        metadata = _METADATA.fullmatch(path)
        if metadata is not None:
            return self._metadata(metadata.group(1))
        data = _DATA.fullmatch(path)
        if data is not None and data.group(1) not in ("purelib", "platlib"):
            return self._from_data(data.group(2))
        return self._installed(path if data is None else data.group(2))

    def _metadata(self, inside: str) -> Place:
        for candidate in (inside.removeprefix("licenses/"), inside.removeprefix("license_files/")):
            if (candidate != inside or "/" not in inside) and self._view.exists(candidate):
                return Place(source=candidate, is_metadata=True)
        return Place(source=None, written=True)

    def _from_data(self, inside: str) -> Place:
        name = inside.rpartition("/")[2]
        for text in self._data:
            for candidate in (text, f"{text}/{inside}", f"{text}/{name}"):
                if candidate.rpartition("/")[2] == name and self._view.exists(candidate):
                    return Place(source=candidate, by=f'data files: "{text[:200]}"')
            if not is_plain(text):
                beside = text.rpartition("/")[0]
                candidate = f"{beside}/{name}" if beside else name
                if glob(text)(candidate) and self._view.exists(candidate):
                    return Place(source=candidate, by=f'data files: "{text[:200]}"')
        return Place(source=None, written=False)

    def _installed(self, path: str) -> Place:
        for inside, source in self._moves:
            if path.startswith(inside):
                candidate = source + path[len(inside) :]
                if self._view.exists(candidate):
                    return Place(source=candidate)
        name = path.rpartition("/")[2]
        written = (
            path.endswith(_COMPILED)
            or name in _WRITTEN_NAMES
            or any(
                self._recipe.generated(source + path[len(inside) :])
                for inside, source in self._moves
                if path.startswith(inside)
            )
        )
        return Place(source=None, written=written)
