from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.tools import ROOT, unmeasured

EXPECTED = json.loads((ROOT / "sample_packages/npm/leaked-cli/expected.json").read_text("utf-8"))


def made(out: Path, *options: str) -> dict[str, int | str]:
    script = str(ROOT / "sample_packages" / "make_leaked_cli.py")
    done = subprocess.run(
        [sys.executable, script, "--out", str(out), *options],
        check=True,
        capture_output=True,
        text=True,
        env=unmeasured(),
    )
    facts: dict[str, int | str] = json.loads(done.stdout)
    return facts


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int | str]]:
    out = tmp_path_factory.mktemp("leaked-cli")
    return out, made(out)


def test_small_variant_is_the_same_twice(tmp_path: Path) -> None:
    first = made(tmp_path / "first", "--small")
    second = made(tmp_path / "second", "--small")

    assert first["tar_sha256"] == second["tar_sha256"]
    assert [path.read_bytes() for path in sorted((tmp_path / "first").rglob("*")) if path.is_file()] == [
        path.read_bytes() for path in sorted((tmp_path / "second").rglob("*")) if path.is_file()
    ]


def test_full_variant_has_the_size_of_the_release_in_the_news(full: tuple[Path, dict[str, int | str]]) -> None:
    _, facts = full

    assert EXPECTED["made"]["tar_sha256"] == facts["tar_sha256"]
    assert 10_450_000 <= int(facts["cli_js_bytes"]) <= 10_550_000
    assert 59_750_000 <= int(facts["map_bytes"]) <= 59_850_000
    assert 1_890 <= int(facts["sources"]) <= 1_910
    assert 511_500 <= int(facts["lines"]) <= 512_500
    assert 45_500_000 <= int(facts["content_bytes"]) <= 46_500_000
    assert 12_000_000 <= int(facts["packed_bytes"]) <= 22_500_000


def test_tarball_holds_the_project(full: tuple[Path, dict[str, int | str]]) -> None:
    out, facts = full
    with tarfile.open(str(facts["tarball"])) as archive:
        inside = {
            entry.name.removeprefix("package/"): hashlib.sha256(opened.read()).hexdigest()
            for entry in archive
            if (opened := archive.extractfile(entry))
        }

    assert {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (out / "project").iterdir()} == inside


def test_map_is_what_a_bundler_writes(full: tuple[Path, dict[str, int | str]]) -> None:
    out, facts = full
    written = json.loads((out / "project" / "cli.js.map").read_bytes())
    code = (out / "project" / "cli.js").read_text("utf-8")

    assert ["version", "sources", "sourcesContent", "mappings", "debugId", "names"] == list(written)
    assert facts["sources"] == len(written["sources"]) == len(set(written["sources"]))
    assert facts["lines"] == sum(content.count("\n") for content in written["sourcesContent"])
    assert "sourceMappingURL" not in code
    assert code.endswith(f"//# debugId={written['debugId']}\n")
    third_party = [name for name in written["sources"] if "node_modules/" in name]
    assert facts["third_party"] == len(third_party) > 0
    assert all("-example/" in name for name in third_party)


def test_gate_stops_the_full_release(full: tuple[Path, dict[str, int | str]]) -> None:
    _, facts = full

    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", str(facts["tarball"]), "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
        env=unmeasured(),
    )

    report = json.loads(done.stdout)
    critical = [finding for finding in report["findings"] if finding["severity"] == "critical"]
    assert EXPECTED["exit_code"] == done.returncode == 1
    assert [["embedded-sources", "package/cli.js.map"]] == [
        [finding["rule"], finding["location"][-1]] for finding in critical
    ]
    assert EXPECTED["source_maps"] == report["artifacts"][0]["source_maps"]
    assert sorted(EXPECTED["findings"]) == sorted(
        [finding["rule"], "!".join(finding["location"][1:]) or "."]
        for finding in report["findings"]
        if finding["severity"] in {"critical", "high", "medium"}
    )
    assert [] == report["gaps"]
