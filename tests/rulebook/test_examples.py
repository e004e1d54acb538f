"""Examples are packed as what they are, the same bytes every time, and faults damage what they say."""

from __future__ import annotations

import io
import tarfile
import zipfile

import pytest

from pkgaudit.model.rule import Example, ExampleEntry
from pkgaudit.rulebook.examples import build_example, example_file_name
from pkgaudit.rulebook.faults import FAULTS
from pkgaudit.rulebook.load import load_rulebook

WHEEL = {"x-1.dist-info/METADATA": "Name: x"}
EVERY = [example for rule in load_rulebook().rules.values() for example in rule.examples]


def example(*entries: ExampleEntry, members: dict[str, str] | None = None, fault: str = "") -> Example:
    return Example(name="one", flags=(), members=members or {}, entries=entries, fault=fault)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"package/package.json": "{}"}, "example-1.0.0.tgz"),
        ({"x-1/PKG-INFO": ""}, "example-1.0.0.tar.gz"),
        ({"x-1/docs/PKG-INFO": ""}, "example-1.0.0.tgz"),
        (WHEEL, "example-1.0.0-py3-none-any.whl"),
        ({"extension.vsixmanifest": ""}, "example-1.0.0.vsix"),
    ],
)
def test_the_kind_of_an_example_shows_in_its_paths(members: dict[str, str], expected: str) -> None:
    packed = build_example(example(members=members))

    assert expected == example_file_name(example(members=members))
    assert packed.startswith(b"PK" if expected.endswith((".whl", ".vsix")) else b"\x1f\x8b")


def test_a_tarball_holds_every_entry_in_order() -> None:
    packed = build_example(
        example(
            ExampleEntry(path="package/a", text="x", size=3),
            ExampleEntry(path="package/a", size=2),
            ExampleEntry(path="package/d", kind="directory"),
            ExampleEntry(path="package/s", kind="symlink", link="a"),
            ExampleEntry(path="package/h", kind="hardlink", link="package/a"),
            ExampleEntry(path="package/f", kind="special"),
            members={"package/package.json": "{}"},
        )
    )
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        members = archive.getmembers()
        contents = [archive.extractfile(each) for each in members[:3]]

        assert ["package.json", "a", "a", "d", "s", "h", "f"] == [
            each.name.removeprefix("package/") for each in members
        ]
        assert [b"{}", b"x  ", b"\0\0"] == [each.read() for each in contents if each is not None]
        assert ["a", "package/a"] == [each.linkname for each in members[4:6]]
        assert members[6].isfifo()


def test_a_zip_spells_names_as_the_example_does() -> None:
    entries = (
        ExampleEntry(path="a\\b", text="x"),
        ExampleEntry(path="a\\b", text="y"),
        ExampleEntry(path="d/", kind="directory"),
        ExampleEntry(path="s", kind="symlink", link="d"),
    )
    with zipfile.ZipFile(io.BytesIO(build_example(example(*entries, members=WHEEL)))) as archive:
        assert [*WHEEL, "a\\b", "a\\b", "d/", "s"] == archive.namelist()
        assert b"d" == archive.read("s")


def test_a_zip_that_cannot_hold_an_entry_is_refused() -> None:
    with pytest.raises(ValueError, match="h: a zip holds no hardlink"):
        build_example(example(ExampleEntry(path="h", kind="hardlink", link="a"), members=WHEEL))


@pytest.mark.parametrize("one", EVERY, ids=lambda one: one.name)
def test_an_example_is_the_same_bytes_every_time(one: Example) -> None:
    assert build_example(one) == build_example(one)


def test_no_example_is_large() -> None:
    sizes = [sum(entry.size for entry in each.entries) for each in EVERY]

    assert len(EVERY) > 100
    assert max(sizes) < 2_000_000


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_changes_the_bytes_and_says_what_it_does(name: str) -> None:
    members = (
        WHEEL
        if ("zip" in name and "gzip" not in name)
        or name in {"encrypted-member", "local-name-differs", "member-missing-from-directory"}
        else {}
    )
    members = {**members, "package/index.js": "let a"}

    assert build_example(example(members=members)) != build_example(example(members=members, fault=name))
    assert not FAULTS[name].does.endswith(".")
