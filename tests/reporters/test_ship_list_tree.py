from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.model.ship_list import ShippedFile
from pkgaudit.reporters.ship_list_tree import Row, tree_rows
from tests.reporters.ship_reports import a_file, shipped_files


def drawn(files: list[ShippedFile], most: int | None = None) -> list[str]:
    return [f"{'  ' * row.depth}{row.name or '...'} {row.size}/{row.files}" for row in tree_rows(files, most)]


def test_files_and_folders_stand_together_largest_first() -> None:
    files = [a_file("p/a.js", 5), a_file("p/lib/x.js", 9), a_file("p/lib/y.js", 11), a_file("p/big.bin", 30)]

    assert ["p/ 55/4", "  big.bin 30/1", "  lib/ 20/2", "    y.js 11/1", "    x.js 9/1", "  a.js 5/1"] == drawn(files)


def test_equal_sizes_stand_in_the_order_of_their_names() -> None:
    files = [a_file(name, 1) for name in ("c", "a/x", "b")]

    assert ["a/ 1/1", "  x 1/1", "b 1/1", "c 1/1"] == drawn(files)


def test_folders_that_hold_one_folder_only_share_a_row() -> None:
    files = [a_file("a/b/c/x.js", 2), a_file("a/b/c/y.js", 1), a_file("d/e/z", 1)]

    assert ["a/b/c/ 3/2", "  x.js 2/1", "  y.js 1/1", "d/e/ 1/1", "  z 1/1"] == drawn(files)


def test_names_that_sort_around_the_slash_do_not_split_a_folder() -> None:
    files = [a_file(path, 1) for path in ("a/b", "a-b/c", "a0/d", "a/e", "a", "a.js", "a/b/c")]

    assert [
        "a/ 3/3",
        "  b 1/1",
        "  b/ 1/1",
        "    c 1/1",
        "  e 1/1",
        "a 1/1",
        "a-b/ 1/1",
        "  c 1/1",
        "a.js 1/1",
        "a0/ 1/1",
        "  d 1/1",
    ] == drawn(files)


def test_two_files_of_one_path_are_two_rows() -> None:
    assert ["p/ 7/2", "  x 4/1", "  x 3/1"] == drawn([a_file("p/x", 3), a_file("p/x", 4)])


def test_of_many_the_largest_are_shown_and_the_rest_counted_where_they_are() -> None:
    files = [a_file(f"p/small/{number}.js", 1) for number in range(50)]
    files += [a_file("p/big.js", 1_000), a_file("p/lib/large.js", 600), a_file("p/lib/tiny.js", 2)]

    assert [
        "p/ 1652/53",
        "  big.js 1000/1",
        "  lib/ 602/2",
        "    large.js 600/1",
        "    ... 2/1",
        "  small/ 50/50",
    ] == drawn(files, 5)
    assert [True] == [row.closed for row in tree_rows(files, 5) if row.name == "small/"]
    assert ["p/ 1652/53"] == drawn(files, 1)
    assert ["... 1652/53"] == drawn(files, 0)


def test_a_package_that_fits_is_shown_whole_whatever_the_ceiling() -> None:
    files = [a_file(f"p/{number % 7}/{number}.js", number) for number in range(40)]

    assert list(tree_rows(files, None)) == list(tree_rows(files, 1_000))


def test_nothing_gives_no_rows() -> None:
    assert [] == drawn([])
    assert [] == drawn([], 3)


def test_a_folder_a_thousand_levels_deep_is_no_trouble() -> None:
    files = [a_file("d/" * depth + "x", 1) for depth in range(1_000)]

    assert 1_000 == sum(row.file is not None for row in tree_rows(files, None))


def shown_files(rows: list[Row]) -> list[str]:
    return sorted(row.file.path for row in rows if row.file is not None)


@given(files=shipped_files)
def test_every_file_is_shown_once_and_sizes_of_the_top_add_up(files: list[ShippedFile]) -> None:
    rows = list(tree_rows(files, None))
    top = [row for row in rows if row.depth == 0]

    assert sorted(file.path for file in files) == shown_files(rows)
    assert sum(file.size for file in files) == sum(row.size for row in top)
    assert len(files) == sum(row.files for row in top)


@given(files=shipped_files, most=st.integers(min_value=0, max_value=20))
def test_with_a_ceiling_nothing_is_lost_from_the_counts(files: list[ShippedFile], most: int) -> None:
    rows = list(tree_rows(files, most))
    named = [row for row in rows if row.file is not None or row.name]
    leaves = [row for row in rows if row.file is not None or row.closed or not row.name]

    assert len(named) <= most
    assert len(files) == sum(row.files for row in leaves)
    assert sum(file.size for file in files) == sum(row.size for row in leaves)
