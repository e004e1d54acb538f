"""Whether a path that package.json names leads to a file of the package, for Node, TypeScript and npm."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from posixpath import normpath

from pkgaudit.manifests.npm_declared_files import DeclaredFile, Lookup

# https://nodejs.org/api/modules.html#all-together
_REQUIRED = ("", ".js", ".json", ".node", "/index.js", "/index.json", "/index.node")
_DECLARATIONS = (
    "",
    ".d.ts",
    ".d.mts",
    ".d.cts",
    ".ts",
    ".tsx",
    "/index.d.ts",
    "/index.d.mts",
    "/index.ts",
    "/index.tsx",
)
_STEPS = 2_000_000
_DECLARED_FOR = (
    (".js", (".d.ts", ".ts", ".tsx")),
    (".jsx", (".d.ts", ".tsx")),
    (".mjs", (".d.mts", ".mts")),
    (".cjs", (".d.cts", ".cts")),
    (".json", (".d.json.ts",)),
)


class PackageFiles:
    """The files of an npm package as they are after npm took away their first folder.

    Args:
        paths: Relative to the package's folder.
    """

    def __init__(self, paths: Iterable[str]) -> None:
        self._paths = frozenset(paths)
        self._sorted = sorted(self._paths)
        self._steps = _STEPS

    def lack(self, declared: DeclaredFile) -> bool:
        """Return whether none of the declared paths leads to a file."""
        return not any(self._leads(path, declared.lookup) for path in declared.paths)

    def _leads(self, path: str, lookup: Lookup) -> bool:
        if lookup is Lookup.COMMAND:
            # npm writes such a path anew, so that it can name nothing outside: https://github.com/npm/package-json
            return normpath("/" + path.replace("\\", "/")).lstrip("/") in self._paths
        plain = normpath(path)
        plain = "" if plain == "." else plain.removeprefix("/")
        if "*" in plain:
            before, _, after = plain.partition("*")
            endings = _spellings(after) if lookup is Lookup.TYPES else [after]
            return self._matches(before, endings)
        if path.endswith("/") and lookup is not Lookup.REQUIRE:
            return self._matches(f"{plain}/" if plain else "", [""])
        if lookup is Lookup.REQUIRE:
            return any(f"{plain}{ending}".lstrip("/") in self._paths for ending in _REQUIRED)
        if lookup is Lookup.TYPES:
            return any(each.lstrip("/") in self._paths for each in _spellings(plain))
        return plain in self._paths

    def _matches(self, before: str, endings: list[str]) -> bool:
        # A pattern may stand for the same text several times; the first is enough to tell that something is there.
        wanted = tuple(ending.partition("*")[2] if "*" in ending else ending for ending in endings)
        for path in self._sorted[bisect_left(self._sorted, before) :]:
            if not path.startswith(before):
                return False
            self._steps -= 1
            if self._steps < 0:
                # Ten thousand patterns over ten thousand files: nobody's package, and nothing to be sure of.
                return True
            if path.endswith(wanted) and len(path) > len(before):
                return True
        return False


def _spellings(path: str) -> list[str]:
    """Return every file that TypeScript would take for a path."""
    found = [f"{path}{ending}" for ending in _DECLARATIONS]
    for ending, replacements in _DECLARED_FOR:
        if path.endswith(ending):
            found += [path.removesuffix(ending) + replacement for replacement in replacements]
    return found
