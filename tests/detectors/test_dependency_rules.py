"""Direct dependencies, confusable versions, shipped lockfiles, package indexes and fetched records of malware."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from pkgaudit.detectors import malicious_package
from pkgaudit.detectors.direct_dependency import origin_of
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Ecosystem, Format
from tests.detectors.dependencies import File, alone, found, package
from tests.detectors.manifests import told


@pytest.mark.parametrize(
    ("requirement", "expected"),
    [
        ("git+ssh://git@git.acme.example/a.git#v1", "git"),
        ("git://git.acme.example/a.git", "git"),
        ("git@git.acme.example:acme/a.git", "git"),
        ("github:acme/a", "git"),
        ("acme/a", "git"),
        ("acme/a#semver:^1", "git"),
        ("https://git.acme.example/acme/a.git#main", "git"),
        ("https://files.acme.example/a-1.0.0.tgz", "tarball"),
        ("HTTP://files.acme.example/a-1.0.0.tgz", "tarball"),
        ("^1.0.0", None),
        ("", None),
        ("latest", None),
        ("npm:@acme/a@1", None),
        ("file:../a", None),
        ("./a", None),
        ("../a/b", None),
        ("workspace:*", None),
        ("@acme/a", None),
        ("x" * 100_000, None),
    ],
)
def test_where_a_dependency_comes_from(requirement: str, expected: str | None) -> None:
    assert expected == origin_of(requirement)


def direct(manifest: Mapping[str, object], form: Format = Format.NPM_TARBALL, **more: File) -> list[Hit]:
    return found(package({"package/package.json": manifest, **more}, form), "direct_dependency", origins=["git"])


def test_what_those_who_install_would_fetch_is_told_in_one_finding() -> None:
    git = {"dependencies": {"a": "acme/a"}, "peerDependencies": {"b": "acme/b"}, "devDependencies": {"c": "acme/c"}}
    (hit,) = direct({"name": "x", **git})

    assert ['dependencies takes "a" from "acme/a"', 'peerDependencies takes "b" from "acme/b"'] == told([hit])
    assert [] == direct({"name": "x", **git}, Format.DIRECTORY)
    assert [] == found(package({"package/index/package.json": git}), "direct_dependency", origins=["git"])
    assert [] == found(alone("package.json", git), "direct_dependency", origins=["git"])


def test_what_ships_inside_is_not_fetched() -> None:
    manifest = {"dependencies": {"a": "acme/a", "b": "acme/b"}, "bundleDependencies": ["a", "b"]}
    inside: dict[str, File] = {"package/package.json": manifest, "package/node_modules/a/package.json": {"name": "a"}}
    (hit,) = found(package(inside), "direct_dependency", origins=["git"])

    assert ['dependencies takes "b" from "acme/b"'] == told([hit])


@pytest.mark.parametrize("version", ["99.0.0", "99.99.99", "999.1.0-rc.1", "9.9.9", "9999.0.0"])
def test_a_version_of_nines_is_found_where_it_is_locked_or_pinned(version: str) -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/acme-core": {"version": version}}}

    assert 1 == len(found(alone("package-lock.json", lock), "confusable_version"))
    assert 1 == len(found(alone("package.json", {"dependencies": {"acme-core": version}}), "confusable_version"))
    assert [] == found(alone("package-lock.json", lock), "confusable_version", unless_names=["acme-core"])
    assert [] == found(package({"package/test/package-lock.json": lock}), "confusable_version")


@pytest.mark.parametrize("version", ["9.0.0", "9.9.0", "90.0.0", "19.9.9", "^99.0.0", "9", "99"])
def test_other_versions_are_not_found(version: str) -> None:
    assert [] == found(alone("package.json", {"dependencies": {"acme-core": version}}), "confusable_version")


def test_a_scope_protects_a_name() -> None:
    assert [] == found(alone("package.json", {"dependencies": {"@acme/core": "99.0.0"}}), "confusable_version")


def test_a_lockfile_at_the_top_of_a_package_is_told() -> None:
    lock = {"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"}}}
    paths = (
        "package-lock.json",
        "npm-shrinkwrap.json",
        "template/package-lock.json",
        "node_modules/a/package-lock.json",
    )
    whole = package({f"package/{path}": lock for path in paths})
    (hit,) = found(whole, "shipped_lockfile", formats=["npm-tarball"])

    assert ("package/package-lock.json", 1) == (hit.facts["first"], hit.facts["packages"])
    assert [] == found(whole, "shipped_lockfile", formats=["wheel"])
    assert [] == found(alone("package-lock.json", lock), "shipped_lockfile", formats=["npm-tarball"])
    wheel = package({"poetry.lock": "", "acme/staging/yarn.lock": ""}, Format.WHEEL)
    assert ["poetry.lock"] == [hit.facts["first"] for hit in found(wheel, "shipped_lockfile", formats=["wheel"])]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("--extra-index-url https://packages.acme.example/simple", ["extra"]),
        ("--extra-index-url=http://packages.acme.example/simple", ["extra", "insecure"]),
        ("--trusted-host packages.acme.example", ["insecure"]),
        ("-i http://packages.acme.example/simple", ["insecure"]),
        ("--index-url http://localhost:8080/simple", []),
        ("--index-url https://packages.acme.example/simple", []),
        ("acme==1.0", []),
    ],
)
def test_where_pip_looks_for_packages(line: str, expected: list[str]) -> None:
    document = alone("requirements.txt", f"{line}\n")
    extra = found(document, "package_index", options=["extra-index-url"])
    insecure = found(
        document, "package_index", options=["trusted-host"], addresses=["http://"], unless=["http://localhost"]
    )

    assert expected == ["extra"] * len(extra) + ["insecure"] * len(insecure)
    assert [1] * len(expected) == [hit.line for hit in [*extra, *insecure]]


def test_settings_of_uv_are_told_by_the_last_part_of_their_key() -> None:
    text = '[tool.uv]\nindex-strategy = "unsafe-best-match"\n'
    asked = {"options": ["index-strategy"], "values": ["unsafe-"]}

    assert 1 == len(found(alone("pyproject.toml", text), "package_index", **asked))
    assert [] == found(alone("pyproject.toml", text.replace("unsafe-best", "first")), "package_index", **asked)
    in_tests = package({"a/tests/pyproject.toml": text}, Format.SDIST)
    assert [] == found(in_tests, "package_index", **asked)


BAD = {
    "evil-one": {"1.0.0": "MAL-1"},
    "evil-all": {"*": "MAL-2"},
    "axios": {"1.14.1": "MAL-3", "1.99.0": "MAL-4"},
    "plain-crypto-js": {"4.2.1": "MAL-5"},
    "crossenv": {"*": "MAL-6"},
}


class _Records:
    """Records of a name with one bad version, one that is bad altogether, and some of names the table has."""

    as_of = date(2026, 6, 11)

    def bad_versions(self, ecosystem: Ecosystem, name: str) -> Mapping[str, str]:
        return BAD.get(name, {}) if ecosystem is Ecosystem.NPM else {}

    def lookup(self, ecosystem: Ecosystem, name: str, version: str) -> str | None:
        known = self.bad_versions(ecosystem, name)
        return known.get(version) or known.get("*")

    def every(self, ecosystem: Ecosystem, name: str) -> str | None:
        return self.bad_versions(ecosystem, name).get("*")


@pytest.mark.parametrize(
    ("name", "requirement", "expected"),
    [
        ("evil-one", "1.0.0", "MAL-1"),
        ("evil-one", "1.0.1", None),
        ("evil-one", "^1.0.0", None),
        ("evil-all", "1.0.0", "MAL-2"),
        ("evil-all", "*", "MAL-2"),
        ("evil-all", "github:acme/evil-all", None),
        ("evil-all", "0.0.1-security", None),
        ("axios", "1.14.1", None),
        ("axios", "1.99.0", "MAL-4"),
        ("plain-crypto-js", "4.2.1", None),
        ("crossenv", "*", None),
        ("good", "1.0.0", None),
    ],
)
def test_a_record_is_told_unless_the_table_has_more_to_say(
    name: str, requirement: str, expected: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(malicious_package, "fetched_records", _Records)
    hits = found(alone("package.json", {"dependencies": {name: requirement}}), "malicious_package")

    assert [expected] * bool(expected) == [hit.facts["record"] for hit in hits]
    assert all(hit.facts["as_of"] == "2026-06-11" for hit in hits)


def test_test_data_is_another_rule_s_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(malicious_package, "fetched_records", _Records)
    whole = package({"package/tests/package.json": {"dependencies": {"evil-one": "1.0.0"}}})

    assert [] == found(whole, "malicious_package")
    assert 1 == len(found(whole, "malicious_package", in_test_data=True))


def test_without_fetched_records_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(malicious_package, "fetched_records", lambda: None)

    assert [] == found(alone("package.json", {"dependencies": {"evil-all": "*"}}), "malicious_package")
