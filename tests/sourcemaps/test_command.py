"""The command ``sourcemap``: what it shows, writes, and ends with."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Literal

import brotli
import pytest
import typer
import zstandard
from typer.testing import CliRunner

from pkgaudit.cli.sourcemap import sourcemap
from pkgaudit.model.limits import Limits
from tests.sourcemaps.survey import source_map

app = typer.Typer()
app.command()(sourcemap)


def _zstd(content: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(content)


def _run(*arguments: str | Path) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=False)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def leak(tmp_path: Path) -> Path:
    file = tmp_path / "cli.js.map"
    text = source_map(
        file="cli.js",
        debugId="AB12",
        sourceRoot="https://src.example/",
        sources=["src/a.ts", "/home/jane/b.ts", "webpack:///./node_modules/x/i.js", "gone.ts"],
        sourcesContent=["one\ntwo\n", "three", "\u00e9", None],
    )
    file.write_text(text, "utf-8")
    return file


def test_everything_about_a_map_is_shown(leak: Path) -> None:
    code, shown, _ = _run(leak)

    assert 0 == code
    for part in (
        "source map (file)",
        "4 sources named, 3 embedded",
        "15 B and 4 lines of source text (1 of third parties)",
        "file: cli.js",
        "debugId: ab12",
        "sourceRoot: https://src.example/",
        "top folders:",
        "largest sources:",
        "1 source with a path of somebody's machine:",
        "/home/jane/b.ts",
    ):
        assert part in shown


def test_sections_inline_maps_and_references_are_shown(tmp_path: Path) -> None:
    index = tmp_path / "i.map"
    index.write_text('{"version":3,"sections":[{"offset":{},"url":"part.map"}]}')
    script = tmp_path / "a.js"
    script.write_text(f"x = {source_map()};\n//# sourceMappingURL=a.js.map")

    assert "section at: part.map" in _run(index)[1]
    assert "indexed source map" in _run(index)[1]
    assert f"{script}:1: source map (object)" in _run(script)[1]
    assert f"{script}:2: refers to a.js.map (relative)" in _run(script)[1]


def test_json_says_the_same(leak: Path, tmp_path: Path) -> None:
    code, shown, _ = _run(leak, "--format", "json", "--extract", tmp_path / "out")
    answer = json.loads(shown)

    assert 0 == code
    assert ("pkgaudit-sourcemap", 1) == (answer["format"], answer["version"])
    assert [(4, 3, 15, 4, 1)] == [
        tuple(one[key] for key in ("sources", "embedded", "embedded_bytes", "embedded_lines", "third_party"))
        for one in answer["maps"]
    ]
    assert {"written": 3, "unchanged": 0, "refused": []} == answer["extracted"]


def test_sources_are_written_where_asked(leak: Path, tmp_path: Path) -> None:
    code, shown, _ = _run(leak, "--extract", tmp_path / "out")

    assert 0 == code
    assert f"wrote 3 files to {tmp_path / 'out'}, 0 unchanged" in shown
    assert "one\ntwo\n" == (tmp_path / "out" / "https" / "src.example" / "src" / "a.ts").read_text()


def test_a_file_that_would_be_overwritten_makes_it_incomplete(leak: Path, tmp_path: Path) -> None:
    existing = tmp_path / "out" / "home" / "jane" / "b.ts"
    existing.parent.mkdir(parents=True)
    existing.write_text("mine")

    code, shown, _ = _run(leak, "--extract", tmp_path / "out")

    assert 3 == code
    assert "not written: home/jane/b.ts: exists with other content" in shown
    assert "mine" == existing.read_text()


def test_hostile_text_is_made_visible(tmp_path: Path) -> None:
    file = tmp_path / "a.map"
    file.write_text(source_map(sources=["\u202e\x1b[31m/a.ts"], file="\x07\u200b", debugId="\x9b"))

    code, shown, _ = _run(file)

    assert 0 == code
    assert not {"\u202e", "\x1b", "\x07", "\u200b", "\x9b"} & set(shown)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no source map found"),
        ('{"level":1}', "no source map found"),
        (source_map()[:-9], "a source map that cannot be read: it embeds sources"),
    ],
)
def test_without_a_readable_map_it_is_incomplete(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "a.map"
    file.write_text(text)

    code, shown, _ = _run(file, "--extract", tmp_path / "out")

    assert 3 == code
    assert said in shown
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["missing.map", "."])
def test_a_file_that_cannot_be_read_is_a_usage_error(tmp_path: Path, name: str) -> None:
    code, shown, said = _run(tmp_path / name)

    assert (2, "") == (code, shown)
    assert "name a file that can be read" in said


def test_a_folder_that_cannot_be_made_is_a_usage_error(leak: Path) -> None:
    code, _, said = _run(leak, "--extract", leak / "below")

    assert 2 == code
    assert "name a folder that can be written to" in said


def test_a_file_over_the_limit_is_incomplete(leak: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.model.limits.Limits", lambda: Limits(artifact_bytes=10))

    code, _, said = _run(leak)

    assert 3 == code
    assert "artifact_bytes" in said


_COMPRESSED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "br": brotli.compress, "zst": _zstd}


@pytest.mark.parametrize("suffix", _COMPRESSED)
def test_a_compressed_map_is_decompressed_first(tmp_path: Path, suffix: str) -> None:
    file = tmp_path / f"a.js.map.{suffix}"
    file.write_bytes(_COMPRESSED[suffix](source_map().encode()))
    twice = tmp_path / f"a.js.map.{suffix}.gz"
    twice.write_bytes(gzip.compress(file.read_bytes()))

    assert (0, True) == (_run(file)[0], "1 source named, 1 embedded" in _run(file)[1])
    assert (0, True) == (_run(twice)[0], "1 source named, 1 embedded" in _run(twice)[1])


def test_a_compressed_map_that_breaks_off_is_incomplete_and_shown_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "a.js.gz"
    text = f"a({source_map()});".encode() + "".join(str(hash((1, n))) for n in range(2000)).encode()
    file.write_bytes(gzip.compress(text)[:-2000])

    code, shown, said = _run(file)

    assert (3, True) == (code, "1 source named, 1 embedded" in shown)
    assert "cut short" in said


def _tarball(mode: Literal["w", "w:gz", "w:xz"]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:
        archive.addfile(tarfile.TarInfo("package/a.js"))
    return packed.getvalue()


def _zipped() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.js", source_map())
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.tgz", _tarball("w:gz")),
        ("a.tar", _tarball("w")),
        ("a.tar.xz", _tarball("w:xz")),
        ("a.whl", _zipped()),
        ("a.zip.gz", gzip.compress(_zipped())),
    ],
    ids=["tgz", "tar", "tar.xz", "whl", "zip.gz"],
)
def test_an_archive_is_for_scan(tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    code, shown, said = _run(file)

    assert (2, "") == (code, shown)
    assert f"run `pkgaudit scan {file}`" in said


def test_a_program_with_a_zip_behind_it_is_read_as_the_program(tmp_path: Path) -> None:
    file = tmp_path / "app"
    file.write_bytes(b"MZ\0\0" + source_map().encode() + b"\0" + _zipped())

    code, shown, _ = _run(file)

    assert (0, True) == (code, "source map (binary)" in shown)
