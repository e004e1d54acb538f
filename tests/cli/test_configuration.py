"""Configuration and waivers through the command line."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MANIFEST, npm_tarball

WAIVER = '[[waiver]]\nrule = "embedded-sources"\nreason = "published on purpose"\n'


def pkgaudit(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=cwd,
    )


@pytest.fixture
def release(tmp_path: Path, leaking_tarball: Path) -> Path:
    """A repository with a release that leaks in ``leaks-1.0.0.tgz``."""
    assert tmp_path == leaking_tarball.parent
    (tmp_path / ".git").mkdir()
    return tmp_path


def configure(folder: Path, text: str, name: str = "pkgaudit.toml") -> None:
    (folder / name).write_text(text, encoding="utf-8")


def report_of(release: Path, *arguments: str) -> dict[str, object]:
    done = pkgaudit("scan", "leaks-1.0.0.tgz", "--format", "json", *arguments, cwd=release)
    document: object = json.loads(done.stdout)
    assert isinstance(document, dict)
    assert done.returncode == document["exit_code"]
    return document


def test_the_nearest_configuration_is_used_and_verbose_says_which(release: Path) -> None:
    configure(release, 'fail-on = "never"\n')
    configure(release, '[tool.pkgaudit]\nfail-on = "low"\n', "pyproject.toml")
    used = pkgaudit("scan", "leaks-1.0.0.tgz", "--verbose", cwd=release)
    without = pkgaudit("scan", "leaks-1.0.0.tgz", "--verbose", "--no-config", cwd=release)
    named = pkgaudit("scan", "leaks-1.0.0.tgz", "--config", "pyproject.toml", cwd=release)

    assert (0, "pkgaudit: configuration: pkgaudit.toml; beside it and not used: pyproject.toml\n") == (
        used.returncode,
        used.stderr,
    )
    assert (1, "") == (without.returncode, without.stderr)
    assert (1, "") == (named.returncode, named.stderr)
    assert "at or above low" in named.stdout


def test_without_a_configuration_verbose_says_where_it_was_looked_for(release: Path) -> None:
    done = pkgaudit("scan", "leaks-1.0.0.tgz", "--verbose", cwd=release)

    assert f"pkgaudit: configuration: none between the current directory and {release}\n" == done.stderr


def test_the_command_line_has_the_last_word(release: Path) -> None:
    configure(release, 'fail-on = "never"\nignore = ["sourcemaps"]\n')

    assert 0 == pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release).returncode
    assert (
        1 == pkgaudit("scan", "leaks-1.0.0.tgz", "--fail-on", "high", "--select", "sourcemaps", cwd=release).returncode
    )


@pytest.mark.parametrize("command", [["scan", "leaks-1.0.0.tgz"], ["rules"], ["explain", "embedded-sources"]])
def test_2_when_the_configuration_is_wrong_with_every_fault(release: Path, command: list[str]) -> None:
    configure(release, 'fail_on = "low"\n[limits]\nmembers = -1\n')
    done = pkgaudit(*command, cwd=release)

    assert (2, "") == (done.returncode, done.stdout)
    assert [
        "pkgaudit: pkgaudit.toml:1: fail_on: is not a key of the configuration; did you mean 'fail-on'?",
        "pkgaudit: pkgaudit.toml:3: limits.members: -1 is not a whole number, 1 or more",
    ] == done.stderr.splitlines()
    assert 2 != pkgaudit(*command, "--no-config", cwd=release).returncode


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--config", "missing.toml"], "missing.toml: cannot be read (No such file or directory)"),
        (["--config", "pkgaudit.toml", "--no-config"], "--config and --no-config cannot both be"),
    ],
)
def test_2_when_the_options_are_wrong(release: Path, arguments: list[str], expected: str) -> None:
    configure(release, "")
    done = pkgaudit("scan", "leaks-1.0.0.tgz", *arguments, cwd=release)

    assert 2 == done.returncode
    assert expected in done.stderr


@pytest.mark.parametrize(
    "text", ['[severity]\nembeded-sources = "low"\n', WAIVER.replace("embedded", "embeded") + "expires = 2099-01-01\n"]
)
def test_2_when_a_setting_or_a_waiver_is_for_a_rule_that_does_not_exist(release: Path, text: str) -> None:
    configure(release, text)
    done = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release)

    assert (2, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("pkgaudit: pkgaudit.toml: ")
    assert "'embeded-sources' is neither a rule nor a family; did you mean 'embedded-sources'" in done.stderr


def test_2_when_a_waiver_has_no_expiry(release: Path) -> None:
    configure(release, WAIVER)
    done = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release)

    assert (2, "pkgaudit: pkgaudit.toml:1: waiver 1: expires: is missing: state a date such as 2026-12-31\n") == (
        done.returncode,
        done.stderr,
    )


def test_what_the_configuration_says_of_visibility_is_in_the_report(release: Path) -> None:
    configure(release, 'source-visibility = "public"\n')
    document = report_of(release)
    artifacts = document["artifacts"]

    assert isinstance(artifacts, list)
    assert ("public", "source-visibility is set to public in pkgaudit.toml") == (
        artifacts[0]["visibility"],
        artifacts[0]["visibility_reason"],
    )


def waived(document: dict[str, object]) -> tuple[object, list[object], list[object]]:
    """Return the outcome, the standings of what embeds sources and the states of the waivers."""
    findings, policy = document["findings"], document["policy"]
    assert isinstance(findings, list)
    assert isinstance(policy, dict)
    standings = [each["standing"] for each in findings if each["rule"] == "embedded-sources"]
    return document["outcome"], standings, [each["state"] for each in policy["waivers"]]


def test_a_waiver_passes_what_was_reviewed_and_an_expired_one_does_not(release: Path) -> None:
    configure(release, WAIVER + 'path = "package/*.map"\nexpires = 2099-01-01\n')
    held = waived(report_of(release))
    configure(release, WAIVER + 'path = "package/*.map"\nexpires = 2020-01-01\n')
    expired = waived(report_of(release))
    text = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release)

    assert ("passed", ["waived"], ["used"]) == held
    assert ("findings", ["open"], ["expired"]) == expired
    assert (
        "Waivers to look at\n\n  pkgaudit.toml:1  waiver 1 (embedded-sources)\n    expired: it expired on"
        in text.stdout
    )


def test_a_waiver_can_be_pinned_to_the_content_of_the_member(release: Path) -> None:
    leaked = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
    content = json.dumps(leaked)
    npm_tarball(
        release / "leaks-1.0.0.tgz", {"package.json": json.dumps(MANIFEST), "a.js": "let x;\n", "a.js.map": content}
    )
    digest = hashlib.sha256(content.encode()).hexdigest()
    configure(release, WAIVER + f'sha256 = "{digest}"\nexpires = 2099-01-01\n')
    right = waived(report_of(release))
    configure(release, WAIVER + f'sha256 = "{"0" * 64}"\nexpires = 2099-01-01\n')
    wrong = waived(report_of(release))

    assert (("passed", ["waived"], ["used"]), ("findings", ["open"], ["unused"])) == (right, wrong)


@pytest.mark.parametrize(
    ("lines", "expected"), [(0, ("findings", ["open"], ["over-budget"])), (1, ("passed", ["waived"], ["used"]))]
)
def test_a_budget_is_held(release: Path, lines: int, expected: tuple[str, list[str], list[str]]) -> None:
    configure(release, WAIVER + f"expires = 2099-01-01\nbudget = {{ bytes = 10_000, novel-lines = {lines} }}\n")

    assert expected == waived(report_of(release))


def test_a_waiver_for_a_folder_covers_very_many_maps_that_are_reported_as_one(release: Path) -> None:
    leaked = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
    maps = {f"dist/legacy/{number}.js.map": json.dumps(leaked) for number in range(30)}
    npm_tarball(release / "leaks-1.0.0.tgz", {"package.json": json.dumps(MANIFEST), **maps})
    configure(release, WAIVER + 'path = "package/dist/legacy/*.map"\nexpires = 2099-01-01\n')
    all_of_them = waived(report_of(release))
    configure(release, WAIVER + 'path = "package/dist/legacy/1*.map"\nexpires = 2099-01-01\n')
    some_of_them = waived(report_of(release))

    assert ("passed", ["waived"], ["used"]) == all_of_them
    assert ("findings", ["open"], ["unused"]) == some_of_them


def test_strict_waivers_fail_the_run_when_one_waives_nothing(release: Path) -> None:
    configure(release, WAIVER + 'path = "package/gone.map"\nexpires = 2099-01-01\n')
    lax = pkgaudit("scan", "leaks-1.0.0.tgz", "--fail-on", "never", cwd=release)
    strict = pkgaudit("scan", "leaks-1.0.0.tgz", "--fail-on", "never", "--strict-waivers", cwd=release)

    assert (0, 1) == (lax.returncode, strict.returncode)
    assert "1 unused waiver (--strict-waivers)" in " ".join(strict.stdout.split())


def test_rules_lists_the_severity_in_force_and_who_set_it(release: Path) -> None:
    configure(
        release,
        'ignore = ["archive"]\n[severity]\nembedded-sources = { public = "high" }\nrelease = "note"\n',
    )
    text = pkgaudit("rules", cwd=release).stdout
    document = json.loads(pkgaudit("rules", "--format", "json", cwd=release).stdout)
    rules = {each["name"]: each for each in document["rules"]}
    line = next(each for each in text.splitlines() if each.split()[:1] == ["embedded-sources"])

    assert ["embedded-sources", "critical", "/", "high", "pkgaudit.toml"] == line.split()[:5]
    assert text.endswith("Configuration: pkgaudit.toml.\n")
    assert ("pkgaudit.toml", "pkgaudit.toml") == (document["config"], rules["embedded-sources"]["set_by"])
    assert {"private": "default", "public": "pkgaudit.toml"} == rules["embedded-sources"]["severity_set_by"]
    assert {"private": "release", "public": "release"} == rules["too-many-files"]["severity_set_for"]
    assert (False, "pkgaudit.toml") == (rules["trailing-bytes"]["in_force"], rules["trailing-bytes"]["off_by"])
    assert 2 == pkgaudit("rules", "--config", "none.toml", cwd=release).returncode


def test_explain_says_what_the_configuration_makes_of_a_rule(release: Path) -> None:
    configure(release, 'ignore = ["archive"]\n[severity]\nsourcemaps = "low"\n')
    low = pkgaudit("explain", "embedded-sources", cwd=release).stdout
    off = pkgaudit("explain", "trailing-bytes", cwd=release).stdout

    assert "## In force here\n\n- source public: low, set in pkgaudit.toml for `sourcemaps`\n" in low
    assert "- off: pkgaudit.toml does not select it, or ignores it" in off
    assert "In force here" not in pkgaudit("explain", "embedded-sources", "--no-config", cwd=release).stdout


def test_rules_of_ones_own_are_used_from_the_folder_beside_the_configuration(release: Path) -> None:
    source = Path(__file__).resolve().parents[2] / "rules" / "release" / "too-many-files.toml"
    own = release / "release-rules" / "release"
    own.mkdir(parents=True)
    (own / "far-too-many-files.toml").write_text(source.read_text(encoding="utf-8"), encoding="utf-8")
    configure(release, 'rules = ["release-rules"]\nselect = ["far-too-many-files"]\n')
    done = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release)
    configure(release, 'rules = ["nowhere"]\n')
    missing = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release)

    assert (0, True) == (done.returncode, "with 1 rule." in done.stdout)
    assert (2, True) == (missing.returncode, "nowhere: cannot be read as a folder of rules" in missing.stderr)


def test_a_configuration_inside_what_is_scanned_is_never_read(release: Path) -> None:
    inside = {"package.json": json.dumps({**MANIFEST, "pkgaudit": {"fail-on": "never"}}), "pkgaudit.toml": "not toml"}
    leaked = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
    npm_tarball(release / "leaks-1.0.0.tgz", {**inside, "a.js.map": json.dumps(leaked)})
    folder = release / "unpacked"
    folder.mkdir()
    (folder / "a.js.map").write_text(json.dumps(leaked), encoding="utf-8")
    configure(folder, 'fail-on = "never"\n')

    assert 1 == pkgaudit("scan", "leaks-1.0.0.tgz", cwd=release).returncode
    assert 1 == pkgaudit("scan", "unpacked", cwd=release).returncode
