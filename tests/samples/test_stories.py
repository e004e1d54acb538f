from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import TypedDict

import pytest

from sample_packages.pack_story import pack
from tests.tools import ROOT, unmeasured

SAMPLES = ROOT / "sample_packages"
STORIES = sorted(path.parent for kind in ("npm", "pypi") for path in (SAMPLES / kind).glob("*/story.toml"))
AT_LEAST = {"npm": 22, "pypi": 11}
BELOW = frozenset({"low", "note"})


def named(folder: Path) -> str:
    return folder.relative_to(SAMPLES).as_posix()


def inside(location: list[str]) -> str:
    """A place as the expectations write it: nested archives parted by ``!``, the artifact itself ``.``."""
    return "!".join(location[1:]) or "."


class Found(TypedDict):
    rule: str
    severity: str
    location: list[str]


class Missed(TypedDict):
    kind: str
    location: list[str]


class Said(TypedDict):
    findings: list[Found]
    gaps: list[Missed]


def findings_of(report: Said) -> list[list[str]]:
    return sorted(
        [found["rule"], inside(found["location"])] for found in report["findings"] if found["severity"] not in BELOW
    )


def gaps_of(report: Said) -> list[list[str]]:
    return sorted([missed["kind"], inside(missed["location"])] for missed in report["gaps"])


@pytest.mark.parametrize("kind", AT_LEAST)
def test_there_are_as_many_stories_as_promised(kind: str) -> None:
    found = [story for story in STORIES if story.parent.name == kind]

    assert len(found) >= AT_LEAST[kind]


@pytest.mark.parametrize("folder", STORIES, ids=named)
def test_story_is_told_in_full(folder: Path) -> None:
    story = tomllib.loads((folder / "story.toml").read_text("utf-8"))

    assert story["title"]
    assert len(story["story"].split()) >= 15
    assert "\n\n" not in story["story"].strip()


@pytest.mark.parametrize("folder", STORIES, ids=named)
def test_story_packs_to_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    first = pack(folder, tmp_path / "first").read_bytes()
    second = pack(folder, tmp_path / "second").read_bytes()

    assert first == second


@pytest.mark.parametrize("folder", STORIES, ids=named)
def test_gate_says_what_the_story_expects(folder: Path, tmp_path: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    artifact = pack(folder, tmp_path)

    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", artifact.name, "--format", "json"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env=unmeasured(),
    )

    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    only = report["artifacts"][0]
    assert sorted(expected["findings"]) == findings_of(report)
    assert sorted(expected["gaps"]) == gaps_of(report)
    assert expected["source_maps"] == only["source_maps"]
    assert expected["visibility"] == only["visibility"]
    assert expected["exit_code"] == done.returncode
