from __future__ import annotations

import pytest

from tests.dependencies.documents import chain, pins, read, the

V9 = """
    lockfileVersion: '9.0'

    settings:
      autoInstallPeers: true

    importers:

      .:
        dependencies:
          '@scope/kit':
            specifier: ^1.0.0
            version: 1.0.0(react@18.0.0)
        devDependencies:
          http:
            specifier: npm:axios@1.14.1
            version: axios@1.14.1
          local:
            specifier: workspace:*
            version: link:packages/local

    packages:

      '@scope/kit@1.0.0':
        resolution: {integrity: sha512-k}
        peerDependencies:
          react: '*'

      axios@1.14.1:
        resolution: {integrity: sha512-x, tarball: https://host.example/axios.tgz}

      react@18.0.0:
        resolution: {integrity: sha512-r}

    snapshots:

      '@scope/kit@1.0.0(react@18.0.0)':
        dependencies:
          axios: 1.14.1
          react: 18.0.0

      axios@1.14.1: {}

      react@18.0.0:
        optional: true
"""
V6 = """
    lockfileVersion: '6.0'

    dependencies:
      '@scope/kit':
        specifier: ^1.0.0
        version: 1.0.0(react@18.0.0)

    packages:

      /@scope/kit@1.0.0(react@18.0.0):
        resolution: {integrity: sha512-k}
        dependencies:
          axios: 1.14.1
          react: 18.0.0
        dev: false

      /axios@1.14.1:
        resolution: {integrity: sha512-x}
        dev: false

      /react@18.0.0:
        resolution: {integrity: sha512-r}
        dev: true
"""
V5 = """
    lockfileVersion: 5.4

    specifiers:
      '@scope/kit': ^1.0.0

    dependencies:
      '@scope/kit': 1.0.0_react@18.0.0

    packages:

      /@scope/kit/1.0.0_react@18.0.0:
        resolution: {integrity: sha512-k}
        dependencies:
          axios: 1.14.1
          react: 18.0.0
        dev: false

      /axios/1.14.1:
        resolution: {integrity: sha512-x}
        dev: false

      /react/18.0.0:
        resolution: {integrity: sha512-r}
        optional: true
"""
PINS = {("@scope/kit", "1.0.0"), ("axios", "1.14.1"), ("react", "18.0.0")}


@pytest.mark.parametrize(("content", "version"), [(V9, "9.0"), (V6, "6.0"), (V5, "5.4")])
def test_each_version_is_read_with_its_peers(content: str, version: str) -> None:
    document = read("pnpm-lock.yaml", content)

    assert version == document.version
    assert PINS == set(pins(document))
    assert len(PINS) == len(document.locked)
    assert "sha512-k" == the(document, "@scope/kit").integrity
    assert "@scope/kit > react" == chain(document, "react")
    assert () == document.problems


def test_an_alias_in_version_9_is_named_by_whoever_asks_for_it() -> None:
    document = read("pnpm-lock.yaml", V9)

    package = the(document, "http")
    assert ("axios", "1.14.1", "http") == (package.name, package.version, package.alias)
    assert "https://host.example/axios.tgz" == package.resolved


@pytest.mark.parametrize(
    ("version", "key"),
    [
        ("5.4", "/axios/1.14.1"),
        ("5.4", "/axios/1.14.1_abc"),
        ("5.1", "/axios/1.14.1/react@18.0.0+vue@3.0.0"),
        ("5.3", "registry.example/axios/1.14.1"),
        ("5.4-inlineSpecifiers", "/axios/1.14.1"),
        ("4", "/axios/1.14.1"),
        ("'6.0'", "/axios@1.14.1"),
        ("'6.0'", "/axios@1.14.1(react@18.0.0)(vue@3.0.0(x@1.0.0))"),
        ("'6.1'", "registry.example/axios@1.14.1"),
        ("'7.0'", "axios@1.14.1"),
        ("'9.0'", "axios@1.14.1(patch_hash=abc)"),
    ],
)
def test_a_key_is_name_and_version_with_neither_host_nor_peers(version: str, key: str) -> None:
    scoped = key.replace("axios", "@scope/axios")
    for written, name in ((key, "axios"), (scoped, "@scope/axios")):
        content = f"lockfileVersion: {version}\npackages:\n  '{written}':\n    resolution: {{integrity: sha512-x}}\n"

        assert [(name, "1.14.1")] == pins(read("pnpm-lock.yaml", content))


