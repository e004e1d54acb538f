"""Whether a source inside a map was written by someone else, or by the bundler itself."""

from __future__ import annotations

import re
from urllib.parse import unquote

from pkgaudit.expression import Expression

_LONGEST = 2048
# Folders into which package managers put other people's code.
_FOREIGN_FOLDERS = frozenset(
    ("node_modules", "bower_components", "jspm_packages", "web_modules", "site-packages", ".pnpm", ".yarn")
)
# Folders into which people put it by hand; believed of where a map lies, not of what a map says.
_VENDOR_FOLDERS = frozenset(
    (
        "node_modules",
        "bower_components",
        "jspm_packages",
        "vendor",
        "vendors",
        "vendored",
        "_vendor",
        "_vendored",
        "third_party",
        "third-party",
        "thirdparty",
        "3rdparty",
        "site-packages",
    )
)
_SCHEME = Expression(r"(webpack(?:-internal)?|turbopack|ng|vite|rollup|parcel|metro|meteor)://")
# Code that bundlers write themselves: webpack's runtime (only below its own scheme), the virtual modules of Vite,
# Rollup and Bun, Babel's and SWC's helpers, stand-ins for what is not bundled.
_WEBPACK = Expression(
    r"webpack/(?:bootstrap|runtime|universalModuleDefinition|startup|before-startup|after-startup|sharing|container)\b"
)
_GENERATED = Expression(
    r"\(webpack\)|external (?:[\w-]+ )?[\"'\[{]|ignored\||\[turbopack\]/|<(?:define:|runtime>)|bun:|rollup:"
    r"|/?@vite/|/?@id/|_virtual/"
    r"|vite/(?:preload-helper|modulepreload-polyfill|dynamic-import-helper|legacy-polyfills|client|env)\b"
    r"|rollupPluginBabelHelpers|_?commonjsHelpers|amd (?:define|options)$"
)
_GENERATED_END = Expression(
    r" (?:\(ignored\)|\(disabled\))$|\?commonjs[-\w]*$|\.js sync(?: |$)| (?:sync|lazy|weak)(?: |$)"
)
_PACKAGE = Expression(r"(?:@[a-z0-9][a-z0-9._-]*/)?[a-z0-9][a-z0-9._-]*")


def is_third_party(name: str) -> bool:
    """Whether a source's name alone says that it is another package's, or glue the bundler made."""
    if "\0" in name[:_LONGEST] or name.startswith("\\0"):
        return True
    path, _ = _path_and_namespace(name)
    if _SCHEME.match(name) and (_WEBPACK.match(path) or path.startswith("~/") or "/~/" in path):
        return True
    if _GENERATED.match(path) or _GENERATED_END.search(path):
        return True
    return not _FOREIGN_FOLDERS.isdisjoint(path.split("/")[:-1])


def lies_among_vendored(location_path: str) -> bool:
    """Whether a map itself lies in a folder of other people's code."""
    return not _VENDOR_FOLDERS.isdisjoint(location_path.lower().split("/")[:-1])


def namespace(name: str) -> str | None:
    """Return the package that a ``webpack://package/...`` name is said to be of, or None."""
    return _path_and_namespace(name)[1]


def is_own_namespace(space: str, package_name: str) -> bool:
    """Whether a namespace is the package's own name, however a bundler spelled it."""
    own = package_name.rsplit("/", 1)[-1]
    return _letters(space) in {_letters(package_name), _letters(own)} or _letters(space.rsplit("/", 1)[-1]) == _letters(
        own
    )


def _path_and_namespace(name: str) -> tuple[str, str | None]:
    path = name[:_LONGEST].replace("\\", "/")
    if "%" in path:
        path = unquote(path)
    found: str | None = None
    scheme = _SCHEME.match(path)
    if scheme is not None:
        path = path[scheme.end() :]
        package = _PACKAGE.match(path)
        if package is not None and path[package.end() : package.end() + 1] == "/":
            found = package[0]
            path = path[package.end() :]
        else:
            path = path.partition("/")[2] if not path.startswith("/") else path
        path = path.lstrip("/")
    while path.startswith(("./", "../")):
        path = path.partition("/")[2]
    return path.partition("?")[0] if not path.startswith("(") else path, found


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
