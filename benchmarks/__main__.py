"""Measure pkgaudit against this machine's own floor and print the ratios: ``python -m benchmarks [NAME]...``."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import artifacts, dependency_checks, known_bad
from benchmarks.lockfile_tree import lockfile_tree
from benchmarks.measure import cost, family_peak, in_turn

_PYTHON = sys.executable
_BARE = (_PYTHON, "-c", "import typer")
_CODES = (0, 1, 3)  # a large artifact may end with a limit's gap: that is an answer too


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table.

    Attributes:
        what: What was measured.
        ours: Figure of pkgaudit, with its unit.
        floor: What it is compared with.
        value: The figure that has a goal.
        unit: Of the value and the goal; empty for a ratio.
        goal: The most it may be, or None for a figure that is only shown.
    """

    what: str
    ours: str
    floor: str
    value: float
    goal: float | None
    unit: str = ""


def _scan(*targets: Path | str) -> tuple[str, ...]:
    return (_PYTHON, "-m", "pkgaudit", "scan", *map(str, targets), "--format", "json")


def leak(folder: Path) -> Iterator[Line]:
    """The leak sample against the floor."""
    sample = artifacts.leaked_cli(folder)
    floor_script = str(Path(__file__).with_name("floor.py"))
    ours, floor = in_turn(_scan(sample), (_PYTHON, floor_script, str(sample)), codes=_CODES)
    yield Line(
        what="leak sample: CPU over the floor",
        ours=f"{ours.cpu:.2f} s",
        floor=f"{floor.cpu:.2f} s",
        value=ours.cpu / floor.cpu,
        goal=2.0,
    )
    peak = family_peak(_scan(sample), codes=_CODES)
    yield Line(
        what="leak sample: memory of all processes",
        ours=f"{peak:.0f} MiB",
        floor=f"{floor.largest:.0f} MiB",
        value=peak,
        goal=350,
        unit="MiB",
    )


def small(folder: Path) -> Iterator[Line]:
    """Three small files, and the bare start, against importing the command line library."""
    ours, bare = in_turn(_scan(artifacts.tiny(folder)), _BARE, runs=11, codes=_CODES)
    yield _ratio("three small files: CPU over `import typer`", ours.cpu, bare.cpu, 2.5)
    ours, bare = in_turn((_PYTHON, "-m", "pkgaudit", "--version"), _BARE, runs=11)
    yield _ratio("`pkgaudit --version`: CPU over `import typer`", ours.cpu, bare.cpu, None)


def members(folder: Path) -> Iterator[Line]:
    """What one more member costs."""
    many, few = artifacts.many_files(folder, 10_000), artifacts.many_files(folder, 100)
    ours, floor = in_turn(_scan(many), _scan(few), codes=_CODES)
    yield Line(
        what="one more small member, of 10,000",
        ours=f"{ours.cpu:.2f} s",
        floor=f"{floor.cpu:.2f} s",
        value=(ours.cpu - floor.cpu) / 9_900 * 1e6,
        goal=60,
        unit="us",
    )


def memory(folder: Path) -> Iterator[Line]:
    """A gigabyte against fifty megabytes."""
    for kind, is_members in (("members of 8 MiB", True), ("one single member", False)):
        sizes = [artifacts.large(folder, mebibytes, members=is_members) for mebibytes in (48, 1024)]
        few, much = (family_peak(_scan(path), codes=_CODES) for path in sizes)
        spent = cost(_scan(sizes[1]), runs=1, codes=_CODES)
        yield Line(
            what=f"1 GiB, {kind}: memory over that of 48 MiB ({spent.cpu:.1f} s CPU)",
            ours=f"{much:.0f} MiB",
            floor=f"{few:.0f} MiB",
            value=much / few,
            goal=1.5,
        )
        for path in sizes:
            path.unlink()


def folders(folder: Path) -> Iterator[Line]:
    """Many artifacts with one job and with two."""
    target = artifacts.folder_of(folder, artifacts.many_files(folder, 2_000), 40)
    two, one = in_turn((*_scan(target), "--jobs", "2"), (*_scan(target), "--jobs", "1"), runs=3, codes=_CODES)
    yield Line(
        what="40 artifacts: wall time of two jobs over one",
        ours=f"{two.wall:.2f} s",
        floor=f"{one.wall:.2f} s",
        value=two.wall / one.wall,
        goal=None,
    )


