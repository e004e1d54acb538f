"""Names and versions compare as their registries compare them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge.versions import is_placeholder, normal_name, not_before, same_version
from pkgaudit.model.grades import Ecosystem

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI


def test_names_have_one_form_on_pypi_and_capitals_on_npm() -> None:
    assert "dydx-v4-client" == normal_name(PYPI, "DyDx_v4..Client")
    assert "Acme.Parser_x" == normal_name(NPM, "Acme.Parser_x")


@pytest.mark.parametrize(
    ("ecosystem", "one", "other", "expected"),
    [
        (NPM, "1.14.1", "v1.14.1", True),
        (NPM, "1.14.1", "= v1.14.1", True),
        (NPM, "1.14.1", "1.14.1+build.7", True),
        (NPM, "1.14.1", "1.14.1-rc.1", False),
        (NPM, "1.14.1", "1.14.10", False),
        (PYPI, "1.1.5.post1", "1.1.5post1", True),
        (PYPI, "1.82.8", "v1.82.8", True),
        (PYPI, "2.0", "2.0.0", True),
        (PYPI, "2.0", "2.0+cpu", False),
        (PYPI, "2.0", "two", False),
        (PYPI, "one", "two", False),
        (PYPI, "2.0", "2." + "0" * 300, False),
    ],
)
def test_two_spellings_of_one_version(ecosystem: Ecosystem, one: str, other: str, *, expected: bool) -> None:
    assert expected is same_version(ecosystem, one, other)
    assert expected is same_version(ecosystem, other, one)


@pytest.mark.parametrize(
    ("ecosystem", "version", "expected"),
    [
        (NPM, "1.2.2", True),
        (NPM, "v1.10.0", True),
        (NPM, "1.2.1", False),
        (NPM, "1.2.2-rc.1", False),
        (NPM, "2.0.0-rc.1", True),
        (NPM, "latest", False),
        (NPM, "1." + "2" * 300 + ".3", False),
        (PYPI, "1.2.2", True),
        (PYPI, "1.2.2rc1", False),
        (PYPI, "1.10", True),
        (PYPI, "latest", False),
    ],
)
def test_a_version_that_is_not_before_the_first_bad_one(ecosystem: Ecosystem, version: str, *, expected: bool) -> None:
    assert expected is not_before(ecosystem, version, "1.2.2")


def test_npm_s_placeholders_are_told_apart() -> None:
    assert is_placeholder("0.0.1-security")
    assert is_placeholder("1.0.0-security.0")
    assert not is_placeholder("1.14.1")


@given(st.sampled_from(Ecosystem), st.text(), st.text())
def test_any_text_is_compared_without_an_exception(ecosystem: Ecosystem, one: str, other: str) -> None:
    assert same_version(ecosystem, one, one)
    assert same_version(ecosystem, one, other) is same_version(ecosystem, other, one)
    assert not not_before(ecosystem, f"{one}!", "1.2.2")
