"""Hostile source names made into relative paths that are harmless on every system."""

from __future__ import annotations

import re
import unicodedata
from hashlib import blake2s

from pkgaudit.expression import Expression

_SCHEME = Expression(r"([A-Za-z][A-Za-z0-9+.-]*):/+")
_DEEPEST = 24
_LONGEST = 100
# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_FORBIDDEN = Expression(r'[<>:"|?*\\/]')
_RESERVED = Expression(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])(?:[. ].*)?", re.IGNORECASE
)


def safe_parts(name: str) -> tuple[str, ...]:
    """Return the components of a relative path for a source name; at least one, none of which leads anywhere else.

    ``..``, roots, drives and schemes lose their meaning; control, format and forbidden characters become ``_``; names
    that Windows reserves get a ``_`` before them; over-long ones are cut and told apart by a digest.
    """
    name = _SCHEME.sub(lambda match: match[1] + "/", name, count=1).replace("\\", "/")
    parts = [_component(part) for part in name.split("/") if part not in {"", ".", ".."}]
    return tuple(parts[-_DEEPEST:]) or ("unnamed",)


def clash_key(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return what two paths share when a file system that ignores case or Unicode form takes them for one."""
    # Components are short by now, so that normalising cannot become slow.
    return tuple(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", part).casefold()) for part in parts)


def numbered(name: str, number: int) -> str:
    """Return the name with a number before its suffix: ``a.ts``, 2 gives ``a~2.ts``."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}~{number}.{suffix}" if dot and stem else f"{name}~{number}"


def _component(part: str) -> str:
    shown = part[: 4 * _LONGEST]
    safe = "".join("_" if unicodedata.category(letter)[0] in "CZ" and letter != " " else letter for letter in shown)
    safe = _FORBIDDEN.sub("_", safe).strip(" ")
    # Windows drops dots and blanks at the end of a name, so that two names would become one.
    ending = safe.rstrip(". ")
    safe = ending + "_" * (len(safe) - len(ending)) if ending else "_" * max(1, len(safe))
    if len(safe.encode("utf-8", "replace")) > _LONGEST:
        digest = blake2s(part.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()
        safe = safe.encode("utf-8", "replace")[: _LONGEST - 20].decode("utf-8", "ignore").rstrip(". ") + "~" + digest
    return f"_{safe}" if _RESERVED.fullmatch(safe) else safe
