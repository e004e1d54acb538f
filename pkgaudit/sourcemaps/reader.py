"""One text to one source map: the fast reader first, then the lenient one, never from a refusal to "no map"."""

from __future__ import annotations

from pkgaudit.expression import Expression
from pkgaudit.model.limits import Limits
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import lenient_reader, marks, swift_reader
from pkgaudit.sourcemaps.raw_map import BrokenMap, RawMap, is_source_map, with_problems

_OPENING = Expression(rb"(?:\xef\xbb\xbf)*+[ \t\r\n\x00]*+(?:\)\][^\r\n{]{0,64}+[ \t\r\n]*+)?+(?=\{)")
_BOM = b"\xef\xbb\xbf"


def opening(text: bytes) -> int | None:
    """Return the offset of the brace that opens a JSON object, past byte order mark, blanks and a ``)]}'`` line.

    None when the text does not begin with an object.
    """
    match = _OPENING.match(text)
    return None if match is None else match.end()


def read(text: bytes, limits: Limits, seen: Marks | None = None) -> RawMap | BrokenMap | None:
    """Return the map, what can be said of a damaged one, or None when the text is no map.

    Args:
        text: A whole document in UTF-8, valid or not.
        limits: ``json_depth`` and ``sections_depth`` apply.
        seen: The marks of this text, when the one pass was over it.
    """
    start = opening(text)
    if start is None:
        return None
    problem = _prefix_problem(text[:start])
    if seen is None:
        seen = marks.search(text, marks.KEYS)
    if not any(name in seen for name in marks.KEYS):
        return None
    found = _read_object(text[start:] if start else text, limits, seen)
    return with_problems(found, problem) if isinstance(found, RawMap) and problem else found


def _read_object(text: bytes, limits: Limits, seen: Marks) -> RawMap | BrokenMap | None:
    if marks.ESCAPED_KEY not in seen:
        try:
            raw = swift_reader.read(
                text,
                content_keys=marks.count(seen, marks.CONTENT, text),
                section_keys=marks.count(seen, marks.SECTIONS, text),
                sections_depth=limits.sections_depth,
            )
        except swift_reader.Unexpected:
            pass
        else:
            return raw if raw is not None and is_source_map(raw) else None
    decoded = text.decode("utf-8", "replace")
    found = lenient_reader.read(decoded, json_depth=limits.json_depth, sections_depth=limits.sections_depth)
    if isinstance(found, RawMap) and not decoded.isascii() and "\ufffd" in decoded and not _is_utf8(text):
        return with_problems(found, "not valid UTF-8")
    return found


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _prefix_problem(prefix: bytes) -> str:
    if b")]" in prefix:
        return ")]}' before the JSON"
    if b"\0" in prefix:
        return "NUL bytes before the JSON"
    return "a byte order mark before the JSON" if prefix.startswith(_BOM) else ""
