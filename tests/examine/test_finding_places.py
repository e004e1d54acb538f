from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.detectors.grouping import places
from pkgaudit.examine.places import Places
from pkgaudit.model.gap import Location
from pkgaudit.model.member import MemberKind, MemberRecord


def member(*location: str, sha256: str = "", kind: MemberKind = MemberKind.FILE) -> MemberRecord:
    return MemberRecord(location=location, kind=kind, size=1, sha256=sha256)


def test_a_member_has_its_digest_and_is_no_folder() -> None:
    known = Places([member("a.tgz", "package/x.js", sha256="ab"), member("a.tgz", "package/x.js/y", sha256="cd")])

    assert ("ab", "") == (known.sha256(("a.tgz", "package/x.js")), known.sha256(("a.tgz", "package")))
    assert not known.is_folder(("a.tgz", "package/x.js"))


def test_two_members_of_one_name_have_a_digest_only_when_they_are_equal() -> None:
    same = Places([member("a.tgz", "x", sha256="ab"), member("a.tgz", "x", sha256="ab")])
    different = Places([member("a.tgz", "x", sha256="ab"), member("a.tgz", "x", sha256="cd")])

    assert ("ab", "") == (same.sha256(("a.tgz", "x")), different.sha256(("a.tgz", "x")))


def test_a_folder_has_members_below_it_in_the_same_container() -> None:
    known = Places(
        [
            member("a.tgz", "package/dist", kind=MemberKind.DIRECTORY),
            member("a.tgz", "package/dist/x.js"),
            member("a.tgz", "package/v.zip", "lib/x.js"),
        ]
    )

    assert known.is_folder(("a.tgz", "package/dist"))
    assert known.is_folder(("a.tgz", "package/v.zip", "lib"))
    assert not known.is_folder(("a.tgz", "lib"))
    assert not known.is_folder(("a.tgz", "package/dis"))
    assert not known.is_folder(("a.tgz", "zzz"))
    assert not known.is_folder(())


names = st.lists(st.sampled_from("ab."), min_size=1, max_size=4).map("/".join)
locations = st.tuples(st.just("t"), names) | st.tuples(st.just("t"), names, names)


@given(members=st.lists(locations, max_size=8), asked=locations)
def test_a_folder_is_what_looking_at_every_member_says(members: list[Location], asked: Location) -> None:
    below = any(
        each[: len(asked) - 1] == asked[:-1]
        and len(each) >= len(asked)
        and each[len(asked) - 1].startswith(f"{asked[-1]}/")
        for each in members
    )

    assert (below and asked not in members) is Places([member(*each) for each in members]).is_folder(asked)


def test_a_finding_about_a_folder_carries_the_members_it_stands_for_unless_they_are_too_many() -> None:
    folder = ("a.tgz", "package")
    few = [("a.tgz", f"package/{number}.map") for number in range(30)]
    many = [("a.tgz", f"package/{number}.map") for number in range(1_001)]
    long = [("a.tgz", f"package/{number}{'x' * 4_000}.map") for number in range(30)]

    assert tuple(few) == places(folder, [*few, few[0]])
    assert ((), ()) == (places(folder, many), places(folder, long))
    assert () == places(few[0], [few[0]])
