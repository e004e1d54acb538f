"""The files that package.json says are in the package, each with how it would be looked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from pkgaudit.manifests.lenient_json import well_formed

_ENTRIES = 10_000
_LONGEST = 1_000
_RANGES = 20
_TARGETS = 20
_CONDITIONS = frozenset(
    (
        # Node's own: https://nodejs.org/api/packages.html#conditional-exports
        *("import", "require", "default", "node", "node-addons", "module-sync"),
        # What TypeScript, bundlers and other runtimes ask for without being told to.
        *("types", "module", "browser", "development", "production", "worker", "webworker", "style", "sass", "svelte"),
        *("react-native", "react-server", "electron", "deno", "bun", "workerd", "edge-light", "netlify", "fastly"),
    )
)
_TYPES = "types"
_MODULES = ("main", "module")
_ADDRESSES = ("unpkg", "jsdelivr")


class Lookup(StrEnum):
    """Who looks for a file, and so by which rules."""

    REQUIRE = "require"
    EXACT = "exact"
    PATTERN = "pattern"
    TYPES = "types"
    COMMAND = "command"


class DeclaredFile(Struct, frozen=True, kw_only=True):
    """One file, or one of several of which one is enough.

    Attributes:
        field: Where package.json says so: ``main``, ``exports["./sub"].import``, ``bin.example``.
        paths: As written, in the order in which they are tried.
        lookup: How they are looked for.
    """

    field: str
    paths: tuple[str, ...]
    lookup: Lookup


def declared_files(manifest: Mapping[str, object]) -> tuple[DeclaredFile, ...]:
    """Return what a package.json declares; at most 10,000 files.

    Left out are targets that only a condition of somebody's own leads to, such as ``source`` or ``@scope/source``:
    nobody who installs the package asks for it unless told to, and pointing it at sources that stay at home is its use.
    So is `imports`, which only the package's own files can ask for: those that stayed at home ask no more.
    """
    return (*_fields(manifest), *_exports(manifest.get("exports")))[:_ENTRIES]


def _fields(manifest: Mapping[str, object]) -> Iterator[DeclaredFile]:
    for key in _MODULES:
        yield from _one(key, manifest.get(key), Lookup.REQUIRE)
    for key in _ADDRESSES:
        yield from _one(key, manifest.get(key), Lookup.REQUIRE)
    versions = manifest.get("typesVersions")
    for key in ("types", "typings"):
        for declared in _one(key, manifest.get(key), Lookup.TYPES):
            yield replace(declared, paths=(*declared.paths, *_redirected(declared.paths[0], versions)))
    yield from _browser(manifest.get("browser"))
    yield from _commands(manifest.get("bin"))
    yield from _versions(versions)


def _one(field: str, value: object, lookup: Lookup) -> Iterator[DeclaredFile]:
    # An empty text is how packages without code say that they have none.
    if isinstance(value, str) and value and len(value) <= _LONGEST:
        yield DeclaredFile(field=well_formed(field[:_LONGEST]), paths=(well_formed(value),), lookup=lookup)


def _browser(value: object) -> Iterator[DeclaredFile]:
    if isinstance(value, dict):
        for key, target in list(value.items())[:_ENTRIES]:
            # Without a dot in front it is another package's name.
            if isinstance(target, str) and target.startswith("./"):
                yield from _one(f"browser{_spelt(key)}", target, Lookup.REQUIRE)
    else:
        yield from _one("browser", value, Lookup.REQUIRE)


def _commands(value: object) -> Iterator[DeclaredFile]:
    if isinstance(value, dict):
        for key, target in list(value.items())[:_ENTRIES]:
            yield from _one(f"bin{_spelt(key)}", target, Lookup.COMMAND)
    else:
        yield from _one("bin", value, Lookup.COMMAND)


def _versions(value: object) -> Iterator[DeclaredFile]:
    """Yield what ``typesVersions`` leads to: https://www.typescriptlang.org/docs/handbook/declaration-files."""
    for compilers, pattern, paths in _redirections(value):
        yield DeclaredFile(field=f"typesVersions{_spelt(compilers)}{_spelt(pattern)}", paths=paths, lookup=Lookup.TYPES)


def _redirected(path: str, versions: object) -> Iterator[str]:
    """Yield where ``typesVersions`` sends the one who looks for a path."""
    plain = path.removeprefix("./")
    for _, pattern, targets in _redirections(versions):
        before, star, after = pattern.removeprefix("./").partition("*")
        if not star and plain == before:
            yield from targets
        elif star and plain.startswith(before) and plain.endswith(after) and len(plain) >= len(before) + len(after):
            middle = plain[len(before) : len(plain) - len(after)]
            yield from (target.replace("*", middle, 1) for target in targets)


def _redirections(value: object) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    ranges = list(value.items())[:_RANGES] if isinstance(value, dict) else []
    for compilers, patterns in ranges:
        for pattern, targets in list(patterns.items())[:_ENTRIES] if isinstance(patterns, dict) else []:
            listed = targets[:_TARGETS] if isinstance(targets, list) else ()
            paths = tuple(well_formed(each) for each in listed if _is_path(each))
            if paths:
                yield compilers, pattern, paths


def _is_path(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _LONGEST


def _exports(value: object) -> Iterator[DeclaredFile]:
    """Walk conditions and subpaths without recursion; null closes a way in."""
    stack: list[tuple[str, object, bool]] = [("exports", value, False)]
    visited = 0
    while stack and visited < _ENTRIES:
        field, here, typed = stack.pop()
        visited += 1
        if isinstance(here, list):
            # Node takes the first that it can understand, whether the file is there or not.
            stack.extend((field, inner, typed) for inner in here[:1])
        elif isinstance(here, dict):
            inside: list[tuple[str, object, bool]] = []
            for key, inner in here.items():
                condition = key.partition("@")[0]
                if key.startswith("."):
                    inside.append((f"{field}{_spelt(key)}", inner, typed))
                elif condition in _CONDITIONS:
                    inside.append((f"{field}{_spelt(key)}", inner, typed or condition == _TYPES))
            stack.extend(reversed(inside))
        elif isinstance(here, str) and here.startswith("./"):
            # Anything else is no target that Node takes.
            lookup = Lookup.TYPES if typed else Lookup.PATTERN if "*" in here or here.endswith("/") else Lookup.EXACT
            yield from _one(field, here, lookup)


def _spelt(key: str) -> str:
    key = well_formed(key[:_LONGEST])
    return f".{key}" if key.replace("-", "_").isidentifier() else f'["{key}"]'
