"""Where a backend looks for the package that is called like the project."""

from __future__ import annotations

from pkgaudit.targets.ship_list.python_view import ProjectView

_AROUND = 2
"""Slashes in the path of a package's first module that lies in a folder of another name."""


def normalised(name: str) -> str:
    """Return a project's name as a module may be called."""
    return name.replace("-", "_").replace(".", "_").replace(" ", "_")


def module_spellings(view: ProjectView, *, name: str | None = None, hatch: bool = False) -> tuple[str, ...]:
    """Return the folders and modules there are for a name, most usual place first; relative to the project.

    Args:
        view: The project.
        name: Of the module, with dots for folders; by default the project's.
        hatch: Whether a folder of any name around it counts, as for hatchling.
    """
    wanted = {name.replace(".", "/")} if name else {normalised(view.name), normalised(view.name).lower()}
    found: list[str] = []
    for each in sorted(wanted - {""}):
        for place in (f"src/{each}", each):
            if view.exists(f"{place}/__init__.py") or view.exists(f"{place}/__init__.pyi"):
                found.append(place)
            elif view.exists(f"{place}.py"):
                found.append(f"{place}.py")
        if not found and hatch:
            ending = f"/{each}/__init__.py"
            found += sorted(
                {
                    path.partition("/")[0]
                    for path in view.known_files
                    if path.endswith(ending) and path.count("/") == _AROUND
                }
            )[:1]
    if not found and not hatch and wanted - {""}:
        # A namespace package has no file of its own.
        each = min(wanted)
        found += [
            place for place in (f"src/{each}", each) if any(path.startswith(f"{place}/") for path in view.known_files)
        ]
    return tuple(found)