def test_a_dependency_from_another_host_is_found_in_version_5() -> None:
    content = """
        lockfileVersion: 5.3
        dependencies:
          kit: registry.example/kit/1.0.0
        packages:
          registry.example/kit/1.0.0:
            dependencies:
              http: registry.example/axios/1.14.1
          registry.example/axios/1.14.1: {}
    """

    assert "kit > axios" == chain(read("pnpm-lock.yaml", content), "axios")


@pytest.mark.parametrize(
    ("version", "key", "entry", "resolved"),
    [
        (
            "5.4",
            "host.example/a/axios/abc",
            "{name: axios, version: 1.14.1, resolution: {tarball: 'https://h.example/abc'}}",
            "https://h.example/abc",
        ),
        (
            "'9.0'",
            "axios@https://h.example/abc",
            "{version: 1.14.1, resolution: {tarball: 'https://h.example/abc'}}",
            "https://h.example/abc",
        ),
        (
            "'9.0'",
            "axios@git+ssh://h.example/a#b",
            "{version: 1.14.1, resolution: {repo: 'ssh://h.example/a', commit: b, type: git}}",
            "ssh://h.example/a#b",
        ),
        ("'9.0'", "axios@file:a", "{resolution: {directory: a, type: directory}}", "a"),
    ],
)
def test_what_comes_from_no_registry_has_its_place_and_no_version(
    version: str, key: str, entry: str, resolved: str
) -> None:
    document = read("pnpm-lock.yaml", f"lockfileVersion: {version}\npackages:\n  '{key}': {entry}\n")

    (package,) = document.locked
    assert ("axios", "", resolved) == (package.name, package.version, package.resolved)


def test_several_documents_all_count() -> None:
    first = """
        ---
        lockfileVersion: '9.0'
        importers:
          .:
            configDependencies: {}
            packageManagerDependencies:
              pnpm: {specifier: 11.0.0, version: 11.0.0}
        packages:
          pnpm@11.0.0: {resolution: {integrity: sha512-p}}
        snapshots:
          pnpm@11.0.0: {}
        ---
        lockfileVersion: '9.0'
        importers:
          .:
            dependencies:
              axios: {specifier: 1.14.1, version: 1.14.1}
        packages:
          axios@1.14.1: {resolution: {integrity: sha512-x}}
        snapshots:
          axios@1.14.1: {}
    """
    document = read("pnpm-lock.yaml", first)

    assert [("pnpm", "11.0.0"), ("axios", "1.14.1")] == pins(document)
    assert (0, 1) == document.roots


def test_the_same_package_with_other_peers_counts_once_each() -> None:
    content = """
        lockfileVersion: '9.0'
        packages:
          kit@1.0.0: {resolution: {integrity: sha512-k}}
        snapshots:
          kit@1.0.0(react@17.0.0): {}
          kit@1.0.0(react@18.0.0): {}
          ghost@1.0.0: {}
    """

    assert [("kit", "1.0.0"), ("kit", "1.0.0"), ("ghost", "1.0.0")] == pins(read("pnpm-lock.yaml", content))


@pytest.mark.parametrize(("flag", "group"), [("dev", "dev"), ("optional", "optional")])
def test_flags_become_the_group(flag: str, group: str) -> None:
    content = f"lockfileVersion: '6.0'\npackages:\n  /axios@1.14.1:\n    {flag}: true\n"

    assert group == read("pnpm-lock.yaml", content).locked[0].group


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("lockfileVersion: '9.0'\npackages:\n  a@1: x\n", '"packages.a@1" is not a table'),
        ("lockfileVersion: '9.0'\npackages: [a]\n", '"packages" is not a table'),
        ("- a\n", '"the file" is not a table'),
        ("a: &x 1\nb: *x\n", "anchors"),
        ("a: [1\n", "it is not YAML"),
        ("a: 1\na: 2\n", "occurs twice"),
        ("a: " + "[" * 1000 + "\n", "levels deep"),
        ("a: 1\n---\n" + "b: 1\n" * 2, "occurs twice"),
    ],
)
def test_what_cannot_be_understood_is_noted(content: str, problem: str) -> None:
    assert problem in " ".join(read("pnpm-lock.yaml", content).problems)
