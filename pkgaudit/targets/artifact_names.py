"""Which files are artifacts, by name and by first bytes, and which are only their companions."""

from __future__ import annotations

import os

_MAYBE = (".tar", ".zip")
_SURELY = (".tgz", ".tar.gz", ".whl", ".vsix")
_COMPANIONS = (
    ".asc",
    ".sig",
    ".sigstore",
    ".sigstore.json",
    ".attestation",
    ".publish.attestation",
    ".sha1",
    ".sha256",
    ".sha512",
    ".md5",
    ".sha256sum",
    ".sha512sum",
)
_BESIDE_ANY = frozenset(
    (".gitignore", ".gitkeep", ".ds_store", "checksums.txt", "sha256sums", "sha512sums", "md5sums", "sha256sums.txt")
)
_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_USTAR = slice(257, 262)
_BLOCK = 512
_CHECKSUM = slice(148, 156)


def may_be_artifact(name: str) -> bool:
    """Return whether a file's name ends like an artifact's."""
    return name.lower().endswith((*_MAYBE, *_SURELY))


def is_artifact(path: str) -> bool:
    """Return whether a file named like an artifact is one.

    ``.zip`` and ``.tar`` are used for data as well and must begin like what they are called. A ``.whl`` or ``.tgz``
    that does not is a broken artifact: it counts, so that its reader says so.

    Raises:
        OSError: It cannot be read.
    """
    if path.lower().endswith(_SURELY):
        return True
    # O_NONBLOCK: a FIFO that took the file's place must not stop us. Windows has neither.
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        head = os.read(descriptor, _BLOCK)
    finally:
        os.close(descriptor)
    return head.startswith((_GZIP, *_ZIP)) or head[_USTAR] == b"ustar" or _is_old_tar(head)


def is_companion(name: str, artifacts: frozenset[str]) -> bool:
    """Return whether a file only accompanies artifacts of the same folder: a signature, a checksum, ``.gitignore``.

    Args:
        name: The file's name, without its folder.
        artifacts: Names of the artifacts in its folder.
    """
    if not artifacts:
        return False
    if name.lower() in _BESIDE_ANY:
        return True
    return any(name.lower().endswith(suffix) and name[: -len(suffix)] in artifacts for suffix in _COMPANIONS)


def _is_old_tar(head: bytes) -> bool:
    """Return whether a block is a tar header by its checksum, as before ustar."""
    if len(head) < _BLOCK or not head[0]:
        return False
    digits = head[_CHECKSUM].strip(b" \0")
    if not digits or digits.strip(b"01234567"):
        return False
    return int(digits, 8) == sum(head) - sum(head[_CHECKSUM]) + 8 * ord(" ")
