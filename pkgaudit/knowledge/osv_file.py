"""The file of the OSV index: written whole or not at all, read in small parts of which each has a checksum.

Layout: the magic line, a SHA-256 of what follows up to the buckets, three numbers (length of the facts, number of
buckets, length of the file), the facts (MessagePack), the directory (offset and CRC-32 of each bucket, then the end of
the last), the buckets. A bucket holds the lines of all names whose hash falls into it, so that a look-up reads and
checks half a kilobyte, whatever the size of the file.
"""

from __future__ import annotations

import hashlib
import os
import struct
from binascii import crc32
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from pkgaudit.containers.source import FileSource
from pkgaudit.model.grades import Ecosystem

PARTIAL_ENDING = ".partial"

_MAGIC = b"pkgaudit osv index 1\n"
_DIGEST = 32
_END = struct.Struct("<I")
_NUMBERS = struct.Struct("<IIQ")
_ROW = struct.Struct("<II")
_ROW_AND_NEXT = struct.Struct("<III")
_HEAD = len(_MAGIC) + _DIGEST + _NUMBERS.size
_PER_BUCKET = 16
_LARGEST_FACTS = 1 << 20
_MOST_BUCKETS = 1 << 22
_NPM = Ecosystem.NPM  # looked up in an enum for each of thousands of names, it costs half of the rest
_LETTERS = {Ecosystem.NPM: "n", Ecosystem.PYPI: "p"}
_ECOSYSTEMS = {letter: ecosystem for ecosystem, letter in _LETTERS.items()}
_ID_PREFIX = "MAL-"
_OTHERS_MAY_WRITE = 0o002


class OsvIndexError(ValueError):
    """An index that must not be believed; the sentence names the file and says what to do.

    Attributes:
        what: Is wrong with it.
    """

    def __init__(self, path: Path, what: str) -> None:
        self.what = what
        super().__init__(f"{path}: {what}; run `pkgaudit data update` to fetch it again, or delete it to go without")


class OsvEntry(Struct, frozen=True, kw_only=True):
    """What one record says of one name.

    Attributes:
        ecosystem: Where the package is published.
        name: As its registry knows it.
        id: ``MAL-2026-2307``.
        words: Bad versions, exact ones and spans as `version_span` has them; at least one.
    """

    ecosystem: Ecosystem
    name: str
    id: str
    words: tuple[str, ...]


class OsvMark(Struct, frozen=True, kw_only=True):
    """How far an ecosystem's records are known.

    Attributes:
        newest: When the newest record of the ecosystem was changed; every change up to then is in the index.
        at_newest: The ids that were changed at that very time and are known; empty when not known which.
        whole: The day the whole export was last read.
    """

    newest: datetime
    at_newest: tuple[str, ...]
    whole: date


class OsvFacts(Struct, frozen=True, kw_only=True):
    """What the index says of itself.

    Attributes:
        as_of: The day up to which the data is known to be whole.
        fetched: When it was fetched.
        source: From where, without credentials.
        counts: Records of each ecosystem.
        marks: How far each ecosystem is known.
    """

    as_of: date
    fetched: datetime
    source: str
    counts: dict[Ecosystem, int]
    marks: dict[Ecosystem, OsvMark]


class OsvTables:
    """The parts of an open file.

    Attributes:
        facts: What it says of itself.
        size: Its length in bytes.
    """

    def __init__(self, path: Path, source: FileSource, facts: OsvFacts, directory: bytes) -> None:
        self.facts = facts
        self.size = source.size
        self._path = path
        self._read_at = source.read_at
        self._directory = directory
        self._buckets = len(directory) // _ROW.size

    def find(self, ecosystem: Ecosystem, name: str) -> tuple[OsvEntry, ...]:
        """Return what is said of a name that is in its normal form.

        Raises:
            OsvIndexError: Its bucket is damaged.
        """
        text = ("n" if ecosystem is _NPM else "p") + name
        key = text.encode() if text.isascii() else text.encode("utf-8", "surrogatepass")
        bucket = self._bucket(crc32(key) % self._buckets)
        wanted = b"\n" + key + b" "
        at = bucket.find(wanted)
        # No package has a blank or a newline in its name, and here they end a word and a line.
        if at < 0 or b" " in key or b"\n" in key:
            return ()
        found = []
        while at >= 0:
            end = bucket.index(b"\n", at + 1)
            found.append(self._entry(bucket[at + 1 : end]))
            at = bucket.find(wanted, end)
        return tuple(found)

    def entries(self) -> Iterator[OsvEntry]:
        """Yield everything.

        Raises:
            OsvIndexError: A bucket is damaged.
        """
        for number in range(self._buckets):
            for line in self._bucket(number).split(b"\n"):
                if line:
                    yield self._entry(line)

    def _bucket(self, number: int) -> bytes:
        """Return the lines of a bucket, with a newline before and after each."""
        offset, checksum, end = _ROW_AND_NEXT.unpack_from(self._directory, number * _ROW.size)
        content = self._read_at(offset, end - offset)
        # A sum against damage, not against people: who may write to the file may write a fitting sum as well.
        if crc32(content) != checksum:
            raise OsvIndexError(self._path, f"is damaged (part {number + 1:,} of {self._buckets:,})")
        return content

    def _entry(self, line: bytes) -> OsvEntry:
        key, number, *words = line.decode("utf-8", "surrogatepass").split(" ")
        return OsvEntry(ecosystem=_ECOSYSTEMS[key[:1]], name=key[1:], id=f"{_ID_PREFIX}{number}", words=tuple(words))


