"""Ranges admit what the registries' own tools say they admit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.knowledge.ranges import admits, admits_some_after, exact_version
from pkgaudit.model.grades import Ecosystem
from tests.tools import npm_packages, program, unmeasured

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI
ANSWERS = """
const semver = require("semver");
require("readline").createInterface({input: process.stdin}).on("line", line => {
  const [range, version] = JSON.parse(line);
  console.log(semver.satisfies(version, range, {loose: true}));
});
"""

numbers = st.sampled_from(["0", "0", "1", "2", "10"])
ends = st.sampled_from(["", "", "", "-alpha", "-alpha.1", "-0", "-rc.2", "-beta.10"])
full = st.builds("{}.{}.{}{}".format, numbers, numbers, numbers, ends)
wild = st.sampled_from("xX*")
partial = st.one_of(
    full,
    numbers,
    st.builds("{}.{}".format, numbers, numbers),
    st.builds("{}.{}".format, numbers, wild),
    st.builds("{}.{}.{}".format, numbers, numbers, wild),
    st.builds("{}+build.1".format, full),
)
bounds = partial.filter(lambda text: "+" not in text)
written = st.builds("{}{}".format, st.sampled_from(["", "", "v", "="]), partial)
operators = st.sampled_from(["", "^", "^", "~", ">", ">=", ">=", "<", "<=", "=", "~>", "<= ", "^ "])
odd = st.sampled_from(
    [
        "latest",
        "1.2.3.4",
        "^0",
        "^0.0",
        "^0.0.x",
        "^0.x",
        "~0.0.1-beta",
        "1.2.3beta",
        "01.02.3",
        ">=1.2.3beta1",
        "workspace:^1",
        "file:../a",
        "a/b",
    ]
)
comparators = st.lists(st.builds("{}{}".format, operators, written), min_size=1, max_size=2).map(" ".join)
sets = st.one_of(comparators, comparators, st.builds("{} - {}".format, bounds, bounds), odd)
# Beside an alternative that admits everything npm drops the others, and their pre-releases: nobody writes that.
ranges = st.sampled_from(["", "*", "x", "x.x"]) | st.lists(sets, min_size=1, max_size=2).map(" || ".join)


@pytest.fixture(scope="module")
def semver() -> Iterator[subprocess.Popen[str]]:
    """npm's own library, asked line by line."""
    folder = npm_packages("semver@7.7.3")
    command = [program("node"), "-e", ANSWERS]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=folder, env=unmeasured()
    ) as process:
        yield process
        process.kill()


@given(wanted=ranges, version=full)
@settings(max_examples=1_000)
def test_a_range_admits_what_npm_says_it_does(semver: subprocess.Popen[str], wanted: str, version: str) -> None:
    assert semver.stdin is not None
    assert semver.stdout is not None
    semver.stdin.write(json.dumps([wanted, version]) + "\n")
    semver.stdin.flush()

    assert (semver.stdout.readline() == "true\n") is admits(NPM, wanted, version)


@pytest.mark.parametrize(
    ("wanted", "version", "expected"),
    [
        ("^1.0.0", "1.14.1", True),
        ("^1.0.0", "2.0.0-rc.1", False),
        ("^2.0.0-rc.0", "2.0.0-rc.1", True),
        ("~1.14", "1.14.1", True),
        ("1.13 - 1.14", "1.14.1", True),
        ("^0.30.3", "0.31.0", False),
        ("<1 || >=1.14 <2", "1.14.1", True),
        ("npm:^1.0.0", "1.14.1", True),
        ("latest", "1.14.1", False),
        ("workspace:^1.0.0", "1.14.1", False),
        ("^1.0.0" + " " * 100_000, "1.14.1", True),
        ("||".join(["^2.0.0"] * 128), "1.14.1", False),
        ("||".join(["^2.0.0"] * 129), "1.14.1", True),
        ("*", "1." + "9" * 300, False),
    ],
)
def test_npm_ranges(wanted: str, version: str, *, expected: bool) -> None:
    assert expected is admits(NPM, wanted, version)


@pytest.mark.parametrize(
    ("wanted", "version", "expected"),
    [
        ("", "1.82.8", True),
        (">=1.80,<2", "1.82.8", True),
        ("(>=1.80)", "1.82.8", True),
        ("!=1.82.8", "1.82.8", False),
        ("~=1.82.0", "1.82.8", True),
        ("==1.82.*", "1.82.8", True),
        (">=1", "2.0a1", False),
        (">=2.0a0", "2.0a1", True),
        (">1.1.5", "1.1.5.post1", False),
        ("=== 1.82.8", "1.82.8", True),
        ("^1.0", "1.82.8", False),
        (">=1", "no version", False),
        (",".join([">=2"] * 66), "1.82.8", True),
    ],
)
def test_python_specifiers(wanted: str, version: str, *, expected: bool) -> None:
    assert expected is admits(PYPI, wanted, version)


@pytest.mark.parametrize(
    ("ecosystem", "wanted", "expected"),
    [
        (NPM, "^1.0.0", True),
        (NPM, "^1.0.20", True),
        (NPM, ">1.0.20", True),
        (NPM, "2", True),
        (NPM, "1.0.15", False),
        (NPM, "<1.0.16", False),
        (NPM, "~0.9.0", False),
        (NPM, " ".join(["0.0.1"] * 40), False),
        (PYPI, ">=2.0,<3", True),
        (PYPI, "<1.0", False),
    ],
)
def test_an_open_range_of_bad_versions(ecosystem: Ecosystem, wanted: str, *, expected: bool) -> None:
    assert expected is admits_some_after(ecosystem, wanted, "1.0.16")


@pytest.mark.parametrize(
    ("ecosystem", "wanted", "expected"),
    [
        (NPM, "1.2.3", "1.2.3"),
        (NPM, " =v1.2.3-rc.1 ", "1.2.3-rc.1"),
        (NPM, "npm:1.2.3", "1.2.3"),
        (NPM, "^1.2.3", None),
        (NPM, "1.2", None),
        (NPM, "1.2.3 || 1.2.4", None),
        (PYPI, "==1.2", "1.2"),
        (PYPI, ">=1, ===1.2.0", "1.2.0"),
        (PYPI, "==1.*", None),
        (PYPI, ">=1", None),
        (PYPI, "", None),
    ],
)
def test_a_pin_is_told_from_a_range(ecosystem: Ecosystem, wanted: str, expected: str | None) -> None:
    assert expected == exact_version(ecosystem, wanted)


@given(wanted=st.text(max_size=400), version=st.text(max_size=300), ecosystem=st.sampled_from(Ecosystem))
def test_no_text_makes_it_fail(wanted: str, version: str, ecosystem: Ecosystem) -> None:
    exact = exact_version(ecosystem, wanted)

    assert admits(ecosystem, wanted, version) in (True, False)
    assert admits_some_after(ecosystem, wanted, "1.0.16") in (True, False)
    assert exact is None or exact in wanted
