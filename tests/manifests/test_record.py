"""RECORD is read row by row, and what is no row is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.record import read_record


def test_a_row_is_a_path_a_hash_and_a_size() -> None:
    (row, other, quoted) = read_record(b'a\\b.py,SHA256=abc=,12\n\nx/RECORD,,\n"a,b.py",sha256=x,1\n').rows

    assert ("a/b.py", "sha256", "abc", "12") == (row.path, row.algorithm, row.digest, row.size)
    assert ("x/RECORD", "", "", "") == (other.path, other.algorithm, other.digest, other.size)
    assert "a,b.py" == quoted.path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a.py\n", 'line 1 ("a.py") is no `path,hash,size`'),
        (b"a,,\n,sha256=x,1\n", 'line 2 (",sha256=x,1") is no `path,hash,size`'),
        (b"\xff,,\n", "byte 0 is not UTF-8"),
        (b'"a"b,,\n', "line 1 is no CSV (',' expected after '\"'): what follows was not read"),
        (b"a\n" * 200, "line 101 and what follows is not looked at: there is too much"),
    ],
)
def test_what_is_no_row_is_told(content: bytes, expected: str) -> None:
    assert expected == read_record(content).problems[-1]


def test_no_wheel_has_so_many_files() -> None:
    record = read_record(b"a,,\n" * 200_001)

    assert 200_000 == len(record.rows)
    assert ("line 200,001 and what follows is not looked at: there is too much",) == record.problems


@given(st.binary(max_size=300) | st.text(alphabet='a,"\n=\\', max_size=100).map(str.encode))
def test_no_bytes_are_a_fault(content: bytes) -> None:
    for row in read_record(content).rows:
        assert row.path
