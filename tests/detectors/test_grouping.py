"""Many places become few, and none is lost."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.detectors.grouping import SINGLY, by_member, by_place, more

PARTS = st.sampled_from(["a", "b", "dist", "x.js"])
LOCATIONS = st.lists(
    st.builds(
        lambda inner, parts: ("t.tgz", *inner, "/".join(parts)),
        st.sampled_from([(), ("b.zip",)]),
        st.lists(PARTS, min_size=1),
    ),
    max_size=200,
)


@given(LOCATIONS)
def test_every_item_is_in_exactly_one_group_at_or_above_its_place(locations: list[tuple[str, ...]]) -> None:
    groups = by_place(list(enumerate(locations)), lambda item: item[1])

    assert list(range(len(locations))) == sorted(index for _, members in groups for index, _ in members)
    for place, members in groups:
        for _, location in members:
            assert location[: len(place) - 1] == place[:-1]
            assert location[len(place) - 1].startswith(place[-1])


def test_a_few_stand_alone() -> None:
    locations = [("t", f"d/{number}.js") for number in range(SINGLY)]

    assert [(location, [location]) for location in locations] == by_place(locations, lambda location: location)


def test_more_are_put_together_by_folder_and_containers_stay_apart() -> None:
    locations = [("t", f"d/{number}.js") for number in range(SINGLY)] + [("t", "top.js"), ("t", "b.zip", "d/1.js")]
    groups = by_place(locations, lambda location: location)

    assert [(("t", "d"), SINGLY), (("t",), 1), (("t", "b.zip", "d"), 1)] == [
        (place, len(each)) for place, each in groups
    ]


def test_a_great_many_folders_are_folded_into_their_parents() -> None:
    locations = [("t", f"top/{number % 3}/{number}/x.js") for number in range(500)]

    assert [("t", "top/0"), ("t", "top/1"), ("t", "top/2")] == [
        place for place, _ in by_place(locations, lambda each: each)
    ]


def test_how_many_more_is_said_in_words() -> None:
    assert ["", " (and 1 more)", " (and 1,999 more)"] == [more(1), more(2), more(2000)]


def test_what_one_member_holds_stays_together_however_few_or_many() -> None:
    few = [(("a.tgz", "x.js"), 1), (("a.tgz", "y.js"), 2), (("a.tgz", "x.js"), 3)]
    crowded = [(("a.tgz", "lib/x.js"), number) for number in range(SINGLY + 5)]

    assert [(("a.tgz", "x.js"), [few[0], few[2]]), (("a.tgz", "y.js"), [few[1]])] == by_member(few, lambda one: one[0])
    assert [(("a.tgz", "lib/x.js"), crowded)] == by_member(crowded, lambda one: one[0])
