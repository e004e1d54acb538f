"""What a registry refuses is told with the edit, and what it takes is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.npm_refusals import name_refusals
from pkgaudit.manifests.pypi_refusals import file_name_refusals, metadata_refusals

LONG = "a" * 1_001


def told(headers: str) -> list[str]:
    return [what for what, _ in metadata_refusals(headers.encode())]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Metadata-Version: 2.0", 'Metadata-Version "2.0" is none that PyPI takes'),
        ("Version: 1.0+ubuntu1", 'the version "1.0+ubuntu1" has a local part'),
        (f"Summary: {'a' * 513}", "Summary has 513 characters, more than 512"),
        ("Summary: one\n two", "Summary has several lines"),
        ("Description-Content-Type: text/html", 'Description-Content-Type "text/html" is none that PyPI can show'),
        ("Requires-Python: 3.11+", 'Requires-Python "3.11+" is no version specifier'),
        ("Requires-Python: >=3.11.*", 'Requires-Python ">=3.11.*" is no version specifier'),
        ("License-Expression: MIT and so on", 'License-Expression "MIT and so on" is no SPDX expression'),
        (f"License-Expression: {LONG}", f'License-Expression "{LONG[:80]}"... is no SPDX expression'),
        ("Requires-Dist: a @ http://b.example", 'Requires-Dist "a @ http://b.example" asks for a file by its address'),
        ("Requires-Dist: a >= banana", 'Requires-Dist "a >= banana" is no requirement'),
        ("Project-URL: home page", 'Project-URL "home page" is no `Label, https://...`'),
        (f"Project-URL: {'a' * 33}, https://a.example", f'Project-URL "{"a" * 33}, https://a.example" is no `Label, https://...`'),
        ("Project-URL: Home, ftp://a.example", 'Project-URL "Home, ftp://a.example" is no `Label, https://...`'),
    ],
)  # fmt: skip
def test_pypi_refuses(header: str, expected: str) -> None:
    assert [expected] == told(f"{header}\n")


@pytest.mark.parametrize(
    "header",
    [
        "Metadata-Version: 2.4",
        "Version: 1.0rc1",
        "Summary: short",
        "Description-Content-Type: text/markdown; charset=UTF-8; variant=GFM",
        "Requires-Python: >=3.11, !=3.12.1",
        "Requires-Python: ===3.11",
        f"Requires-Python: {LONG}",
        "License-Expression: MIT OR Apache-2.0",
        "License-Expression: LicenseRef-Proprietary",
        "Requires-Dist: a>=1.0,<2",
        "Requires-Dist: a[x]>=1.0; python_version < '3.12'",
        f"Requires-Dist: {LONG}",
        "Project-URL: Home, https://a.example",
    ],
)
def test_pypi_takes(header: str) -> None:
    assert [] == told(f"{header}\n")


def test_not_more_than_a_hundred_are_told() -> None:
    assert 100 == len(told("Requires-Dist: a @ https://a.example\n" * 150))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example-1.0-py3-none-any.whl", []),
        ("example-1.0-1-py3-none-any.whl", []),
        ("example-1.0-cp311-cp311-manylinux_2_28_x86_64.whl", []),
        ("example-1.0.whl", ["is no name of a wheel"]),
        ("example-1.0-x-py3-none-any.whl", ["the build number"]),
        ("example-1.0-cp311-cp311-linux_x86_64.whl", ["the platform"]),
        ("example-1.0.tar.gz", []),
        ("Example-1.0.0.zip", []),
        ("example-2.0.tar.gz", ["the file is called"]),
        ("other-1.0.tar.gz", ["the file is called"]),
        ("example.tar.gz", ["the file is called"]),
        ("example-1.0.tar.bz2", ["is no name of an sdist"]),
    ],
)
def test_a_file_name_fits_its_metadata(name: str, expected: list[str]) -> None:
    found = [what for what, _ in file_name_refusals(name, "example", "1.0")]

    assert len(expected) == len(found)
    assert all(part in what for part, what in zip(expected, found, strict=True))


def test_the_version_and_platform_of_a_working_tree_say_nothing_of_a_release() -> None:
    metadata = b"Metadata-Version: 2.4\nName: example\nVersion: 1.1.dev3+g1234567\n"
    wheel = "example-1.1.dev3+g1234567-cp311-cp311-linux_x86_64.whl"

    assert [] == list(metadata_refusals(metadata, released=False))
    assert [] == list(file_name_refusals(wheel, "example", "1.1.dev3+g1234567", released=False))


def test_a_version_with_a_dash_is_found_behind_the_name() -> None:
    assert [] == list(file_name_refusals("an-example-1.0-1.tar.gz", "an-example", "1.0-1"))
    assert [] == list(file_name_refusals("example-1.0.tar.gz", None, None))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("example", []),
        ("@example/fs", []),
        ("events", []),
        ("exampleCli", ['the name "exampleCli" has capitals']),
        ("fs", ['the name "fs" is a module of Node itself']),
        ("it's", ["the name \"it's\" has one of the characters ~'!()*"]),
        ("a" * 215, ["the name has 215 characters, more than 214"]),
    ],
)
def test_npm_takes_no_new_package_of_some_names(name: str, expected: list[str]) -> None:
    assert expected == [what for what, _ in name_refusals(name)]


@given(st.binary(max_size=200), st.text(max_size=50), st.text(max_size=20))
def test_nothing_hostile_is_a_fault(content: bytes, name: str, version: str) -> None:
    every = [*metadata_refusals(content), *file_name_refusals(name, name, version), *name_refusals(name)]

    assert all(what and edit.endswith(".") for what, edit in every)
