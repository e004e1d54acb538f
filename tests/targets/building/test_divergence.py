from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.targets.building.contents import Contents, FileContent
from pkgaudit.targets.building.divergence import CodeKind, DivergenceKind, DivergentFile, compare

TOP = "demo-1.0/"
MODULE = {"src/demo/__init__.py": "A = 1", "src/demo/core.py": "def f(): ..."}
INSTALLED = {"demo/__init__.py": "A = 1", "demo/core.py": "def f(): ..."}
MANIFESTS = {"demo-1.0.dist-info/METADATA": "m", "demo-1.0.dist-info/RECORD": "r", "demo-1.0.dist-info/x.py": "code"}


def contents(files: dict[str, str], *, complete: bool = True) -> Contents:
    read = {n: FileContent(size=len(t), sha256=hashlib.sha256(t.encode()).hexdigest()) for n, t in files.items()}
    return Contents(files=read, sha256="", size=0, complete=complete)


def sdist(**files: str) -> Contents:
    return contents({TOP + name: text for name, text in {**MODULE, "PKG-INFO": "m", **files}.items()})


def wheel(**files: str) -> Contents:
    return contents({**INSTALLED, **MANIFESTS, **files})


def seen(file: DivergentFile) -> tuple[DivergenceKind, CodeKind, str | None, str | None]:
    return file.kind, file.code, file.wheel_path, file.sdist_path


def test_a_wheel_of_what_the_sdist_holds_diverges_in_nothing() -> None:
    found = compare(sdist(), wheel())

    assert () == found.files
    assert () == found.set_aside
    assert found.complete


def test_code_that_only_the_wheel_has_is_found() -> None:
    found = compare(sdist(), wheel(**{"demo/backdoor.py": "import os", "evil.pth": "import demo.backdoor"}))

    assert [
        (DivergenceKind.ONLY_IN_WHEEL, CodeKind.PYTHON, "demo/backdoor.py", None),
        (DivergenceKind.ONLY_IN_WHEEL, CodeKind.PYTHON, "evil.pth", None),
    ] == [seen(file) for file in found.files]


def test_a_module_that_the_wheel_lacks_is_found() -> None:
    found = compare(sdist(**{"src/demo/sub/__init__.py": "B = 2"}), wheel())

    assert [(DivergenceKind.ONLY_IN_SDIST, CodeKind.PYTHON, None, "src/demo/sub/__init__.py")] == [
        seen(file) for file in found.files
    ]
    assert found.files[0].in_package


def test_a_module_that_differs_is_found_with_both_paths() -> None:
    found = compare(sdist(), wheel(**{"demo/core.py": "def f(): evil()"}))

    assert [(DivergenceKind.DIFFERENT, CodeKind.PYTHON, "demo/core.py", "src/demo/core.py")] == [
        seen(file) for file in found.files
    ]


@pytest.mark.parametrize(
    ("more_sdist", "more_wheel"),
    [
        ({"tests/test_a.py": "t", "setup.py": "s", "docs/conf.py": "c", "noxfile.py": "n"}, {}),
        ({"src/demo/tests/test_a.py": "t", "src/demo/conftest.py": "c"}, {}),
        ({}, {"demo/_version.py": "v = 1"}),
        ({"src/demo/_version.py": "v = 0"}, {"demo/_version.py": "v = 1"}),
        ({"src/demo/fast.pyx": "cdef"}, {"demo/fast.cpython-311-x86_64-linux-gnu.so": "ELF"}),
        ({"bin/tool.sh": "#!python\n"}, {"demo-1.0.data/scripts/tool.sh": "#!/usr/bin/python\n"}),
    ],
)
def test_what_builds_make_or_leave_out_is_set_aside(more_sdist: dict[str, str], more_wheel: dict[str, str]) -> None:
    found = compare(sdist(**more_sdist), wheel(**more_wheel))

    assert () == found.files
    assert found.set_aside
    assert all(file.generated for file in found.set_aside)


