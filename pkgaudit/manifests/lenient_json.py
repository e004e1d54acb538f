"""Reads a JSON manifest the way npm does, and says where it is not what it should be."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import accumulate

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.model.limits import MIB, Limits

MANIFEST_BYTES = 4 * MIB
"""The largest JSON manifest that is read; the largest real ones have some hundred kilobytes."""

_BOM = b"\xef\xbb\xbf"
_PROBLEMS = 20
_QUOTED = 80
_DIGITS = 400
# Always matches from a quote on, so that a missing end cannot make the search start again at every quote.
_STRING = Expression(rb'"[^"\\]*+(?:\\.?[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


class JsonReading(Struct, frozen=True, kw_only=True):
    """A JSON object as npm would see it.

    Attributes:
        value: The object, None when there is none.
        problems: What is wrong with it, at most 21.
        limit: The limit that kept it from being read (``json_depth``), or empty: then npm would read it and we did not.
    """

    value: Mapping[str, object] | None
    problems: tuple[str, ...] = ()
    limit: str = ""


def read_json_object(content: bytes, limits: Limits, most_bytes: int = MANIFEST_BYTES) -> JsonReading:
    """Return the object that a manifest of at most ``most_bytes`` holds; never raises.

    npm takes a byte order mark and bad UTF-8 (as U+FFFD) and lets the last of two equal keys win; Python's reader
    differs in each, and takes NaN, which npm refuses.
    """
    if len(content) > most_bytes:
        why = f"it has {len(content):,} bytes; more than {most_bytes:,} are not read"
        return JsonReading(value=None, problems=(why,), limit=f"manifests over {most_bytes:,} bytes are not read")
    depth = _depth(content, limits.json_depth)
    if depth > limits.json_depth:
        why = f"json_depth: {depth:,} levels are over the limit of {limits.json_depth:,}"
        return JsonReading(value=None, problems=(f"it nests {depth:,} levels deep",), limit=why)
    problems: list[str] = []
    try:
        text = content.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append(f"byte {error.start} is not UTF-8: npm reads it as U+FFFD")
        text = content.removeprefix(_BOM).decode("utf-8", "replace")
    value = _parse(text, problems)
    if value is None:
        return JsonReading(value=None, problems=tuple(problems))
    if len(problems) > _PROBLEMS:
        more = f"and {len(problems) - _PROBLEMS:,} more"
        problems[_PROBLEMS:] = [more]
    return JsonReading(value=value, problems=tuple(problems))


def well_formed(text: str) -> str:
    """Return text without lone surrogates, which JSON may spell and no output can carry."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def quoted(text: str) -> str:
    """Return text short enough to be part of a sentence."""
    return f'"{well_formed(text[:_QUOTED])}"' + ("..." if len(text) > _QUOTED else "")


def _parse(text: str, problems: list[str]) -> Mapping[str, object] | None:
    import json  # noqa: PLC0415 -- needed only where there is a manifest

    duplicates: dict[str, None] = {}

    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(items)
        if len(made) < len(items):
            seen: set[str] = set()
            for key, _ in items:
                if key in seen:
                    duplicates[key] = None
                seen.add(key)
        return made

    def whole(digits: str) -> int | float:
        # Python refuses 5,000 digits with a ValueError; npm reads such a number as Infinity.
        return int(digits) if len(digits) <= _DIGITS else float(digits)

    def constant(name: str) -> object:
        raise ValueError(f"{name} is not JSON")

    try:
        value: object = json.loads(text, object_pairs_hook=pairs, parse_int=whole, parse_constant=constant)
    except json.JSONDecodeError as error:
        problems.append(f"it is not JSON (line {error.lineno}, column {error.colno}): npm refuses the package")
        return None
    except (ValueError, RecursionError) as error:
        reason = "it nests too deep" if isinstance(error, RecursionError) else str(error)
        problems.append(f"it is not JSON ({reason}): npm refuses the package")
        return None
    problems.extend(f"{quoted(key)} occurs twice in one object: npm takes the last" for key in duplicates)
    return _object(value, problems)


def _object(value: object, problems: list[str]) -> Mapping[str, object] | None:
    if isinstance(value, dict):
        return value
    problems.append("it is not a JSON object: npm refuses the package")
    return None


def _depth(content: bytes, allowed: int) -> int:
    """Return the deepest nesting outside strings, or a number not under it when that is allowed anyway."""
    opened = content.count(b"[") + content.count(b"{")
    if opened <= allowed:
        return opened
    brackets = _STRING.sub(b"", content).translate(None, _NO_BRACKETS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0)
