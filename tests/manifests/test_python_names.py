from __future__ import annotations

import pytest

from pkgaudit.manifests.python_names import is_name, is_version, same_name, same_version


@pytest.mark.parametrize(("one", "other"), [("a-b", "A_.b"), ("x", "X")])
def test_spellings_of_one_name_are_the_same(one: str, other: str) -> None:
    assert same_name(one, other)
    assert is_name(one)


@pytest.mark.parametrize(
    ("one", "other"), [("1.0", "1.0"), ("1.0", "1"), ("1.0+a.b", "1.0_a.b"), ("1.0rc1", "1.0-RC.1")]
)
def test_spellings_of_one_version_are_the_same(one: str, other: str) -> None:
    assert same_version(one, other)
    assert is_version(one)


@pytest.mark.parametrize(("one", "other"), [("1.0", "1.1"), ("x", "y"), ("1." * 200 + "0", "1.0"), ("1.0", "")])
def test_other_versions_are_not(one: str, other: str) -> None:
    assert not same_version(one, other)
