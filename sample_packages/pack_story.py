"""Pack a story into the artifact it tells of.

Run it as ``python sample_packages/pack_story.py npm/inline-map --out build/``. What a story may say is explained in
``sample_packages/README.md``. The same story gives the same archive (gzip's own output may differ in size between
versions of zlib).
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import io
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sample_packages.make_leaked_cli import gzipped
from sample_packages.story_recipes import Recipes, StoryError, tables, text

HERE = Path(__file__).resolve().parent
_PACKED_AT = 499162500  # the time that npm's packer gives every entry
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_ZIPPED = frozenset({"wheel", "zip-sdist", "vsix"})


def read_story(folder: Path) -> Mapping[str, object]:
    """Return the story's facts."""
    with (folder / "story.toml").open("rb") as opened:
        return tomllib.load(opened)


def pack(folder: Path, out: Path) -> Path:
    """Write the story's artifact into ``out`` and return its path.

    Raises:
        StoryError: The story says something that no recipe knows.
    """
    story = read_story(folder)
    form = text(story, "format")
    members = _members(folder, story)
    if form == "wheel":
        members |= _record(members)
    content = _zip(members) if form in _ZIPPED else gzipped(_tar(members))
    if "append" in story:
        content += (folder / text(story, "append")).read_bytes()
    out.mkdir(parents=True, exist_ok=True)
    packed = out / text(story, "file")
    packed.write_bytes(content)
    return packed


def _members(folder: Path, story: Mapping[str, object]) -> dict[str, bytes]:
    files = folder / "files"
    members = {path.relative_to(files).as_posix(): path.read_bytes() for path in files.rglob("*") if path.is_file()}
    recipes = Recipes(folder, nested)
    for entry in tables(story, "entries"):
        path = text(entry, "path")
        if path in members:
            raise StoryError(f"{folder / 'story.toml'}: {path} is there twice: name it once")
        members[path] = recipes.make(entry)
    return dict(sorted(members.items()))


def nested(kind: str, members: Mapping[str, bytes]) -> bytes:
    """Return an archive to put inside another one: ``zip``, ``tar`` or ``tgz``."""
    if kind == "zip":
        return _zip(members)
    return gzipped(_tar(members)) if kind == "tgz" else _tar(members)


def _tar(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, content in members.items():
            entry = tarfile.TarInfo(path)
            entry.size = len(content)
            entry.mtime = _PACKED_AT
            entry.mode = 0o644
            archive.addfile(entry, io.BytesIO(content))
    return packed.getvalue()


def _zip(members: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            entry = zipfile.ZipInfo(path, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3
            archive.writestr(entry, content)
    return packed.getvalue()


def _record(members: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a wheel's RECORD, unless the story brings its own."""
    info = next(path.partition("/")[0] for path in members if ".dist-info/" in path)
    record = f"{info}/RECORD"
    if record in members:
        return {}
    rows = [f"{path},sha256={_digest(content)},{len(content)}" for path, content in members.items()]
    return {record: "\n".join([*rows, f"{record},,", ""]).encode()}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def main() -> None:
    """Pack the stories named on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("story", nargs="+", help="like npm/inline-map")
    parser.add_argument("--out", type=Path, required=True, help="folder to write into; made when it is not there")
    options = parser.parse_args()
    for name in options.story:
        folder = HERE / str(name)
        if not (folder / "story.toml").is_file():
            parser.error(f"there is no story {name}: name a folder of sample_packages/npm or sample_packages/pypi")
        print(pack(folder, options.out))


if __name__ == "__main__":
    main()
