from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from pkgaudit.model.finding import FactValue, Finding, Verdict
from pkgaudit.model.grades import Confidence, Ecosystem, Severity, Standing
from pkgaudit.model.ship_list import GitView, Origin
from pkgaudit.remedy.aims import Aim, DeadLine, aim_of
from pkgaudit.remedy.packages import Package, Shipped
from pkgaudit.targets.building.contents import Contents, FileContent
from tests.remedy.projects import manifest, write

HERE = (".", "a.tgz")
KEY = ("", "npm")


def package(folder: Path, *paths: str, ecosystem: Ecosystem = Ecosystem.NPM, git: GitView | None = None) -> Package:
    held = {f"package/{path}": FileContent(size=1, sha256="") for path in ("made", *paths)}
    artifact = Shipped(
        location=HERE,
        is_wheel=False,
        contents=Contents(files=held, sha256="", size=1, complete=True),
        sources={f"package/{path}": path for path in paths},
    )
    origin = Origin(project=".", root=str(folder), folder=".", ecosystem=ecosystem, packer="npm", git=git)
    return Package(folder="", path=folder, origin=origin, artifacts=(artifact,))


def verdict(family: str, *inside: str, rule: str = "bad", **facts: FactValue) -> Verdict:
    finding = Finding(
        rule=rule,
        family=family,
        location=(*HERE, *inside),
        line=None,
        message="",
        facts=facts,
        fix="",
        fingerprint="",
    )
    return Verdict(
        finding=finding, artifact=0, severity=Severity.HIGH, confidence=Confidence.HIGH, standing=Standing.OPEN
    )


def aim(found: Verdict, held: Package) -> Aim:
    made = aim_of(found, {KEY: held})
    assert isinstance(made, Aim)
    return made


def why(found: Verdict, held: Package) -> str:
    said = aim_of(found, {KEY: held})
    assert isinstance(said, str)
    return said


@pytest.mark.parametrize("family", ["sourcemaps", "contents", "secrets", "disclosure"])
def test_a_file_that_a_finding_is_about_must_not_ship(tmp_path: Path, family: str) -> None:
    assert {".env"} == aim(verdict(family, "package/.env"), package(tmp_path, ".env", "a.js")).unwanted


def test_what_lies_in_a_nested_archive_goes_with_it(tmp_path: Path) -> None:
    found = verdict("sourcemaps", "package/a.zip", "b.js.map")

    assert {"a.zip"} == aim(found, package(tmp_path, "a.zip")).unwanted


def test_of_many_maps_reported_as_a_folder_all_must_go(tmp_path: Path) -> None:
    held = package(tmp_path, "dist/a.js", "dist/a.js.map", "dist/b/c.js.map", "other/d.js.map")

    assert {"dist/a.js.map", "dist/b/c.js.map"} == aim(verdict("sourcemaps", "package/dist"), held).unwanted
    assert 3 == len(aim(verdict("sourcemaps"), held).unwanted)
    assert "it is about no file that could be left out" == why(verdict("secrets", "package/dist"), held)


@pytest.mark.parametrize(
    ("family", "path", "reason"),
    [
        ("sourcemaps", "package/a.js", "the file is code"),
        ("secrets", "package/a.py", "the file is code"),
        ("secrets", "package/made", "the packer made the file"),
        ("contents", "package/lib/main.js", "main in package.json names it"),
        ("contents", "package/cli.js", "bin.tool in package.json names it"),
        ("archive", "package/.env", "it does not come from which files are packed"),
        ("release", "package/.env", "it does not come from which files are packed"),
        ("packaging", "package/package.json", "it does not come from which files are packed"),
    ],
)
def test_what_the_package_may_need_stays(tmp_path: Path, family: str, path: str, reason: str) -> None:
    write(tmp_path, {"package.json": manifest(main="./lib/main", bin={"tool": "cli.js"})})
    held = package(tmp_path, "a.js", "a.py", "lib/main.js", "cli.js", ".env", "package.json")

    assert reason in why(verdict(family, path), held)


def test_code_that_should_not_be_there_may_go(tmp_path: Path) -> None:
    assert {"test/a.js"} == aim(verdict("contents", "package/test/a.js"), package(tmp_path, "test/a.js")).unwanted


def test_a_reference_is_no_matter_of_packing(tmp_path: Path) -> None:
    found = verdict("sourcemaps", "package/a.css", rule="dangling-source-map-reference")

    assert "what is in the file has to change" == why(found, package(tmp_path, "a.css"))


def test_a_finding_in_something_else_is_left_alone(tmp_path: Path) -> None:
    found = verdict("sourcemaps", "package/a.map")
    moved = replace(found, finding=replace(found.finding, location=("dist/b.tgz", "package/a.map")))

    assert "it is not about a package that was packed from this project" == why(moved, package(tmp_path, "a.map"))


def test_files_that_git_ignores_are_named_or_looked_up(tmp_path: Path) -> None:
    git = GitView(tracked=frozenset(("index.js", "a/kept")), untracked=frozenset(("a/new",)))
    held = package(tmp_path, "index.js", "a/kept", "a/new", "a/ignored", "b/ignored", git=git)
    one = verdict("packaging", "package/a/new", kind="untracked-file", paths=1)
    listed = verdict(
        "packaging", kind="shadowed-ignore-file: .npmignore", paths=1, list=({"path": "package/a/ignored"},)
    )
    folder = verdict("packaging", "package/a", kind="ignored-file", paths=21, list=())
    folder_new = verdict("packaging", "package/a", kind="untracked-file", paths=21, list=())

    assert {"a/new"} == aim(one, held).unwanted
    assert {"a/ignored"} == aim(listed, held).unwanted
    assert {"a/ignored"} == aim(folder, held).unwanted
    assert {"a/new"} == aim(folder_new, held).unwanted
    assert "it is about no file" in why(folder, package(tmp_path, "a/ignored"))


def test_an_exclusion_that_does_nothing_goes(tmp_path: Path) -> None:
    held = package(tmp_path, "a.js", "a.js.map")
    kind = "dead-exclusion: .npmignore: *.map"
    found = verdict("packaging", kind=kind, file=".npmignore", line=3, entry="*.map", paths=0)
    with_files = verdict("packaging", "package/a.js.map", kind=kind, file=".npmignore", line=3, entry="*.map", paths=1)
    unnamed = verdict("packaging", "package/a.js.map", kind=kind, file="", line=None, entry="", paths=1)
    dead = DeadLine(file=".npmignore", line=3, entry="*.map")

    assert (frozenset(), dead) == (aim(found, held).unwanted, aim(found, held).dead)
    assert (frozenset({"a.js.map"}), dead) == (aim(with_files, held).unwanted, aim(with_files, held).dead)
    assert aim(unnamed, held).dead is None


def test_without_an_allow_list_hidden_files_must_go(tmp_path: Path) -> None:
    found = verdict("packaging", kind="no-allow-list", paths=3)
    held = package(tmp_path, "a.js", ".env", ".claude/a.json")

    assert {".env", ".claude/a.json"} == aim(found, held).unwanted
    assert "what shall ship is for you to list" == why(found, package(tmp_path, "a.py", ecosystem=Ecosystem.PYPI))
