"""Damage done on purpose to the packed bytes of a rule's example, by name."""

from __future__ import annotations

import gzip  # noqa: TID251 -- unpacks and packs examples of our own making
import io
import struct
import zipfile  # noqa: TID251 -- as above
from collections.abc import Callable, Mapping

from msgspec import Struct

_BLOCK = 512
_END = bytes(2 * _BLOCK)
_SMUGGLED = b"package/smuggled.js"


class Fault(Struct, frozen=True, kw_only=True):
    """One way to damage an archive.

    Attributes:
        does: What is done, to follow the word "then".
        apply: From the packed bytes to the damaged ones.
    """

    does: str
    apply: Callable[[bytes], bytes]


def _in_tar(change: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    """Return the fault for a tarball: the change is made to the tar inside."""
    return lambda packed: gzip.compress(change(gzip.decompress(packed)), mtime=0)


def _members(tar: bytes) -> bytes:
    """Return the blocks of a tar up to its end marker."""
    at = 0
    while tar[at] != 0:
        at += _BLOCK + -(-int(tar[at + 124 : at + 135], 8) // _BLOCK) * _BLOCK
    return tar[:at]


def _header(name: bytes, size: int, type_flag: bytes = b"0") -> bytes:
    fields = (name, b"0000644\0", b"0000000\0", b"0000000\0", b"%011o\0" % size, b"00000000000\0", b" " * 8, type_flag)
    block = struct.pack("100s8s8s8s12s12s8ss", *fields) + bytes(100) + b"ustar\x0000"
    block = block.ljust(_BLOCK, b"\0")
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _member(name: bytes, content: bytes, type_flag: bytes = b"0") -> bytes:
    return _header(name, len(content), type_flag) + content.ljust(-(-len(content) // _BLOCK) * _BLOCK, b"\0")


def _after_one_zero_block(tar: bytes) -> bytes:
    return _members(tar) + bytes(_BLOCK) + _member(_SMUGGLED, b"run()") + _END


def _after_the_end(tar: bytes) -> bytes:
    return _members(tar) + _END + b"whatever was left in the buffer".ljust(_BLOCK, b"\0")


def _two_names(tar: bytes) -> bytes:
    pax = _member(b"PaxHeader", b"28 path=package/README.html\n", b"x")
    gnu = _member(b"././@LongLink", _SMUGGLED + b"\0", b"L")
    return _members(tar) + pax + gnu + _member(b"package/README.txt", b"read me") + _END


def _sparse(tar: bytes) -> bytes:
    return _members(tar) + _member(b"package/holes.bin", b"data", b"S") + _END


def _crowd(tar: bytes) -> bytes:
    return _members(tar) + b"".join(_header(b"package/data/%d" % number, 0) for number in range(20_001)) + _END


def _wrong_crc(packed: bytes) -> bytes:
    return packed[:-8] + bytes(byte ^ 0xFF for byte in packed[-8:-4]) + packed[-4:]


def _two_gzip_members(packed: bytes) -> bytes:
    tar = gzip.decompress(packed)
    return gzip.compress(tar[:_BLOCK], mtime=0) + gzip.compress(tar[_BLOCK:], mtime=0)


def _central(packed: bytes) -> tuple[int, list[int]]:
    """Return where the end record is and where each record of the central directory is."""
    end = packed.rindex(b"PK\x05\x06")
    at, found = struct.unpack_from("<L", packed, end + 16)[0], []
    while packed[at : at + 4] == b"PK\x01\x02":
        found.append(at)
        at += 46 + sum(struct.unpack_from("<3H", packed, at + 28))
    return end, found


def _behind_bytes(packed: bytes) -> bytes:
    """Put bytes before a zip and correct every offset in it, as tools for self-extracting archives do."""
    prefix = b"#!/bin/sh\nexit 0\n"
    end, records = _central(packed)
    changed = bytearray(packed)
    for at in (*(record + 42 for record in records), end + 16):
        struct.pack_into("<L", changed, at, struct.unpack_from("<L", packed, at)[0] + len(prefix))
    return prefix + bytes(changed)


def _stored(packed: bytes) -> bytes:
    if packed.startswith(b"PK"):
        source, paper = zipfile.ZipFile(io.BytesIO(packed)), io.BytesIO()
        with zipfile.ZipFile(paper, "w") as archive:
            for info in source.infolist():
                archive.writestr(zipfile.ZipInfo(info.filename, info.date_time), source.read(info))
        return paper.getvalue()
    return gzip.compress(gzip.decompress(packed), 0, mtime=0)


def _wrapped(packed: bytes) -> bytes:
    manifest = b'{"name":"outer","version":"1.0.0"}'
    tar = _member(b"package/package.json", manifest) + _member(b"package/inner.tgz", packed) + _END
    return gzip.compress(tar, mtime=0)


def _local_name_differs(packed: bytes) -> bytes:
    _, records = _central(packed)
    local = struct.unpack_from("<L", packed, records[-1] + 42)[0]
    return packed[: local + 30] + b"_" + packed[local + 31 :]


def _unlisted(packed: bytes) -> bytes:
    end, records = _central(packed)
    last = records[-1]
    count, size = len(records) - 1, last - records[0]
    end_record = bytearray(packed[end:])
    struct.pack_into("<HHL", end_record, 8, count, count, size)
    return packed[:last] + bytes(end_record)


def _encrypted(packed: bytes) -> bytes:
    _, records = _central(packed)
    changed = bytearray(packed)
    changed[records[-1] + 8] |= 1
    changed[struct.unpack_from("<L", packed, records[-1] + 42)[0] + 6] |= 1
    return bytes(changed)


def _commented(packed: bytes) -> bytes:
    comment = b"built on a Friday"
    return packed[:-2] + struct.pack("<H", len(comment)) + comment


FAULTS: Mapping[str, Fault] = {
    "member-after-one-zero-block": Fault(
        does="another member follows a single block of zeros", apply=_in_tar(_after_one_zero_block)
    ),
    "bytes-after-end": Fault(does="more bytes follow the tar's end marker", apply=_in_tar(_after_the_end)),
    "two-names-for-one-member": Fault(
        does="a member follows whose PAX header and GNU header give it different names", apply=_in_tar(_two_names)
    ),
    "sparse-member": Fault(does="a member with holes follows", apply=_in_tar(_sparse)),
    "no-end-marker": Fault(does="the tar's end marker is cut off", apply=_in_tar(_members)),
    "twenty-thousand-members": Fault(does="20,001 empty files follow", apply=_in_tar(_crowd)),
    "wrong-gzip-checksum": Fault(does="the gzip checksum is changed", apply=_wrong_crc),
    "two-gzip-members": Fault(does="the tar is compressed in two pieces", apply=_two_gzip_members),
    "cut-short": Fault(
        does="the last third of the file is cut off", apply=lambda packed: packed[: len(packed) * 2 // 3]
    ),
    "not-compressed": Fault(does="the gzip compression is taken off, and the name kept", apply=gzip.decompress),
    "stored": Fault(does="it is packed without compression", apply=_stored),
    "emptied": Fault(does="every member is taken out", apply=_in_tar(lambda _: _END)),
    "zip-after-bytes": Fault(does="a shell script is put before the zip", apply=_behind_bytes),
    "wrapped": Fault(does="all of that becomes `package/inner.tgz` of another package", apply=_wrapped),
    "local-name-differs": Fault(
        does="the last member's own header gets another name than the zip's directory has", apply=_local_name_differs
    ),
    "member-missing-from-directory": Fault(does="the last member is taken out of the zip's directory", apply=_unlisted),
    "encrypted-member": Fault(does="the last member is marked as encrypted", apply=_encrypted),
    "zip-comment": Fault(does="the zip gets a comment", apply=_commented),
}
