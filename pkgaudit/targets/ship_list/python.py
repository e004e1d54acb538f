"""Says of every file of an sdist or a wheel why it is in, from the configuration of the backend that built it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import Origin, Reason, ReasonKind, ShipList, ShippedFile, Tracking
from pkgaudit.targets.building.pyproject import text_at
from pkgaudit.targets.building.python_project import BackendKind, backend_kind
from pkgaudit.targets.ship_list.python_hatchling import hatchling_recipe
from pkgaudit.targets.ship_list.python_metadata import licence_entries
from pkgaudit.targets.ship_list.python_plain_backends import (
    flit_recipe,
    other_recipe,
    pdm_recipe,
    poetry_recipe,
    uv_recipe,
)
from pkgaudit.targets.ship_list.python_problems import problems_of_python
from pkgaudit.targets.ship_list.python_recipe import Recipe
from pkgaudit.targets.ship_list.python_setuptools import setuptools_recipe
from pkgaudit.targets.ship_list.python_view import ProjectView
from pkgaudit.targets.ship_list.python_wheel_paths import WheelPaths

_RECIPES: Mapping[str, Callable[[ProjectView], Recipe]] = {
    "setuptools": setuptools_recipe,
    "hatchling": hatchling_recipe,
    "flit": flit_recipe,
    "poetry": poetry_recipe,
    "pdm": pdm_recipe,
    "uv": uv_recipe,
}
_WRITTEN = Reason(kind=ReasonKind.WRITTEN)
_UNEXPLAINED = Reason(kind=ReasonKind.UNEXPLAINED)


def explain_python(origin: Origin, members: Sequence[MemberRecord]) -> ShipList:
    """Return why each file of an sdist or a wheel is in, and what is odd about how it is put together.

    Args:
        origin: The project; its packer is the kind of backend.
        members: The files directly inside, in the artifact's order.
    """
    view = ProjectView(origin)
    recipe = _recipe(origin.packer, view)
    is_wheel = _is_wheel(members)
    trace = _wheel(view, recipe) if is_wheel else _sdist(view, recipe)
    files = []
    for member in members:
        source, reason = trace(member.path)
        files.append(
            ShippedFile(
                path=member.path,
                size=member.size,
                source=source,
                reason=reason,
                tracking=Tracking.UNKNOWN if source is None else view.tracking(source),
            )
        )
    problems = problems_of_python(view, recipe, files, packer=origin.packer, is_wheel=is_wheel)
    return ShipList(files=tuple(files), problems=(*origin.problems, *problems))


def _recipe(packer: str, view: ProjectView) -> Recipe:
    if packer == BackendKind.IN_TREE:
        # A backend that builds itself with itself.
        packer = backend_kind(text_at(view.document, "build-system", "build-backend") or "")
    return _RECIPES.get(packer, other_recipe)(view)


_Trace = Callable[[str], "tuple[str | None, Reason]"]


def _is_wheel(members: Sequence[MemberRecord]) -> bool:
    """Return what the artifact is called by its name, or shows itself to be."""
    for member in members:
        return member.location[-2:-1] != () and member.location[-2].endswith(".whl")
    return False


def _sdist(view: ProjectView, recipe: Recipe) -> _Trace:
    entries = [entry for entry in recipe.entries if entry.in_sdist]

    def trace(path: str) -> tuple[str | None, Reason]:
        source = path.partition("/")[2]
        if source == "PKG-INFO" or ".egg-info/" in source or not view.exists(source):
            return None, _WRITTEN
        for entry in entries:
            if entry.matches(source):
                return source, entry.reason
        # A module that a plug-in of the build wrote into the project earlier, and writes again.
        return source, _WRITTEN if recipe.generated(source) else _UNEXPLAINED

    return trace


def _wheel(view: ProjectView, recipe: Recipe) -> _Trace:
    paths = WheelPaths(view, recipe)
    entries = [entry for entry in recipe.entries if entry.in_wheel]
    licences = licence_entries(view)

    def trace(path: str) -> tuple[str | None, Reason]:
        place = paths.source_of(path)
        if place.source is None:
            return None, _WRITTEN if place.written else _UNEXPLAINED
        for entry in licences if place.is_metadata else entries:
            if entry.matches(place.source):
                return place.source, entry.reason
        return place.source, Reason(kind=ReasonKind.LISTED, by=place.by) if place.by else _UNEXPLAINED

    return trace
