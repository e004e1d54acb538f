"""The index finds every bad release in any spelling, is kept, and never gives back an old answer."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pkgaudit import kept_from_files
from pkgaudit.knowledge import incident_index as module
from pkgaudit.knowledge.incident_index import BadRelease, IncidentIndex, incident_index
from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.knowledge.incident_table import IncidentError, incident, incident_slugs, table_files
from pkgaudit.model.grades import Confidence, Ecosystem
from tests.knowledge.incident_files import INCIDENT, write_incident
from tests.tools import unmeasured

NPM, PYPI = Ecosystem.NPM, Ecosystem.PYPI
pytestmark = pytest.mark.usefixtures("cache")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files written by a test are as good as old ones, and no test sees another one's index."""
    monkeypatch.setattr(kept_from_files, "_SETTLED_NS", 0)
    incident_index.cache_clear()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_incident(tmp_path / "incidents")


@pytest.mark.parametrize(
    ("ecosystem", "name", "version", "expected"),
    [
        (NPM, "Acme-Parser", "1.14.1", True),
        (NPM, "Acme-Parser", "v1.14.1+build", True),
        (NPM, "acme-parser", "1.14.1", False),
        (NPM, "Acme-Parser", "1.14.0", False),
        (NPM, "acme-every", "7.0.0", True),
        (NPM, "acme-every", "0.0.1-security", False),
        (NPM, "acme-since", "1.2.1", False),
        (NPM, "acme-since", "1.2.2", True),
        (NPM, "acme-since", "3.0.0", True),
        (PYPI, "Acme_Py", "1.1.5post1", True),
        (PYPI, "acme.py", "2", True),
        (PYPI, "acme-py", "2.0.1", False),
        (PYPI, "acme-py-since", "3.1", True),
        (PYPI, "Acme-Parser", "1.14.1", False),
        (NPM, "acme-py", "2.0", False),
    ],
)
def test_a_bad_release_is_found_and_a_good_one_is_not(
    folder: Path, ecosystem: Ecosystem, name: str, version: str, *, expected: bool
) -> None:
    assert ("acme-2026" if expected else None) == incident_index(folder).lookup(ecosystem, name, version)


def test_what_is_known_of_a_release(folder: Path) -> None:
    index = incident_index(folder)
    sure = BadRelease(
        slug="acme-2026", kind=IncidentKind.COMPROMISED_RELEASE, confidence=Confidence.HIGH, until="2026-04"
    )

    assert sure == index.release(NPM, "Acme-Parser", "1.14.1")
    assert msgspec.structs.replace(sure, confidence=Confidence.MEDIUM) == index.release(
        NPM, "Acme-Parser", "2.0.0-rc.1"
    ), "a version that one list alone has"
    every = index.release(NPM, "acme-every", "1.0.0")
    assert every is not None
    assert (("packages.acme.example",), IncidentKind.MALICIOUS_PACKAGE) == (every.elsewhere, every.kind)
    low = index.release(PYPI, "acme-py", "2.0")
    assert low is not None
    assert Confidence.LOW is low.confidence
    bait = index.release(NPM, "acme-bait", "4.2.1")
    assert bait is not None
    assert (True, "") == (bait.available, bait.until)


def test_all_bad_versions_of_a_name(folder: Path) -> None:
    index = incident_index(folder)

    assert {"1.1.5.post1": "acme-2026", "2.0": "acme-2026"} == index.bad_versions(PYPI, "Acme.Py")
    assert {"*": "acme-2026"} == index.bad_versions(NPM, "acme-every")
    assert {">=1.2.2": "acme-2026"} == index.bad_versions(NPM, "acme-since")
    assert {} == index.bad_versions(NPM, "left-alone")


def test_companions_are_known_by_ecosystem(folder: Path) -> None:
    index = incident_index(folder)

    assert {"acme-bait": "acme-2026"} == index.companions(NPM)
    assert {} == index.companions(PYPI)


def test_of_two_incidents_the_smaller_one_names_a_release(folder: Path) -> None:
    small = INCIDENT[: INCIDENT.index("[packages.npm]")].replace('companions = ["acme-bait"]', "")
    write_incident(folder, "acme-first", small + '[packages.npm]\n"Acme-Parser" = { versions = ["1.14.1"] }\n')
    index = incident_index(folder)

    assert "acme-first" == index.lookup(NPM, "Acme-Parser", "1.14.1")
    assert "acme-2026" == index.lookup(NPM, "Acme-Parser", "2.0.0-rc.1")


