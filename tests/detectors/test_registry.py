"""Every detector is what the registry says it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from pkgaudit.detectors import registry
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.registry import DETECTORS, detector
from pkgaudit.model.member import Member
from tests.detectors.atlas import artifact, rule

FOLDER = Path(registry.__file__).parent
NO_DETECTORS = {
    "__init__",
    "concluding",
    "dependency_places",
    "faults",
    "globs",
    "grouping",
    "map_reading",
    "npm_resolution",
    "own_manifests",
    "package_address",
    "params",
    "protocol",
    "python_modules",
    "registry",
    "releases_seen",
    "seen_facts",
    "shipped_names",
    "telling",
}
MINIMAL: dict[str, dict[str, object]] = {
    "archive_anomaly": {"kinds": ["sparse"]},
    "confusable_version": {},
    "debug_id": {},
    "dependency_protocol": {"protocols": ["workspace"]},
    "direct_dependency": {"origins": ["git"]},
    "known_bad_release": {"cases": ["release"]},
    "lockfile_entry": {"oddities": ["git"]},
    "malicious_package": {},
    "manifest_problem": {},
    "member_path": {"paths": ["*.pem"]},
    "missing_file": {"having": "entry-point"},
    "package_index": {"options": ["extra-index-url"]},
    "packing_problem": {"having": "no-allow-list"},
    "registry_refusal": {"by": "pypi"},
    "shipped_lockfile": {"formats": ["wheel"]},
    "size": {"measure": "file", "over": 1},
    "source_map": {"having": "problems"},
    "source_map_reference": {"kinds": ["remote"]},
    "text_pattern": {"patterns": ["bluebird"]},
    "unreadable_map": {"content": True},
    "unused_dependency": {},
    "wheel_record": {},
}

VISITING = {"missing_file", "registry_refusal", "text_pattern", "unused_dependency", "wheel_record"}


def test_every_module_of_the_folder_is_registered_or_is_no_detector() -> None:
    modules = {path.stem for path in FOLDER.glob("*.py")}

    assert modules == {*DETECTORS, *NO_DETECTORS}
    assert set(MINIMAL) == set(DETECTORS)


@pytest.mark.parametrize("name", DETECTORS)
def test_a_detector_states_what_the_protocol_asks(name: str) -> None:
    module = detector(name)

    assert module.NEEDS <= set(Need)
    assert module.FACTS
    assert all(fact.isidentifier() and meaning.strip() for fact, meaning in module.FACTS.items())
    assert issubclass(module.PARAMS, msgspec.Struct)
    assert module.PARAMS.__struct_config__.forbid_unknown_fields
    assert module.VISITS is (name in VISITING)
    assert module.__doc__
    assert not re.search(r"\b(?:severity|critical)\b", (FOLDER / f"{name}.py").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", DETECTORS)
def test_a_detector_finds_nothing_in_an_empty_artifact_and_says_whether_it_looks_at_members(name: str) -> None:
    check = detector(name).prepare([rule(name, MINIMAL[name])])
    member = Member(container=("a.tgz",), raw_name=b"a", path="a", content=b"{}")

    assert check.patterns == () or name in VISITING
    assert [] == list(check.visit(member, {}))
    assert [] == list(check.conclude(artifact()))


@pytest.mark.parametrize("name", DETECTORS)
def test_parameters_that_do_not_fit_are_refused(name: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**MINIMAL[name], "unknown": 1}, detector(name).PARAMS)


def test_naming_the_detectors_imports_none() -> None:
    code = "import sys; from pkgaudit.detectors.registry import DETECTORS; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert set() == set(done.stdout.split()) & set(DETECTORS.values())


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(KeyError):
        detector("nothing")
