"""Every packer and every kind of project: what is packed under restraint is what the packer itself writes."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Listing
from pkgaudit.targets.packing.pack import pack_all
from pkgaudit.targets.packing.packer import Options, Packed
from pkgaudit.targets.packing.project import recognise
from tests.targets.packing.projects import BUILDING, PROJECTS, REFERENCE, WORKSPACES, make, write
from tests.targets.packing.toolbox import (
    PNPM_9,
    PNPM_10,
    TOOLS,
    YARN_1,
    Tool,
)

pytestmark = pytest.mark.broad

Members = list[tuple[str, bytes, int, str, bytes]]
Environments = Callable[[Tool], dict[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """What we packed, and what the packer said by itself."""

    packed: tuple[Packed | Gap, ...]
    expected: tuple[Path | None, ...]


def members(tarball: Path) -> Members:
    """Return every member in order: name, type, mode, link and content."""
    with tarfile.open(tarball) as archive:
        return [
            (
                member.name,
                member.type,
                member.mode,
                member.linkname,
                (archive.extractfile(member) or pytest.fail(member.name)).read() if member.isreg() else b"",
            )
            for member in archive
        ]


def start(tool: Tool, folder: Path, out: Path, env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start the packer as a user would, in a copy of the project."""
    out.mkdir(parents=True)
    script = Path(env["PATH"]) / tool.name
    command = REFERENCE[tool.pm](script, out)
    return subprocess.Popen(
        command, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def compare(tool: Tool, project: Path, work: Path, env: dict[str, str], *, execute: bool = False) -> Ours:
    """Pack a project our way, and each of its packages the packer's way in a copy, at the same time."""
    recognised = recognise(project, pm=tool.pm)
    if recognised is None:
        pytest.fail("it is a project")
    copy = work / "reference" / project.name
    shutil.copytree(project, copy, symlinks=True)
    running = [
        start(tool, copy / workspace.relative, work / "out" / str(number), env)
        for number, workspace in enumerate(recognised.workspaces)
    ]
    scratch = work / "scratch"
    scratch.mkdir()
    packed = pack_all(recognised, Options(scratch=scratch, environment=env, execute=execute))
    expected: list[Path | None] = []
    for number, process in enumerate(running):
        succeeded = process.wait(timeout=60) == 0
        tarballs = sorted((work / "out" / str(number)).iterdir())
        expected.append(tarballs[0] if succeeded else None)
    return Ours(packed=packed, expected=tuple(expected))


# These packers bundle only what they hoisted themselves.
REFUSED = {(tool, "bundled-dependencies") for tool in (PNPM_9, PNPM_10, YARN_1)}


@pytest.mark.parametrize("name", PROJECTS)
@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_what_is_packed_is_what_the_packer_writes(
    tool: Tool, name: str, tmp_path: Path, environments: Environments
) -> None:
    project = make(tmp_path / "project", name)
    ours = compare(tool, project, tmp_path, environments(tool))
    (packed,) = ours.packed
    (expected,) = ours.expected

    assert ((tool, name) in REFUSED) == (expected is None)
    if expected is None:
        assert isinstance(packed, Gap)
        assert "failed with exit code" in packed.why
    else:
        assert isinstance(packed, Packed)
        assert members(expected) == members(packed.tarball)
        assert expected.read_bytes() == packed.tarball.read_bytes()
        assert Listing.TOOL is packed.listing


@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_each_published_workspace_is_packed_as_the_packer_packs_it(
    tool: Tool, tmp_path: Path, environments: Environments
) -> None:
    project = write(tmp_path / "project", WORKSPACES)
    ours = compare(tool, project, tmp_path, environments(tool))
    tarballs = [packed.tarball for packed in ours.packed if isinstance(packed, Packed)]

    assert 2 == len(tarballs)
    assert [members(path) for path in ours.expected if path is not None] == [members(path) for path in tarballs]


@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_what_scripts_build_is_packed_only_when_they_may_run(
    tool: Tool, tmp_path: Path, environments: Environments
) -> None:
    project = write(tmp_path / "project", BUILDING)
    built = compare(tool, project, tmp_path / "built", environments(tool), execute=True)
    (packed,) = built.packed
    (expected,) = built.expected
    assert isinstance(packed, Packed)
    assert expected is not None
    names = {name for name, *_ in members(packed.tarball)}

    assert members(expected) == members(packed.tarball)
    assert {"package/dist/built.js", "package/dist/stale.js"} <= names
    assert Listing.BUILT is packed.listing


@pytest.mark.parametrize("tool", TOOLS, ids=str)
def test_a_project_with_scripts_is_packed_as_if_it_had_none(
    tool: Tool, tmp_path: Path, environments: Environments
) -> None:
    scripts = '"scripts": {"prepare": "node build.cjs", "postpack": "node build.cjs", '
    manifest = BUILDING["package.json"].replace('"scripts": {', scripts, 1)
    project = write(tmp_path / "with", {**BUILDING, "package.json": manifest})
    nameless = manifest.replace('"scripts"', '"stcripts"')
    without = write(tmp_path / "without", {**BUILDING, "package.json": nameless})
    env = environments(tool)
    running = start(tool, without, tmp_path / "out", env)
    recognised = recognise(project, pm=tool.pm)
    assert recognised is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (packed,) = pack_all(recognised, Options(scratch=scratch, environment=env))
    assert running.wait(timeout=60) == 0
    (expected,) = (tmp_path / "out").iterdir()
    assert isinstance(packed, Packed), packed
    ours = {name: content for name, _, _, _, content in members(packed.tarball)}
    theirs = {name: content for name, _, _, _, content in members(expected)}

    assert list(theirs) == list(ours)
    assert "package/dist/stale.js" in ours
    assert {n: c for n, c in theirs.items() if n != "package/package.json"} == {
        n: c for n, c in ours.items() if n != "package/package.json"
    }
    if tool.pm in {"npm", "yarn-classic"}:
        assert manifest.encode() == ours["package/package.json"]
