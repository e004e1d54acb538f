from __future__ import annotations

import pytest
from hypothesis import given

from pkgaudit.model.ship_list import Reason, ReasonKind, ShippedFile, Tracking
from pkgaudit.reporters.ship_list_totals import Total, kind_of, reason_words, totals, tracking_words
from tests.reporters.ship_reports import a_file, shipped_files


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("package/dist/cli.JS", "JavaScript"),
        ("package/dist/cli.js.map", "source maps"),
        ("package/index.d.ts", "type declarations"),
        ("package/index.d.mts", "type declarations"),
        ("package/index.ts", "TypeScript"),
        ("package/a.css", "stylesheets"),
        ("package/logo.svg", "images"),
        ("package/README.md", "documentation"),
        ("package/README", "documentation"),
        ("package/LICENSE", "licence"),
        ("package/LICENSE-MIT.txt", "licence"),
        ("package/licence.js", "JavaScript"),
        ("p-1.dist-info/licenses/COPYING", "licence"),
        ("p-1.dist-info/RECORD", "package metadata"),
        ("p-1/PKG-INFO", "package metadata"),
        ("p/__init__.py", "Python"),
        ("p/_speedups.cpython-311-x86_64-linux-gnu.so", "native code"),
        ("package/build/addon.node", "native code"),
        ("package/package.json", "data"),
        ("package/.env", "other"),
        ("package/Makefile", "other"),
        ("package/x.y/z", "other"),
        ("", "other"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_name(path: str, expected: str) -> None:
    assert expected == kind_of(path)


@pytest.mark.parametrize("kind", ReasonKind)
def test_every_reason_has_words_with_and_without_its_cause(kind: ReasonKind) -> None:
    bare = reason_words(Reason(kind=kind))
    caused = reason_words(Reason(kind=kind, by="{} %s main"))

    assert bare
    assert "{} %s main" in caused
    assert "{}" not in bare


def test_only_what_git_does_not_track_is_worth_a_word() -> None:
    assert {
        Tracking.TRACKED: "",
        Tracking.UNTRACKED: "untracked",
        Tracking.IGNORED: "git-ignored",
        Tracking.UNKNOWN: "",
    } == {tracking: tracking_words(tracking) for tracking in Tracking}


def test_files_without_a_label_are_in_no_total_and_ties_are_in_a_fixed_order() -> None:
    files = [a_file("b", 2), a_file("a", 2), a_file("none", 9), a_file("a", 0)]

    assert [Total(label="a", files=2, size=2), Total(label="b", files=1, size=2)] == totals(
        files, lambda file: "" if file.path == "none" else file.path
    )


@given(files=shipped_files)
def test_totals_by_kind_add_up(files: list[ShippedFile]) -> None:
    found = totals(files, lambda file: kind_of(file.path))

    assert len(files) == sum(each.files for each in found)
    assert sum(file.size for file in files) == sum(each.size for each in found)
    assert sorted(-each.size for each in found) == [-each.size for each in found]
