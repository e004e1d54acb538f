"""Make a release that leaks like the one in the news: a bundled command line whose source map went out with it.

Run it as ``python sample_packages/make_leaked_cli.py --out DIR [--small]``. It writes ``DIR/project/``, the project as
its author had it, and ``DIR/dist/<name>-<version>.tgz``, what went to the registry. The tar inside is the same, byte
for byte, on every machine; the gzip around it may differ in size between versions of zlib, so the digest printed is
that of the tar.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import struct
import sys
import tarfile
import zlib
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from sample_packages.plausible_code import Writer, vlq
from sample_packages.seeded import words

NAME = "example-loomwright"
VERSION = "2.4.1"
DEBUG_ID = "5D3A91C07E2B48F6A1C4E0B79F26D815"
_FILE_SIZES = (1, 1, 2, 2, 3, 3, 4, 5, 6, 8, 11, 30)  # drawn from: most files are short, a few are very long
_PACKED_AT = 499162500  # the time that npm's packer gives every entry
_AREAS = words("areas")
_LIBRARIES = tuple(
    f"{first}-{second}-example"
    for first in ("tiny", "fast", "plain", "open", "deep")
    for second in ("args", "glob", "yaml", "queue", "color", "tree", "retry", "stream", "schema", "cache", "diff")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How much to write.

    Attributes:
        sources: Entries of the map.
        lines: Lines of all sources together, reached within one function.
    """

    sources: int
    lines: int


