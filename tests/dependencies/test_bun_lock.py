from __future__ import annotations

import pytest

from pkgaudit.dependencies.bun_lock import LOCKFILE_BYTES
from tests.dependencies.documents import chain, pins, read, the

LOCK = """
    {
      "lockfileVersion": 1,
      "workspaces": {
        "": {
          "name": "root",
          "dependencies": {
            "@scope/kit": "^1.0.0",
          },
        },
        "packages/app": {
          "name": "app",
          "devDependencies": { "axios": "1.13.0", "http": "npm:axios@1.12.0" },
        },
      },
      "packages": {
        "@scope/kit": ["@scope/kit@1.0.0", "", { "dependencies": { "axios": "^1.14.0" } }, "sha512-k"],

        "@scope/kit/axios": ["axios@1.14.1", "https://registry.example/axios/-/axios-1.14.1.tgz", {}, "sha512-x"],

        "app": ["app@workspace:packages/app"],

        "axios": ["axios@1.13.0", "", { "bundled": true }, "sha512-y"],

        "http": ["axios@1.12.0", "", {}, "sha512-z"],
      }
    }
"""


def test_nested_keys_scopes_and_aliases_are_read() -> None:
    document = read("bun.lock", LOCK)

    assert [
        ("@scope/kit", "1.0.0"),
        ("axios", "1.14.1"),
        ("app", ""),
        ("axios", "1.13.0"),
        ("axios", "1.12.0"),
    ] == pins(document)
    inner = document.locked[1]
    assert ("https://registry.example/axios/-/axios-1.14.1.tgz", "sha512-x", "") == (
        inner.resolved,
        inner.integrity,
        inner.alias,
    )
    assert "http" == document.locked[4].alias
    assert document.locked[3].bundled
    assert "@scope/kit > axios" == chain(document, "axios", "1.14.1")
    assert "axios" == chain(document, "axios", "1.13.0")
    assert {0, 3, 4} == set(document.roots)
    assert () == document.problems


@pytest.mark.parametrize(
    ("entry", "resolved", "integrity"),
    [
        ('["axios@github:a/axios#abc", {}, "a-axios-abc"]', "github:a/axios#abc", ""),
        ('["axios@git+ssh://h.example/a#abc", {}, "abc"]', "git+ssh://h.example/a#abc", ""),
        ('["axios@https://h.example/a.tgz", {}]', "https://h.example/a.tgz", ""),
        ('["axios@https://h.example/a.tgz", {}, "sha512-x"]', "https://h.example/a.tgz", "sha512-x"),
        ('["axios@file:../a", {}]', "file:../a", ""),
        ('["axios@root:", { "bin": {} }]', "root:", ""),
    ],
)
def test_what_comes_from_no_registry_has_its_place_and_no_version(entry: str, resolved: str, integrity: str) -> None:
    package = the(read("bun.lock", f'{{"lockfileVersion": 1, "packages": {{"axios": {entry}}}}}'), "axios")

    assert ("", resolved, integrity) == (package.version, package.resolved, package.integrity)


@pytest.mark.parametrize(
    "content",
    [
        '{"packages": {"a": ["a@1.0.0", "", {}, "sha512-x",],},}',
        '{"packages": {"a": ["a@1.0.0", "", {}, "sha512-x"], // said, }\n}}',
        '{/* , } */ "packages": {"a": ["a@1.0.0", /* * / ** */ "", {}, "sha512-x"],/* x */ } // ]\n}',
        '{"//": "/* , ] */", "packages": {"a": ["a@1.0.0", "", {"x": "\\",}"}, "sha512-x"]}}',
    ],
)
def test_comments_and_last_commas_are_no_obstacle(content: str) -> None:
    document = read("bun.lock", content)

    assert [("a", "1.0.0")] == pins(document)
    assert () == document.problems


def test_an_address_in_a_text_is_no_comment() -> None:
    content = '{"packages": {"a": ["a@1.0.0", "https://host.example/a,]", {}, "sha512-x"]}}'

    assert "https://host.example/a,]" == the(read("bun.lock", content), "a").resolved


@pytest.mark.parametrize("path", ["bun.lock", "bun.lockb"])
def test_the_binary_form_is_named_as_what_it_is(path: str) -> None:
    document = read(path, b"#!/usr/bin/env bun\nbun-lockfile-format-v0\n\x00\x01")

    assert () == document.locked
    assert (
        "it is bun's binary lockfile, which is not read: write the text form with `bun install`",
    ) == document.problems


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b'{"packages": {"a": []}}', "not a list that begins with a name"),
        (b'{"packages": {"a": [1]}}', "not a list that begins with a name"),
        (b'{"packages": []}', '"packages" is not a table'),
        (b'{"packages": {', "not JSON"),
        (b'{"a": 1, "a": 2}', "occurs twice"),
        (b'{"a": ' + b"[" * 5000, "levels deep"),
        (b" " * (LOCKFILE_BYTES + 1), "are not read"),
    ],
)
def test_what_cannot_be_understood_is_noted(content: bytes, problem: str) -> None:
    assert problem in " ".join(read("bun.lock", content).problems)


def test_a_place_of_very_many_parts_costs_one_look() -> None:
    place = "/".join(["a"] * 100_000)
    content = (
        f'{{"packages": {{"b": ["b@1.0.0", "", {{}}], "{place}": ["a@1.0.0", "", {{"dependencies": {{"b": "1"}}}}]}}}}'
    )

    assert (0,) == read("bun.lock", content).locked[1].requires
