from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.search.glob import LONGEST, GlobError, GlobSet


@pytest.mark.parametrize(
    ("glob", "matching", "other"),
    [
        ("*.pem", ["a.pem", "package/certs/a.pem", ".pem"], ["a.pem.txt", "a.pem/b"]),
        (".env", ["package/.env"], ["package/x.env", "package/.env.local"]),
        (".env*", ["package/.env", "package/.env.local"], ["package/a.env"]),
        ("package/*.map", ["package/a.map"], ["package/dist/a.map", "x/package/a.map"]),
        ("package/**/*.map", ["package/a.map", "package/dist/b/a.map"], ["packages/a.map", "package/a.mapx"]),
        ("**/.claude/**", [".claude/a", "package/.claude/b/c"], ["package/.claude", "package/x.claude/a"]),
        ("package/docs/", ["package/docs/a", "package/docs/b/c"], ["package/docs", "package/docsx/a"]),
        ("/package/a", ["package/a"], ["b/package/a"]),
        ("a?c", ["abc", "x/a€c", "a.c"], ["ac", "abbc", "a/c"]),
        ("[ab]1", ["a1", "b1"], ["c1", "ab1"]),
        ("[!ab]1", ["c1"], ["a1", "/1"]),
        ("[a-c]1", ["a1", "b1", "c1"], ["d1", "-1"]),
        ("[]]", ["]"], ["["]),
        ("a.b", ["a.b"], ["axb"]),
        ("größe", ["x/größe"], ["grösse"]),
    ],
)
def test_a_glob_means_what_it_says(glob: str, matching: list[str], other: list[str]) -> None:
    globs = GlobSet([glob])

    assert matching == [path for path in [*matching, *other] if globs.matches(path)]


def test_any_of_several_globs_is_enough() -> None:
    globs = GlobSet(["*.pem", "*.key"])

    assert [True, True, False] == [globs.matches(path) for path in ("a.pem", "b/c.key", "d")]


@pytest.mark.parametrize(
    ("glob", "wrong"),
    [
        ("", "names nothing"),
        ("/", "names nothing"),
        ("a" * (LONGEST + 1), "characters"),
        ("a**b", "beside other characters"),
        ("***", "beside other characters"),
        ("[ab", "no ] closes"),
        ("[!]", "between the brackets"),
        ("[ä]", "ASCII"),
    ],
)
def test_a_glob_that_means_nothing_says_what_is_wrong(glob: str, wrong: str) -> None:
    with pytest.raises(GlobError, match=wrong):
        GlobSet([glob])


def matches(components: list[str], parts: list[str]) -> bool:
    """Hold path components against a glob's, as the words of `GlobSet` have it; exponential, and plainly right."""
    if not components:
        return not parts
    first, *rest = components
    if first == "**":
        if not rest:
            return bool(parts)
        return matches(rest, parts) or (bool(parts) and matches(components, parts[1:]))
    return bool(parts) and in_component(first, parts[0]) and matches(rest, parts[1:])


def in_component(glob: str, text: str) -> bool:
    if not glob:
        return not text
    if glob[0] == "*":
        return in_component(glob[1:], text) or (bool(text) and in_component(glob, text[1:]))
    return bool(text) and glob[0] in ("?", text[0]) and in_component(glob[1:], text[1:])


names = st.text(alphabet="ab.€", min_size=1, max_size=3)
components_of_globs = st.just("**") | st.text(alphabet="ab.€*?", min_size=1, max_size=4).filter(
    lambda it: "**" not in it
)


@given(
    st.lists(components_of_globs, min_size=2, max_size=5),
    st.lists(st.lists(names, min_size=1, max_size=5), min_size=1, max_size=5),
)
def test_globs_agree_with_a_matcher_that_tries_everything(glob: list[str], paths: list[list[str]]) -> None:
    globs = GlobSet(["/".join(glob)])

    assert [matches(glob, path) for path in paths] == [globs.matches("/".join(path)) for path in paths]


def test_a_hostile_path_costs_no_more_than_its_length() -> None:
    globs = GlobSet(["/".join(["**", "*a*a*a*a*"] * 20)])

    assert not globs.matches("a/" * 100_000)


def test_a_glob_that_the_engine_would_refuse_is_refused_in_words_of_a_glob() -> None:
    with pytest.raises(GlobError, match=r"has too many [?] and characters beyond ASCII: shorten it"):
        GlobSet(["?" * LONGEST])

    assert GlobSet(["é" * LONGEST]).matches("é" * LONGEST)