def test_one_low_and_doubted_version_stays_low(folder: Path) -> None:
    write_incident(folder, text=INCIDENT.replace('confidence = "high"', 'confidence = "low"'))
    doubted = incident_index(folder).release(NPM, "Acme-Parser", "2.0.0-rc.1")

    assert doubted is not None
    assert Confidence.LOW is doubted.confidence


def test_an_index_that_is_kept_answers_without_reading_toml(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = incident_index(folder)
    incident_index.cache_clear()
    monkeypatch.setattr(module, "read_incidents", None)
    second = incident_index(folder)

    assert first is not second
    assert first.bad_versions(NPM, "Acme-Parser") == second.bad_versions(NPM, "Acme-Parser")
    assert first.release(NPM, "acme-every", "1.0.0") == second.release(NPM, "acme-every", "1.0.0")
    assert first.companions(NPM) == second.companions(NPM)


def test_with_the_kept_index_toml_is_not_even_imported(cache: Path) -> None:
    incident_index()
    code = (
        "import sys; from pkgaudit.knowledge.incident_index import incident_index\n"
        "assert incident_index().lookup('npm', 'axios', '1.14.1') == 'axios-2026'\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**unmeasured(), "PKGAUDIT_CACHE_DIR": str(cache)},
    )
    modules = set(done.stdout.split())

    assert "msgspec" in modules
    assert set() == modules & {"tomllib", "difflib", "packaging.version", "pkgaudit.knowledge.parse_incident"}


def test_a_changed_an_added_and_a_removed_incident_are_noticed(folder: Path) -> None:
    def answers() -> list[str | None]:
        incident_index.cache_clear()
        index = incident_index(folder)
        return [index.lookup(NPM, "Acme-Parser", version) for version in ("1.14.1", "1.14.2")]

    before = answers()
    write_incident(folder, text=INCIDENT.replace('"1.14.1"', '"1.14.2"'))
    changed = answers()
    write_incident(folder, "other")
    added = answers()
    (folder / "acme-2026.toml").unlink()
    removed = answers()

    assert ["acme-2026", None] == before
    assert [None, "acme-2026"] == changed
    assert ["other", "acme-2026"] == added
    assert ["other", None] == removed


def test_a_damaged_and_a_foreign_cache_file_are_made_again(folder: Path, cache: Path) -> None:
    incident_index(folder)
    (file,) = cache.iterdir()
    good = file.read_bytes()
    for damaged in (good[:-1] + bytes([good[-1] ^ 1]), b""):
        incident_index.cache_clear()
        file.write_bytes(damaged)

        assert "acme-2026" == incident_index(folder).lookup(NPM, "Acme-Parser", "1.14.1")
        assert good == file.read_bytes()
    files = table_files(folder)
    kept_from_files.KeptFromFiles("incidents", [str(folder)], files).write(msgspec.msgpack.encode(["half"]))
    incident_index.cache_clear()

    assert "acme-2026" == incident_index(folder).lookup(NPM, "Acme-Parser", "1.14.1")


def test_a_wrong_file_is_an_error_that_names_it(folder: Path) -> None:
    write_incident(folder, "broken", "title = 3\n")
    with pytest.raises(IncidentError) as caught:
        incident_index(folder)

    assert "incidents/broken.toml: title: must be a text" in caught.value.errors


def test_one_incident_is_read_alone(folder: Path) -> None:
    write_incident(folder, "broken", "title = 3\n")
    found = incident("acme-2026", folder)

    assert ("acme-2026", "broken") == incident_slugs(folder)
    assert found is not None
    assert "acme-2026" == found.slug
    assert incident("../acme-2026", folder) is None


def test_a_folder_that_is_no_table_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    stray = write_incident(tmp_path / "stray")
    (stray / "notes.txt").touch()
    (stray / "README.md").touch()
    (stray / ".hidden").touch()
    errors: list[str] = []
    for name in ("absent", "empty", "stray"):
        with pytest.raises(IncidentError) as caught:
            table_files(tmp_path / name)
        errors += caught.value.errors

    assert 3 == len(errors)
    assert "cannot be read" in errors[0]
    assert "there is no incident in it" in errors[1]
    assert "stray/notes.txt: is not an incident; an incident is a file whose name ends in .toml" == errors[2]


def test_a_file_that_cannot_be_read_is_an_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unreadable(_: Path) -> bytes:
        raise OSError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", unreadable)
    with pytest.raises(IncidentError) as caught:
        incident("acme-2026", folder)

    assert ("incidents/acme-2026.toml: cannot be read: Permission denied; check its permissions",) == (
        caught.value.errors
    )


def test_an_index_of_nothing_answers_nothing() -> None:
    index = IncidentIndex(module.compact([]))

    assert index.lookup(NPM, "axios", "1.14.1") is None
    assert {} == index.companions(NPM)
