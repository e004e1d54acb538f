from __future__ import annotations

import json

import pytest

from pkgaudit.dependencies.package_lock import read_package_lock
from pkgaudit.model.limits import Limits
from tests.dependencies.documents import chain, pins, read, the

URL = "https://registry.example/axios/-/axios-1.14.1.tgz"
V1_PACKAGES = {
    "kit": {
        "version": "1.0.0",
        "requires": {"axios": "^1.14.0"},
        "dependencies": {"axios": {"version": "1.14.1", "resolved": URL, "integrity": "sha512-x"}},
    },
    "axios": {"version": "1.13.0", "dev": True},
}
V1 = {"name": "app", "lockfileVersion": 1, "dependencies": V1_PACKAGES}
V3_PACKAGES = {
    "": {"name": "app", "version": "2.0.0", "dependencies": {"kit": "^1.0.0"}},
    "node_modules/kit": {"version": "1.0.0", "dependencies": {"axios": "^1.14.0"}},
    "node_modules/kit/node_modules/axios": {"version": "1.14.1", "resolved": URL, "integrity": "sha512-x"},
}
V3 = {"name": "app", "lockfileVersion": 3, "packages": V3_PACKAGES}


def test_version_1_is_read_with_its_nested_packages() -> None:
    document = read("package-lock.json", json.dumps(V1))

    assert "1" == document.version
    assert {("kit", "1.0.0"), ("axios", "1.13.0"), ("axios", "1.14.1")} == set(pins(document))
    inner = document.locked[pins(document).index(("axios", "1.14.1"))]
    assert (URL, "sha512-x", "") == (inner.resolved, inner.integrity, inner.group)
    assert "kit > axios" == chain(document, "axios", "1.14.1")
    assert "dev" == document.locked[pins(document).index(("axios", "1.13.0"))].group


def test_version_1_tells_the_way_to_a_package_at_the_top() -> None:
    tables = {"kit": {"version": "1.0.0", "requires": {"axios": "1"}}, "axios": {"version": "1.14.1"}}
    document = read("package-lock.json", json.dumps({"lockfileVersion": 1, "dependencies": tables}))

    assert "kit > axios" == chain(document, "axios")


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("npm:axios@1.14.1", ("axios", "1.14.1", "", "http")),
        ("git+ssh://git@host.example/a.git#abc", ("http", "", "git+ssh://git@host.example/a.git#abc", "")),
        ("https://host.example/a.tgz", ("http", "", "https://host.example/a.tgz", "")),
        ("file:../a", ("http", "", "file:../a", "")),
    ],
)
def test_version_1_has_aliases_and_addresses_in_the_place_of_a_version(
    version: str, expected: tuple[str, str, str, str]
) -> None:
    document = read(
        "package-lock.json", json.dumps({"lockfileVersion": 1, "dependencies": {"http": {"version": version}}})
    )

    (package,) = document.locked
    assert expected == (package.name, package.version, package.resolved, package.alias)


@pytest.mark.parametrize(
    "path", ["package-lock.json", "package/npm-shrinkwrap.json", "node_modules/.package-lock.json"]
)
def test_version_3_is_read_from_the_project_on(path: str) -> None:
    document = read(path, json.dumps(V3))

    assert [("app", "2.0.0"), ("kit", "1.0.0"), ("axios", "1.14.1")] == pins(document)
    assert "app > kit > axios" == chain(document, "axios")


def test_version_2_says_everything_twice_and_counts_once() -> None:
    old = {name: entry for name, entry in V1_PACKAGES.items() if name == "kit"}
    both = {"name": "app", "lockfileVersion": 2, "packages": V3_PACKAGES, "dependencies": old}
    document = read("package-lock.json", json.dumps(both))

    assert [("app", "2.0.0"), ("kit", "1.0.0"), ("axios", "1.14.1")] == pins(document)


def test_what_the_two_halves_of_version_2_disagree_about_counts_both_ways() -> None:
    packages = {"": {"name": "app"}, "node_modules/axios": {"version": "1.13.0"}}
    old = {"axios": {"version": "1.14.1"}, "plain-crypto-js": {"version": "4.2.1"}}
    document = read("package-lock.json", json.dumps({"lockfileVersion": 2, "packages": packages, "dependencies": old}))

    assert {("app", ""), ("axios", "1.13.0"), ("axios", "1.14.1"), ("plain-crypto-js", "4.2.1")} == set(pins(document))


