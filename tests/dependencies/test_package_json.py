from __future__ import annotations

import json

import pytest

from tests.dependencies.documents import declares, read


def declared(manifest: object) -> list[tuple[str, str, str]]:
    return declares(read("package/package.json", json.dumps(manifest)))


@pytest.mark.parametrize("group", ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"])
def test_each_kind_of_dependency_is_declared_under_its_own_word(group: str) -> None:
    assert [("axios", "^1.14.0", group)] == declared({group: {"axios": "^1.14.0"}})


def test_an_alias_declares_the_package_that_is_installed() -> None:
    document = read("package.json", '{"dependencies": {"http": "npm:axios@1.14.1", "s": "npm:@t/u"}}')

    assert [("axios", "1.14.1", "http"), ("@t/u", "", "s")] == [
        (each.name, each.requirement, each.alias) for each in document.declared
    ]


@pytest.mark.parametrize("key", ["bundleDependencies", "bundledDependencies"])
def test_bundled_names_are_one_group_however_they_are_spelt(key: str) -> None:
    assert [("axios", "", "bundleDependencies")] == declared({key: ["axios", 3]})


def test_bundling_everything_names_nothing() -> None:
    assert [] == declared({"bundleDependencies": True})


@pytest.mark.parametrize(
    ("overrides", "expected"),
    [
        ({"axios": "1.14.1"}, [("axios", "1.14.1")]),
        ({"axios@^1": "1.14.1"}, [("axios", "1.14.1")]),
        ({"@s/a@^1": "1.0.0"}, [("@s/a", "1.0.0")]),
        ({"kit": {"axios": "1.14.1"}}, [("axios", "1.14.1")]),
        ({"kit": {".": "2.0.0", "axios": "npm:other@1.0.0"}}, [("kit", "2.0.0"), ("other", "1.0.0")]),
        ({"axios": "$axios"}, []),
        ({".": "1.0.0"}, []),
        ({"axios": 3}, []),
    ],
)
def test_overrides_name_the_package_they_replace(overrides: object, expected: list[tuple[str, str]]) -> None:
    assert [(*each, "overrides") for each in expected] == declared({"overrides": overrides})


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("axios", "axios"),
        ("**/axios", "axios"),
        ("kit/**/axios", "axios"),
        ("kit/axios", "axios"),
        ("@s/kit/@t/axios", "@t/axios"),
        ("axios@^1.0.0", "axios"),
        ("kit@1>axios@>=1.0.0", "axios"),
        ("@s/kit>@t/axios", "@t/axios"),
        ("axios@npm:^1.0.0", "axios"),
    ],
)
def test_resolutions_name_the_last_package_of_their_path(key: str, name: str) -> None:
    assert [(name, "1.14.1", "resolutions")] == declared({"resolutions": {key: "1.14.1"}})
    assert [(name, "1.14.1", "pnpm.overrides")] == declared({"pnpm": {"overrides": {key: "1.14.1"}}})


def test_resolutions_that_say_nothing_are_left_out() -> None:
    assert [] == declared({"resolutions": {"": "1.0.0", "axios": None}})


def test_what_is_not_as_it_should_be_is_noted_and_the_rest_is_read() -> None:
    document = read("package.json", '{"dependencies": {"a": 1, "b": "1"}, "devDependencies": []}')

    assert [("b", "1", "dependencies")] == declares(document)
    assert (
        '"dependencies.a" is not a text: it was not looked at',
        '"devDependencies" is not a table: it was not looked at',
    ) == document.problems


def test_too_many_dependencies_are_cut_off_with_a_note() -> None:
    document = read("package.json", json.dumps({"dependencies": {f"p{number}": "1" for number in range(20_001)}}))

    assert 20_000 == len(document.declared)
    assert ("more than 20,000 dependencies: the rest was not looked at",) == document.problems


def test_a_manifest_says_which_package_it_is() -> None:
    document = read("package/node_modules/axios/package.json", '{"name": "axios", "version": "1.14.1"}')

    assert document.itself is not None
    assert ("axios", "1.14.1") == (document.itself.name, document.itself.version)


def test_a_manifest_that_is_no_json_is_noted() -> None:
    document = read("package.json", "{")

    assert document.itself is None
    assert 1 == len(document.problems)
