from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.core_metadata import core_metadata_gap, read_core_metadata
from pkgaudit.manifests.mail_headers import HEADER_BYTES
from pkgaudit.model.claims import Claims, Dependency
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

WHERE = ("a.whl", "a-1.dist-info/METADATA")
GOOD = b"Metadata-Version: 2.4\nName: a\nVersion: 1.0\n"


def read(content: bytes) -> Claims:
    return read_core_metadata(content, WHERE, Limits())


def problems(claims: Claims) -> list[str]:
    assert all(problem.location == WHERE for problem in claims.problems)
    return [problem.problem for problem in claims.problems]


def test_full_metadata_is_claimed_without_problems() -> None:
    claims = read(
        GOOD + b"License-Expression: MIT OR Apache-2.0\n"
        b"Home-page: https://a.example\n"
        b"Project-URL: Bug Tracker, https://github.com/o/bugs\n"
        b"Project-URL: Source Code, https://github.com/o/a\n"
        b"Requires-Dist: b>=1; extra == 'x'\nRequires-Dist: c @ https://c.example/c.zip\n"
        b"Description: a\n        b\n\nName: not a header\n\xff"
    )

    assert [] == problems(claims)
    assert (Ecosystem.PYPI, "a", "1.0") == (claims.ecosystem, claims.name, claims.version)
    assert ("MIT OR Apache-2.0", True) == (claims.license, claims.license_is_osi)
    assert ("https://github.com/o/a", True) == (claims.repository, claims.repository_is_public)
    assert (
        Dependency(name="b", requirement=">=1; extra == 'x'", group="Requires-Dist"),
        Dependency(name="c", requirement="@ https://c.example/c.zip", group="Requires-Dist"),
    ) == claims.dependencies
    assert "home-page" in claims.keys


@pytest.mark.parametrize(
    ("headers", "license_", "osi"),
    [
        (b"License: MIT\n", "MIT", True),
        (b"License: UNKNOWN\n", None, False),
        (b"", None, False),
        (b"License: Proprietary\nClassifier: License :: OSI Approved :: MIT License\n", "Proprietary", False),
        (b"Classifier: License :: OSI Approved :: BSD License\n", "License :: OSI Approved :: BSD License", True),
        (
            b"Classifier: License :: OSI Approved :: BSD License\nClassifier: License :: Other/Proprietary License\n",
            "License :: OSI Approved :: BSD License; License :: Other/Proprietary License",
            False,
        ),
        (b"License: Copyright\n  all of it\n", "Copyright\n  all of it", False),
        (b"License-Expression: LicenseRef-x\nLicense: MIT\n", "LicenseRef-x", False),
    ],
)
def test_licences_are_read_where_they_stand(headers: bytes, license_: str | None, osi: bool) -> None:
    claims = read(GOOD + headers)

    assert [] == problems(claims)
    assert (license_, osi) == (claims.license, claims.license_is_osi)


@pytest.mark.parametrize(
    ("headers", "url", "public"),
    [
        (b"Home-page: https://github.com/o/a\n", "https://github.com/o/a", True),
        (b"Home-page: UNKNOWN\n", None, False),
        (b"Project-URL: homepage,https://a.example\n", "https://a.example", False),
        (b"Project-URL: Issues, https://github.com/o/a/issues\n", None, False),
        (b"Project-URL: nothing\n", None, False),
        (
            b"Project-URL: Repository, https://git.a.example/a\nHome-page: https://github.com/o/a\n",
            "https://github.com/o/a",
            True,
        ),
    ],
)
def test_the_repository_is_found_by_its_label(headers: bytes, url: str | None, public: bool) -> None:
    claims = read(GOOD + headers)

    assert [] == problems(claims)
    assert (url, public) == (claims.repository, claims.repository_is_public)


def test_the_classifier_that_forbids_upload_marks_it_private() -> None:
    assert read(GOOD + b"Classifier: Private :: Do Not Upload\n").marked_private
    assert not read(GOOD).marked_private


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "it has no Name"),
        (b"Name: a\n", "it has no Version"),
        (b"Name: a\nVersion: 1\n", "it has no Metadata-Version"),
        (b"Metadata-Version: 2.1\nName: UNKNOWN\nVersion: 1\n", "it has no Name"),
        (GOOD + b"Name: b\n", "Name occurs twice"),
        (GOOD + b"VERSION: 2\n", "Version occurs twice"),
        (GOOD + b"Summary: \xff\n", "Summary is not UTF-8"),
        (b"Metadata-Version: 2.1\nName: a\n b\nVersion: 1\n", "Name goes over several lines"),
        (b"Metadata-Version: 2.1\nName: -a\nVersion: 1\n", "is no name that a package may have"),
        (b"Metadata-Version: 2.1\nName: a\nVersion: one\n", "is no version (PEP 440)"),
        (b"Metadata-Version: 2.1\nName: a\nVersion: " + b"1" * 100_000, "is no version (PEP 440)"),
        (GOOD + b"garbage\nLicense: MIT\n", '"garbage" is no header'),
        (GOOD + b"Requires-Dist: >=1\n", "is no requirement"),
        (GOOD + b"Requires-Dist: a\n" * 10_001, "more than 10,000 requirements"),
        (GOOD + b"Summary: " + b"x" * HEADER_BYTES, "its headers are more or longer"),
    ],
    ids=range(15),
)
def test_each_malformed_metadata_has_its_problem(content: bytes, problem: str) -> None:
    found = problems(read(content))

    assert any(problem in text for text in found), found


def test_python_takes_the_first_of_two_names() -> None:
    assert "a" == read(GOOD + b"Name: b\n").name


@pytest.mark.parametrize("version", [b"1.0", b"2024.1.post1", b"1!2.0rc1+local.1", b"1.0-1", b"v1.0", b"1.0.BETA2"])
def test_versions_that_pip_reads_are_versions(version: bytes) -> None:
    assert [] == problems(read(b"Metadata-Version: 2.1\nName: a\nVersion: " + version + b"\n"))


def test_a_long_description_is_no_gap_and_long_headers_are() -> None:
    body = GOOD + b"\n" + b"x" * HEADER_BYTES
    headers = GOOD + b"Summary: " + b"x" * HEADER_BYTES
    gap = core_metadata_gap(headers, WHERE)

    assert [] == problems(read(body))
    assert core_metadata_gap(body, WHERE) is None
    assert core_metadata_gap(GOOD, WHERE) is None
    assert gap is not None
    assert GapKind.LIMIT is gap.kind
    assert core_metadata_gap(b"a:\n" * 30_000, WHERE) is not None


@given(st.binary(max_size=400))
def test_arbitrary_bytes_raise_nothing(content: bytes) -> None:
    claims = read(content)

    assert claims.problems
    assert repr(claims).encode()


@pytest.mark.parametrize(
    "unit", [b"\n ", b"a:\n", b"Name: a\n", b"\r", b"Summary: =?utf-8?q?a?=\n", b"Name: a\xcc\x81\xcc\xa7"]
)
def test_a_mebibyte_of_anything_is_answered(unit: bytes) -> None:
    claims = read(unit * (HEADER_BYTES // len(unit)))

    assert 0 < len(claims.problems) <= 101
