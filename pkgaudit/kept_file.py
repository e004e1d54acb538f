"""A file in the user's cache folder: believed only when nobody else can have written it and nothing damaged it."""

from __future__ import annotations

import hashlib
import os
import sys
import time

_MAGIC = b"pkgaudit kept 1\n"
_DIGEST = 32
_LARGEST = 64 * 1024 * 1024


def cache_folder() -> str:
    """Return the folder for what can be made again: ``PKGAUDIT_CACHE_DIR``, else the user's own cache folder."""
    chosen = os.environ.get("PKGAUDIT_CACHE_DIR")
    if chosen:
        return chosen
    base = os.environ.get("LOCALAPPDATA" if sys.platform == "win32" else "XDG_CACHE_HOME", "")
    # The XDG specification says to pass over a relative path.
    if not os.path.isabs(base):  # noqa: PTH117 -- pathlib is not needed before the rules are loaded
        base = os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118 -- as above
    return os.path.join(base, "pkgaudit")  # noqa: PTH118 -- as above


def read_kept(name: str) -> bytes | None:
    """Return what was kept under ``name``, or None when there is nothing that can be believed."""
    content = own_bytes(os.path.join(cache_folder(), name))  # noqa: PTH118 -- as above
    head = len(_MAGIC) + _DIGEST
    if content is None or not content.startswith(_MAGIC):
        return None
    body = content[head:]
    return body if hashlib.sha256(body).digest() == content[len(_MAGIC) : head] else None


def keep(name: str, body: bytes) -> None:
    """Keep ``body`` under ``name``, whole or not at all; where that is not possible, it is made again next time."""
    path = os.path.join(cache_folder(), name)  # noqa: PTH118 -- as above
    temporary = f"{path}.{os.getpid()}.{time.time_ns():x}.tmp"
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120 -- as above
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except OSError:
        return
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(_MAGIC + hashlib.sha256(body).digest() + body)
        os.replace(temporary, path)  # noqa: PTH105 -- as above
    except OSError:
        _remove(temporary)


def own_bytes(path: str) -> bytes | None:
    """Return what is in a file that only this user can have written, or None."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0))
    except OSError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if status.st_size > _LARGEST or (hasattr(os, "geteuid") and status.st_uid != os.geteuid()):
            return None
        if os.name == "posix" and status.st_mode & 0o022:
            return None
        try:
            return file.read()
        except OSError:
            return None


def _remove(path: str) -> None:
    try:
        os.unlink(path)  # noqa: PTH108 -- as above
    except OSError:
        return
