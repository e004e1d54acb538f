from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from packaging.requirements import InvalidRequirement
from packaging.requirements import Requirement as Exact
from packaging.specifiers import SpecifierSet

from pkgaudit.dependencies.python_requirement import (
    LONGEST,
    Requirement,
    canonical_name,
    clauses,
    pinned_version,
    split_requirement,
)

names = st.from_regex(r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,8}[A-Za-z0-9])?", fullmatch=True)
versions = st.from_regex(
    r"[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}(?:(?:a|b|rc)[0-9])?(?:\.post[0-9])?(?:\.dev[0-9])?", fullmatch=True
)
blanks = st.sampled_from(["", " ", "  "])


@st.composite
def requirements(draw: st.DrawFn) -> str:
    parts = [draw(names), draw(blanks)]
    if draw(st.booleans()):
        parts += ["[", ",".join(draw(st.lists(names, max_size=3))), "]", draw(blanks)]
    if draw(st.integers(0, 4)) == 0:
        parts += ["@ https://host.example/a.whl", " "]
    else:
        operators = st.sampled_from(["==", "!=", ">=", "<=", ">", "<"])
        written = [f"{draw(operators)}{draw(blanks)}{draw(versions)}" for _ in range(draw(st.integers(0, 3)))]
        joined = draw(st.sampled_from([",", " , ", ", "])).join(written)
        parts.append(f"({joined})" if joined and draw(st.booleans()) else joined)
    if draw(st.booleans()):
        parts.append(draw(st.sampled_from(["; python_version < '3.9'", " ; extra == 'x' and os_name == 'nt'"])))
    return "".join(parts)


@given(requirements())
def test_requirements_are_split_as_packaging_splits_them(text: str) -> None:
    expected = Exact(text)
    found = split_requirement(text)

    assert found is not None
    assert expected.name == found.name
    assert expected.extras == {each.strip() for each in found.extras.split(",") if each.strip()}
    assert expected.specifier == SpecifierSet(found.specifier)
    assert expected.url == (found.url or None)
    assert bool(expected.marker) == bool(found.marker)


@given(st.text(alphabet="ab1.-_ <>=!~,;@[]()'#", max_size=20))
def test_what_packaging_refuses_for_its_name_or_versions_is_refused(text: str) -> None:
    assume(";" not in text and "[" not in text and "@" not in text)
    found = split_requirement(text)
    try:
        Exact(text)
    except InvalidRequirement:
        # Which versions are versions is for whoever compares them.
        assert found is None or found.specifier
    else:
        assert found is not None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("litellm==1.82.8", Requirement(name="litellm", specifier="==1.82.8")),
        ("litellm (==1.82.8)", Requirement(name="litellm", specifier="==1.82.8")),
        (
            "a[x, y] >=1,<2 ; extra == 'z'",
            Requirement(name="a", extras="x, y", specifier=">=1,<2", marker="extra == 'z'"),
        ),
        ("a @ file:///b ; os_name == 'nt'", Requirement(name="a", url="file:///b", marker="os_name == 'nt'")),
        ("a>=1,", Requirement(name="a", specifier=">=1,")),
        ("a\n >=1", Requirement(name="a", specifier=">=1")),
        ("", None),
        ("-a", None),
        ("a b", None),
        ("a >= ", None),
        ("a @", None),
        ("a @ b c", None),
        ("a" * (LONGEST + 1), None),
    ],
)
def test_a_requirement_is_split_into_its_parts(text: str, expected: Requirement | None) -> None:
    assert expected == split_requirement(text)


@pytest.mark.parametrize(
    ("specifier", "version"),
    [
        ("==1.0", "1.0"),
        ("=== 1.0-x", "1.0-x"),
        (">=1,==1.5", "1.5"),
        ("==1.*", ""),
        (">=1.0", ""),
        ("", ""),
        ("==1.0 || ==2.0", ""),
    ],
)
def test_only_an_exact_clause_pins(specifier: str, version: str) -> None:
    assert version == pinned_version(specifier)


def test_clauses_are_operator_and_version() -> None:
    assert [(">=", "1"), ("!=", "1.5.*")] == clauses(">=1, != 1.5.*")
    assert clauses("1.0") is None


def test_names_are_one_however_they_are_spelt() -> None:
    assert "a-b-c" == canonical_name("A_b.-C")
