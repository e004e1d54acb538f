"""What metadata names must be there, as those who look for it look."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from tests.detectors.manifests import looked_at, told

KINDS = ("entry-point", "pattern", "types", "license-file")
INFO = "example-1.0.dist-info"


def npm(manifest: Mapping[str, object], *files: str) -> dict[str, int]:
    """Return how many problems each kind of rule tells."""
    text = json.dumps({"name": "example", "version": "1.0.0", **manifest})
    members: dict[str, str | bytes] = {"package/package.json": text, **{f"package/{file}": "" for file in files}}
    counts = {kind: len(told(looked_at(members, "missing_file", having=kind))) for kind in KINDS}
    return {kind: count for kind, count in counts.items() if count}


@pytest.mark.parametrize(
    ("main", "file"),
    [
        ("index.js", "index.js"),
        ("./index.js", "index.js"),
        ("/index.js", "index.js"),
        ("lib", "lib.js"),
        ("lib", "lib.json"),
        ("lib", "lib.node"),
        ("lib", "lib/index.js"),
        ("./lib/", "lib/index.json"),
        (".", "index.js"),
        ("./", "index.node"),
        ("a/../b.js", "b.js"),
    ],
)
def test_main_is_found_as_node_finds_it(main: str, file: str) -> None:
    assert {} == npm({"main": main}, file)


@pytest.mark.parametrize(
    ("main", "file"),
    [
        ("index.js", "Index.js"),
        ("lib", "lib.mjs"),
        ("lib", "lib.cjs"),
        ("../index.js", "index.js"),
        ("lib", "src/lib.js"),
    ],
)
def test_main_is_not_guessed(main: str, file: str) -> None:
    assert {"entry-point": 1} == npm({"main": main}, file)


@pytest.mark.parametrize(
    ("exports", "files", "expected"),
    [
        ("./a.js", ("a.js",), {}),
        ("./a", ("a.js",), {"entry-point": 1}),
        ({".": {"import": "./a.mjs", "require": "./a.cjs"}}, ("a.mjs",), {"entry-point": 1}),
        ({"./*": "./lib/*.js"}, ("lib/deep/a.js",), {}),
        ({"./*": "./lib/*.js"}, ("lib/a.mjs",), {"pattern": 1}),
        ({"./*": "./lib/*/*.js"}, ("lib/a/a.js",), {}),
        ({"./*": "./*"}, ("a.js",), {}),
        ({"./lib/": "./lib/"}, ("lib/a.js",), {}),
        ({"./lib/": "./lib/"}, ("library.js",), {"pattern": 1}),
        ({"./": "./"}, (), {}),
        ({"./*": None, "./package.json": "./package.json"}, (), {}),
        ({".": {"source": "./src/a.ts", "default": "./a.js"}}, ("a.js",), {}),
        ({".": {"development": "./a.dev.js", "default": "./a.js"}}, ("a.js",), {"entry-point": 1}),
        ({".": {"types": "./a.d.ts", "default": "./a.js"}}, ("a.js",), {"types": 1}),
        ({".": {"types": "./a.js", "default": "./a.js"}}, ("a.js", "a.d.ts"), {}),
        ({"./*": {"types": "./lib/*.js"}}, ("lib/a.d.ts",), {}),
        ({"./*": {"types": "./lib/*.d.ts"}}, ("lib/a.js",), {"types": 1}),
    ],
)
def test_exports_are_taken_to_the_letter(exports: object, files: tuple[str, ...], expected: dict[str, int]) -> None:
    assert expected == npm({"exports": exports}, *files)


@pytest.mark.parametrize(
    ("types", "file"),
    [
        ("a.d.ts", "a.d.ts"),
        ("a", "a.d.ts"),
        ("a.js", "a.d.ts"),
        ("a.mjs", "a.d.mts"),
        ("a.cjs", "a.d.cts"),
        ("lib", "lib/index.d.ts"),
        ("src/a", "src/a.ts"),
    ],
)
def test_types_are_found_as_typescript_finds_them(types: str, file: str) -> None:
    assert {} == npm({"types": types}, file)
    assert {"types": 1} == npm({"types": types}, "other.js")


def test_types_may_be_where_another_version_of_the_compiler_finds_them() -> None:
    manifest = {"types": "index.d.ts", "typesVersions": {">=4": {"*": ["dist/types/*"]}}}

    assert {} == npm(manifest, "dist/types/index.d.ts")
    assert {"types": 2} == npm(manifest, "index.js")


@pytest.mark.parametrize("path", ["cli.js", "./cli.js", "/cli.js", "../cli.js", ".\\cli.js"])
def test_a_command_is_where_npm_puts_it(path: str) -> None:
    assert {} == npm({"bin": {"example": path}}, "cli.js")
    assert {"entry-point": 1} == npm({"bin": path}, "cli")


def test_the_message_names_field_path_and_edit() -> None:
    (hit,) = looked_at({"package/package.json": '{"main":"dist/a.js"}'}, "missing_file", having="entry-point")

    assert '`main` names "dist/a.js", which is not in the package' == hit.facts["told"]
    assert ("Build before you pack, or correct or remove `main` in package.json.") == hit.facts["edit"]


@pytest.mark.parametrize("entries", ['["dist"]', '["./dist/"]', '["*.js"]', '["."]'])
def test_where_the_list_names_the_folder_the_edit_is_to_build(entries: str) -> None:
    manifest = f'{{"main":"./dist/a.js","files":{entries}}}'
    (hit,) = looked_at({"package/package.json": manifest}, "missing_file", having="entry-point")

    assert "Build before you pack, or correct or remove `main` in package.json." == hit.facts["edit"]


def test_where_the_list_names_others_the_edit_is_to_name_the_folder_too() -> None:
    manifest = '{"main":"./dist/a.js","files":["lib",1]}'
    (hit,) = looked_at({"package/package.json": manifest}, "missing_file", having="entry-point")

    assert (
        'Build before you pack and let `files` name the folder of "./dist/a.js", or correct or remove `main` in '
        "package.json."
    ) == hit.facts["edit"]


def test_only_the_manifest_that_npm_installs_counts() -> None:
    files: dict[str, str | bytes] = {"package/package.json": "{}", "package/lib/package.json": '{"main":"x"}'}

    assert [] == looked_at(files, "missing_file", having="entry-point", inner={"package/package.json": '{"main":"x"}'})
    assert [] == looked_at({"package/package.json": "no JSON"}, "missing_file", having="entry-point")


def test_more_patterns_than_anybody_has_are_not_all_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pkgaudit.detectors.npm_resolution._STEPS", 3)
    exports = {f"./{name}/*": "./lib/*.x" for name in "abcd"}

    assert {"pattern": 1} == npm({"exports": exports}, "lib/a", "lib/b")


def wheel(target: str, *files: str, requires: bool = False) -> list[Hit]:
    metadata = f"Metadata-Version: 2.4\nName: example\nVersion: 1.0\n{'Requires-Dist: other' if requires else ''}\n"
    members: dict[str, str | bytes] = {
        f"{INFO}/METADATA": metadata,
        f"{INFO}/entry_points.txt": f"[console_scripts]\nrun = {target}:main\n",
        **dict.fromkeys(files, ""),
    }
    return looked_at(members, "missing_file", form=Format.WHEEL, having="entry-point")


@pytest.mark.parametrize(
    "file",
    [
        "pkg/mod.py",
        "pkg/mod/__init__.py",
        "pkg/mod.pyc",
        "pkg/mod.cpython-311-x86_64-linux-gnu.so",
        "pkg/mod.abi3.so",
        "pkg/mod.cp311-win_amd64.pyd",
        "pkg/mod/deep/a.py",
        "example-1.0.data/purelib/pkg/mod.py",
        "example-1.0.data/platlib/pkg/mod.py",
    ],
)
@pytest.mark.parametrize("regular", [True, False])
def test_a_module_is_there_in_any_form(file: str, regular: bool) -> None:
    assert [] == wheel("pkg.mod", file, *(["pkg/__init__.py"] if regular else []))


@pytest.mark.parametrize(
    ("files", "requires", "expected"),
    [
        (("pkg/__init__.py",), False, 1),
        (("pkg/__init__.py",), True, 1),
        (("pkg/other.py",), False, 1),
        (("pkg/other.py",), True, 0),
        ((), False, 1),
        ((), True, 0),
        (("example-1.0.data/scripts/pkg/mod.py",), False, 1),
        (("_editable.pth",), False, 0),
        (("pkg/__init__.py", f"{INFO}/namespace_packages.txt"), False, 0),
    ],
)
def test_a_module_is_missing_where_nobody_else_can_bring_it(
    files: tuple[str, ...], requires: bool, expected: int
) -> None:
    hits = wheel("pkg.mod", *files, requires=requires)

    assert ['"run" of [console_scripts] is in pkg.mod, a module that is not in the wheel'] * expected == told(hits)


def test_a_wheel_without_entries_lacks_none() -> None:
    files: dict[str, str | bytes] = {f"{INFO}/entry_points.txt": "[console_scripts]\n"}

    assert [] == looked_at(files, "missing_file", form=Format.WHEEL, having="entry-point")


@pytest.mark.parametrize(
    ("version", "file", "expected"),
    [
        ("2.4", "licenses/LICENSE", 0),
        ("2.4", "LICENSE", 1),
        ("2.10", "LICENSE", 1),
        ("2.1", "LICENSE", 0),
        ("none", "LICENSE", 0),
    ],
)
def test_a_licence_file_is_where_its_metadata_says(version: str, file: str, expected: int) -> None:
    metadata = f"Metadata-Version: {version}\nName: example\nVersion: 1.0\nLicense-File: LICENSE\n"
    files: dict[str, str | bytes] = {f"{INFO}/METADATA": metadata, f"{INFO}/{file}": ""}
    hits = looked_at(files, "missing_file", form=Format.WHEEL, having="license-file")

    assert expected == len(hits)


@pytest.mark.parametrize(("file", "expected"), [("docs/LICENSE", 0), ("LICENSE", 1)])
def test_an_sdist_has_it_beside_its_metadata(file: str, expected: int) -> None:
    metadata = "Metadata-Version: 2.4\nName: example\nVersion: 1.0\nLicense-File: docs/LICENSE\n"
    files: dict[str, str | bytes] = {"example-1.0/PKG-INFO": metadata, f"example-1.0/{file}": ""}
    hits = looked_at(files, "missing_file", form=Format.SDIST, having="license-file")

    assert expected == len(hits)
