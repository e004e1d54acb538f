from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.ship_list import Origin
from pkgaudit.remedy.edit import EditError
from pkgaudit.remedy.packages import Package, Shipped
from pkgaudit.remedy.python_candidates import python_candidates
from pkgaudit.targets.building.contents import Contents, FileContent

UNWANTED = frozenset(("src/a.map", ".claude/x.json"))


def package(backend: str, *, in_wheel: bool = True) -> Package:
    def artifact(members: dict[str, str], *, is_wheel: bool) -> Shipped:
        held = {member: FileContent(size=1, sha256="") for member in members}
        listed = Contents(files=held, sha256="", size=1, complete=True)
        return Shipped(location=(".", "x"), is_wheel=is_wheel, contents=listed, sources=members)

    sdist = artifact({f"d-1/{path}": path for path in (*UNWANTED, "src/a.py")}, is_wheel=False)
    wheel = artifact({"a.map": "src/a.map"} if in_wheel else {"a.py": "src/a.py"}, is_wheel=True)
    origin = Origin(project=".", root="/p", folder=".", ecosystem=Ecosystem.PYPI, packer=backend)
    return Package(folder="", path=Path("/p"), origin=origin, artifacts=(sdist, wheel))


def candidates(backend: str, *, in_wheel: bool = True, **files: bytes) -> list[object]:
    held = {"pyproject.toml": b"", **files}
    found: list[object] = []
    for contents in python_candidates(package(backend, in_wheel=in_wheel), UNWANTED, held.get):
        ((path, content),) = contents.items()
        if path == "MANIFEST.in":
            found.append(content.decode().splitlines())
        else:
            tools: object = tomllib.loads(content.decode())["tool"]
            found.append(tools)
    return found


def test_setuptools_reads_commands() -> None:
    assert [
        ["prune .claude", "global-exclude *.map"],
        ["exclude .claude/x.json", "exclude src/a.map"],
    ] == candidates("setuptools")


def test_hatchling_has_a_list_for_all_targets_and_one_for_each() -> None:
    lines = ["/.claude/", "*.map"]
    found = candidates("hatchling")

    assert {"hatch": {"build": {"exclude": lines}}} == found[0]
    assert {"hatch": {"build": {"targets": {"sdist": {"exclude": lines}}}}} == found[1]
    assert {"hatch": {"build": {"targets": {"sdist": {"exclude": lines}, "wheel": {"exclude": lines}}}}} == found[2]
    assert found[1] == candidates("hatchling", in_wheel=False)[0]


@pytest.mark.parametrize(
    ("backend", "expected"),
    [
        ("flit", {"flit": {"sdist": {"exclude": [".claude/**", "**/*.map"]}}}),
        ("poetry", {"poetry": {"exclude": [".claude/**", "**/*.map"]}}),
        ("pdm", {"pdm": {"build": {"excludes": [".claude/**", "**/*.map"]}}}),
        ("uv", {"uv": {"build-backend": {"source-exclude": ["/.claude/**", "*.map"]}}}),
    ],
)
def test_the_others_have_one_list(backend: str, expected: object) -> None:
    assert expected == candidates(backend)[0]


def test_uv_has_a_list_for_wheels_as_well() -> None:
    globs = ["/.claude/**", "*.map"]

    assert {"uv": {"build-backend": {"source-exclude": globs, "wheel-exclude": globs}}} == candidates("uv")[1]


@pytest.mark.parametrize("backend", ["in-tree", "other"])
def test_an_unknown_backend_is_left_alone(backend: str) -> None:
    with pytest.raises(EditError, match="not known how the backend"):
        candidates(backend)


def test_without_a_pyproject_there_is_nothing_to_edit() -> None:
    with pytest.raises(EditError, match=r"no pyproject.toml"):
        list(python_candidates(package("flit"), UNWANTED, lambda _: None))
