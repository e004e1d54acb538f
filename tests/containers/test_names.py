from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.containers.names import NameLedger, decode_name, name_anomalies
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind as Kind
from pkgaudit.model.member import MemberKind

_FILE, _FOLDER = MemberKind.FILE, MemberKind.DIRECTORY


def _kinds(raw: bytes) -> list[Kind]:
    return [kind for kind, _ in name_anomalies(raw, decode_name(raw), Limits())]


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"package/index.js", "package/index.js"),
        (b"./package/index.js", "package/index.js"),
        (b"././a", "a"),
        (b"package//lib///a.js", "package/lib/a.js"),
        (b"package/./a.js", "package/a.js"),
        (b"package/lib/", "package/lib"),
        (b"package/.github/x", "package/.github/x"),
        (b".npmrc", ".npmrc"),
        (b"..", ".."),
        (b"a/../b", "a/../b"),
        (b"a\\b", "a\\b"),
        (b"/etc/passwd", "/etc/passwd"),
        (b"//server/x", "/server/x"),
        (b"caf\xc3\xa9", "caf\u00e9"),
        (b"a\xff", "a\ufffd"),
        (b"./", "."),
        (b"/", "/"),
        (b"", ""),
    ],
)
def test_decodes_a_name_to_the_path_programs_write(raw: bytes, path: str) -> None:
    assert path == decode_name(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"package/dist/index.js",
        b".npmrc",
        b"a/.b/c",
        b"x" * 255,
        "caf\u00e9/\u65e5\u672c.js".encode(),
        b"a b/(c) [d]@1~.js",
    ],
)
def test_says_nothing_about_an_ordinary_name(raw: bytes) -> None:
    assert [] == _kinds(raw)


@pytest.mark.parametrize(
    ("raw", "kinds"),
    [
        (b"", [Kind.EMPTY_NAME]),
        (b"../a", [Kind.PATH_TRAVERSAL]),
        (b"a/../b", [Kind.PATH_TRAVERSAL]),
        (b"a/..", [Kind.PATH_TRAVERSAL]),
        (b"a/./b", [Kind.PATH_TRAVERSAL]),
        (b"a\\..\\b", [Kind.PATH_TRAVERSAL, Kind.BACKSLASH_NAME]),
        (b"/etc/x", [Kind.ABSOLUTE_NAME]),
        (b"//server/share", [Kind.ABSOLUTE_NAME]),
        (b"\\\\server\\share", [Kind.ABSOLUTE_NAME, Kind.BACKSLASH_NAME]),
        (b"C:/x", [Kind.ABSOLUTE_NAME]),
        (b"c:x:y", [Kind.ABSOLUTE_NAME, Kind.COLON_NAME]),
        (b"a.js:hidden", [Kind.COLON_NAME]),
        (b"./a", [Kind.DOT_PREFIX]),
        (b".", [Kind.DOT_PREFIX]),
        (b"a//b", [Kind.DOT_PREFIX]),
        (b"a\0b", [Kind.UNPRINTABLE_NAME]),
        (b"a\x1bb", [Kind.UNPRINTABLE_NAME]),
        ("a\u202eb".encode(), [Kind.UNPRINTABLE_NAME]),
        ("a\u200bb".encode(), [Kind.UNPRINTABLE_NAME]),
        ("a\u2028b".encode(), [Kind.UNPRINTABLE_NAME]),
        ("a\ue000b".encode(), [Kind.UNPRINTABLE_NAME]),
        ("a\ufffeb".encode(), [Kind.UNPRINTABLE_NAME]),
        ("a\ufdd0b".encode(), [Kind.UNPRINTABLE_NAME]),
        (b"a\xff", [Kind.UNDECODABLE_NAME]),
        (b"x" * 256, [Kind.OVERLONG_NAME]),
        (b"x/" * 3000, [Kind.OVERLONG_NAME]),
        (b"x/" * 200, [Kind.OVERLONG_NAME]),
    ],
)
def test_names_the_fault_of_a_name(raw: bytes, kinds: list[Kind]) -> None:
    assert kinds == _kinds(raw)


