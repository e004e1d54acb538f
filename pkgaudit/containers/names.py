"""Member names: decoded once, and what is wrong with one or with two of them together."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind, MemberKind

NameProblem = tuple[AnomalyKind, str]

_COMPONENT_BYTES = 255
_ORDINARY = bytes(byte for byte in range(0x20, 0x7F) if byte not in b"\\:")
_NONE: Sequence[NameProblem] = ()
# A longer path is reported as overlong; comparing it with others would cost more than it tells.
_COMPARED_CHARACTERS = 4096
_COMPARED_DEPTH = 128
_LINE_SEPARATORS = ("Zl", "Zp")
_NONCHARACTER_MASK = 0xFFFE
_NONCHARACTERS = range(0xFDD0, 0xFDF0)
_MIN_DRIVE = 2


def decode_name(raw: bytes) -> str:
    r"""Return a name as a path: UTF-8 with U+FFFD for bad bytes, ``/`` between components.

    Doubled slashes, ``.`` components and the slash at the end go, as they do for every program that writes the file;
    a leading slash, ``..`` and ``\`` stay. A name of dots and slashes alone becomes ``.`` (or ``/``).
    """
    path = raw.decode("utf-8", "replace")
    if "/." not in path and "//" not in path and path[:1] != "." and path[-1:] != "/":
        return path
    parts = [part for part in path.split("/") if part not in ("", ".")]
    if path[:1] == "/":
        return "/" + "/".join(parts)
    return "/".join(parts) or "."


def name_anomalies(raw: bytes, path: str, limits: Limits) -> Sequence[NameProblem]:
    """Return what makes one name dangerous, ambiguous or unreadable.

    Args:
        raw: As the archive spells it.
        path: The same after `decode_name`.
        limits: For ``name_bytes`` and ``name_depth``.
    """
    if (
        not raw.translate(None, _ORDINARY)
        and 0 < len(raw) <= _COMPONENT_BYTES
        and b"/." not in raw
        and b"//" not in raw
        and raw[0] not in b"./"
    ):
        return _NONE
    if not raw:
        return ((AnomalyKind.EMPTY_NAME, "the name is empty"),)
    problems = [*_place_problems(raw, path), *_length_problems(raw, limits)]
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        problems.append((AnomalyKind.UNDECODABLE_NAME, f"byte {error.start} of the name is not UTF-8"))
    unprintable = _first_unprintable(path[: limits.name_bytes])
    if unprintable is not None:
        problems.append((AnomalyKind.UNPRINTABLE_NAME, f"the name contains U+{ord(unprintable):04X}"))
    return problems


def _place_problems(raw: bytes, path: str) -> list[NameProblem]:
    problems: list[NameProblem] = []
    slashed = path.replace("\\", "/")
    if slashed[:1] == "/":
        what = "a network path" if slashed[:2] == "//" or raw[:2] == b"//" else "an absolute name"
        problems.append((AnomalyKind.ABSOLUTE_NAME, what))
    elif _has_drive(path):
        problems.append((AnomalyKind.ABSOLUTE_NAME, f"drive {path[:2]}"))
    if ".." in slashed.split("/"):
        problems.append((AnomalyKind.PATH_TRAVERSAL, "the name has a .. component"))
    elif b"." in raw.strip(b"/").split(b"/")[1:]:
        problems.append((AnomalyKind.PATH_TRAVERSAL, "the name has a . component inside"))
    if b"//" in raw.lstrip(b"/"):
        problems.append((AnomalyKind.DOT_PREFIX, "the name has doubled slashes"))
    if raw[:2] == b"./" or raw == b".":
        problems.append((AnomalyKind.DOT_PREFIX, "the name begins with ./"))
    if "\\" in path:
        problems.append((AnomalyKind.BACKSLASH_NAME, "a backslash is a separator on Windows and a character elsewhere"))
    if ":" in path and not (_has_drive(path) and path.count(":") == 1):
        problems.append((AnomalyKind.COLON_NAME, "a colon names a stream of another file on Windows"))
    return problems


def _has_drive(path: str) -> bool:
    return len(path) >= _MIN_DRIVE and path[1] == ":" and path[0].isascii() and path[0].isalpha()


def _length_problems(raw: bytes, limits: Limits) -> list[NameProblem]:
    if len(raw) > limits.name_bytes:
        return [(AnomalyKind.OVERLONG_NAME, f"the name has {len(raw):,} bytes (limit {limits.name_bytes:,})")]
    parts = raw.strip(b"/").split(b"/")
    if len(parts) > limits.name_depth:
        return [(AnomalyKind.OVERLONG_NAME, f"the name has {len(parts):,} components (limit {limits.name_depth:,})")]
    longest = max(map(len, parts))
    if longest > _COMPONENT_BYTES:
        return [
            (AnomalyKind.OVERLONG_NAME, f"a component has {longest:,} bytes (file systems allow {_COMPONENT_BYTES})")
        ]
    return []


def _first_unprintable(path: str) -> str | None:
    if path.isprintable():
        return None
    for character in path:
        category = unicodedata.category(character)
        if category in _LINE_SEPARATORS or (category[0] == "C" and category != "Cn"):
            return character
        # Other unassigned code points may be letters to a newer Unicode than this Python's: saying nothing about
        # them keeps the answer the same on every version.
        point = ord(character)
        if point & _NONCHARACTER_MASK == _NONCHARACTER_MASK or point in _NONCHARACTERS:
            return character
    return None


class _Folder:
    """What was seen in one folder."""

    __slots__ = ("files", "folded", "folders")

    def __init__(self) -> None:
        self.files: set[str] = set()
        self.folders: dict[str, _Folder] = {}
        self.folded: dict[str, str] = {}


class NameLedger:
    """The names of one container so far; says when a new one collides with an earlier one.

    Memory grows with the total length of the names, not with their depth.
    """

    def __init__(self) -> None:
        self._root = _Folder()
        self._long: set[int] = set()
        self._last_path = ""
        self._last_folder = self._root

    def check(self, path: str, kind: MemberKind) -> Sequence[NameProblem]:
        """Enter one member and return its collisions with those before it.

        Args:
            path: After `decode_name`.
            kind: Two directory entries of one name are harmless.
        """
        if len(path) > _COMPARED_CHARACTERS:
            return self._check_long(path)
        parent, _, base = path.rpartition("/")
        problems: list[NameProblem] = []
        if parent == self._last_path:
            folder = self._last_folder
        else:
            if parent.count("/") >= _COMPARED_DEPTH:
                return self._check_long(path)
            folder = self._enter(parent, problems)
            self._last_path = parent
            self._last_folder = folder
        if kind is MemberKind.DIRECTORY:
            if base in folder.files:
                problems.append((AnomalyKind.FILE_UNDER_FILE, "the name is also that of a file"))
            elif base not in folder.folders:
                folder.folders[base] = _Folder()
                _note_clash(folder, parent, base, problems)
            return problems
        if base in folder.files:
            problems.append((AnomalyKind.DUPLICATE_NAME, "the name occurs twice"))
        elif base in folder.folders:
            problems.append((AnomalyKind.FILE_UNDER_FILE, "the name is also that of a folder"))
            folder.files.add(base)
        else:
            folder.files.add(base)
            _note_clash(folder, parent, base, problems)
        return problems

    def _enter(self, path: str, problems: list[NameProblem]) -> _Folder:
        folder = self._root
        walked = ""
        for part in path.split("/") if path else ():
            child = folder.folders.get(part)
            if child is None:
                child = folder.folders[part] = _Folder()
                if part in folder.files:
                    problems.append((AnomalyKind.FILE_UNDER_FILE, f"{_join(walked, part)} is also a file"))
                else:
                    _note_clash(folder, walked, part, problems)
            walked = _join(walked, part)
            folder = child
        return folder

    def _check_long(self, path: str) -> Sequence[NameProblem]:
        key = hash(path)
        if key in self._long:
            return ((AnomalyKind.DUPLICATE_NAME, "the name occurs twice"),)
        self._long.add(key)
        return _NONE


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _note_clash(folder: _Folder, path: str, name: str, problems: list[NameProblem]) -> None:
    """Report another spelling that a file system which folds case or composes accents takes for ``name``."""
    if name.isascii():
        key = name.lower()
    else:
        key = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
    first = folder.folded.setdefault(key, name)
    if first != name:
        problems.append((AnomalyKind.CLASHING_NAME, f"clashes with {_join(path, first)}"))
