from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.remedy.exclusions import Exclusion, Scope, ways_to_exclude
from pkgaudit.remedy.spelling import as_glob, as_ignore_line, as_manifest_command, as_negation, as_uv_glob

PATHS = st.sets(
    st.lists(st.sampled_from((".claude", ".env", "dist", "a.js", "a.js.map", "b.4f3a9b.js.map", "x y.map")), max_size=3)
    .map("/".join)
    .filter(bool),
    min_size=1,
)


def kind(what: str) -> Exclusion:
    return Exclusion(scope=Scope.KIND, what=what)


def folder(what: str) -> Exclusion:
    return Exclusion(scope=Scope.FOLDER, what=what)


def file(what: str) -> Exclusion:
    return Exclusion(scope=Scope.FILE, what=what)


def test_a_kind_of_file_is_named_where_all_of_it_must_go() -> None:
    ways = list(ways_to_exclude({"dist/a.js.map", "lib/b.js.map"}, {"dist/a.js", "dist/a.js.map", "lib/b.js.map"}))

    assert (kind(".map"),) == ways[0]
    assert (file("dist/a.js.map"), file("lib/b.js.map")) == ways[1]


def test_a_file_is_named_where_another_of_its_kind_stays() -> None:
    ways = list(ways_to_exclude({"dist/a.js.map"}, {"dist/a.js.map", "dist/b.js.map"}))

    assert [(file("dist/a.js.map"),), (kind(".map"),)] == ways


def test_a_name_that_every_build_makes_anew_is_named_last() -> None:
    ways = list(ways_to_exclude({"dist/a-4f3a9b12.js.map"}, {"dist/a-4f3a9b12.js.map", "dist/b.js.map"}))

    assert [(kind(".map"),), (file("dist/a-4f3a9b12.js.map"),)] == ways


def test_a_hidden_folder_is_named_as_a_whole() -> None:
    unwanted = {".claude/a.json", ".claude/b/c.json", ".env.local"}

    assert (folder(".claude"), file(".env.local")) == next(ways_to_exclude(unwanted, {*unwanted, "index.js"}))


@given(PATHS, PATHS)
def test_every_way_covers_everything_and_the_first_nothing_else_unless_names_change(
    unwanted: set[str], others: set[str]
) -> None:
    ways = list(ways_to_exclude(unwanted, unwanted | others))

    assert ways
    for way in ways:
        assert all(any(each.covers(path) for each in way) for path in unwanted)
    if not any("4f3a9b" in path for path in unwanted):
        assert not any(each.covers(path) for each in ways[0] for path in others - unwanted)


def test_each_packer_is_told_in_its_own_words() -> None:
    odd = file("lib/[id]/a b.map")

    assert ["!**/*.map", "!.claude/**", "!lib/[[]id[]]/a b.map"[:10]] == [
        as_negation(kind(".map")),
        as_negation(folder(".claude")),
        as_negation(odd)[:10],
    ]
    assert ["*.map", "/.claude/", "/lib/\\[id]/a b.map"] == [
        as_ignore_line(each) for each in (kind(".map"), folder(".claude"), odd)
    ]
    assert ["global-exclude *.map", "prune .claude", "exclude lib/[[]id]/a?b.map"] == [
        as_manifest_command(each) for each in (kind(".map"), folder(".claude"), odd)
    ]
    assert ["**/*.map", ".claude/**", "a.map"] == [
        as_glob(each) for each in (kind(".map"), folder(".claude"), file("a.map"))
    ]
    assert ["*.map", "/.claude/**", "/a.map"] == [
        as_uv_glob(each) for each in (kind(".map"), folder(".claude"), file("a.map"))
    ]


def test_a_blank_at_the_end_of_a_name_is_escaped_for_git() -> None:
    assert "/a\\ " == as_ignore_line(file("a "))
