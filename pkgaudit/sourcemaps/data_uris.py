"""``data:`` URIs that may hold a source map: found by their marks, decoded once, whatever stands around them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from msgspec import Struct

from pkgaudit.expression import Expression
from pkgaudit.search.pattern import Marks
from pkgaudit.sourcemaps import marks, reader
from pkgaudit.sourcemaps.effort import Effort
from pkgaudit.sourcemaps.encoding import as_utf8, foreign_encoding
from pkgaudit.sourcemaps.extent import extent

_HEAD = 300
_PROBE = 64
_SCHEME = Expression(rb"data:", re.IGNORECASE)
_BASE64_RUN = Expression(rb"[A-Za-z0-9+/_=-]*+(?:%[0-9A-Fa-f]{2}[A-Za-z0-9+/_=-]*+)*+")
# The same with line breaks, as in a quoted attribute, and with a JavaScript string's escapes for them.
_BROKEN_RUN = Expression(rb"[A-Za-z0-9+/_=-]*+(?:(?:%[0-9A-Fa-f]{2}|[ \t\r\n]++|\\[\r\nnrt])[A-Za-z0-9+/_=-]*+)*+")
_ESCAPED_BREAKS = Expression(rb"\\[\r\nnrt]")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_="
_CHUNK = 64 * 1024
_BLANKS = b" \t\r\n"
_URL_SAFE = bytes.maketrans(b"-_", b"+/")
_OPENING = rb"[ \t\"']*+"
_PAYLOAD = Expression(_OPENING)
_PERCENT_RUN = Expression(rb"[^\s\"'`<>\\)\x00]*+")
_QUOTES = b"\"'`"


class DataUri(Struct, frozen=True, kw_only=True):
    """One candidate, decoded.

    Attributes:
        offset: Of ``data:`` in the text.
        end: Just past the payload.
        text: The payload decoded; UTF-8 where an encoding could be told.
    """

    offset: int
    end: int
    text: bytes


def data_uris(content: bytes, seen: Marks, effort: Effort) -> Iterator[DataUri]:
    """Yield every data URI whose payload begins like a JSON object; what the effort does not pay for is left out."""
    if marks.BASE64 not in seen and marks.PERCENT not in seen:
        return
    found = [(end, True) for end in marks.places(seen, marks.BASE64, content)]
    found += [(end, False) for end in marks.places(seen, marks.PERCENT, content)]
    found.sort()
    past = 0
    for end, is_base64 in found:
        start = _scheme_before(content, end)
        if start is None or start < past:
            continue
        uri = _base64_uri(content, start, end, effort) if is_base64 else _percent_uri(content, start, effort)
        if effort.exhausted:
            return
        if uri is not None:
            yield uri
            past = (
                uri.end if reader.opening(uri.text) is not None and uri.text.rstrip(b"\0 \r\n").endswith(b"}") else past
            )


def uri_at(content: bytes, offset: int, effort: Effort) -> DataUri | None:
    """Return the data URI at an offset whatever its payload is, or None when it has no comma or no payload."""
    comma = content.find(b",", offset, offset + _HEAD)
    if comma < 0:
        return None
    if content[:comma].lower().endswith(b"base64"):
        return _decoded_run(content, offset, comma + 1, effort)
    return _percent_uri(content, offset, effort)


def _scheme_before(content: bytes, end: int) -> int | None:
    """Return where the ``data:`` before a mark is, with nothing but a media type between them."""
    floor = max(0, end - _HEAD)
    last: int | None = None
    for match in _SCHEME.finditer(content, floor, end):
        last = match.start()
    if last is None:
        return None
    comma = content.find(b",", last, end)
    return last if comma >= 0 else None


def _base64_uri(content: bytes, start: int, payload: int, effort: Effort) -> DataUri | None:
    if content.find(b",", start, payload) != payload - 1:
        return None
    head = _BROKEN_RUN.match(content, payload, payload + _PROBE)
    if head is None or not _begins_like_json(_decoded(head[0])):
        return None
    return _decoded_run(content, start, payload, effort)


def _decoded_run(content: bytes, start: int, payload: int, effort: Effort) -> DataUri | None:
    end = _end_of_run(content, payload)
    if not effort.spend(end - payload):
        return None
    text = _decoded(content[payload:end])
    if not text.rstrip(b"\0 \r\n\t").endswith(b"}"):
        broken = _BROKEN_RUN.match(content, payload)
        if broken is not None and broken.end() > end and effort.spend(broken.end() - payload):
            end, text = broken.end(), _decoded(broken[0])
    return DataUri(offset=start, end=end, text=_in_utf8(text)) if text else None


def _end_of_run(content: bytes, at: int) -> int:
    """Return where the base64 text ends; whole chunks of it are checked ten times faster than an expression does."""
    while len(chunk := content[at : at + _CHUNK]) == _CHUNK and not chunk.translate(None, _ALPHABET):
        at += _CHUNK
    run = _BASE64_RUN.match(content, at)
    return run.end() if run is not None else at


def _decoded(payload: bytes) -> bytes:
    if b"%" in payload:
        payload = unquote_to_bytes(payload)
    if b"\\" in payload:
        payload = _ESCAPED_BREAKS.sub(b"", payload)
    payload = payload.translate(_URL_SAFE, _BLANKS)
    padded = payload.find(b"=")
    if padded >= 0:
        payload = payload[:padded]
    if len(payload) % 4 == 1:
        payload = payload[:-1]
    try:
        return base64.b64decode(payload + b"=" * (-len(payload) % 4))
    except binascii.Error:  # pragma: no cover -- the alphabet and the padding were made right above
        return b""


def _percent_uri(content: bytes, start: int, effort: Effort) -> DataUri | None:
    payload = content.find(b",", start) + 1
    opening = _PAYLOAD.match(content, payload)
    payload = opening.end() if opening is not None else payload
    before = content[start - 1 : start] if start else b""
    if content[payload : payload + 1] == b"{":
        end = extent(content, payload).end
    elif before and before in _QUOTES and content[payload - 1 : payload] not in {b'"', b"'"}:
        end = content.find(before, payload)
        end = len(content) if end < 0 else end
    else:
        run = _PERCENT_RUN.match(content, payload)
        end = run.end() if run is not None else payload
    if not effort.spend(end - payload):
        return None
    text = unquote_to_bytes(content[payload:end])
    return DataUri(offset=start, end=end, text=_in_utf8(text)) if text else None


def _begins_like_json(head: bytes) -> bool:
    return reader.opening(_in_utf8(head)) is not None


def _in_utf8(text: bytes) -> bytes:
    encoding = foreign_encoding(text)
    return text if encoding is None else as_utf8(text, encoding)