FULL = Scale(sources=1_902, lines=512_000)
SMALL = Scale(sources=19, lines=5_100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What the bundler wrote, and what is in it.

    Attributes:
        code: ``cli.js``.
        source_map: ``cli.js.map``.
        sources: Entries of ``sources``.
        third_party: Those under ``node_modules``.
        lines: Lines of all sources.
        content_bytes: UTF-8 length of all sources.
        own_lines: Lines of the sources that are not third-party.
        own_bytes: UTF-8 length of those.
    """

    code: bytes
    source_map: bytes
    sources: int
    third_party: int
    lines: int
    content_bytes: int
    own_lines: int
    own_bytes: int


def build(scale: Scale) -> Bundle:
    """Write the sources, the bundle and the map between them; key order and missing comment are those of Bun."""
    writer = Writer("leaked-cli")
    weights = [_FILE_SIZES[writer.number(len(_FILE_SIZES))] for _ in range(scale.sources)]
    names: list[str] = []
    contents: list[str] = []
    code = ["#!/usr/bin/env node\n// @example-loomwright/cli " + VERSION + "\n"]
    mappings = [";;"]
    lines = content_bytes = own_lines = own_bytes = 0
    line = 0
    for index in range(scale.sources):
        names.append(_source_name(writer, index))
        wanted = scale.lines * sum(weights[: index + 1]) // sum(weights)
        text = [_header(writer, names[-1])]
        generated: list[str] = []
        segments: list[str] = []
        here = text[0].count("\n")
        while lines + here < wanted or not generated:
            unit = writer.unit()
            start = here + unit.lead
            first = not segments
            segments.append(
                f"{'A' if first else ',C'}{vlq(int(first and index > 0))}{vlq(start - line)}A{unit.mappings}"
            )
            text.append(unit.text)
            generated.append(unit.minified)
            line = here + unit.lines - unit.tail
            here += unit.lines
        whole = "".join(text)
        lines += here
        size = len(whole.encode())
        content_bytes += size
        if "node_modules/" not in names[-1]:
            own_lines += here
            own_bytes += size
        contents.append(json.dumps(whole, ensure_ascii=False))
        code += [*generated, "\n"]
        mappings += [*segments, ";"]
    code.append(f"\n//# debugId={DEBUG_ID}\n")
    source_map = (
        f'{{"version":3,"sources":{_dumps(names)},"sourcesContent":[{",".join(contents)}],'
        f'"mappings":"{"".join(mappings)}","debugId":"{DEBUG_ID}","names":{_dumps(writer.names)}}}'
    )
    return Bundle(
        code="".join(code).encode(),
        source_map=source_map.encode(),
        sources=len(names),
        third_party=sum("node_modules/" in name for name in names),
        lines=lines,
        content_bytes=content_bytes,
        own_lines=own_lines,
        own_bytes=own_bytes,
    )


def project_files(bundle: Bundle) -> dict[str, bytes]:
    """Return the project's files by path; ``files`` in its manifest takes the map along with the bundle."""
    manifest = {
        "name": NAME,
        "version": VERSION,
        "description": "Weaves changes into a repository from the command line",
        "license": "SEE LICENSE IN LICENSE.md",
        "type": "module",
        "bin": {"loomwright": "cli.js"},
        "files": ["cli.*", "LICENSE.md", "README.md"],
        "engines": {"node": ">=20"},
        "scripts": {"build": "bun build src/entrypoints/cli.tsx --target=node --minify --sourcemap=external"},
    }
    return {
        "package.json": (json.dumps(manifest, indent=2) + "\n").encode(),
        "LICENSE.md": b"All rights reserved. Use is subject to the terms agreed with Example Loomwright.\n",
        "README.md": b"# Example Loomwright\n\nInstall it globally and run `loomwright` in a repository.\n",
        "cli.js": bundle.code,
        "cli.js.map": bundle.source_map,
    }


def tarball(files: dict[str, bytes]) -> bytes:
    """Return the tar that goes to the registry: everything under ``package/``, in order of path."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path in sorted(files):
            entry = tarfile.TarInfo(f"package/{path}")
            entry.size = len(files[path])
            entry.mtime = _PACKED_AT
            entry.mode = 0o755 if path == "cli.js" else 0o644
            archive.addfile(entry, io.BytesIO(files[path]))
    return packed.getvalue()


def gzipped(content: bytes, level: int = 4) -> bytes:
    """Return ``content`` as one gzip member without a name or a time."""
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + body + struct.pack("<II", zlib.crc32(content), len(content) & 0xFFFFFFFF)


def main() -> None:
    """Write the project and the tarball, and say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write into; made when it is not there")
    parser.add_argument("--small", action="store_true", help="a hundredth of the size")
    options = parser.parse_args()
    bundle = build(SMALL if options.small else FULL)
    files = project_files(bundle)
    project, dist = options.out / "project", options.out / "dist"
    project.mkdir(parents=True, exist_ok=True)
    dist.mkdir(parents=True, exist_ok=True)
    for path, content in files.items():
        (project / path).write_bytes(content)
    tar = tarball(files)
    packed = gzipped(tar)
    target = dist / f"{NAME}-{VERSION}.tgz"
    target.write_bytes(packed)
    facts = {
        "tarball": target.as_posix(),
        "tar_sha256": hashlib.sha256(tar).hexdigest(),
        "packed_bytes": len(packed),
        "cli_js_bytes": len(bundle.code),
        "map_bytes": len(bundle.source_map),
        "sources": bundle.sources,
        "third_party": bundle.third_party,
        "lines": bundle.lines,
        "content_bytes": bundle.content_bytes,
        "own_lines": bundle.own_lines,
        "own_bytes": bundle.own_bytes,
    }
    print(json.dumps(facts, indent=2))


def _source_name(writer: Writer, index: int) -> str:
    noun = writer.names[(index * 7) % len(writer.names)]
    if index % 8 in {2, 5, 7}:
        library = _LIBRARIES[index % len(_LIBRARIES)]
        return f"../node_modules/{library}/{('dist', 'lib/esm', 'src')[index % 3]}/{noun}{index}.js"
    area = _AREAS[min(writer.number(len(_AREAS)), writer.number(len(_AREAS)))]  # the first ones have the most files
    suffix = "tsx" if area.startswith(("components", "screens", "hooks")) else "ts"
    return f"../src/{area}/{noun[0].upper()}{noun[1:]}{index}.{suffix}"


def _header(writer: Writer, name: str) -> str:
    stem = name.rpartition("/")[2].partition(".")[0]
    imports = [
        f"import {{ {writer.name()}, type {writer.name().title()} }} "
        f"from '../{_AREAS[writer.number(len(_AREAS))]}/{writer.name()}.js'"
        for _ in range(3 + writer.number(8))
    ]
    return "\n".join([f"/** {stem}: {writer.phrase()}. */", *imports, "", ""])


def _dumps(values: list[str]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
