from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.specifiers import SpecifierSet

from pkgaudit.dependencies.poetry_constraint import alternatives


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("^1.2.3", (">=1.2.3,<2.0.0",)),
        ("^1.2", (">=1.2,<2.0",)),
        ("^1", (">=1,<2",)),
        ("^0.2.3", (">=0.2.3,<0.3.0",)),
        ("^0.0.3", (">=0.0.3,<0.0.4",)),
        ("^0.0", (">=0.0,<0.1",)),
        ("^0", (">=0,<1",)),
        ("^1.2.3b1", (">=1.2.3b1,<2.0.0",)),
        ("~1.2.3", (">=1.2.3,<1.3",)),
        ("~1.2", (">=1.2,<1.3",)),
        ("~1", (">=1,<2",)),
        ("~=1.2", ("~=1.2",)),
        ("*", ("",)),
        ("1.*", ("==1.*",)),
        ("1.2.3", ("==1.2.3",)),
        ("=1.2.3", ("==1.2.3",)),
        (">=1.2,<1.5", (">=1.2,<1.5",)),
        (">=1.2 <1.5", (">=1.2,<1.5",)),
        (">= 1.2, != 1.3.*", (">= 1.2,!= 1.3.*",)),
        ("^1 || ^3", (">=1,<2", ">=3,<4")),
        ("", ("",)),
        ("^x", ("^x",)),
        ("what else", ("what else",)),
        ("1" * 2000, ("1" * 2000,)),
    ],
)
def test_ranges_are_written_as_everybody_else_writes_them(constraint: str, expected: tuple[str, ...]) -> None:
    assert expected == alternatives(constraint)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=4), st.sampled_from("^~"))
def test_what_is_written_admits_the_version_it_names(numbers: list[int], sign: str) -> None:
    version = ".".join(map(str, numbers))
    (specifier,) = alternatives(sign + version)

    assert SpecifierSet(specifier).contains(version)
    assert not SpecifierSet(specifier).contains(f"{numbers[0] + 1}.0")
