"""Reads one record of the OSV schema, as strictly as we need it: who is malicious, in which versions, and since when.

The schema: https://ossf.github.io/osv-schema/
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from pkgaudit.expression import Expression
from pkgaudit.knowledge.osv_file import OsvEntry
from pkgaudit.knowledge.version_span import is_span, span
from pkgaudit.knowledge.versions import is_placeholder, normal_name
from pkgaudit.model.grades import Ecosystem

OSV_NAMES = {Ecosystem.NPM: "npm", Ecosystem.PYPI: "PyPI"}
"""How OSV spells an ecosystem."""

LARGEST_RECORD = 16 * 1024 * 1024
"""Bytes of JSON; a longer record is not read."""

_LONGEST_TEXT = 256
_MOST_VERSIONS = 50_000
_FROM_THE_FIRST = "0"
_ENDS = ("fixed", "last_affected", "limit")
# Numbered later, or merged into another record and deleted.
_UNNUMBERED = "MAL-0000-"
_ID = Expression(r"MAL-[0-9]{4}-[0-9]{1,10}")
_SPOILING = Expression(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff]")

_Time = Annotated[datetime, Meta(tz=True)]


class BadRecordError(ValueError):
    """A record that is not what the schema says, or not what a package index can hold."""


class OsvRecord(Struct, frozen=True, kw_only=True):
    """What one record says.

    Attributes:
        id: ``MAL-2026-2307``.
        modified: When it was last changed.
        entries: What it says of each name of one ecosystem; empty when it was withdrawn.
    """

    id: str
    modified: datetime
    entries: tuple[OsvEntry, ...]


class _Package(Struct):
    ecosystem: str
    name: str


class _Range(Struct):
    type: str
    events: list[dict[str, str]]


class _Affected(Struct):
    package: _Package | None = None
    ranges: list[_Range] = []
    versions: Annotated[list[str], Meta(max_length=_MOST_VERSIONS)] = []


class _Document(Struct):
    id: str
    modified: _Time
    withdrawn: _Time | None = None
    affected: Annotated[list[_Affected], Meta(max_length=10_000)] | None = None


_DECODER = msgspec.json.Decoder(_Document)


def is_wanted(record_id: str) -> bool:
    """Return whether this is the id of a record about a malicious package, and a lasting one."""
    return _ID.fullmatch(record_id) is not None and not record_id.startswith(_UNNUMBERED)


def read_record(content: bytes, record_id: str, ecosystem: Ecosystem) -> OsvRecord:
    """Return what a record says of packages of one ecosystem.

    Args:
        content: JSON.
        record_id: The id that it was asked for by.
        ecosystem: Others are passed over.

    Raises:
        BadRecordError: It is wrong; the sentence says in what.
    """
    if len(content) > LARGEST_RECORD:
        raise BadRecordError(f"is longer than {LARGEST_RECORD:,} bytes")
    try:
        document = _DECODER.decode(content)
    except (msgspec.MsgspecError, RecursionError, ValueError) as error:
        raise BadRecordError(f"is no OSV record: {str(error)[:_LONGEST_TEXT]}") from None
    if document.id != record_id:
        raise BadRecordError(f"says that its id is {document.id[:_LONGEST_TEXT]!r}")
    if document.withdrawn is not None:
        return OsvRecord(id=record_id, modified=document.modified, entries=())
    wanted = OSV_NAMES[ecosystem]
    words: dict[str, dict[str, None]] = {}
    for affected in document.affected or ():
        if affected.package is not None and affected.package.ecosystem == wanted:
            name = normal_name(ecosystem, _checked(affected.package.name, "the name of a package"))
            words.setdefault(name, {}).update(dict.fromkeys(_words(affected)))
    if not words:
        raise BadRecordError(f"names no package of {wanted}")
    entries = (
        OsvEntry(ecosystem=ecosystem, name=name, id=record_id, words=tuple(bad)) for name, bad in words.items() if bad
    )
    return OsvRecord(id=record_id, modified=document.modified, entries=tuple(entries))


def _words(affected: _Affected) -> Iterator[str]:
    """Yield the bad versions without what npm puts in the place of a package it took down."""
    listed = False
    for version in affected.versions:
        if is_span(_checked(version, "a version")):
            raise BadRecordError(f"has {version!r} for a version")
        listed = True
        if not is_placeholder(version):
            yield version
    for each in affected.ranges:
        if each.type in ("SEMVER", "ECOSYSTEM"):
            listed = True
            yield from _spans(each.events)
    if not listed:
        raise BadRecordError("names neither versions nor a range of them")


def _spans(events: list[dict[str, str]]) -> Iterator[str]:
    """Yield the spans of versions that a range stands for: each begins with one event and ends with the next or never.

    https://ossf.github.io/osv-schema/#affectedrangesevents-fields
    """
    first: str | None = None
    for event in events:
        if len(event) != 1:
            raise BadRecordError("has an event of a range that is not one")
        ((kind, version),) = event.items()
        _checked(version, "a version")
        if kind == "introduced":
            if first is not None:
                yield _span(first)
            first = version
        elif kind not in _ENDS or first is None:
            raise BadRecordError(f"has a range in which {kind[:_LONGEST_TEXT]!r} comes where it cannot")
        elif kind == "limit":
            continue
        else:
            yield _span(first, before=version) if kind == "fixed" else _span(first, last=version)
            first = None
    if first is not None:
        yield _span(first)
    elif not events:
        raise BadRecordError("has a range without events")


def _span(first: str, *, before: str = "", last: str = "") -> str:
    return span(first="" if first == _FROM_THE_FIRST else first, before=before, last=last)


def _checked(text: str, what: str) -> str:
    if not text or len(text) > _LONGEST_TEXT or _SPOILING.search(text):
        raise BadRecordError(f"has {text[:_LONGEST_TEXT]!r} for {what}")
    return text