@pytest.mark.parametrize(
    ("more_sdist", "more_wheel"),
    [
        ({"README.md": "r", "src/demo/data.txt": "d"}, {"demo/schema.json": "{}"}),
        ({"lib/other_place.py": "moved"}, {"demo/plugin.py": "moved"}),
        ({"src/demo/empty.py": ""}, {"demo/sub/__init__.py": ""}),
        ({"extra/__init__.py": "E"}, {"demo-1.0.data/purelib/extra/__init__.py": "E"}),
        ({"web/app.js": "j"}, {"demo-1.0.data/data/share/app.js": "j"}),
    ],
)
def test_data_moved_code_and_empty_modules_are_no_divergence(
    more_sdist: dict[str, str], more_wheel: dict[str, str]
) -> None:
    found = compare(sdist(**more_sdist), wheel(**more_wheel))

    assert () == found.files
    assert () == found.set_aside


def test_a_script_that_only_the_wheel_installs_is_code() -> None:
    found = compare(sdist(), wheel(**{"demo-1.0.data/scripts/postinstall": "#!/bin/sh"}))

    assert [(DivergenceKind.ONLY_IN_WHEEL, CodeKind.SCRIPT)] == [(file.kind, file.code) for file in found.files]


def test_a_flat_layout_and_a_single_module_are_paired() -> None:
    source = contents({TOP + name: text for name, text in {"demo/a.py": "1", "demo/b.py": "2", "one.py": "3"}.items()})
    found = compare(source, contents({"demo/a.py": "1", "one.py": "changed"}))

    assert [("one.py", "one.py"), (None, "demo/b.py")] == [(file.wheel_path, file.sdist_path) for file in found.files]


def test_files_too_large_to_be_read_are_paired_by_size_and_make_no_divergence() -> None:
    unread = FileContent(size=10, sha256="")
    source = Contents(files={TOP + "src/demo/big.py": unread}, sha256="", size=0, complete=False)

    found = compare(source, Contents(files={"demo/big.py": unread}, sha256="", size=0, complete=True))

    assert () == found.files
    assert not found.complete


def test_files_of_one_name_without_a_counterpart_are_all_found() -> None:
    source = {f"{TOP}p{number}/x/__init__.py": f"s{number}" for number in range(3000)}
    installed = {f"q{number}/x/__init__.py": f"w{number}" for number in range(3000)}

    found = compare(contents(source), contents(installed))

    assert 3000 == sum(file.kind is DivergenceKind.ONLY_IN_WHEEL for file in found.files)


def test_packages_from_many_folders_are_all_paired() -> None:
    source = {f"{TOP}lib{number}/pkg{number}/a.py": f"old{number}" for number in range(60)}
    installed = {f"pkg{number}/a.py": f"new{number}" for number in range(60)}

    found = compare(contents(source), contents(installed))

    assert 60 == sum(file.kind is DivergenceKind.DIFFERENT for file in found.files)


PATHS = st.lists(st.sampled_from(["src", "demo", "a", "b.py", "c.so", "data.txt"]), min_size=1, max_size=4).map(
    "/".join
)
FILES = st.dictionaries(PATHS, st.sampled_from(["", "x", "y", "z"]), max_size=8)


@given(FILES, FILES)
def test_every_file_of_code_is_shared_or_found_on_exactly_one_side(
    source: dict[str, str], made: dict[str, str]
) -> None:
    found = compare(contents({TOP + name: text for name, text in source.items()}), contents(made))
    every = (*found.files, *found.set_aside)
    in_wheel = [file.wheel_path for file in every if file.wheel_path is not None]

    assert len(in_wheel) == len(set(in_wheel))
    assert set(in_wheel) <= set(made)
    assert all(made[path] not in source.values() for path in in_wheel)
    assert all(file.sdist_path in source for file in every if file.kind is DivergenceKind.ONLY_IN_SDIST)


@given(FILES)
def test_a_wheel_of_the_same_files_never_diverges(files: dict[str, str]) -> None:
    found = compare(contents({TOP + "src/" + name: text for name, text in files.items()}), contents(files))

    assert () == found.files
    assert () == found.set_aside