def test_a_space_that_is_not_ascii_is_no_fault() -> None:
    assert [] == _kinds("a\u3000b\u00a0c".encode())


def test_a_letter_of_a_newer_unicode_is_no_fault() -> None:
    assert [] == _kinds("a\U0003fff0b".encode())


def _check(*entries: tuple[str, MemberKind]) -> list[list[Kind]]:
    ledger = NameLedger()
    return [[kind for kind, _ in ledger.check(path, kind)] for path, kind in entries]


def test_two_different_names_do_not_collide() -> None:
    assert [[], [], []] == _check(("a/b.js", _FILE), ("a/c.js", _FILE), ("b/b.js", _FILE))


def test_one_name_twice_is_a_duplicate() -> None:
    assert [[], [Kind.DUPLICATE_NAME]] == _check(("a/b.js", _FILE), ("a/b.js", _FILE))


def test_one_folder_twice_is_harmless() -> None:
    assert [[], [], [], []] == _check(("a/b", _FOLDER), ("a/b", _FOLDER), ("a/b/c", _FILE), ("a/b", _FOLDER))


def test_names_that_differ_in_case_or_normal_form_clash() -> None:
    assert [[], [Kind.CLASHING_NAME]] == _check(("a/README", _FILE), ("a/readme", _FILE))
    assert [[], [Kind.CLASHING_NAME]] == _check(("a/\u00e9", _FILE), ("a/e\u0301", _FILE))
    assert [[], [Kind.CLASHING_NAME]] == _check(("a/stra\u00dfe", _FILE), ("a/strasse", _FILE))


def test_folders_that_differ_in_case_clash_once() -> None:
    assert [[], [Kind.CLASHING_NAME], []] == _check(("Lib/x", _FILE), ("lib/y", _FILE), ("lib/z", _FILE))


def test_a_name_used_as_file_and_as_folder_is_reported_either_way_round() -> None:
    assert [[], [Kind.FILE_UNDER_FILE]] == _check(("a", _FILE), ("a/b", _FILE))
    assert [[], [Kind.FILE_UNDER_FILE]] == _check(("a/b", _FILE), ("a", _FILE))
    assert [[], [Kind.FILE_UNDER_FILE]] == _check(("a", _FILE), ("a", _FOLDER))
    assert [[], [Kind.FILE_UNDER_FILE]] == _check(("a", MemberKind.SYMLINK), ("a/b", _FILE))


def test_overlong_names_are_compared_as_a_whole() -> None:
    assert [[], [Kind.DUPLICATE_NAME]] == _check(("x" * 5000, _FILE), ("x" * 5000, _FILE))
    assert [[], [], [Kind.DUPLICATE_NAME]] == _check(
        ("x/" * 300 + "y", _FILE), ("x/" * 300 + "z", _FILE), ("x/" * 300 + "y", _FILE)
    )


@given(st.binary(max_size=600))
def test_any_bytes_give_a_path_and_an_answer(raw: bytes) -> None:
    path = decode_name(raw)
    problems = name_anomalies(raw, path, Limits())

    assert "//" not in path
    assert not path.startswith("./")
    assert path == decode_name(path.encode("utf-8"))
    assert all(detail for _, detail in problems)
    assert NameLedger().check(path, _FILE) == []


@given(st.lists(st.text(alphabet="aAbB/.\u00e9e\u0301", min_size=1, max_size=6), max_size=12))
def test_what_was_entered_once_is_a_duplicate_the_second_time(names: list[str]) -> None:
    ledger = NameLedger()
    paths = dict.fromkeys(decode_name(name.encode()).lstrip("/") for name in names)
    for path in paths:
        assert Kind.DUPLICATE_NAME not in [kind for kind, _ in ledger.check(path, _FILE)]

    for path in paths:
        assert Kind.DUPLICATE_NAME in [kind for kind, _ in ledger.check(path, _FILE)]
