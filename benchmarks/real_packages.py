"""Real releases, fetched and never kept in the repository: what pkgaudit counts and what an independent reader counts.

Run ``python -m benchmarks.real_packages`` for a table of both and of every finding at or above medium.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
CACHE = ROOT / ".cache" / "real"
COMPARED = ("maps", "inline", "with_content", "sources", "embedded", "embedded_bytes")
NODE_PACKAGES = ("tar@7.5.2", "acorn@8.15.0")
_ABOVE_LOW = frozenset({"critical", "high", "medium"})
_PLATFORM = ("--python-version=3.11", "--platform=manylinux_2_28_x86_64", "--platform=manylinux2014_x86_64")


class FetchError(RuntimeError):
    """The registries did not give what was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One release, read by both.

    Attributes:
        name: Specifier.
        path: The file.
        exit_code: Of the scan.
        ours: Source map totals of the report.
        theirs: The same of the independent reader.
        findings: ``severity rule path message`` of each finding at or above medium.
        archive: Those of them that belong to the family ``archive``.
        gaps: ``kind location why`` of each gap.
    """

    name: str
    path: Path
    exit_code: int
    ours: Mapping[str, int]
    theirs: Mapping[str, int]
    findings: tuple[str, ...]
    archive: tuple[str, ...]
    gaps: tuple[str, ...]

    @property
    def differences(self) -> tuple[str, ...]:
        """The counts that differ, in words."""
        return tuple(
            f"{key}: {self.ours[key]}, an independent reader counts {self.theirs[key]}"
            for key in COMPARED
            if self.ours[key] != self.theirs[key]
        )


def listed() -> dict[str, dict[str, str]]:
    """Return file names by specifier by kind: ``npm``, ``wheels`` and ``sdists``."""
    with (HERE / "real_packages.toml").open("rb") as opened:
        return tomllib.load(opened)


def fetch() -> dict[str, Path]:
    """Fetch what the cache does not hold; return the files by specifier.

    Raises:
        FetchError: A release could not be fetched.
    """
    kinds = listed()
    for kind, fetch_missing in (("npm", _fetch_npm), ("wheels", _fetch_wheels), ("sdists", _fetch_sdists)):
        folder = CACHE / ("npm" if kind == "npm" else "pypi")
        folder.mkdir(parents=True, exist_ok=True)
        missing = [name for name, file in kinds[kind].items() if not (folder / file).exists()]
        if missing:
            fetch_missing(missing, folder)
    files = {
        name: CACHE / ("npm" if kind == "npm" else "pypi") / file
        for kind, entries in kinds.items()
        for name, file in entries.items()
    }
    absent = [name for name, path in files.items() if not path.exists()]
    if absent:
        raise FetchError(f"these came under another name than real_packages.toml says: {', '.join(absent)}")
    return files


def extract(path: Path, folder: Path, node_modules: Path) -> None:
    """Extract an artifact with the tools that install such files: node-tar, tarfile or zipfile."""
    folder.mkdir(parents=True)
    if path.suffix == ".tgz":
        script = "require('tar').x({file: process.argv[1], cwd: process.argv[2], sync: true})"
        command = ["node", "-e", script, str(path), str(folder)]
        subprocess.run(command, check=True, cwd=node_modules.parent, capture_output=True)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder)
    else:
        subprocess.run(["tar", "-xzf", str(path), "-C", str(folder)], check=True)


def compare(files: Mapping[str, Path], work: Path, node_modules: Path) -> list[Compared]:
    """Read every release with both readers, two at a time."""

    def one(name: str) -> Compared:
        folder = work / name.replace("/", "_")
        extract(files[name], folder, node_modules)
        read = subprocess.run(
            ["node", "--max-old-space-size=4096", str(HERE / "independent_reader.mjs"), str(folder)],
            check=False,
            capture_output=True,
            cwd=node_modules.parent,
        )
        if read.returncode != 0:
            raise RuntimeError(f"{name}: the independent reader failed: {read.stderr.decode()[-2000:]}")
        theirs = json.loads(read.stdout)[str(folder)]
        return _judge(name, files[name], theirs)

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, files))


def _judge(name: str, path: Path, theirs: Mapping[str, int]) -> Compared:
    command = [sys.executable, "-m", "pkgaudit", "scan", str(path), "--format", "json"]
    done = subprocess.run(command, capture_output=True, check=False, cwd=path.parent)
    if not done.stdout:
        raise RuntimeError(f"{name}: no report: {done.stderr.decode(errors='replace')[-2000:]}")
    report = json.loads(done.stdout)
    bad = [finding for finding in report["findings"] if finding["severity"] in _ABOVE_LOW]
    return Compared(
        name=name,
        path=path,
        exit_code=done.returncode,
        ours=report["artifacts"][0]["source_maps"] if report["artifacts"] else dict.fromkeys(COMPARED, -1),
        theirs=theirs,
        findings=tuple(_shown(finding) for finding in bad),
        archive=tuple(_shown(finding) for finding in bad if finding["family"] == "archive"),
        gaps=tuple(f"{gap['kind']} {'!'.join(gap['location'][1:])}: {gap['why']}" for gap in report["gaps"]),
    )


def _shown(finding: Mapping[str, object]) -> str:
    location = finding["location"]
    inside = "!".join(map(str, location[1:])) if isinstance(location, list) else ""
    return f"{finding['severity']:<8} {finding['rule']} {inside or '.'}: {finding['message']}"


def _fetch_npm(missing: Sequence[str], folder: Path) -> None:
    _run(["npm", "pack", *missing, "--ignore-scripts", "--silent", "--pack-destination", str(folder)])


def _fetch_wheels(missing: Sequence[str], folder: Path) -> None:
    _run([*_pip(folder), "--only-binary=:all:", *_PLATFORM, *missing])


def _fetch_sdists(missing: Sequence[str], folder: Path) -> None:
    for name in missing:
        _run([*_pip(folder), f"--no-binary={name.partition('==')[0]}", name])


def _pip(folder: Path) -> list[str]:
    return [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, cwd=CACHE)
    if done.returncode != 0:
        raise FetchError(f"{' '.join(command[:4])}: {done.stderr.strip()[-500:]}")


def table(compared: Sequence[Compared]) -> str:
    """Return everything worth reading about these releases."""
    lines = [f"{'release':<44} exit {'maps':>6} {'inline':>6} {'embedded':>8} {'bytes':>12}  differences"]
    for one in compared:
        counts = one.ours
        lines.append(
            f"{one.name:<44} {one.exit_code:>4} {counts['maps']:>6} {counts['inline']:>6} {counts['embedded']:>8} "
            f"{counts['embedded_bytes']:>12}  {'; '.join(one.differences) or 'none'}"
        )
        if one.theirs["unquoted"]:
            lines.append(f"    {one.theirs['unquoted']} of them are object literals that are no JSON")
        lines += [f"    {finding[:300]}" for finding in one.findings]
        lines += [f"    gap: {gap[:300]}" for gap in one.gaps]
    return "\n".join(lines)


def main() -> None:
    """Fetch, compare and print the table."""
    import tempfile  # noqa: PLC0415 -- only the command needs it

    from tests.tools import npm_packages  # noqa: PLC0415 -- the test hands its own folder over

    with tempfile.TemporaryDirectory(prefix="pkgaudit-real-") as work:
        print(table(compare(fetch(), Path(work), npm_packages(*NODE_PACKAGES) / "node_modules")))


if __name__ == "__main__":
    main()
