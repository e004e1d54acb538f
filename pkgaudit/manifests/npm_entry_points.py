"""The paths inside a package that package.json declares as ways in."""

from __future__ import annotations

from pkgaudit.manifests.fields import Fields, kind_of
from pkgaudit.manifests.lenient_json import quoted

_ENTRIES = 10_000
_IGNORED = "Node ignores it"


def entry_points(fields: Fields, name: str | None) -> dict[str, str]:
    """Return declared paths by field: ``main``, ``bin.NAME``, ``exports./sub.import``, ``browser./from``.

    Args:
        fields: The package.json.
        name: The package's name; a ``bin`` that is one path is called so, without the scope.
    """
    found: dict[str, str] = {}
    for key in ("main", "module", "types", "typings", "unpkg", "jsdelivr"):
        path = fields.text(key, _IGNORED)
        if path is not None:
            found[key] = path
    _flatten(fields, "browser", fields.value.get("browser"), found)
    _flatten(fields, "exports", fields.value.get("exports"), found)
    _flatten(fields, "imports", fields.value.get("imports"), found)
    _bin(fields, name, found)
    return found


def _bin(fields: Fields, name: str | None, found: dict[str, str]) -> None:
    value = fields.value.get("bin")
    if isinstance(value, str):
        found[f"bin.{(name or '').rpartition('/')[2]}"] = fields.cut(value)
    else:
        for command, path in fields.texts("bin", "npm drops it").items():
            found[f"bin.{command}"] = path
    folder = fields.mapping("directories", "npm drops it").get("bin")
    if isinstance(folder, str):
        found["directories.bin"] = fields.cut(folder)


def _flatten(fields: Fields, root: str, value: object, found: dict[str, str]) -> None:
    """Walk conditions and subpaths without recursion; ``false`` and null close a way in."""
    stack: list[tuple[str, object]] = [(root, value)]
    visited = 0
    while stack:
        key, here = stack.pop()
        visited += 1
        if visited > _ENTRIES:
            fields.problems.add(f"{quoted(root)} has more than {_ENTRIES:,} entries: the rest is not looked at")
            return
        if isinstance(here, str):
            found.setdefault(key, fields.cut(here))
        elif isinstance(here, dict):
            stack.extend((_join(key, fields.cut(part)), inner) for part, inner in reversed(here.items()))
        elif isinstance(here, list):
            # Node takes the first that it understands; all of them ship.
            stack.extend((key if at == 0 else f"{key}[{at}]", inner) for at, inner in reversed(list(enumerate(here))))
        elif here is not None and here is not False:
            fields.problems.add(f"{quoted(key)} is {kind_of(here)} instead of a path: {_IGNORED}")


def _join(key: str, part: str) -> str:
    return key[:_ENTRIES] + (part if part.startswith(".") else f".{part}")
