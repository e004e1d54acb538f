"""The index finds exactly the releases that were put into it, and a damaged one is never believed."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pkgaudit.knowledge.data_folder import OSV_FILE, data_folder
from pkgaudit.knowledge.osv_file import OsvEntry, OsvFacts, OsvIndexError, OsvMark, write_index
from pkgaudit.knowledge.osv_index import OsvIndex, open_index, osv_index
from pkgaudit.knowledge.versions import normal_name
from pkgaudit.model.grades import Ecosystem
from tests.tools import outside_data

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI
FETCHED = datetime(2026, 6, 11, 12, tzinfo=UTC)
FACTS = OsvFacts(
    as_of=date(2026, 6, 11),
    fetched=FETCHED,
    source="https://osv.example/",
    counts={NPM: 3, PYPI: 2},
    marks={NPM: OsvMark(newest=FETCHED, at_newest=(), whole=date(2026, 6, 11))},
)


def entry(ecosystem: Ecosystem, name: str, number: str, *words: str) -> OsvEntry:
    return OsvEntry(ecosystem=ecosystem, name=normal_name(ecosystem, name), id=f"MAL-{number}", words=words)


ENTRIES = (
    entry(NPM, "acme-every", "2026-1", "*"),
    entry(NPM, "@acme/exact", "2026-2", "1.14.1", "0.30.4"),
    entry(NPM, "acme-since", "2026-3", ">=1.2.2"),
    entry(NPM, "acme-twice", "2026-5", "1.0.0"),
    entry(NPM, "acme-twice", "2026-6", "2.0.0", "<=0.5.0"),
    entry(PYPI, "Acme_Py", "2026-4", "1.1.5.post1", "2.0"),
    entry(PYPI, "acme-every", "2026-7", "3.0"),
)


def written(folder: Path, entries: Iterable[OsvEntry] = ENTRIES) -> Path:
    path = folder / OSV_FILE
    write_index(path, FACTS, entries)
    return path


def opened(path: Path) -> OsvIndex:
    index = open_index(path)
    assert index is not None
    return index


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        (NPM, "acme-every", "7.0.0", "MAL-2026-1"),
        (NPM, "acme-every", "not a version", "MAL-2026-1"),
        (NPM, "acme-every", "0.0.1-security", None),
        (NPM, "Acme-Every", "7.0.0", None),
        (NPM, "acme-ever", "7.0.0", None),
        (NPM, "acme-every ", "7.0.0", None),
        (NPM, "acme-every 2026-1", "*", None),
        (NPM, "@acme/exact", "1.14.1", "MAL-2026-2"),
        (NPM, "@acme/exact", "v1.14.1+build", "MAL-2026-2"),
        (NPM, "@acme/exact", "1.14.0", None),
        (NPM, "@acme/exact", "", None),
        (NPM, "acme-since", "1.2.1", None),
        (NPM, "acme-since", "3.0.0", "MAL-2026-3"),
        (NPM, "acme-twice", "1.0.0", "MAL-2026-5"),
        (NPM, "acme-twice", "2.0.0", "MAL-2026-6"),
        (NPM, "acme-twice", "0.4.0", "MAL-2026-6"),
        (NPM, "acme-twice", "0.6.0", None),
        (PYPI, "acme.PY", "1.1.5post1", "MAL-2026-4"),
        (PYPI, "acme-py", "2", "MAL-2026-4"),
        (PYPI, "acme-py", "2.0.1", None),
        (PYPI, "acme-every", "7.0.0", None),
        (NPM, "acme-py", "2.0", None),
        (NPM, "\udcff\n", "1", None),
        (NPM, "", "1", None),
    ],
)
def test_a_malicious_release_is_found_and_another_is_not(
    tmp_path: Path, ecosystem: Ecosystem, name: str, version: str, expected: str | None
) -> None:
    assert expected == opened(written(tmp_path)).lookup(ecosystem, name, version)


def test_only_a_record_of_every_version_says_so_by_name_alone(tmp_path: Path) -> None:
    index = opened(written(tmp_path))

    assert index.every(NPM, "acme-every") == "MAL-2026-1"
    assert index.every(NPM, "@acme/exact") is None
    assert index.every(NPM, "acme-since") is None
    assert index.every(PYPI, "acme-every") is None


def test_the_bad_versions_of_a_name_come_from_all_of_its_records(tmp_path: Path) -> None:
    expected = {"1.0.0": "MAL-2026-5", "2.0.0": "MAL-2026-6", "<=0.5.0": "MAL-2026-6"}

    index = opened(written(tmp_path))

    assert expected == index.bad_versions(NPM, "acme-twice")
    assert {} == index.bad_versions(NPM, "acme")


def test_an_index_says_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path)

    index = opened(path)

    assert (date(2026, 6, 11), {NPM: 3, PYPI: 2}) == (index.as_of, index.counts)
    assert (path, path.stat().st_size, FACTS) == (index.path, index.size, index.facts)
    assert sorted(map(repr, ENTRIES)) == sorted(map(repr, index.entries()))


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = opened(written(tmp_path, ()))

    assert [] == list(index.entries())
    assert index.lookup(NPM, "acme-every", "1.0.0") is None


def test_without_data_there_is_no_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PKGAUDIT_DATA_DIR", str(tmp_path / "nowhere"))
    osv_index.cache_clear()

    assert osv_index() is None
    assert osv_index(tmp_path) is None


def test_the_index_of_the_data_folder_is_opened_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PKGAUDIT_DATA_DIR", str(tmp_path))
    written(tmp_path)
    osv_index.cache_clear()
    index = osv_index()

    assert index is not None
    assert index is osv_index()
    osv_index.cache_clear()


@pytest.mark.parametrize(("base", "expected"), [("/data", "/data/pkgaudit"), ("data", "~/.local/share/pkgaudit")])
def test_data_lies_in_the_users_data_folder(base: str, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PKGAUDIT_DATA_DIR")
    monkeypatch.setenv("XDG_DATA_HOME", base)

    assert Path(expected).expanduser() == data_folder()


def test_an_index_is_written_over_the_old_one_and_nothing_else_stays(tmp_path: Path) -> None:
    path = written(tmp_path)
    before = opened(path)

    written(tmp_path, ENTRIES[:1])

    assert [path] == list(tmp_path.iterdir())
    assert len(ENTRIES) == len(list(before.entries()))
    assert [ENTRIES[0]] == list(opened(path).entries())


def test_what_cannot_be_written_leaves_the_old_one(tmp_path: Path) -> None:
    path = written(tmp_path)
    (tmp_path / "taken").mkdir()

    with pytest.raises(OSError, match="taken"):
        write_index(tmp_path / "taken", FACTS, ENTRIES)

    assert [path, tmp_path / "taken"] == sorted(tmp_path.iterdir())
    assert len(ENTRIES) == len(list(opened(path).entries()))


def test_every_cut_of_an_index_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = path.read_bytes()

    for length in range(len(content)):
        path.write_bytes(content[:length])
        with pytest.raises(OsvIndexError, match="run `pkgaudit data update`"):
            open_index(path)
    path.write_bytes(content + b"\n")
    with pytest.raises(OsvIndexError, match="bytes long"):
        open_index(path)


def test_every_changed_byte_of_an_index_is_noticed(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = path.read_bytes()

    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 0x20
        path.write_bytes(damaged)
        with pytest.raises(OsvIndexError, match=str(path)):
            list(opened(path).entries())


def test_a_damaged_part_is_noticed_by_the_look_up_that_needs_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content.replace(b"nacme-every ", b"nacme-evexy "))
    index = opened(path)

    for look in (index.every, index.bad_versions):
        with pytest.raises(OsvIndexError, match="is damaged"):
            look(NPM, "acme-every")
    with pytest.raises(OsvIndexError, match="is damaged"):
        index.lookup(NPM, "acme-every", "1.0.0")


@pytest.mark.parametrize(
    ("begin", "content"),
    [
        ("is no index", b"pkgaudit osv index 2\n" + bytes(100)),
        ("is no index", b"<html>"),
        ("cannot be", None),
    ],
)
def test_another_file_is_refused(tmp_path: Path, begin: str, content: bytes | None) -> None:
    path = tmp_path / OSV_FILE
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)

    with pytest.raises(OsvIndexError, match=begin):
        open_index(path)


def test_an_index_that_anybody_may_write_to_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.chmod(0o666)

    with pytest.raises(OsvIndexError, match="anybody may write"):
        open_index(path)


NAMES = st.text(st.characters(exclude_characters=" \n"), min_size=1, max_size=30)
WORDS = st.lists(st.text(st.sampled_from("0123456789.ab<>=*"), min_size=1, max_size=8), min_size=1, max_size=4)


@settings(max_examples=50)
@given(
    st.lists(st.tuples(st.sampled_from([NPM, PYPI]), NAMES, st.integers(1, 10**6), WORDS), max_size=60),
    st.lists(NAMES, max_size=10),
)
def test_an_index_gives_back_what_was_put_in(
    tmp_path_factory: pytest.TempPathFactory,
    records: list[tuple[Ecosystem, str, int, list[str]]],
    others: list[str],
) -> None:
    entries = {entry(ecosystem, name, f"2026-{number}", *words) for ecosystem, name, number, words in records}
    index = opened(written(tmp_path_factory.mktemp("index"), entries))
    named = {(each.ecosystem, each.name) for each in entries}

    assert sorted(map(repr, entries)) == sorted(map(repr, index.entries()))
    for each in entries:
        assert set(each.words) <= set(index.bad_versions(each.ecosystem, each.name))
    for name in others:
        assert (NPM, normal_name(NPM, name)) in named or {} == index.bad_versions(NPM, name)


def test_every_record_of_the_whole_export_is_found_and_no_withdrawn_one(tmp_path: Path) -> None:
    path = outside_data("osv_malicious_2026-06-11.jsonl.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    live = [record for record in records if not record.get("withdrawn") and record["versions"]]
    entries = [
        entry(
            Ecosystem(record["ecosystem"].lower()),
            record["name"],
            record["id"].removeprefix("MAL-"),
            *("*" if record["versions"] == "*" else record["versions"]),
        )
        for record in live
    ]

    index = opened(written(tmp_path, entries))

    assert len(live) > 200_000
    assert index.size < 15_000_000
    for record in live[::50]:
        ecosystem = Ecosystem(record["ecosystem"].lower())
        versions = ["1.0.0"] if record["versions"] == "*" else record["versions"]
        expected = [None if "-security" in version else record["id"] for version in versions]
        assert expected == [index.lookup(ecosystem, record["name"], version) for version in versions]
        assert (record["versions"] == "*") is (index.every(ecosystem, record["name"]) is not None)
    for record in records:
        if record.get("withdrawn"):
            assert index.lookup(Ecosystem(record["ecosystem"].lower()), record["name"], "1.0.0") is None
