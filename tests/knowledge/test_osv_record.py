"""A record says what the schema lets it say; everything else is refused, and no text makes the reader fail."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge import osv_record
from pkgaudit.knowledge.osv_record import BadRecordError, is_wanted, read_record
from pkgaudit.model.grades import Ecosystem
from tests.knowledge.osv_server import EARLY, EVERY, NOW, Range, Record

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI
ID = "MAL-2026-1"


def words(*, versions: Sequence[str] = (), ranges: Sequence[Range] = ()) -> list[tuple[str, ...]]:
    content = Record(id=ID, name="acme", versions=versions, ranges=ranges).json
    return [entry.words for entry in read_record(content, ID, NPM).entries]


@pytest.mark.parametrize(
    ("expected", "versions", "ranges"),
    [
        ([("1.0.0", "2.0.0")], ["1.0.0", "2.0.0"], []),
        ([("*",)], [], [EVERY]),
        ([("1.0.0", "*")], ["1.0.0"], [EVERY]),
        ([("*", ">=99.9.9")], [], [EVERY, [{"introduced": "99.9.9"}]]),
        ([(">=1.1.5,<=1.1.7",)], [], [[{"introduced": "1.1.5"}, {"last_affected": "1.1.7"}]]),
        ([("<6.72.11",)], [], [[{"introduced": "0"}, {"fixed": "6.72.11"}]]),
        ([("<1.0.0", ">=2.0.0")], [], [[{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "2.0.0"}]]),
        ([(">=1.0.0", ">=2.0.0")], [], [[{"introduced": "1.0.0"}, {"introduced": "2.0.0"}]]),
        ([(">=1.0.0",)], [], [[{"introduced": "1.0.0"}, {"limit": "2.0.0"}]]),
        ([("99.9.9",)], ["0.0.1-security", "99.9.9"], []),
        ([], ["0.0.1-security", "0.0.1-security.0"], []),
    ],
)
def test_bad_versions_are_read(
    expected: list[tuple[str, ...]], versions: Sequence[str], ranges: Sequence[Range]
) -> None:
    assert expected == words(versions=versions, ranges=ranges)


def test_a_record_has_its_name_and_time() -> None:
    record = read_record(Record(id=ID, name="Acme_Py", ecosystem="PyPI", versions=["1"]).json, ID, PYPI)

    assert (ID, EARLY, "acme-py") == (record.id, record.modified, record.entries[0].name)


def test_a_withdrawn_record_says_nothing() -> None:
    record = read_record(Record(id=ID, name="acme", ranges=[EVERY], withdrawn=NOW).json, ID, NPM)

    assert () == record.entries


def test_packages_of_other_ecosystems_are_passed_over() -> None:
    document = Record(id=ID, name="acme", versions=["1"]).document
    other = Record(id=ID, name="acme-py", ecosystem="PyPI", versions=["2"]).document
    both = [*as_list(document["affected"]), *as_list(other["affected"]), {"ranges": []}]

    record = read_record(json.dumps({**document, "affected": both}).encode(), ID, PYPI)

    assert [("acme-py", ("2",))] == [(entry.name, entry.words) for entry in record.entries]


def as_list(value: object) -> list[object]:
    assert isinstance(value, list)
    return value


@pytest.mark.parametrize(
    ("error", "record"),
    [
        ("names no package of npm", Record(id=ID, name="acme", ecosystem="PyPI", versions=["1"])),
        ("says that its id is 'MAL-2026-2'", Record(id="MAL-2026-2", name="acme", versions=["1"])),
        ("neither versions nor a range", Record(id=ID, name="acme")),
        ("for the name of a package", Record(id=ID, name="", versions=["1"])),
        ("for the name of a package", Record(id=ID, name="acme 2026-9 *", versions=["1"])),
        ("for the name of a package", Record(id=ID, name="acme\nnaxios", versions=["1"])),
        ("for the name of a package", Record(id=ID, name="acme\u2028", versions=["1"])),
        ("for the name of a package", Record(id=ID, name="acme\x1b[31m", versions=["1"])),
        ("for the name of a package", Record(id=ID, name="a" * 300, versions=["1"])),
        ("for a version", Record(id=ID, name="acme", versions=["1 2"])),
        ("for a version", Record(id=ID, name="acme", versions=["*"])),
        ("for a version", Record(id=ID, name="acme", versions=[">=0"])),
        ("for a version", Record(id=ID, name="acme", versions=[""])),
        ("for a version", Record(id=ID, name="acme", ranges=[[{"introduced": "1 "}]])),
        ("'fixed' comes where it cannot", Record(id=ID, name="acme", ranges=[[{"fixed": "1"}]])),
        ("'began' comes where it cannot", Record(id=ID, name="acme", ranges=[[{"began": "1"}]])),
        ("is not one", Record(id=ID, name="acme", ranges=[[{}]])),
        ("is not one", Record(id=ID, name="acme", ranges=[[{"introduced": "0", "fixed": "1"}]])),
        ("without events", Record(id=ID, name="acme", ranges=[[]])),
    ],
)
def test_what_a_record_must_not_say_is_refused(error: str, record: Record) -> None:
    with pytest.raises(BadRecordError, match=error):
        read_record(record.json, ID, NPM)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"id": "MAL-2026-1"}',
        b'{"id": "MAL-2026-1", "modified": "2026-06-11T12:00:00"}',
        b'{"id": "MAL-2026-1", "modified": "yesterday", "affected": []}',
        b'{"id": "MAL-2026-1", "modified": "2026-06-11T12:00:00Z", "affected": {}}',
        b'{"id": "MAL-2026-1", "modified": "2026-06-11T12:00:00Z", "withdrawn": true}',
        b'{"id": "MAL-2026-1", "modified": "2026-06-11T12:00:00Z", "affected": null}',
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"x":' * 100_000,
    ],
)
def test_what_is_no_record_is_refused(content: bytes) -> None:
    with pytest.raises(BadRecordError):
        read_record(content, ID, NPM)


def test_a_record_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(osv_record, "LARGEST_RECORD", 100)

    with pytest.raises(BadRecordError, match="longer than 100 bytes"):
        read_record(Record(id=ID, name="acme", versions=["1"]).json, ID, NPM)


@pytest.mark.parametrize(
    ("record_id", "expected"),
    [
        ("MAL-2026-2307", True),
        ("MAL-0000-2307", False),
        ("GHSA-fw8c-xr5c-95f9", False),
        ("MAL-2026-../../x", False),
        ("MAL-2026-1\n", False),
        ("", False),
    ],
)
def test_only_lasting_records_about_malicious_packages_are_wanted(record_id: str, *, expected: bool) -> None:
    assert expected is is_wanted(record_id)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["package", "ecosystem", "name", "versions", "ranges", "type", "events", "introduced", "fixed"]
            )
            | st.text(max_size=3),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(JSON)
def test_no_document_makes_the_reader_fail(affected: object) -> None:
    content = json.dumps({**Record(id=ID, name="acme", versions=["1"]).document, "affected": affected}).encode()
    read = 0
    try:
        read = len(read_record(content, ID, NPM).entries)
    except BadRecordError:
        return

    assert read >= 0
