"""Sources written out: inside the folder, under harmless names, never over something else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.sourcemaps.extract import ExtractError, extract
from pkgaudit.sourcemaps.safe_names import clash_key, numbered, safe_parts


def _tree(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8", "surrogateescape")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("../src/a.ts", ("src", "a.ts")),
        ("../../../../etc/passwd", ("etc", "passwd")),
        ("/etc/passwd", ("etc", "passwd")),
        ("..\\..\\a.ts", ("a.ts",)),
        ("C:\\Users\\jane\\a.ts", ("C_", "Users", "jane", "a.ts")),
        ("\\\\server\\share\\a", ("server", "share", "a")),
        ("file:///home/jane/a.ts", ("file", "home", "jane", "a.ts")),
        ("webpack://app/./src/a.ts?12", ("webpack", "app", "src", "a.ts_12")),
        ("a/./b//c/../d.ts", ("a", "b", "c", "d.ts")),
        ("CON", ("_CON",)),
        ("a/nul.txt", ("a", "_nul.txt")),
        ("com1", ("_com1",)),
        ("LPT\u00b2.log", ("_LPT\u00b2.log",)),
        ("console.ts", ("console.ts",)),
        ("a. ", ("a_",)),
        ("...", ("___",)),
        ("....ts", ("....ts",)),
        (" ", ("_",)),
        ("", ("unnamed",)),
        ("..", ("unnamed",)),
        ("/", ("unnamed",)),
        ("a\0b", ("a_b",)),
        ("a\x1b[31mb\nc", ("a_[31mb_c",)),
        ("a\u202egnp.ts", ("a_gnp.ts",)),
        ("a\u200bb", ("a_b",)),
        ("a\ud800b", ("a_b",)),
        ('<a>:"|?*', ("_a______",)),
        ("a:stream", ("a_stream",)),
        (".gitattributes", (".gitattributes",)),
    ],
)
def test_a_hostile_name_becomes_a_harmless_path(name: str, parts: tuple[str, ...]) -> None:
    assert parts == safe_parts(name)


@given(st.text())
def test_any_name_becomes_parts_that_stay_inside(name: str) -> None:
    parts = safe_parts(name)

    assert 1 <= len(parts) <= 24
    assert all(0 < len(part.encode()) <= 101 for part in parts)
    assert not {".", "..", ""} & set(parts)
    assert not any(set(part) & set('<>:"|?*\\/\0') or part[-1] in ". " for part in parts)
    assert parts == safe_parts("/".join(parts))


def test_overlong_names_are_cut_and_stay_apart(tmp_path: Path) -> None:
    names = ["\u00e9" * 3000 + "a", "\u00e9" * 3000 + "b", "/".join("d" * 90 for _ in range(500))]

    done = extract([(name, name[-1]) for name in names], tmp_path)

    assert (3, 0, ()) == (done.written, done.unchanged, done.refused)


def test_sources_are_written_once_and_clashes_get_a_number(tmp_path: Path) -> None:
    sources = [
        ("../src/a.ts", "1"),
        ("src/a.ts", "2"),
        ("SRC/A.ts", "3"),
        ("src/a.ts", "1"),
        ("src", "a file where a folder is"),
        ("src/a.ts/b.ts", "a folder where a file is"),
        ("caf\u00e9", "4"),
        ("cafe\u0301", "5"),
        (".x", "6"),
        ("/.x", "7"),
    ]

    done = extract(sources, tmp_path / "new" / "out")

    assert (9, 0, ()) == (done.written, done.unchanged, done.refused)
    assert {
        "src/a.ts": "1",
        "src/a~2.ts": "2",
        "SRC/A~3.ts": "3",
        "src~2": "a file where a folder is",
        "src/a~4.ts/b.ts": "a folder where a file is",
        "caf\u00e9": "4",
        "cafe\u0301~2": "5",
        ".x": "6",
        ".x~2": "7",
    } == _tree(tmp_path / "new" / "out")


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    sources = [("a/b.ts", "one\r\n\ud83d"), ("c.ts", "")]
    extract(sources, tmp_path)

    done = extract(sources, tmp_path)

    assert (0, 2, ()) == (done.written, done.unchanged, done.refused)


def test_an_existing_file_with_other_content_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.ts").write_text("mine")
    (tmp_path / "b.ts").mkdir()

    done = extract([("a.ts", "theirs"), ("b.ts", "theirs"), ("c.ts", "theirs")], tmp_path)

    assert {"a.ts": "mine", "c.ts": "theirs"} == _tree(tmp_path)
    assert ["a.ts", "b.ts"] == [refused.split(":")[0] for refused in done.refused]


def test_links_in_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "linked").symlink_to(outside)
    (folder / "file.ts").symlink_to(outside / "file.ts")
    (folder / "dangling.ts").symlink_to(outside / "nothing")
    os.mkfifo(folder / "pipe.ts")

    done = extract([(name, "x") for name in ("linked/a.ts", "file.ts", "dangling.ts", "pipe.ts")], folder)

    assert 0 == done.written
    assert 4 == len(done.refused)
    assert [] == list(outside.iterdir())


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_folder_that_cannot_be_is_an_error(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(ExtractError, match="folder that can be written"):
        extract([("a", "x")], tmp_path / name)


def test_many_equal_names_stay_linear(tmp_path: Path) -> None:
    done = extract(((f"a{'/' * number}.ts", str(number)) for number in range(1, 400)), tmp_path)

    assert 399 == done.written


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.text(alphabet="aA./\\:~2\0", max_size=8), st.sampled_from(["x", "y"])), max_size=12))
def test_any_names_stay_inside_the_folder(
    tmp_path_factory: pytest.TempPathFactory, sources: list[tuple[str, str]]
) -> None:
    root = tmp_path_factory.mktemp("any")
    (root / "sentinel").write_text("s")

    done = extract(sources, root / "in")

    assert () == done.refused
    assert {"in", "sentinel"} >= {path.name for path in root.iterdir()}
    assert done.written == len(_tree(root / "in"))


def test_numbers_stand_before_the_suffix() -> None:
    assert ["a~2.ts", ".x~2", "a~2"] == [numbered(name, 2) for name in ("a.ts", ".x", "a")]
    assert clash_key(("A",)) == clash_key(("a",))
