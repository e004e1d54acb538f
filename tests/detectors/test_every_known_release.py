"""Every npm record of the known-bad data is found in every lockfile of npm, and names that everybody uses never are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache

import pytest

from pkgaudit.detectors.known_bad_release import Case
from tests.detectors.dependencies import alone, found
from tests.tools import outside_data

Release = tuple[str, str]
POPULAR = (
    ("axios", "1.14.0"), ("axios", "1.15.0"), ("chalk", "5.6.2"), ("debug", "4.4.3"), ("lodash", "4.17.21"),
    ("react", "19.3.1"),
    ("event-stream", "4.0.1"), ("node-ipc", "9.2.1"), ("ua-parser-js", "1.0.40"), ("nx", "22.0.0"), ("keyv", "5.5.0"),
    ("@tanstack/react-query", "5.90.0"), ("@babel/core", "7.28.4"), ("typescript", "5.9.2"),
    ("coa", "2.0.2"), ("rc", "1.2.8"),
)  # fmt: skip
EXACT = [Case.RELEASE, Case.SUSPECTED_RELEASE, Case.DISPUTED_RELEASE, Case.COMPANION]


def package_lock_1(releases: Sequence[Release]) -> str:
    # A name stands once at each level: further versions lie below one that asks for them.
    top: dict[str, object] = {}
    for name, version in releases:
        entry = {"version": version, "resolved": "", "integrity": "sha512-AA=="}
        top[f"holder-{len(top)}"] = {"version": "1.0.0", "dependencies": {name: entry}}
    return json.dumps({"lockfileVersion": 1, "dependencies": top})


def package_lock_3(releases: Sequence[Release]) -> str:
    places = {
        f"node_modules/h{at}/node_modules/{name}": {"version": version} for at, (name, version) in enumerate(releases)
    }
    return json.dumps({"lockfileVersion": 3, "packages": {"": {"name": "app"}, **places}})


def yarn_classic(releases: Sequence[Release]) -> str:
    return "# yarn lockfile v1\n\n" + "\n".join(
        f'"{name}@{version}":\n  version "{version}"\n  integrity sha512-AA==\n' for name, version in releases
    )


def yarn_berry(releases: Sequence[Release]) -> str:
    head = "__metadata:\n  version: 8\n  cacheKey: 10\n\n"
    return head + "\n".join(
        f'"{name}@npm:{version}":\n  version: {version}\n  resolution: "{name}@npm:{version}"\n  linkType: hard\n'
        for name, version in releases
    )


def pnpm_9(releases: Sequence[Release]) -> str:
    keys = "".join(f"  '{name}@{version}':\n    resolution: {{integrity: sha512-AA==}}\n" for name, version in releases)
    snapshots = "".join(f"  '{name}@{version}': {{}}\n" for name, version in releases)
    return f"lockfileVersion: '9.0'\n\npackages:\n\n{keys}\nsnapshots:\n\n{snapshots}"


def pnpm_5(releases: Sequence[Release]) -> str:
    keys = "".join(
        f"  /{name}/{version}:\n    resolution: {{integrity: sha512-AA==}}\n    dev: false\n"
        for name, version in releases
    )
    return f"lockfileVersion: 5.4\n\npackages:\n\n{keys}"


def bun(releases: Sequence[Release]) -> str:
    packages = {
        f"h{at}/{name}": [f"{name}@{version}", "", {}, "sha512-AA=="] for at, (name, version) in enumerate(releases)
    }
    return json.dumps({"lockfileVersion": 1, "workspaces": {}, "packages": packages})


FORMATS: Mapping[str, tuple[str, Callable[[Sequence[Release]], str]]] = {
    "package-lock 1": ("package-lock.json", package_lock_1),
    "package-lock 3": ("package-lock.json", package_lock_3),
    "npm-shrinkwrap": ("npm-shrinkwrap.json", package_lock_3),
    "yarn 1": ("yarn.lock", yarn_classic),
    "yarn 4": ("yarn.lock", yarn_berry),
    "pnpm 5": ("pnpm-lock.yaml", pnpm_5),
    "pnpm 9": ("pnpm-lock.yaml", pnpm_9),
    "bun": ("bun.lock", bun),
}


@cache
def recorded(ecosystem: str = "npm") -> list[Release]:
    """Return every release in the data; of names of which every version is bad, one."""
    releases: dict[Release, None] = {}
    for line in outside_data("known_compromised.jsonl").read_text("utf-8").splitlines():
        record = json.loads(line)
        if record["ecosystem"] == ecosystem:
            versions = record["versions"]
            for version in (
                versions if isinstance(versions, list) else [versions.removeprefix(">=").replace("*", "1.0.0")]
            ):
                releases[record["name"], version.strip()] = None
    return list(releases)


def told(name: str, text: str) -> set[Release]:
    hits = found(alone(name, text), "known_bad_release", cases=EXACT)
    return {(str(hit.facts["name"]), str(hit.facts["version"])) for hit in hits}


@pytest.mark.parametrize("form", FORMATS)
def test_every_record_is_found_in_every_lockfile(form: str) -> None:
    name, write = FORMATS[form]

    assert len(recorded()) > 6_000
    assert set() == set(recorded()) - told(name, write(recorded()))


def test_every_record_is_found_in_a_manifest_that_pins_it() -> None:
    pinned = {f"p{at}": f"npm:{name}@{version}" for at, (name, version) in enumerate(recorded())}

    assert set() == set(recorded()) - told("package.json", json.dumps({"dependencies": pinned}))


@pytest.mark.parametrize("form", FORMATS)
def test_names_that_everybody_uses_are_not_found(form: str) -> None:
    name, write = FORMATS[form]

    assert {("axios", "1.14.1")} == told(name, write([*POPULAR, ("axios", "1.14.1")]))