def test_a_workspace_is_no_second_package_in_version_2() -> None:
    packages = {
        "": {"name": "root", "workspaces": ["packages/*"]},
        "node_modules/app": {"resolved": "packages/app", "link": True},
        "node_modules/axios": {"version": "1.14.1"},
        "packages/app": {"version": "3.0.0", "dependencies": {"axios": "1"}},
    }
    old = {"app": {"version": "file:packages/app", "requires": {"axios": "1"}}, "axios": {"version": "1.14.1"}}
    document = read("package-lock.json", json.dumps({"lockfileVersion": 2, "packages": packages, "dependencies": old}))

    assert [("root", ""), ("axios", "1.14.1"), ("packages/app", "3.0.0")] == pins(document)
    assert "packages/app > axios" == chain(document, "axios")


def test_a_dependency_on_a_workspace_leads_through_its_link() -> None:
    packages = {
        "": {"name": "root", "dependencies": {"kit": "*"}},
        "node_modules/kit": {"resolved": "libs/kit", "link": True},
        "libs/kit": {"name": "kit", "dependencies": {"axios": "1"}},
        "libs/kit/node_modules/axios": {"version": "1.14.1"},
    }
    document = read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}))

    (root,) = (package for package in document.locked if package.name == "root")
    assert ["kit"] == [document.locked[position].name for position in root.requires]
    assert "kit > axios" == chain(document, "axios")


@pytest.mark.parametrize(
    ("flags", "group", "bundled"),
    [
        ({"dev": True}, "dev", False),
        ({"optional": True}, "optional", False),
        ({"devOptional": True}, "optional", False),
        ({"peer": True}, "peer", False),
        ({"inBundle": True}, "", True),
        ({"dev": "yes"}, "", False),
    ],
)
def test_flags_become_the_group(flags: dict[str, object], group: str, bundled: bool) -> None:
    packages = {"node_modules/axios": {"version": "1.14.1", **flags}}
    package = the(read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages})), "axios")

    assert (group, bundled) == (package.group, package.bundled)


def test_an_entry_with_a_name_of_its_own_is_an_alias() -> None:
    packages = {"node_modules/@s/http": {"name": "axios", "version": "1.14.1"}}
    package = the(read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages})), "axios")

    assert ("axios", "@s/http") == (package.name, package.alias)


def test_a_commit_has_no_version_whatever_its_manifest_says() -> None:
    packages = {"node_modules/axios": {"version": "1.14.1", "resolved": "git+ssh://git@host.example/a.git#abc"}}
    package = the(read("package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages})), "axios")

    assert "" == package.version


def test_the_lockfile_inside_node_modules_has_no_project_and_still_tells_the_way() -> None:
    packages = {key: value for key, value in V3_PACKAGES.items() if key}
    document = read("node_modules/.package-lock.json", json.dumps({"lockfileVersion": 3, "packages": packages}))

    assert "kit > axios" == chain(document, "axios")


def test_each_entry_has_its_line() -> None:
    document = read("package-lock.json", json.dumps(V3, indent=2).replace("\n", "\r\n").encode())

    assert [("app", 5), ("kit", 12), ("axios", 18)] == [(package.name, package.line) for package in document.locked]


def test_a_byte_order_mark_is_no_obstacle() -> None:
    assert 3 == len(read("package-lock.json", b"\xef\xbb\xbf" + json.dumps(V3).encode()).locked)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"lockfileVersion": 3, "packages": []}', '"packages" is not a table'),
        ('{"lockfileVersion": 3, "packages": {"node_modules/a": 1}}', '"packages.node_modules/a" is not a table'),
        ('{"lockfileVersion": 1, "dependencies": {"a": 1}}', '"dependencies.a" is not a table'),
        ('{"lockfileVersion": 9, "packages": {}}', "lockfileVersion is none of 1, 2, 3"),
        ('{"lockfileVersion": 1, "dependencies": {"a": {"version": "1"}, "a": {"version": "2"}}}', "occurs twice"),
        ("[]", "not a JSON object"),
        ("", "not JSON"),
        ("[" * 5000, "levels deep"),
    ],
)
def test_what_cannot_be_understood_is_noted(content: str, problem: str) -> None:
    document = read("package-lock.json", content)

    assert problem in " ".join(document.problems)


def test_packages_deeper_than_is_read_are_noted() -> None:
    inner: dict[str, object] = {"version": "1.0.0"}
    for _ in range(140):
        inner = {"version": "1.0.0", "dependencies": {"a": inner}}
    content = json.dumps({"lockfileVersion": 1, "dependencies": {"a": inner}}).encode()
    document = read_package_lock(content, ("package-lock.json",), Limits(json_depth=1000))

    assert 128 == len(document.locked)
    assert ("packages lie more than 128 levels deep: the rest was not looked at",) == document.problems
