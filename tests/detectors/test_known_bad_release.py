"""Bad releases are found wherever they stand, each as strongly as it is known, and their clean kin never."""

from __future__ import annotations

import msgspec
import pytest

from pkgaudit.detectors.known_bad_release import Case, Params
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.rulebook.load import load_rulebook
from tests.detectors.dependencies import File, alone, found, package

AXIOS = {"node_modules/axios": {"version": "1.14.1"}}


def cases(artifact: Artifact) -> dict[str, list[Hit]]:
    """Return the hits by the case that asks for them."""
    all_hits = {case.value: found(artifact, "known_bad_release", cases=[case.value]) for case in Case}
    return {case: hits for case, hits in all_hits.items() if hits}


def of(requirement: str, name: str = "axios", group: str = "dependencies", **more: File) -> list[str]:
    manifest: dict[str, object] = {"name": "example", "version": "1.0.0", group: {name: requirement}}
    return list(cases(package({"package/package.json": manifest, **more})))


@pytest.mark.parametrize("requirement", ["1.14.1", "=1.14.1", "v1.14.1", " 1.14.1 ", "npm:axios@1.14.1", "0.30.4"])
@pytest.mark.parametrize("group", ["dependencies", "devDependencies", "optionalDependencies", "overrides"])
def test_a_pin_is_found_in_every_group(requirement: str, group: str) -> None:
    assert ["release"] == of(requirement, group=group)


@pytest.mark.parametrize(
    "requirement", ["1.14.0", "1.15.0", "latest", "github:axios/axios", "file:../axios", "workspace:*"]
)
def test_clean_versions_and_what_comes_from_elsewhere_are_not(requirement: str) -> None:
    assert [] == of(requirement)


def test_what_is_told_of_a_locked_release() -> None:
    packages = {
        "": {"name": "app", "dependencies": {"http-kit": "^2.0.0"}},
        "node_modules/http-kit": {"version": "2.0.0", "dev": True, "dependencies": {"axios": "^1.0.0"}},
        "node_modules/axios": {"version": "1.14.1", "dev": True},
    }
    ((case, (hit,)),) = cases(alone("package-lock.json", {"lockfileVersion": 3, "packages": packages})).items()

    assert "release" == case
    assert ("package-lock.json",) == hit.location
    assert {
        "release": "axios@1.14.1",
        "how": "locked",
        "chain": "app > http-kit > axios",
        "group": "dev",
        "document": "package-lock",
        "incident": "axios-2026",
        "nature": "compromised-release",
    }.items() <= hit.facts.items()


def test_a_release_that_the_address_gives_away_is_found_though_the_entry_says_another() -> None:
    for name, version in (("axios", "1.14.0"), ("other", "1.0.0")):
        entry = {"version": version, "resolved": "https://npm.acme.example/axios/-/axios-1.14.1.tgz"}
        lock = {"lockfileVersion": 3, "packages": {f"node_modules/{name}": entry}}
        ((case, (hit,)),) = cases(alone("package-lock.json", lock)).items()

        assert ("release", "axios@1.14.1", "fetched") == (case, hit.facts["release"], hit.facts["how"])


def test_a_workspace_of_that_name_and_version_is_no_release() -> None:
    packages = {"": {"name": "axios", "version": "1.14.1"}, "packages/axios": {"name": "axios", "version": "1.14.1"}}

    assert {} == cases(alone("package-lock.json", {"lockfileVersion": 3, "packages": packages}))


def test_what_ships_is_found_by_its_own_manifest() -> None:
    vendored = {"name": "axios", "version": "1.14.1"}
    inside: dict[str, File] = {"package/package.json": "{}", "package/dist/vendor/package.json": vendored}

    assert ["release"] == list(cases(package(inside)))
    assert ["release"] == list(cases(package({"package/package.json": {"name": "axios", "version": "1.14.1"}})))
    assert [] == list(cases(alone("package.json", {"name": "axios", "version": "1.14.1"})))


def test_a_companion_is_found_at_any_version_and_npm_s_placeholder_is_not() -> None:
    assert ["companion"] == of("9.9.9", "plain-crypto-js")
    assert ["companion"] == of("*", "plain-crypto-js", "devDependencies")
    assert ["companion"] == list(cases(package({"package/node_modules/x/package.json": {"name": "plain-crypto-js"}})))
    assert [] == of("0.0.1-security", "plain-crypto-js")
    assert [] == of("^0.0.1-security", "plain-crypto-js")


