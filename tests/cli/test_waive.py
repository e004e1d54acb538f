"""``pkgaudit waive`` through the real program."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import MANIFEST, npm_tarball
from tests.cli.test_exit_codes import pkgaudit
from tests.targets.building.projects import git
from tests.tools import program

LEAK = json.dumps(
    {"version": 3, "sources": ["src/a.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
)
SOON = str(datetime.now(tz=UTC).date() + timedelta(days=100))
WHY = ("--reason", "reviewed with Ada", "--expires", SOON)


def leaking(folder: Path, *names: str) -> str:
    """Make a repository whose artifact leaks; return the fingerprint of the first finding."""
    git(folder, "init", "-q")
    (folder / "dist").mkdir()
    members = {"package.json": json.dumps(MANIFEST), "index.js": "let x;\n", **dict.fromkeys(names, LEAK)}
    npm_tarball(folder / "dist" / "plain-1.0.0.tgz", members)
    pkgaudit("scan", "dist", "-o", "json=report.json", cwd=folder)
    return str(json.loads((folder / "report.json").read_text())["findings"][0]["fingerprint"])


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("leaking")
    return folder, leaking(folder, "a.js.map", "b.js.map")


@pytest.fixture
def fingerprint(once: tuple[Path, str], tmp_path: Path) -> str:
    folder, known = once
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return known


def standings(folder: Path) -> dict[str, str]:
    done = pkgaudit("scan", "dist", "--format", "json", cwd=folder)
    findings = json.loads(done.stdout)["findings"]
    return {each["location"][-1].removeprefix("package/"): each["standing"] for each in findings}


def test_one_finding_is_waived_and_the_other_is_not(fingerprint: str, tmp_path: Path) -> None:
    done = pkgaudit("waive", fingerprint, "dist", *WHY, "--owner", "Grace", cwd=tmp_path)

    assert (0, "") == (done.returncode, done.stderr)
    assert done.stdout.splitlines()[:3] == ["--- /dev/null", "+++ b/pkgaudit.toml", "@@ -0,0 +1,9 @@"]
    assert done.stdout.split("\n\n")[-1].split() == (
        f"Waived until {SOON}: embedded-sources in dist/plain-1.0.0.tgz > package/a.js.map.".split()
    )
    assert (tmp_path / "pkgaudit.toml").read_text().partition("\n\n")[2] == (
        "[[waiver]]\n"
        "# package/a.js.map\n"
        'rule = "embedded-sources"\n'
        f'fingerprint = "{fingerprint}"\n'
        'reason = "reviewed with Ada"\n'
        f"expires = {SOON}\n"
        'owner = "Grace"\n'
    )
    assert {"a.js.map": "waived", "b.js.map": "open"} == standings(tmp_path)


def test_a_report_stands_for_a_scan_and_a_path_for_the_one_finding(fingerprint: str, tmp_path: Path) -> None:
    done = pkgaudit("waive", fingerprint, "--report", "report.json", *WHY, "--path", "package/*.map", cwd=tmp_path)

    assert 0 == done.returncode, done.stderr
    assert {"a.js.map": "waived", "b.js.map": "waived"} == standings(tmp_path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pkgaudit.toml", '# why\nfail-on = "low" # strict\n\n[names]  # ours\ncodenames = ["bluebird"]\n'),
        (".pkgaudit.toml", 'fail-on = "low"'),
        ("pyproject.toml", '[tool.pkgaudit]\nfail-on = "low"\n\n# lint\n[tool.ruff]\nline-length = 120\n'),
        ("package.json", '{\n\t"name": "x",\n\t"pkgaudit": { "fail-on": "low" },\n\t"version": "1.0.0"\n}\n'),
    ],
)
def test_the_configuration_in_use_is_edited_from_below_and_keeps_its_lines(
    name: str, text: str, fingerprint: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text)
    (tmp_path / "deep" / "down").mkdir(parents=True)
    done = pkgaudit("waive", fingerprint, "../../dist", *WHY, cwd=tmp_path / "deep" / "down")
    edited = (tmp_path / name).read_text()
    kept = iter(edited.splitlines())

    assert 0 == done.returncode, done.stderr
    assert f"+++ b/{name}" in done.stdout
    assert name == "package.json" or all(any(line == other for other in kept) for line in text.splitlines())
    assert "waived" == standings(tmp_path)["a.js.map"]
    assert {name, "deep", "dist", "report.json", ".git"} == {path.name for path in tmp_path.iterdir()}


def test_the_diff_is_one_that_git_takes_and_a_dry_run_writes_nothing(fingerprint: str, tmp_path: Path) -> None:
    (tmp_path / "pkgaudit.toml").write_text('fail-on = "low"\n')
    shown = pkgaudit("waive", fingerprint, "dist", *WHY, "--dry-run", cwd=tmp_path)
    before = (tmp_path / "pkgaudit.toml").read_text()
    diff = shown.stdout.partition("\n\nNothing was written")[0] + "\n"
    subprocess.run([program("git"), "apply", "-"], cwd=tmp_path, input=diff, text=True, check=True)

    assert (0, 'fail-on = "low"\n') == (shown.returncode, before)
    assert "waived" == standings(tmp_path)["a.js.map"]


def test_the_same_waiver_is_not_written_twice(fingerprint: str, tmp_path: Path) -> None:
    pkgaudit("waive", fingerprint, "dist", *WHY, cwd=tmp_path)
    written = (tmp_path / "pkgaudit.toml").read_text()
    again = pkgaudit("waive", fingerprint, "dist", *WHY, cwd=tmp_path)
    later = pkgaudit(
        "waive",
        fingerprint,
        "dist",
        "--reason",
        "x",
        "--expires",
        str(date.fromisoformat(SOON) + timedelta(days=1)),
        cwd=tmp_path,
    )

    assert [2, 2] == [again.returncode, later.returncode]
    assert "pkgaudit.toml: waiver 1 (line 3): waives the same already" in again.stderr
    assert f"pkgaudit.toml: waiver 1 (line 3): ends on {SOON}: change its date" in later.stderr
    assert written == (tmp_path / "pkgaudit.toml").read_text()


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("zz", "dist", *WHY), "'zz' is no fingerprint"),
        (("0" * 16, "dist", *WHY), "none of the 2 findings of a scan of dist has the fingerprint 0000000000000000"),
        (("0" * 16, "--report", "report.json", *WHY), "none of the 2 findings in report.json has the fingerprint"),
        (("0" * 16, "--report", "none.json", *WHY), "none.json: cannot be read"),
        (("0" * 16, "dist", "--report", "report.json", *WHY), "--report and a target cannot both be"),
        (("0" * 16, "dist", "--reason", " ", "--expires", SOON), "--reason: says nothing"),
        (("0" * 16, "dist", "--reason", "a\x1b[2Jb", "--expires", SOON), "--reason: holds what is no text"),
        (("0" * 16, "dist", *WHY, "--owner", "a\nb"), "--owner: holds what is no text"),
        (("0" * 16, "dist", "--reason", "x", "--expires", "soon"), "--expires: 'soon' is no date"),
        (("0" * 16, "dist", "--reason", "x", "--expires", "20300101"), "--expires: '20300101' is no date"),
        (("0" * 16, "dist", "--reason", "x", "--expires", "2026-01-01"), "--expires: 2026-01-01 is over or today"),
        (("0" * 16, "dist", *WHY, "--config", "none.toml"), "none.toml: cannot be read"),
        (("FINGERPRINT", "dist", *WHY, "--path", "dist/*.map"), "'dist/*.map' does not match 'package/a.js.map'"),
        (("FINGERPRINT", "dist", *WHY, "--path", "a/[b"), "--path: "),
        (("FINGERPRINT", "dist", *WHY, "--path", "/package/**"), "pkgaudit.toml:5: waiver 1: path: "),
    ],
)
def test_2_and_nothing_written_when_something_is_wrong(
    arguments: tuple[str, ...], expected: str, fingerprint: str, tmp_path: Path
) -> None:
    named = [fingerprint if word == "FINGERPRINT" else word for word in arguments]
    done = pkgaudit("waive", *named, cwd=tmp_path)

    assert (2, "") == (done.returncode, done.stdout)
    assert expected in done.stderr
    assert "\x1b" not in done.stderr
    assert not (tmp_path / "pkgaudit.toml").exists()


def test_a_date_far_away_is_taken_with_a_warning_and_a_near_fingerprint_is_suggested(
    fingerprint: str, tmp_path: Path
) -> None:
    far = str(datetime.now(tz=UTC).date() + timedelta(days=800))
    typed = f"{fingerprint[:-1]}{'0' if fingerprint[-1] != '0' else '1'}"
    wrong = pkgaudit("waive", typed, "dist", *WHY, cwd=tmp_path)
    done = pkgaudit("waive", fingerprint.upper(), "dist", "--reason", "x", "--expires", far, cwd=tmp_path)

    assert f"did you mean {fingerprint}?" in wrong.stderr
    assert 0 == done.returncode
    assert f"{far} is more than a year away" in done.stderr


def test_a_file_that_was_named_is_edited_where_it_lies(fingerprint: str, tmp_path: Path) -> None:
    (tmp_path / "strict.toml").write_text('fail-on = "low"\n')
    (tmp_path / "link.toml").symlink_to("strict.toml")
    done = pkgaudit("waive", fingerprint, "dist", *WHY, "--config", "link.toml", cwd=tmp_path)

    assert 0 == done.returncode, done.stderr
    assert (tmp_path / "link.toml").is_symlink()
    assert fingerprint in (tmp_path / "strict.toml").read_text()


def test_hostile_names_are_made_visible_in_the_diff_and_in_the_file(tmp_path: Path) -> None:
    fingerprint = leaking(tmp_path, "a\x1b[2J\u202e##[error]\n.js.map")
    done = pkgaudit("waive", fingerprint, "dist", *WHY, cwd=tmp_path, FORCE_COLOR="", NO_COLOR="1")
    coloured = pkgaudit("waive", fingerprint, "dist", *WHY, "--path", "**", cwd=tmp_path, FORCE_COLOR="1", NO_COLOR="")
    written = (tmp_path / "pkgaudit.toml").read_text()

    assert [0, 0] == [done.returncode, coloured.returncode], done.stderr
    for text in (done.stdout, written):
        assert not {"\x1b", "\u202e"} & set(text)
        assert "##[" not in text
    assert "\x1b[" in coloured.stdout
    assert "\x1b[2J" not in coloured.stdout
    report = json.loads(pkgaudit("scan", "dist", "--format", "json", cwd=tmp_path).stdout)
    assert ["waived"] == [each["standing"] for each in report["findings"] if each["fingerprint"] == fingerprint]


def test_a_finding_of_a_rule_that_is_not_known_is_not_waived(fingerprint: str, tmp_path: Path) -> None:
    report = json.loads((tmp_path / "report.json").read_text())
    report["findings"][0]["rule"] = "embedded-source"
    (tmp_path / "report.json").write_text(json.dumps(report))
    done = pkgaudit("waive", fingerprint, "--report", "report.json", *WHY, cwd=tmp_path)

    assert 2 == done.returncode
    assert "'embedded-sources'" in done.stderr
