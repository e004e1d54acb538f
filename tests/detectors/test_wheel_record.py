"""RECORD is compared with the bytes it speaks of."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from msgspec.structs import replace

from pkgaudit.detectors.registry import detector
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.member import MemberKind, MemberRecord
from tests.detectors.atlas import rule
from tests.detectors.manifests import NAMES, folder, looked_at, told

INFO = "example-1.0.dist-info"
RECORD = f"{INFO}/RECORD"
DIGEST = urlsafe_b64encode(sha256(b"one").digest()).rstrip(b"=").decode()
GOOD = f"a.py,sha256={DIGEST},3"
OWN = f"{RECORD},,"
SIGNED = " or of its signature"


def found(*rows: str, name: str = "", **more: str) -> list[Hit]:
    files = {"a.py": "one", RECORD: "\n".join(rows), **more}
    return looked_at(files, "wheel_record", form=Format.WHEEL, name=name)


@pytest.mark.parametrize(
    "rows",
    [
        (GOOD, OWN),
        (GOOD,),
        (GOOD.replace(",3", ","), OWN),
        (f"a.py,sha256={DIGEST}=,3", OWN),
        (GOOD, OWN, "a/,,"),
        (GOOD, OWN, f"{INFO}/RECORD.jws,,"),
    ],
)
def test_a_record_that_is_right_is_not_reported(rows: tuple[str, ...]) -> None:
    assert [] == found(*rows)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((f"a.py,sha256={DIGEST[::-1]},3", OWN), '"a.py" is not the file whose hash is listed'),
        ((f"a.py,sha256={DIGEST},4", OWN), '"a.py" has 3 bytes, and its row says 4'),
        ((f"a.py,md5={DIGEST},3", OWN), '"a.py" is listed with md5, a hash that anybody can forge'),
        ((f"a.py,sha512={DIGEST},3", OWN), '"a.py" is listed with sha512, which was not compared: only sha256 is'),
        ((f"a.py,crc={DIGEST},3", OWN), '"a.py" is listed with "crc", which is no hash that installers know'),
        (("a.py,,", OWN), '"a.py" is listed without a hash'),
        ((OWN,), '"a.py" is in the wheel and not listed'),
        ((GOOD, OWN, "b.py,,"), '"b.py" is listed and not in the wheel'),
        ((GOOD, GOOD, OWN), '"a.py" has two rows'),
        ((GOOD, f"{RECORD},sha256={DIGEST},3"), f'"{RECORD}" has a hash, which no file can hold of itself{SIGNED}'),
        ((GOOD, OWN, "x"), 'line 3 ("x") is no `path,hash,size`'),
    ],
)  # fmt: skip
def test_each_way_to_be_wrong_is_told(rows: tuple[str, ...], expected: str) -> None:
    hits = found(*rows)

    assert [expected] == told(hits)
    assert [(NAMES[Format.WHEEL], RECORD)] == [hit.location for hit in hits]


def test_signatures_need_no_row() -> None:
    assert [] == found(GOOD, OWN, **{f"{INFO}/RECORD.jws": "x", f"{INFO}/RECORD.p7s": "x"})


def test_a_wheel_without_record_is_reported() -> None:
    (hit,) = looked_at({"a.py": "one"}, "wheel_record", form=Format.WHEEL)

    assert (NAMES[Format.WHEEL],) == hit.location
    assert ["there is no RECORD: nothing can tell whether these are the files that were built"] == told([hit])


def test_what_was_not_hashed_is_said_to_be_not_compared() -> None:
    (hit,) = found(GOOD, OWN, name="example.tgz")

    assert str(hit.facts["told"]).startswith("RECORD was not compared")


def test_what_is_no_wheel_has_no_record() -> None:
    assert [] == looked_at({"x/PKG-INFO": "", RECORD: "x"}, "wheel_record", form=Format.SDIST, name="x.zip")


def test_a_wheel_inside_is_not_compared_with_this_one_s_record() -> None:
    files = {"in.zip": "", RECORD: f"in.zip,sha256={urlsafe_b64encode(sha256(b'').digest()).decode()},0\n{OWN}"}

    assert [] == looked_at(files, "wheel_record", form=Format.WHEEL, inner={RECORD: "wrong", "b.py": "x"})


def test_folders_and_files_too_large_to_be_held_are_not_called_wrong() -> None:
    check = detector("wheel_record").prepare([rule("wheel_record")])
    called = NAMES[Format.WHEEL]
    large = MemberRecord(location=(called, "a.py"), kind=MemberKind.FILE, size=3)
    record = MemberRecord(location=(called, RECORD), kind=MemberKind.FILE, size=9)
    whole = Artifact(
        target=called, location=(called,), format=Format.WHEEL, members=(folder(called, "d"), large, record)
    )
    problems = [hit.facts["told"] for hit in check.conclude(whole)]

    assert [
        "RECORD was not compared: the file's name does not end with .whl, or RECORD is too large to be read"
    ] == problems
    assert [] == list(check.conclude(replace(whole, format=Format.VSIX)))
