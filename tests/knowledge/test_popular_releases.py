"""The latest releases of the packages that everybody uses are never taken for bad ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from benchmarks.known_bad import write_full_index
from pkgaudit.detectors import malicious_package
from pkgaudit.detectors.known_bad_release import Case
from pkgaudit.knowledge.osv_index import OsvIndex, open_index
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.grades import Ecosystem
from tests.detectors.dependencies import alone, found
from tests.detectors.test_every_known_python_release import pinned
from tests.detectors.test_every_known_release import Release, package_lock_3
from tests.tools import outside_data

Write = Callable[[Sequence[Release]], str]
LISTED = Path(__file__).with_name("popular_releases.txt")
FILES: Mapping[Ecosystem, tuple[str, Write]] = {
    Ecosystem.NPM: ("package-lock.json", package_lock_3),
    Ecosystem.PYPI: ("requirements.txt", pinned),
}
BAD = {Ecosystem.NPM: ("axios", "1.14.1"), Ecosystem.PYPI: ("litellm", "1.82.8")}


def lockfile(ecosystem: Ecosystem, more: Release) -> Artifact:
    name, write = FILES[ecosystem]
    return alone(name, write([*popular(ecosystem), more]))


def popular(wanted: Ecosystem) -> list[Release]:
    lines = [line.split() for line in LISTED.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(name, version) for ecosystem, name, version in lines if ecosystem == wanted.value]


@pytest.fixture(scope="module")
def osv(tmp_path_factory: pytest.TempPathFactory) -> OsvIndex:
    """Every malicious-package record of OSV."""
    outside_data("osv_malicious_2026-06-11.jsonl.gz")
    index = open_index(write_full_index(tmp_path_factory.mktemp("osv")))
    assert index is not None
    return index


@pytest.mark.parametrize("ecosystem", FILES)
def test_the_incident_table_has_none_of_them(ecosystem: Ecosystem) -> None:
    artifact = lockfile(ecosystem, BAD[ecosystem])

    assert 1_000 == len(dict(popular(ecosystem)))
    assert ["{}@{}".format(*BAD[ecosystem])] == [
        hit.facts["release"] for hit in found(artifact, "known_bad_release", cases=list(Case))
    ]


@pytest.mark.parametrize("ecosystem", FILES)
def test_no_record_of_osv_is_about_them(ecosystem: Ecosystem, osv: OsvIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(malicious_package, "fetched_records", lambda: osv)
    malicious = next(each.name for each in osv.entries() if each.ecosystem is ecosystem and each.words == ("*",))
    artifact = lockfile(ecosystem, (malicious, "1.0.0"))

    assert any(osv.bad_versions(ecosystem, name) for name, _ in popular(ecosystem)), "other versions of some are bad"
    assert [malicious] == [hit.facts["name"] for hit in found(artifact, "malicious_package")]
