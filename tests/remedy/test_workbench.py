from __future__ import annotations

from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.remedy.search import find_remedy
from pkgaudit.remedy.workbench import Options, Trial, Workbench
from tests.remedy.conftest import Fix
from tests.remedy.projects import manifest, write
from tests.targets.building.projects import snapshot
from tests.tools import program, unmeasured


@pytest.fixture
def bench(fix: Fix, project: Path) -> Workbench:
    program("npm")
    options = Options(scratch=fix.scratch, environment=unmeasured(), packing=lambda _: None)
    return Workbench(str(project), options, fix.judge())


def test_a_folder_without_a_project_has_no_remedy(bench: Workbench) -> None:
    assert find_remedy(bench) is None


def test_the_copy_is_as_before_after_each_edit(bench: Workbench, project: Path) -> None:
    write(project, {"package.json": manifest(), "a.js": "1;\n", "node_modules/x/index.js": "1;\n"})
    before = snapshot(project)
    bench.pack_original()

    first = bench.pack_edited({"package.json": manifest(files=["nothing"]).encode(), "new.js": b"2;\n"})
    second = bench.pack_edited({})

    assert isinstance(first, Trial)
    assert isinstance(second, Trial)
    assert {"package.json"} == set(first.packages["", "npm"].sources)
    assert {"package.json", "a.js"} == set(second.packages["", "npm"].sources)
    assert before == snapshot(project)


def test_what_is_no_project_any_more_is_a_gap(bench: Workbench, project: Path) -> None:
    write(project, {"package.json": manifest(), "a.js": "1;\n"})
    bench.pack_original()

    broken = bench.pack_edited({"package.json": b"{"})
    bare = bench.pack_edited({"package.json": b"{}"})

    assert isinstance(broken, Gap)
    assert isinstance(bare, Gap)
    assert "no project any more" in bare.why


def test_an_edit_does_not_reach_out_of_the_copy(bench: Workbench, project: Path, tmp_path: Path) -> None:
    (tmp_path / "outside").write_text("old")
    write(project, {"package.json": manifest(), "a.js": "1;\n"})
    (project / ".npmignore").symlink_to(tmp_path / "outside")
    bench.pack_original()

    refused = bench.pack_edited({".npmignore": b"new"})

    assert isinstance(refused, Gap)
    assert "leads out of the project" in refused.why
    assert "old" == (tmp_path / "outside").read_text()


def test_what_was_left_out_of_the_copy_comes_along_when_packing_fails_without_it(
    bench: Workbench, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project, {"package.json": manifest(), "a.js": "1;\n", "node_modules/x/index.js": "1;\n"})
    bench.pack_original()
    seen: list[bool] = []

    def failing(_: Workbench, copied: Path) -> Gap:
        seen.append((copied / "node_modules").exists())
        return Gap(kind=GapKind.PACKING, location=(), why="it failed")

    monkeypatch.setattr(Workbench, "_pack_copy", failing)

    assert isinstance(bench.pack_edited({}), Gap)
    assert [False, True] == seen
