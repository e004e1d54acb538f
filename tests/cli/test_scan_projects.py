"""`pkgaudit scan` of a project: packed by its own packer, judged as what it packs to, and left as it was."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.tools import program

MAP = '{"version":3,"sources":["a.ts"],"sourcesContent":["let a: 1;\\n"],"names":[],"mappings":""}'


@pytest.fixture(autouse=True)
def npm() -> str:
    return program("npm")


def scan(folder: Path, *options: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", str(folder), "--format", "json", "--no-config", *options],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    document: object = json.loads(done.stdout)
    assert isinstance(document, dict)
    return done.returncode, document


def listed(document: dict[str, object], key: str) -> list[dict[str, object]]:
    found = document[key]
    assert isinstance(found, list)
    return found


def put(root: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def state(root: Path) -> dict[str, tuple[int, str]]:
    return {
        str(path.relative_to(root)): (path.lstat().st_mode, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def manifest(**more: object) -> str:
    return json.dumps({"name": "cli", "version": "1.0.0", "license": "UNLICENSED", **more})


def test_a_map_that_would_ship_fails_the_gate_before_anything_is_packed_by_hand(tmp_path: Path) -> None:
    project = put(
        tmp_path / "cli",
        {"package.json": manifest(files=["dist"]), "dist/cli.js": "1;\n", "dist/cli.js.map": MAP, "src/a.ts": "x"},
    )
    code, report = scan(project)

    assert 1 == code
    (artifact,) = listed(report, "artifacts")
    assert [str(project), "cli-1.0.0.tgz"] == artifact["location"]
    assert "tool" == artifact["listing"]
    assert {"embedded-sources"} == {
        finding["rule"] for finding in listed(report, "findings") if finding["severity"] == "critical"
    }


def test_the_tarball_and_the_project_give_the_same_findings(tmp_path: Path) -> None:
    project = put(tmp_path / "cli", {"package.json": manifest(files=["dist"]), "dist/cli.js.map": MAP})
    subprocess.run(
        [program("npm"), "pack", str(project), f"--pack-destination={tmp_path}"], check=True, capture_output=True
    )

    def fingerprints(target: Path) -> set[object]:
        _, report = scan(target)
        return {finding["fingerprint"] for finding in listed(report, "findings") if finding["family"] == "sourcemaps"}

    assert fingerprints(project) == fingerprints(tmp_path / "cli-1.0.0.tgz") != set()


def test_scripts_run_only_with_execute_and_then_in_a_copy(tmp_path: Path) -> None:
    script = (
        "node -e \"require('fs').mkdirSync('dist');require('fs').writeFileSync('dist/built.js.map', "
        "JSON.stringify({version:3,sources:['a.ts'],sourcesContent:['let a'],names:[],mappings:''}))\""
    )
    project = put(tmp_path / "cli", {"package.json": manifest(files=["dist"], scripts={"prepack": script})})
    before = state(project)
    quiet_code, quiet = scan(project)
    code, report = scan(project, "--execute")

    assert before == state(project)
    assert 0 == quiet_code
    assert any("scripts did not run" in str(artifact["packed_by"]) for artifact in listed(quiet, "artifacts"))
    assert 1 == code
    assert ["built"] == [artifact["listing"] for artifact in listed(report, "artifacts")]
    assert any("package/dist/built.js.map" in str(finding["location"]) for finding in listed(report, "findings"))


def test_each_published_workspace_is_an_artifact_and_private_ones_are_named(tmp_path: Path) -> None:
    root = put(
        tmp_path / "repo",
        {
            "package.json": '{"name":"root","private":true,"workspaces":["packages/*"]}',
            "packages/a/package.json": '{"name":"@acme/a","version":"1.0.0"}',
            "packages/b/package.json": '{"name":"b","version":"2.0.0"}',
            "packages/tools/package.json": '{"name":"tools","version":"1.0.0","private":true}',
        },
    )
    _, report = scan(root)

    assert [[f"{root}/packages/a", "acme-a-1.0.0.tgz"], [f"{root}/packages/b", "b-2.0.0.tgz"]] == [
        artifact["location"] for artifact in listed(report, "artifacts")
    ]
    assert {"root", "tools"} == {each["name"] for each in listed(report, "not_published")}


def test_a_project_of_both_kinds_gives_both_and_no_execute_refuses_the_backend(tmp_path: Path) -> None:
    project = put(
        tmp_path / "both",
        {
            "package.json": manifest(),
            "pyproject.toml": '[build-system]\nrequires = ["flit_core>=3.9"]\nbuild-backend = "flit_core.buildapi"\n'
            '[project]\nname = "both"\nversion = "1.0"\ndescription = "Both."\n',
            "both.py": '"""Both."""\n',
        },
    )
    code, report = scan(project, "--fail-on", "critical")
    refused, without = scan(project, "--fail-on", "critical", "--no-execute")

    assert (0, 3) == (code, refused)
    assert ["npm-tarball", "sdist", "wheel"] == [artifact["format"] for artifact in listed(report, "artifacts")]
    assert ["npm-tarball"] == [artifact["format"] for artifact in listed(without, "artifacts")]
    assert any("--no-execute" in str(gap["why"]) for gap in listed(without, "gaps"))


def test_a_packer_that_is_asked_for_and_missing_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = put(tmp_path / "cli", {"package.json": manifest()})
    node_and_npm = tmp_path / "bin"
    node_and_npm.mkdir()
    for name in ("node", "npm"):
        (node_and_npm / name).symlink_to(program(name))
    monkeypatch.setenv("PATH", str(node_and_npm))
    code, report = scan(project, "--pm", "bun")

    assert 3 == code
    assert any("no bun is on PATH" in str(gap["why"]) for gap in listed(report, "gaps"))


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 143)])
def test_a_run_that_is_stopped_leaves_no_packer_and_no_folder_behind(
    number: signal.Signals, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = put(tmp_path / "cli", {"package.json": manifest()})
    hangs = (
        "const at = process.argv.find((each) => each.startsWith('--pack-destination=')).split('=')[1];\n"
        "require('fs').writeFileSync(at + '/started', String(process.pid));\nsetInterval(() => {}, 1000);\n"
    )
    bin_ = put(tmp_path / "bin", {"package.json": '{"name":"npm","version":"11.0.0"}', "npm.js": hangs})
    (bin_ / "npm").symlink_to("npm.js")
    (bin_ / "npm.js").chmod(0o755)
    (bin_ / "node").symlink_to(program("node"))
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setenv("PATH", str(bin_))
    monkeypatch.setenv("TMPDIR", str(temporary))
    # Whoever starts the tests in the background hands on that signals are ignored.
    as_in_a_terminal = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "signal.signal(signal.SIGHUP, signal.SIG_DFL); from pkgaudit.cli import main; main()"
    )
    command = [sys.executable, "-c", as_in_a_terminal, "scan", str(project), "--no-config"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 60
        started: list[str] = []
        while not any(started) and time.monotonic() < deadline:
            time.sleep(0.05)
            started = [path.read_text() for path in temporary.glob("pkgaudit-*/pack-*/tarball/started")]
        process.send_signal(number)
        out, err = process.communicate(timeout=60)

    assert code == process.returncode
    assert ("", "pkgaudit: interrupted; nothing was judged\n") == (out, err)
    assert [] == list(temporary.iterdir())
    (packer,) = started
    with pytest.raises(ProcessLookupError):
        os.kill(int(packer), 0)


def test_a_packer_nobody_knows_is_a_usage_error(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", str(tmp_path), "--pm", "cargo"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert 2 == done.returncode
    assert "cargo" in done.stderr
