"""One exclusion in the words of each packer."""

from __future__ import annotations

from pkgaudit.remedy.exclusions import Exclusion, Scope

_GLOB = str.maketrans({"[": "[[]", "*": "[*]", "?": "[?]", "{": "[{]", "}": "[}]"})
_IGNORE = str.maketrans({character: f"\\{character}" for character in "\\*?["})
_FOR_MANIFEST = str.maketrans({"[": "[[]", " ": "?", "\t": "?"})


def as_negation(exclusion: Exclusion) -> str:
    """Return an entry of ``files``: no slash in front and stars behind, as all packers that take negations have it."""
    what = exclusion.what.translate(_GLOB)
    match exclusion.scope:
        case Scope.KIND:
            return f"!**/*{what}"
        case Scope.FOLDER:
            return f"!{what}/**"
        case Scope.FILE:
            return f"!{what}"


def as_ignore_line(exclusion: Exclusion) -> str:
    """Return a line as git reads it: of ``.npmignore``, of hatchling's ``exclude``."""
    what = exclusion.what.translate(_IGNORE)
    match exclusion.scope:
        case Scope.KIND:
            return f"*{what}"
        case Scope.FOLDER:
            return f"/{what}/"
        case Scope.FILE:
            # git drops blanks at the end of a line.
            return f"/{what[:-1]}\\ " if what.endswith(" ") else f"/{what}"


def as_manifest_command(exclusion: Exclusion) -> str:
    """Return a command of ``MANIFEST.in``, in which blanks separate and cannot be escaped."""
    what = exclusion.what.translate(_FOR_MANIFEST)
    match exclusion.scope:
        case Scope.KIND:
            return f"global-exclude *{what}"
        case Scope.FOLDER:
            return f"prune {what}"
        case Scope.FILE:
            return f"exclude {what}"


def as_glob(exclusion: Exclusion) -> str:
    """Return a glob from the project's folder: for flit, poetry and pdm."""
    what = exclusion.what.translate(_GLOB)
    match exclusion.scope:
        case Scope.KIND:
            return f"**/*{what}"
        case Scope.FOLDER:
            return f"{what}/**"
        case Scope.FILE:
            return what


def as_uv_glob(exclusion: Exclusion) -> str:
    """Return a glob of uv's, which is found anywhere unless it begins with a slash."""
    what = exclusion.what.translate(_GLOB)
    match exclusion.scope:
        case Scope.KIND:
            return f"*{what}"
        case Scope.FOLDER:
            return f"/{what}/**"
        case Scope.FILE:
            return f"/{what}"