def packing(folder: Path) -> Iterator[Line]:
    """A small npm project, packed and judged, against its packer alone."""
    npm = shutil.which("npm")
    if npm is None:
        print("packing: npm is not on PATH, so there is nothing to compare with")
        return
    project, tarballs = artifacts.npm_project(folder), folder / "tarballs"
    tarballs.mkdir()
    alone = (npm, "pack", str(project), "--ignore-scripts", "--offline", f"--pack-destination={tarballs}")
    ours, packer = in_turn(_scan(project), alone, runs=7, codes=_CODES)
    yield Line(
        what="a small npm project: CPU beyond what `npm pack` takes",
        ours=f"{ours.cpu * 1000:.0f} ms",
        floor=f"{packer.cpu * 1000:.0f} ms",
        value=(ours.cpu - packer.cpu) * 1000,
        unit="ms",
        goal=300,
    )
    yield _ratio("a small npm project: CPU over `npm pack`", ours.cpu, packer.cpu, None)


def knowledge(folder: Path) -> Iterator[Line]:
    """An index of every malicious-package record of OSV: its size, opening it, 5,000 look-ups."""
    path = known_bad.write_full_index(folder)
    names = json.dumps(known_bad.lockfile_names(5_000))
    runs = []
    for _ in range(7):
        done = subprocess.run(
            [_PYTHON, "-c", known_bad.LOOK_UP, str(folder)], input=names, capture_output=True, text=True, check=True
        )
        runs.append(json.loads(done.stdout))
    assert {found for _, _, found in runs} == {0}
    opening, looking = (statistics.median(run[place] for run in runs) * 1000 for place in (0, 1))
    size = path.stat().st_size / 1e6
    for what, value, unit, goal in (
        (f"OSV index of {known_bad.RECORDS:,} records: size", size, "MB", 15.0),
        ("OSV index: CPU of opening it", opening, "ms", 20.0),
        ("OSV index: CPU of looking up 5,000 locked dependencies", looking, "ms", 50.0),
    ):
        yield Line(what=what, ours=f"{value:.1f} {unit}", floor="", value=value, unit=unit, goal=goal)


def dependencies(folder: Path) -> Iterator[Line]:
    """A lockfile of 5,000 packages against one of five, and the rules about dependencies over it alone."""
    many, few = artifacts.lockfile(folder, 5_000), artifacts.lockfile(folder, 5)
    ours, floor = in_turn(_scan(many), _scan(few), runs=7, codes=_CODES)
    yield Line(
        what="5,000 locked packages: CPU of a scan beyond that of five",
        ours=f"{ours.cpu * 1000:.0f} ms",
        floor=f"{floor.cpu * 1000:.0f} ms",
        value=(ours.cpu - floor.cpu) * 1000,
        unit="ms",
        goal=None,
    )
    spent = dependency_checks.spent(many)
    yield Line(
        what="5,000 locked packages: CPU of all their rules over reading them",
        ours=f"{spent.rules * 1000:.1f} ms",
        floor=f"{spent.reading * 1000:.0f} ms",
        value=spent.rules / spent.reading,
        goal=0.5,
    )


def lockfiles(folder: Path) -> Iterator[Line]:
    """The tree of a monorepo with 200 lockfiles against one with a single one."""
    # As many jobs as are ever taken without asking, so that the figure does not grow with the machine.
    many, one = (family_peak((*_scan(lockfile_tree(folder, count)), "--jobs", "8"), codes=_CODES) for count in (200, 1))
    yield Line(
        what="200 lockfiles, 8 jobs: memory of all processes",
        ours=f"{many:.0f} MiB",
        floor=f"{one:.0f} MiB",
        value=many,
        goal=400,
        unit="MiB",
    )


PARTS: dict[str, Callable[[Path], Iterator[Line]]] = {
    "leak": leak,
    "small": small,
    "members": members,
    "memory": memory,
    "folders": folders,
    "packing": packing,
    "knowledge": knowledge,
    "dependencies": dependencies,
    "lockfiles": lockfiles,
}


def _ratio(what: str, ours: float, floor: float, goal: float | None) -> Line:
    return Line(what=what, ours=f"{ours * 1000:.0f} ms", floor=f"{floor * 1000:.0f} ms", value=ours / floor, goal=goal)


def _shown(line: Line) -> str:
    value = f"{line.value:.2f}" if not line.unit else f"{line.value:.0f} {line.unit}"
    goal = "" if line.goal is None else f"<= {line.goal:g}"
    verdict = "" if line.goal is None else ("reached" if line.value <= line.goal else "MISSED")
    return f"{line.what:<66} {line.ours:>10} {line.floor:>10} {value:>9} {goal:>8} {verdict}"


def main() -> int:
    """Print the table; 1 when a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("part", nargs="*", choices=[*PARTS, []], help="only these parts")
    chosen = parser.parse_args().part or list(PARTS)
    print(f"{'':<66} {'pkgaudit':>10} {'beside it':>10} {'':>9} {'goal':>8}")
    missed = False
    for part in chosen:
        with tempfile.TemporaryDirectory(prefix="pkgaudit-bench-") as folder:
            for line in PARTS[part](Path(folder)):
                print(_shown(line), flush=True)
                missed = missed or (line.goal is not None and line.value > line.goal)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
