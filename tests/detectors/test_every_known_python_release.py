"""Every PyPI record of the known-bad data is found in every lockfile of Python and in what a wheel requires."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import pytest

from pkgaudit.model.grades import Format
from tests.detectors.dependencies import alone, found, package
from tests.detectors.test_every_known_release import EXACT, Release, recorded

BAD = ("litellm", "1.82.8")
CLEAN = (
    ("litellm", "1.82.6"), ("ultralytics", "8.3.40"), ("num2words", "0.5.14"), ("plain", "1.0"), ("requests", "2.32.5"),
    ("torch", "2.9.0"), ("certifi", "2025.8.3"), ("urllib3", "2.8.0"), ("boto3", "1.44.5"), ("pytz", "2025.2"),
)  # fmt: skip


def hashed(releases: Sequence[Release]) -> str:
    return "".join(f"{name}=={version} \\\n    --hash=sha256:{at:064}\n" for at, (name, version) in enumerate(releases))


def pinned(releases: Sequence[Release]) -> str:
    return "".join(f"{name}=={version}\n" for name, version in releases)


def pipfile_lock(releases: Sequence[Release]) -> str:
    # A name stands once in each category: its further versions stand in categories of their own.
    categories: dict[str, dict[str, object]] = {}
    seen: Counter[str] = Counter()
    for name, version in releases:
        categories.setdefault(f"category-{seen[name]}", {})[name] = {"version": f"=={version}"}
        seen[name] += 1
    return json.dumps({"_meta": {"pipfile-spec": 6}, **categories})


def tables(header: str, more: str = "", end: str = "") -> Callable[[Sequence[Release]], str]:
    def write(releases: Sequence[Release]) -> str:
        entries = (f'[[{header}]]\nname = "{name}"\nversion = "{version}"\n{more}\n' for name, version in releases)
        return "\n".join((*entries, end))

    return write


def conda(releases: Sequence[Release]) -> str:
    return "dependencies:\n  - pip:\n" + "".join(f"      - {name}=={version}\n" for name, version in releases)


def metadata(releases: Sequence[Release]) -> str:
    head = "Metadata-Version: 2.4\nName: example\nVersion: 1\n"
    return head + "".join(f"Requires-Dist: {name}=={version}\n" for name, version in releases)


def pyproject(releases: Sequence[Release]) -> str:
    return f'[project]\nname = "app"\ndependencies = {json.dumps([f"{name}=={each}" for name, each in releases])}\n'


FORMATS: Mapping[str, tuple[str, Callable[[Sequence[Release]], str]]] = {
    "requirements": ("requirements.txt", hashed),
    "constraints": ("constraints.txt", pinned),
    "Pipfile.lock": ("Pipfile.lock", pipfile_lock),
    "poetry 1": ("poetry.lock", tables("package", 'category = "main"', '[metadata]\nlock-version = "1.1"\n')),
    "poetry 2": ("poetry.lock", tables("package", 'groups = ["main"]', '[metadata]\nlock-version = "2.1"\n')),
    "pdm": ("pdm.lock", tables("package", 'groups = ["default"]', '[metadata]\nlock_version = "4.5.0"\n')),
    "uv": ("uv.lock", tables("package", 'source = { registry = "https://index.example/simple" }')),
    "pylock": ("pylock.toml", tables("packages", 'index = "https://index.example/simple"')),
    "conda": ("environment.yml", conda),
    "wheel": ("example-1.dist-info/METADATA", metadata),
    "project": ("pyproject.toml", pyproject),
}


def told(name: str, text: str) -> set[Release]:
    artifact = package({name: text}, Format.WHEEL) if name.endswith("/METADATA") else alone(name, text)
    return {
        (str(hit.facts["name"]), str(hit.facts["version"])) for hit in found(artifact, "known_bad_release", cases=EXACT)
    }


@pytest.mark.parametrize("form", FORMATS)
def test_every_record_is_found_in_every_lockfile(form: str) -> None:
    name, write = FORMATS[form]
    releases = recorded("pypi")

    assert len(releases) > 300
    assert set() == set(releases) - told(name, write(releases))


@pytest.mark.parametrize("form", FORMATS)
def test_clean_releases_are_not_found(form: str) -> None:
    name, write = FORMATS[form]

    assert {BAD} == told(name, write([*CLEAN, BAD]))
