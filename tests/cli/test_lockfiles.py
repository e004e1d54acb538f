"""Lockfiles and manifests that are scanned by themselves, through the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pkgaudit.knowledge.data_folder import OSV_FILE
from pkgaudit.knowledge.osv_file import OsvEntry, OsvFacts, write_index
from pkgaudit.model.grades import Ecosystem
from tests.tools import unmeasured

ENTRY = {
    "version": "1.14.1",
    "resolved": "https://npm.acme.example/axios/-/axios-1.14.1.tgz",
    "integrity": "sha512-AA==",
}
PACKAGES = {
    "": {"name": "app", "version": "1.0.0", "dependencies": {"http-kit": "^2.0.0"}},
    "node_modules/http-kit": {"version": "2.0.0", "dependencies": {"axios": "^1.0.0"}},
    "node_modules/axios": ENTRY,
}


def scan(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", *arguments, "--no-progress"],
        capture_output=True,
        text=True,
        check=False,
        cwd=cwd,
        env={**unmeasured(), "COLUMNS": "120", "PKGAUDIT_DATA_DIR": str(cwd / "none"), **environment},
        timeout=60,
    )


def test_a_bad_lockfile_fails_with_the_way_to_the_release_and_what_to_do(tmp_path: Path) -> None:
    text = json.dumps({"lockfileVersion": 3, "packages": PACKAGES}, indent=2)
    (tmp_path / "package-lock.json").write_text(text)
    done = scan("package-lock.json", cwd=tmp_path)
    report = json.loads(scan("package-lock.json", "--format", "json", cwd=tmp_path).stdout)
    (finding,) = report["findings"]

    assert 1 == done.returncode, done.stderr
    assert "\n  lockfile: 2 packages locked, " in f"\n{done.stdout}"
    assert "source maps" not in done.stdout
    assert "app > http-kit > axios" in done.stdout
    assert "`pkgaudit explain axios-2026`" in " ".join(done.stdout.split())
    assert ("known-bad-release", "critical", "open") == (finding["rule"], finding["severity"], finding["standing"])
    assert text.splitlines()[finding["line"] - 1].strip().startswith('"node_modules/axios"')
    assert 2 == report["artifacts"][0]["locked"]


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("package.json", '{"dependencies":{"axios":"^1.0.0"}}', 0),
        ("package.json", '{"dependencies":{"axios":"1.14.1"}}', 1),
        ("package.json", '{"dependencies":{"faker":">=5"}}', 1),
        ("requirements.txt", "litellm==1.82.8\n", 1),
        ("requirements.txt", "litellm==1.82.9\n", 0),
        ("yarn.lock", '# yarn lockfile v1\n\nplain-crypto-js@^4.0.0:\n  version "4.2.2"\n', 1),
    ],
)
def test_what_fails_by_default(name: str, text: str, code: int, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    done = scan(name, cwd=tmp_path)

    assert code == done.returncode, done.stdout + done.stderr


def test_fetched_records_are_looked_up_and_dated(tmp_path: Path) -> None:
    when = datetime(2026, 6, 11, tzinfo=UTC)
    facts = OsvFacts(as_of=when.date(), fetched=when, source="https://osv.example/", counts={}, marks={})
    entry = OsvEntry(ecosystem=Ecosystem.NPM, name="evil-all", id="MAL-2026-1", words=("*",))
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    write_index(folder / OSV_FILE, facts, [entry])
    (tmp_path / "yarn.lock").write_text('# yarn lockfile v1\n\nevil-all@^1.0.0:\n  version "1.0.0"\n')
    without = scan("yarn.lock", cwd=tmp_path)
    done = scan("yarn.lock", cwd=tmp_path, PKGAUDIT_DATA_DIR=str(folder))
    (folder / OSV_FILE).write_bytes(b"damaged")
    damaged = scan("yarn.lock", cwd=tmp_path, PKGAUDIT_DATA_DIR=str(folder))

    assert (0, 1, 3) == (without.returncode, done.returncode, damaged.returncode), done.stdout + damaged.stdout
    assert "malicious by MAL-2026-1 in OSV's records of 2026-06-11" in " ".join(done.stdout.split())
