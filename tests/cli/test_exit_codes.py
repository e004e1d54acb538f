"""Every promised exit code, provoked through the real program."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pkgaudit.cli.exit_codes import ExitCode
from tests.tools import ROOT

PROGRAM = [sys.executable, "-m", "pkgaudit"]


def pkgaudit(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PROGRAM, *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def test_0_when_all_was_examined_and_nothing_is_open(plain_tarball: Path) -> None:
    done = pkgaudit("scan", str(plain_tarball))

    assert 0 == done.returncode
    assert "" == done.stderr


def test_1_when_something_is_open_at_the_bar(leaking_tarball: Path) -> None:
    done = pkgaudit("scan", str(leaking_tarball))

    assert 1 == done.returncode
    assert "embedded-sources" in done.stdout
    assert "index.js.map" in done.stdout


@pytest.mark.parametrize("bar", ["critical", "high", "medium", "low"])
def test_1_at_every_bar_for_a_critical_finding(leaking_tarball: Path, bar: str) -> None:
    assert 1 == pkgaudit("scan", str(leaking_tarball), "--fail-on", bar).returncode


@pytest.mark.parametrize("arguments", [["--fail-on", "never"], ["--exit-zero"], ["--ignore", "sourcemaps"]])
def test_0_when_the_user_says_so(leaking_tarball: Path, arguments: list[str]) -> None:
    assert 0 == pkgaudit("scan", str(leaking_tarball), *arguments).returncode


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["scan", "no-such-file.tgz"], "no-such-file.tgz"),
        (["scan", "--format", "nonsense"], "nonsense"),
        (["scan", "--fail-on", "nonsense"], "nonsense"),
        (["scan", "--select", "embeded-sources"], "embedded-sources"),
        (["scan", "--ignore", "nonsense"], "nonsense"),
        (["scan", "-o", "json"], "FORMAT=PATH"),
        (["scan", "--nonsense"], "--nonsense"),
        (["nonsense"], "nonsense"),
        (["explain", "embeded-sources"], "embedded-sources"),
        (["sourcemap", "no-such-file.map"], "no-such-file.map"),
    ],
)
def test_2_when_the_command_line_is_wrong(arguments: list[str], expected: str, tmp_path: Path) -> None:
    done = pkgaudit(*arguments, cwd=tmp_path)

    assert 2 == done.returncode
    assert expected in re.sub(r"[\s│]+", " ", done.stderr)
    assert "" == done.stdout


def test_2_names_every_missing_target_at_once(tmp_path: Path) -> None:
    done = pkgaudit("scan", "one.tgz", "two.tgz", cwd=tmp_path)

    assert 2 == done.returncode
    assert "one.tgz" in done.stderr
    assert "two.tgz" in done.stderr


def test_3_when_an_artifact_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(b"\x1f\x8b\x08\x00")
    done = pkgaudit("scan", str(tmp_path / "a.tgz"), "--fail-on", "never")

    assert 3 == done.returncode


def test_3_when_there_is_nothing_to_examine(tmp_path: Path) -> None:
    done = pkgaudit("scan", str(tmp_path))

    assert 3 == done.returncode
    assert "mpty" in done.stdout


def test_3_when_no_rule_is_left(plain_tarball: Path) -> None:
    arguments = ["--select", "embedded-sources", "--ignore", "embedded-sources"]

    assert 3 == pkgaudit("scan", str(plain_tarball), *arguments).returncode


def test_3_when_the_packer_of_a_project_is_missing(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","version":"1.0.0"}')
    done = pkgaudit("scan", ".", cwd=tmp_path, PATH=str(tmp_path))

    assert 3 == done.returncode
    assert "no npm is on PATH" in " ".join(done.stdout.split())


def test_3_when_nothing_of_a_project_is_published(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text('{"name":"x","version":"1.0.0","private":true}')
    done = pkgaudit("scan", ".", cwd=tmp_path)

    assert 3 == done.returncode
    assert '"private": true' in done.stdout


def test_3_stays_3_with_exit_zero(tmp_path: Path) -> None:
    assert 3 == pkgaudit("scan", str(tmp_path), "--exit-zero").returncode


def test_1_wins_over_3_and_both_are_shown(leaking_tarball: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tgz"
    broken.write_bytes(b"\x1f\x8b\x08\x00")
    done = pkgaudit("scan", str(leaking_tarball), str(broken), "--format", "json")
    report = json.loads(done.stdout)

    assert 1 == done.returncode
    assert 1 == report["exit_code"]
    assert "embedded-sources" in {finding["rule"] for finding in report["findings"]}
    assert [str(broken)] in [gap["location"] for gap in report["gaps"]]


def test_the_format_never_changes_the_code(leaking_tarball: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "report.json")

    assert 1 == pkgaudit("scan", str(leaking_tarball), "--format", "json").returncode
    assert 1 == pkgaudit("scan", str(leaking_tarball), "-o", f"json={target}").returncode
    assert 1 == json.loads(Path(target).read_text())["exit_code"]


def test_3_when_a_report_cannot_be_written(plain_tarball: Path, tmp_path: Path) -> None:
    done = pkgaudit("scan", str(plain_tarball), "-o", f"json={tmp_path}/no/such/folder/report.json")

    assert 3 == done.returncode
    assert "report.json" in done.stderr


def test_4_for_a_defect_of_our_own_with_a_way_to_report_it(plain_tarball: Path) -> None:
    code = (
        "import sys, pkgaudit.pipeline as pipeline\n"
        "def broken(*_, **__): raise RuntimeError('secret \\x1b[31m detail')\n"
        "pipeline.run = broken\n"
        f"sys.argv = ['pkgaudit', 'scan', {str(plain_tarball)!r}]\n"
        "from pkgaudit.cli import main\n"
        "main()\n"
    )
    plain = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    loud = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PKGAUDIT_DEBUG": "1"},
    )

    assert 4 == plain.returncode
    assert "RuntimeError" in plain.stderr
    assert "report it" in plain.stderr
    assert "secret" not in plain.stderr
    assert "Traceback" in loud.stderr
    assert "\x1b" not in loud.stderr


def test_130_when_interrupted(tmp_path: Path) -> None:
    fifo_like = "import time\ndef slow(*_, **__): print('ready', flush=True); time.sleep(30)\n"
    code = (
        "import signal, sys, pkgaudit.pipeline as pipeline\n"
        # Whoever starts the tests in the background hands on that it is ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"{fifo_like}"
        "pipeline.run = slow\n"
        f"sys.argv = ['pkgaudit', 'scan', {str(tmp_path)!r}]\n"
        "from pkgaudit.cli import main\n"
        "main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert "ready\n" == process.stdout.readline()
        time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)

    assert 130 == process.returncode
    assert "interrupted" in errors
    assert "Traceback" not in errors


def test_a_closed_pipe_ends_quietly(leaking_tarball: Path) -> None:
    scan = f"'{sys.executable}' -m pkgaudit scan '{leaking_tarball}' -v --no-config"
    command = f"{scan} | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True, timeout=60)

    assert "" == done.stderr
    assert done.stdout.splitlines()[-1] in {"0", "1"}


def test_the_readme_has_the_table_of_exit_codes() -> None:
    rows = [f"| {code.value} | {code.meaning} |" for code in ExitCode]
    readme = (ROOT / "README.md").read_text()

    assert 7 == len(rows)
    assert "\n".join(["| code | means |", "| --- | --- |", *rows]) in readme
