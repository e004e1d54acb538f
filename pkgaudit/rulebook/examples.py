"""A rule's example, packed: the same bytes every time."""

from __future__ import annotations

import io
import stat
import tarfile  # noqa: TID251 -- writes an archive; nothing is read with it
import zipfile  # noqa: TID251 -- as above
from collections.abc import Iterator
from gzip import compress  # noqa: TID251 -- as above

from msgspec.structs import replace

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.rule import Example, ExampleEntry
from pkgaudit.model.ship_list import Origin, ShipList
from pkgaudit.rulebook.faults import FAULTS

_EPOCH = (1980, 1, 1, 0, 0, 0)
_TAR_TYPES = {
    "file": tarfile.REGTYPE,
    "directory": tarfile.DIRTYPE,
    "symlink": tarfile.SYMTYPE,
    "hardlink": tarfile.LNKTYPE,
    "special": tarfile.FIFOTYPE,
}
_ZIP_MODES = {
    "file": stat.S_IFREG | 0o644,
    "directory": stat.S_IFDIR | 0o755,
    "symlink": stat.S_IFLNK | 0o777,
    "special": stat.S_IFIFO | 0o644,
}


def build_example(example: Example) -> bytes:
    """Return the example as an npm tarball, a wheel, an sdist or a VS Code extension, damaged if it says so.

    Raises:
        ValueError: It asks for what its kind of archive cannot hold.
    """
    entries = list(_entries(example))
    if _is_zip(example):
        entries = [_recorded(entry, entries) for entry in entries]
    packed = _zip(entries) if _is_zip(example) else _tar_gz(entries)
    return FAULTS[example.fault].apply(packed) if example.fault else packed


def example_file_name(example: Example) -> str:
    """Return the file name that an artifact of the example's kind would have."""
    paths = [entry.path for entry in _entries(example)]
    if any(path.endswith(".dist-info/METADATA") for path in paths):
        return "example-1.0.0-py3-none-any.whl"
    if "extension.vsixmanifest" in paths:
        return "example-1.0.0.vsix"
    return "example-1.0.0.tar.gz" if any(_is_pkg_info(path) for path in paths) else "example-1.0.0.tgz"


def example_project(example: Example) -> tuple[Origin, ShipList] | None:
    """Return the project that an example was packed from and what is odd about it, None for an artifact alone."""
    if not example.packer:
        return None
    ecosystem = Ecosystem.NPM if example_file_name(example).endswith(".tgz") else Ecosystem.PYPI
    origin = Origin(project=".", root="", folder=".", ecosystem=ecosystem, packer=example.packer)
    return origin, ShipList(problems=example.problems)


def _entries(example: Example) -> Iterator[ExampleEntry]:
    for path, text in example.members.items():
        yield ExampleEntry(path=path, text=text)
    yield from example.entries


def _is_pkg_info(path: str) -> bool:
    return path.endswith("/PKG-INFO") and path.count("/") == 1


def _is_zip(example: Example) -> bool:
    return example_file_name(example).endswith((".whl", ".vsix"))


def _recorded(entry: ExampleEntry, entries: list[ExampleEntry]) -> ExampleEntry:
    """Return a RECORD that is given as empty with the rows that its wheel needs, and any other entry as it is."""
    if entry.text or not entry.path.endswith(".dist-info/RECORD"):
        return entry
    import hashlib  # noqa: PLC0415 -- wheels only
    from base64 import urlsafe_b64encode  # noqa: PLC0415 -- as above

    rows = []
    for other in entries:
        if other.kind == "file" and other.path != entry.path:
            content = _content(other)
            digest = urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.append(f"{other.path},sha256={digest},{len(content)}\n")
    return replace(entry, text="".join((*rows, f"{entry.path},,\n")))


def _content(entry: ExampleEntry) -> bytes:
    text = entry.text.encode()
    return text.ljust(entry.size, b" " if text else b"\0")


def _tar_gz(entries: list[ExampleEntry]) -> bytes:
    paper = io.BytesIO()
    with tarfile.open(fileobj=paper, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for entry in entries:
            info = tarfile.TarInfo(entry.path)
            info.type = _TAR_TYPES[entry.kind]
            info.mode = 0o755 if entry.kind == "directory" else 0o644
            info.linkname = entry.link
            content = _content(entry) if entry.kind == "file" else b""
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return compress(paper.getvalue(), 1, mtime=0)


def _zip(entries: list[ExampleEntry]) -> bytes:
    paper = io.BytesIO()
    with zipfile.ZipFile(paper, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for entry in entries:
            if entry.kind not in _ZIP_MODES:
                raise ValueError(f"{entry.path}: a zip holds no {entry.kind}; use a tarball for this example")
            # ZipInfo rewrites the name it is given; what an example spells must arrive as it is.
            info = zipfile.ZipInfo("name", _EPOCH)
            info.filename = entry.path
            info.create_system = 3
            info.external_attr = _ZIP_MODES[entry.kind] << 16
            info.compress_type = zipfile.ZIP_DEFLATED if entry.kind == "file" else zipfile.ZIP_STORED
            content = entry.link.encode() if entry.kind == "symlink" else _content(entry)
            _write(archive, info, content)
    return paper.getvalue()


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> None:
    import warnings  # noqa: PLC0415 -- rarely needed

    with warnings.catch_warnings():
        # zipfile warns of duplicate names, which some examples are about.
        warnings.simplefilter("ignore", UserWarning)
        archive.writestr(info, content)