def test_the_strength_follows_what_is_known() -> None:
    assert ["suspected-release"] == of("1.1.6", "electron-native-notify")
    assert ["suspected-release"] == of(">=1", "crossenv"), "every version of it is bad"
    assert [] == of("github:acme/crossenv", "crossenv")
    assert ["disputed-release"] == of("19.0.3", "@rxap/ngx-bootstrap")
    lock = {"lockfileVersion": 3, "packages": AXIOS}
    assert ["in-test-data"] == list(cases(package({"package/Tests/data/package-lock.json": lock})))
    assert ["release"] == list(cases(alone("tests/package-lock.json", lock))), "the user named it"


@pytest.mark.parametrize(
    ("name", "requirement", "expected"),
    [
        ("faker", ">=5", ["range-available"]),
        ("faker", "^5.0.0", []),
        ("node-ipc", "^11.0.0", ["range-available"]),
        ("node-ipc", "^9.1.0", ["range-unknown"]),
        ("eslint-config-prettier", "^10.1.0", ["range-unknown"]),
        ("axios", "^1.0.0", ["range-removed"]),
        ("axios", "1.x", ["range-removed"]),
        ("axios", "", ["range-removed"]),
        ("axios", "^1.0.0 || ^2.0.0", ["range-removed"]),
        ("axios", "^1.15.0", []),
        ("postmark-mcp", "^1.0.20", ["range-unknown"]),
        ("postmark-mcp", "<1.0.16", []),
    ],
)
def test_a_range_is_as_bad_as_what_may_still_be_had(name: str, requirement: str, expected: list[str]) -> None:
    assert expected == of(requirement, name)


def test_a_range_is_told_once_for_each_name_with_what_it_admits() -> None:
    manifest = {"name": "a", "dependencies": {"axios": "^1.0.0 || 0.30.x"}, "peerDependencies": {"axios": "^1"}}
    (hit,) = cases(package({"package/package.json": manifest}))["range-removed"]

    assert ("0.30.4, 1.14.1", " (and 1 more)") == (hit.facts["admitted"], hit.facts["more"])


def test_a_range_that_another_file_settles_is_not_told() -> None:
    manifest = {"name": "a", "dependencies": {"axios": "^1.0.0"}}
    lock = {"lockfileVersion": 3, "packages": {"node_modules/axios": {"version": "1.14.0"}}}
    ships: dict[str, File] = {
        "package/package.json": manifest,
        "package/node_modules/axios/package.json": {"name": "axios"},
    }

    assert {} == cases(package({"package/package.json": manifest, "package/npm-shrinkwrap.json": lock}))
    assert {} == cases(package(ships))
    assert ["range-removed"] == list(
        cases(package({"package/package.json": manifest, "package/package-lock.json": lock}))
    ), "nobody who installs the package goes by that lockfile"


def test_tools_count_in_a_manifest_of_their_developers_and_nowhere_else() -> None:
    manifest = {"devDependencies": {"axios": "^1.0.0"}, "bundleDependencies": ["axios"]}

    assert ["range-removed"] == list(cases(alone("package.json", manifest)))
    assert {} == cases(package({"package/package.json": manifest}))
    assert {} == cases(package({"package/node_modules/b/package.json": {"devDependencies": {"axios": "1.14.1"}}}))


def test_python_s_rules_are_python_s() -> None:
    def wheel(*requires: str) -> list[str]:
        text = "Metadata-Version: 2.1\nName: example\nVersion: 1\n" + "".join(f"Requires-Dist: {r}\n" for r in requires)
        return list(cases(package({"example-1.dist-info/METADATA": text}, Format.WHEEL)))

    assert ["release"] == wheel("LiteLLM[proxy]==1.82.8 ; python_version>'3'")
    assert ["range-removed"] == wheel("litellm>=1.80,<2")
    assert [] == wheel("litellm>=1.80,!=1.82.7,!=1.82.8", "litellm_extra==1.82.8")


def test_a_name_that_is_good_from_another_host() -> None:
    text = "--extra-index-url https://download.{}.org/whl/nightly\ntorchtriton==3.0.0\n"

    assert {} == cases(alone("requirements.txt", text.format("pytorch")))
    assert 1 == len(cases(alone("requirements.txt", text.format("acme"))))


def test_each_case_is_one_rule_s() -> None:
    asked = [case for rule in load_rulebook().rules.values() if rule.detector == "known_bad_release"
             for case in msgspec.convert(rule.params, Params).cases]  # fmt: skip

    assert sorted(Case) == sorted(asked)
    with pytest.raises(ValueError, match="write at least one"):
        Params(cases=())
