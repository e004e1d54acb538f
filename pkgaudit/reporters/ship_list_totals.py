"""What kinds of files a package holds and why they are in, added up."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msgspec import Struct

from pkgaudit.model.ship_list import Reason, ReasonKind, ShippedFile, Tracking

OTHER = "other"
_BY_EXTENSION = {
    "JavaScript": "js cjs mjs jsx",
    "TypeScript": "ts cts mts tsx",
    "source maps": "map",
    "stylesheets": "css scss sass less styl pcss",
    "markup": "html htm xhtml vue svelte astro",
    "images": "png jpg jpeg gif svg webp avif ico bmp tif tiff",
    "fonts": "woff woff2 ttf otf eot",
    "documentation": "md mdx markdown rst txt adoc pdf",
    "Python": "py pyi pyx pxd pyc",
    "native code": "node so dylib dll pyd exe a lib o wasm c cc cpp cxx h hpp rs",
    "data": "json jsonc json5 yaml yml toml csv tsv xml ini cfg sql db sqlite",
    "archives": "zip tgz gz tar bz2 xz zst br whl jar",
}
_KINDS = {extension: kind for kind, extensions in _BY_EXTENSION.items() for extension in extensions.split()}
_DECLARATIONS = (".d.ts", ".d.cts", ".d.mts")
_LICENCES = ("license", "licence", "copying", "notice")
_DOCUMENTS = frozenset(("readme", "changelog", "changes", "history", "authors", "contributors"))
_METADATA = frozenset(("metadata", "pkg-info", "record", "wheel"))
_LONGEST_NAME = 300
_TRACKING = {Tracking.UNTRACKED: "untracked", Tracking.IGNORED: "git-ignored"}
_WORDS = {
    ReasonKind.ALWAYS: ("always", "always: {}"),
    ReasonKind.LISTED: ("listed", "{}"),
    ReasonKind.NAMED: ("named", "named by {}"),
    ReasonKind.SWEPT: ("swept in: nothing excludes it", "swept in: {}"),
    ReasonKind.BUNDLED: ("bundled dependency", "bundled: {}"),
    ReasonKind.WRITTEN: ("written by the packer", "written: {}"),
    ReasonKind.UNEXPLAINED: ("not explained", "not explained: {}"),
}


class Total(Struct, frozen=True, kw_only=True):
    """Files that have something in common: how many, and their bytes."""

    label: str
    files: int
    size: int


def kind_of(path: str) -> str:
    """Return what kind of file a path names, by its last component; `OTHER` where none is known."""
    name = path[path.rfind("/") + 1 :][-_LONGEST_NAME:].lower()
    if name.endswith(_DECLARATIONS):
        return "type declarations"
    stem, _, extension = name.rpartition(".")
    if name.startswith(_LICENCES) and _KINDS.get(extension) in (None, "documentation"):
        return "licence"
    if not stem:
        known = "package metadata" if name in _METADATA else OTHER
        return "documentation" if name in _DOCUMENTS else known
    return _KINDS.get(extension, OTHER)


def reason_words(reason: Reason) -> str:
    """Return why a file is in, in a few words; hostile until it is printed."""
    bare, with_cause = _WORDS[reason.kind]
    return with_cause.replace("{}", reason.by) if reason.by else bare


def tracking_words(tracking: Tracking) -> str:
    """Return what git says where that is worth a word, else nothing."""
    return _TRACKING.get(tracking, "")


def totals(files: Iterable[ShippedFile], label: Callable[[ShippedFile], str]) -> list[Total]:
    """Return files and bytes by label, largest first; files of no label are in none."""
    counted: dict[str, tuple[int, int]] = {}
    for file in files:
        name = label(file)
        if name:
            number, size = counted.get(name, (0, 0))
            counted[name] = (number + 1, size + file.size)
    found = [Total(label=name, files=number, size=size) for name, (number, size) in counted.items()]
    return sorted(found, key=lambda each: (-each.size, -each.files, each.label))
