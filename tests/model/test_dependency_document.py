"""The way from a project to one of its locked packages."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.grades import Ecosystem


def document(requires: dict[str, list[str]], *roots: str) -> DependencyDocument:
    names = list(requires)
    return DependencyDocument(
        location=("package-lock.json",),
        format=DocumentFormat.PACKAGE_LOCK,
        ecosystem=Ecosystem.NPM,
        locked=tuple(
            LockedPackage(name=name, version="1.0.0", requires=tuple(names.index(each) for each in requires[name]))
            for name in names
        ),
        roots=tuple(names.index(root) for root in roots),
    )


def test_the_shortest_way_is_told() -> None:
    found = document({"app": ["a", "kit"], "a": ["b"], "b": ["axios"], "kit": ["axios"], "axios": []}, "app")

    assert ("app", "kit", "axios") == found.chain(4)
    assert ("app",) == found.chain(0)


def test_a_package_nothing_leads_to_stands_alone() -> None:
    assert ("axios",) == document({"app": [], "axios": []}, "app").chain(1)
    assert ("axios",) == document({"axios": []}).chain(0)


def test_packages_that_need_each_other_have_an_end() -> None:
    assert ("a", "b", "c") == document({"a": ["b"], "b": ["a", "c"], "c": ["b"]}, "a").chain(2)


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=10, max_size=10), st.integers(0, 9))
def test_a_way_only_uses_what_is_required(requires: list[list[int]], wanted: int) -> None:
    names = [f"p{number}" for number in range(10)]
    found = document({name: [names[each] for each in needs] for name, needs in zip(names, requires, strict=True)}, "p0")
    way = [names.index(name) for name in found.chain(wanted)]

    assert wanted == way[-1]
    assert all(later in requires[earlier] for earlier, later in pairwise(way))
