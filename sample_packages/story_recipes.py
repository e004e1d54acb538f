"""How the members of a story are made that are no plain text files: maps, archives in archives, binaries."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

from sample_packages.make_leaked_cli import gzipped
from sample_packages.plausible_code import vlq
from sample_packages.seeded import numbers

Archiver = Callable[[str, Mapping[str, bytes]], bytes]


class StoryError(ValueError):
    """A story that says something no recipe knows."""


def text(facts: Mapping[str, object], key: str) -> str:
    """Return a text of a story; it must be there."""
    value = facts.get(key)
    if not isinstance(value, str):
        raise StoryError(f"{key} must be a text, not {value!r}")
    return value


def table(facts: Mapping[str, object], key: str) -> dict[str, object]:
    """Return a table of a story, empty when it is not there."""
    value = facts.get(key, {})
    if not isinstance(value, dict):
        raise StoryError(f"{key} must be a table, not {value!r}")
    return value


def tables(facts: Mapping[str, object], key: str) -> list[dict[str, object]]:
    """Return an array of tables of a story, empty when it is not there."""
    value = facts.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise StoryError(f"{key} must be an array of tables, not {value!r}")
    return value


class Recipes:
    """Makes the generated members of one story.

    Args:
        folder: The story's.
        archiver: Packs members into a nested archive.
    """

    def __init__(self, folder: Path, archiver: Archiver) -> None:
        self._folder = folder
        self._archiver = archiver

    def make(self, entry: Mapping[str, object]) -> bytes:
        """Return the content of one ``[[entries]]`` table."""
        content = self._start(entry)
        if "inline" in entry:
            content += _inline_comment(text(entry, "inline"), self._map(table(entry, "map")))
        if "inside" in entry:
            content = _inside(text(entry, "inside"), content)
        steps = entry.get("then", [])
        if not isinstance(steps, list):
            raise StoryError(f"then must be a list of steps, not {steps!r}")
        for step in steps:
            if step not in _STEPS:
                raise StoryError(f"then knows {', '.join(sorted(_STEPS))}; not {step!r}")
            content = _STEPS[str(step)](content)
        return content

    def _start(self, entry: Mapping[str, object]) -> bytes:
        if "from" in entry:
            return self._part(text(entry, "from"))
        if "archive" in entry:
            inner = {text(item, "path"): self.make(item) for item in tables(entry, "entries")}
            return self._archiver(text(entry, "archive"), inner)
        if "eval" in entry:
            return self._eval_bundle(table(entry, "eval"))
        if "wasm" in entry:
            return _wasm(text(entry, "wasm"))
        if "noise" in entry:
            return _noise(int(str(entry["noise"])))
        return self._map(table(entry, "map"))

    def _part(self, name: str) -> bytes:
        return (self._folder / name).read_bytes()

    def _sources(self, facts: Mapping[str, object]) -> list[tuple[str, str | None]]:
        return [
            (name, self._part(str(part)).decode() if part else None) for name, part in table(facts, "sources").items()
        ]

    def _map(self, facts: Mapping[str, object]) -> bytes:
        sources = self._sources(facts)
        if not sources and "indexed" not in facts:
            raise StoryError("map needs sources")
        if facts.get("indexed"):
            starts = [sum(_height(content) for _, content in sources[:index]) for index in range(len(sources))]
            sections = [
                {"offset": {"line": start, "column": 0}, "map": _plain_map({}, [source])}
                for start, source in zip(starts, sources, strict=True)
            ]
            return _dumps({"version": 3, "file": facts.get("file", ""), "sections": sections})
        return _dumps(_plain_map(facts, sources))

    def _eval_bundle(self, facts: Mapping[str, object]) -> bytes:
        """Return a development bundle as webpack's ``eval-source-map`` writes it: each module a string with its map."""
        modules = []
        for name, content in self._sources(facts):
            comment = _inline_comment("js", _dumps(_plain_map({}, [(name, content)]))).decode()
            code = f"module.exports = {json.dumps(name)};{comment.rstrip()}\n//# sourceURL=webpack-internal:///{name}\n"
            modules.append(f"{json.dumps(name)}: (module) => {{\n  eval({json.dumps(code)})\n}}")
        return ("var modules = {\n" + ",\n".join(modules) + "\n};\n").encode()


def _plain_map(facts: Mapping[str, object], sources: Sequence[tuple[str, str | None]]) -> dict[str, object]:
    made: dict[str, object] = {"version": 3}
    if "file" in facts:
        made["file"] = facts["file"]
    if "source_root" in facts:
        made["sourceRoot"] = facts["source_root"]
    made["sources"] = [name for name, _ in sources]
    if facts.get("contents", True):
        empty = "" if facts.get("empty") else None
        made["sourcesContent"] = [empty if content is None else content for _, content in sources]
    made["mappings"] = _mappings([_height(content) for _, content in sources])
    if "debug_id" in facts:
        made["debugId"] = facts["debug_id"]
    made["names"] = []
    return made


def _height(content: str | None) -> int:
    return max((content or "").count("\n"), 1)


def _mappings(heights: Sequence[int]) -> str:
    """Map each generated line to the same line of the sources written one after the other."""
    lines = []
    for index, height in enumerate(heights):
        back = 1 - heights[index - 1] if index else 0
        lines.append(f"A{'C' if index else 'A'}{vlq(back)}A")
        lines += ["AACA"] * (height - 1)
    return ";".join(lines)


def _dumps(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _inline_comment(style: str, content: bytes) -> bytes:
    encoded = base64.b64encode(content).decode()
    if style == "js":
        return f"\n//# sourceMappingURL=data:application/json;charset=utf-8;base64,{encoded}\n".encode()
    if style == "css":
        return f"\n/*# sourceMappingURL=data:application/json;base64,{encoded} */\n".encode()
    if style == "percent":
        return f"\n//# sourceMappingURL=data:application/json,{quote(content)}\n".encode()
    if style == "html":
        return f"\n<script>start()\n//# sourceMappingURL=data:application/json;base64,{encoded}\n</script>\n".encode()
    raise StoryError(f"inline knows js, css, percent and html; not {style!r}")


def _inside(kind: str, content: bytes) -> bytes:
    """Return ``content`` in the middle of something that looks like a compiled program."""
    if kind != "executable":
        raise StoryError(f"inside knows executable; not {kind!r}")
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x02\0\x3e\0\x01\0\0\0"
    return head + _noise(20_000) + b"\0/entry/main.js.map\0" + content + b"\0\0" + _noise(20_000)


def _noise(length: int) -> bytes:
    drawn = numbers("noise")
    return bytes(next(drawn) & 0xFF for _ in range(length))


def _wasm(url: str) -> bytes:
    """Return an empty WebAssembly module whose custom section says where its map is."""
    name = b"sourceMappingURL"
    body = bytes([len(name)]) + name + bytes([len(url)]) + url.encode()
    return b"\0asm\x01\0\0\0" + b"\0" + bytes([len(body)]) + body


def _brotli(content: bytes) -> bytes:
    import brotli  # noqa: PLC0415 -- few stories need it

    return bytes(brotli.compress(content))


def _zstd(content: bytes) -> bytes:
    import zstandard  # noqa: PLC0415 -- few stories need it

    return zstandard.ZstdCompressor().compress(content)


_STEPS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzipped,
    "brotli": _brotli,
    "zstd": _zstd,
    "utf-16": lambda content: content.decode().encode("utf-16"),
    "prefix": lambda content: b")]}'\n" + content,
    "truncate": lambda content: content[: len(content) * 4 // 5],
}
