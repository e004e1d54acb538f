"""A dependency that only its workspace resolves is found where installers would look for it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import msgspec
import pytest

from pkgaudit.detectors.dependency_protocol import Params
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from tests.detectors.manifests import looked_at, told

EVERY = ["workspace", "catalog", "file", "link", "portal", "patch"]


def found(manifest: Mapping[str, object], **files: str) -> list[Hit]:
    text = json.dumps({"name": "example", "version": "1.0.0", **manifest})
    return looked_at({"package/package.json": text, **files}, "dependency_protocol", protocols=EVERY)


@pytest.mark.parametrize("group", ["dependencies", "optionalDependencies", "peerDependencies"])
@pytest.mark.parametrize(
    "requirement",
    [
        "workspace:*",
        "WORKSPACE:^",
        "catalog:",
        "catalog:react18",
        "file:../a",
        "link:../a",
        "portal:../a",
        "patch:a@1#x",
    ],
)
def test_a_protocol_is_found_in_every_group_that_is_installed(group: str, requirement: str) -> None:
    (hit,) = found({group: {"a": requirement}})

    assert [f'{group} asks for "a" as "{requirement}"'] == told([hit])
    assert ("a.tgz", "package/package.json") == hit.location
    assert str(hit.facts["edit"]).endswith('or write the version in package.json, such as "a": "^1.2.3".')


@pytest.mark.parametrize("requirement", ["../a", "./a", "/a", "~/a", "..", "..\\a"])
def test_a_bare_path_is_a_file(requirement: str) -> None:
    assert 1 == len(found({"dependencies": {"a": requirement}}))


@pytest.mark.parametrize(
    "requirement", ["^1.0.0", "~1.0", "", "*", "latest", "npm:b@1", "git+ssh://a.example", "https://a.example/b", "a/b"]
)  # fmt: skip
def test_what_others_can_resolve_is_not_found(requirement: str) -> None:
    assert [] == found({"dependencies": {"a": requirement}})


def test_tools_of_the_project_are_nobody_s_business() -> None:
    assert [] == found({"devDependencies": {"a": "workspace:*"}})


def test_what_comes_inside_needs_no_resolving() -> None:
    manifest = {"dependencies": {"a": "file:../a", "@b/c": "workspace:*"}, "bundleDependencies": ["a", "@b/c"]}
    inside = {"package/node_modules/a/index.js": "", "package/node_modules/@b/c/index.js": ""}

    assert [] == found(manifest, **inside)
    assert 2 == len(told(found(manifest)))


def test_many_are_one_finding_that_counts_them() -> None:
    (hit,) = found({"dependencies": dict.fromkeys("abcde", "workspace:*")})

    assert 5 == hit.facts["problems"]
    assert str(hit.facts["told"]).endswith("(and 2 more)")


def test_what_is_no_npm_package_has_none() -> None:
    text = '{"dependencies":{"a":"workspace:*"}}'

    assert [] == looked_at({"x/package.json": text}, "dependency_protocol", form=Format.SDIST, protocols=EVERY)
    assert [] == looked_at({"package.json": text}, "dependency_protocol", protocols=EVERY)


@pytest.mark.parametrize("protocols", [[], ["workspace:"], ["Link"]])
def test_a_protocol_is_written_without_its_colon(protocols: list[str]) -> None:
    with pytest.raises(msgspec.ValidationError, match="without the colon"):
        msgspec.convert({"protocols": protocols}, Params)