def open_tables(path: Path, descriptor: int) -> OsvTables:
    """Return the parts of the file behind a descriptor, which stays the caller's to close.

    Raises:
        OsvIndexError: It is damaged, of another format, or others may write to it.
    """
    try:
        status = os.fstat(descriptor)
        if os.name == "posix" and status.st_mode & _OTHERS_MAY_WRITE:
            raise OsvIndexError(path, "anybody may write to it, so it cannot be believed (`chmod o-w` it)")
        source = FileSource(descriptor)
        head = source.read_at(0, _HEAD)
        if not head.startswith(_MAGIC):
            raise OsvIndexError(path, "is no index that this version of pkgaudit reads")
        if len(head) < _HEAD:
            raise OsvIndexError(path, "is damaged (it is cut off)")
        length, buckets, end = _NUMBERS.unpack_from(head, len(_MAGIC) + _DIGEST)
        if source.size != end:
            raise OsvIndexError(path, f"is damaged ({source.size:,} bytes long, not {end:,})")
        if not 0 < buckets <= _MOST_BUCKETS or length > _LARGEST_FACTS:
            raise OsvIndexError(path, "is damaged (the numbers in its head cannot be)")
        rest = source.read_at(_HEAD, length + buckets * _ROW.size + _END.size)
    except OSError as error:
        raise OsvIndexError(path, f"cannot be read: {error.strerror}") from None
    if _digest(head[len(_MAGIC) + _DIGEST :] + rest) != head[len(_MAGIC) : len(_MAGIC) + _DIGEST]:
        raise OsvIndexError(path, "is damaged (its head does not fit its checksum)")
    try:
        facts = msgspec.msgpack.decode(rest[:length], type=OsvFacts)
    except (msgspec.MsgspecError, RecursionError, ValueError):
        raise OsvIndexError(path, "is no index that this version of pkgaudit reads") from None
    return OsvTables(path, source, facts, rest[length:])


def write_index(path: Path, facts: OsvFacts, entries: Iterable[OsvEntry]) -> None:
    """Write an index beside ``path`` and put it in its place: at every moment there is the old one or the new one.

    Args:
        path: The file.
        facts: What it says of itself.
        entries: Everything that is to be in it, in any order.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    lines = sorted({_line(entry) for entry in entries})
    count = max(len(lines) // _PER_BUCKET, 1)
    buckets: list[list[bytes]] = [[] for _ in range(count)]
    for line in lines:
        buckets[_bucket_of(line.partition(b" ")[0], count)].append(line)
    bodies = [b"\n%s\n" % b"\n".join(bucket) for bucket in buckets]
    partial = path.with_name(f"{path.name}.{os.getpid()}{PARTIAL_ENDING}")
    try:
        with partial.open("wb") as file:
            file.write(_head(facts, bodies))
            file.writelines(bodies)
            file.flush()
            os.fsync(file.fileno())
        partial.chmod(0o644)
        partial.replace(path)
    finally:
        with suppress(FileNotFoundError):
            partial.unlink()


def _head(facts: OsvFacts, bodies: list[bytes]) -> bytes:
    """Return everything before the buckets."""
    encoded = msgspec.msgpack.encode(facts)
    offset = _HEAD + len(encoded) + len(bodies) * _ROW.size + _END.size
    rows = bytearray()
    for body in bodies:
        rows += _ROW.pack(offset, crc32(body))
        offset += len(body)
    rows += _END.pack(offset)
    checked = _NUMBERS.pack(len(encoded), len(bodies), offset) + encoded + rows
    return _MAGIC + _digest(checked) + checked


def _line(entry: OsvEntry) -> bytes:
    words = " ".join(entry.words)
    text = f"{_LETTERS[entry.ecosystem]}{entry.name} {entry.id.removeprefix(_ID_PREFIX)} {words}"
    return text.encode("utf-8", "surrogatepass")


def _bucket_of(key: bytes, count: int) -> int:
    return crc32(key) % count


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()
