"""Rules of one's own through the command line: loaded, checked, bounded, and never code."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MANIFEST, npm_tarball
from tests.tools import ROOT

GUIDE = (ROOT / "docs" / "own-rules.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```toml\n(.*?)```", GUIDE, re.DOTALL))
CODENAME = "release-rules/contents/codename-shipped.toml"
KEYS = "release-rules/contents/key-material.toml"
LOADING = [
    ["scan", "leaks-1.0.0.tgz"],
    ["rules"],
    ["rules", "--check"],
    ["explain", "embedded-sources"],
    ["fix", "."],
    ["waive", "78a07a3dc5b535d7", "--reason", "reviewed", "--expires", "2099-01-01"],
]


def pkgaudit(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
        cwd=cwd,
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with the two rules of the guide and a release that both flag."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    (tmp_path / "pkgaudit.toml").write_text('rules = ["./release-rules"]\n', encoding="utf-8")
    npm_tarball(
        tmp_path / "leaks-1.0.0.tgz",
        {"package.json": json.dumps(MANIFEST), "index.js": "// Project Bluebird\n", "certs/server.pem": "made up"},
    )
    (tmp_path / ".git").mkdir()
    return tmp_path


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refused(folder: Path, *command: str) -> list[str]:
    """Return the errors of a command that must end before anything is judged."""
    done = pkgaudit(*command, cwd=folder)

    assert (2, "") == (done.returncode, done.stdout)
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr
    return done.stderr.splitlines()


def test_the_guide_s_rules_do_what_the_guide_says(project: Path) -> None:
    (command, shown) = re.findall(r"<!-- output -->\n```\n\$ (.*?)\n(.*?)```", GUIDE, re.DOTALL)[0]
    done = pkgaudit(*command.split()[1:], cwd=project)

    assert {KEYS, CODENAME} == set(FILES)
    assert (0, shown, "") == (done.returncode, done.stdout, done.stderr)


def test_a_scan_goes_by_them(project: Path) -> None:
    done = pkgaudit("scan", "leaks-1.0.0.tgz", "--format", "json", cwd=project)
    found = {each["rule"]: (each["severity"], each["message"]) for each in json.loads(done.stdout)["findings"]}

    assert 1 == done.returncode
    assert ("critical", "1 file of key material: package/certs/server.pem") == found["key-material"]
    assert ("high", "named in 1 file, 1 line: package/index.js") == found["codename-shipped"]


def test_severity_selection_and_waivers_work_for_them(project: Path) -> None:
    configuration = (
        'rules = ["release-rules"]\nselect = ["contents"]\n[severity]\nkey-material = "low"\n'
        '[[waiver]]\nrule = "codename-shipped"\npath = "package/*.js"\nreason = "announced"\nexpires = 2099-01-01\n'
    )
    write(project, "pkgaudit.toml", configuration)
    done = pkgaudit("scan", "leaks-1.0.0.tgz", "--format", "json", "--select", "contents", cwd=project)
    standings = {each["rule"]: each["standing"] for each in json.loads(done.stdout)["findings"]}

    assert 0 == done.returncode, done.stdout
    assert {"codename-shipped": "waived", "key-material": "below-bar"} == standings


def test_they_are_listed_with_where_they_come_from_and_what_set_their_severity(project: Path) -> None:
    write(project, "pkgaudit.toml", 'rules = ["release-rules"]\n[severity]\nkey-material = "low"\n')
    text = pkgaudit("rules", cwd=project).stdout
    document = json.loads(pkgaudit("rules", "--format", "json", cwd=project).stdout)
    rules = {each["name"]: each for each in document["rules"]}

    assert f"\nYour own, from release-rules\n  {CODENAME}\n  {KEYS}\n\n" in text
    assert re.search(r"\n  key-material +low +pkgaudit.toml +", text)
    assert re.search(r"\n  codename-shipped +high / medium +default +", text)
    assert ("release-rules", KEYS, "pkgaudit.toml") == tuple(
        rules["key-material"][key] for key in ("folder", "file", "set_by")
    )
    assert (None, None) == (rules["embedded-sources"]["folder"], rules["embedded-sources"]["file"])


def test_one_is_explained_with_its_file(project: Path) -> None:
    done = pkgaudit("explain", "key-material", cwd=project)
    near = pkgaudit("explain", "key-materials", cwd=project)

    assert done.stdout.startswith("# key-material\n")
    assert f"\n## A rule of your own\n\nIt is in `{KEYS}`.\n" in done.stdout
    assert "did you mean key-material" in near.stderr


def test_the_folder_lies_beside_the_configuration_wherever_the_command_runs(project: Path) -> None:
    (project / "packages" / "tool").mkdir(parents=True)
    done = pkgaudit("rules", "--check", cwd=project / "packages" / "tool")

    assert 0 == done.returncode
    assert done.stdout.startswith("../../release-rules\n")


def test_files_that_lie_in_the_folder_are_of_the_family_that_is_called_as_it_is(project: Path) -> None:
    write(project, "house-rules/key-files.toml", FILES[KEYS])
    write(project, "pkgaudit.toml", 'rules = ["house-rules"]\n')
    rules = json.loads(pkgaudit("rules", "--format", "json", cwd=project).stdout)["rules"]

    assert [("key-files", "house-rules", "house-rules/key-files.toml")] == [
        (each["name"], each["family"], each["file"]) for each in rules if each["folder"]
    ]


@pytest.mark.parametrize("command", LOADING)
def test_2_with_every_error_in_every_file_whatever_loads_rules(project: Path, command: list[str]) -> None:
    write(project, "package.json", json.dumps(MANIFEST))
    write(project, "release-rules/contents/embedded-sources.toml", FILES[KEYS])
    write(project, "release-rules/contents/sourcemaps.toml", FILES[KEYS])
    write(project, "release-rules/contents/odd.toml", FILES[KEYS].replace("severity", "\\u001b[31msev") + "odd = 1\n")
    write(project, KEYS, FILES[KEYS].replace("paths ", "path ").replace("{first}", "{frist}"))
    (project / "release-rules" / "out").symlink_to("/etc")
    write(project, "pkgaudit.toml", 'rules = ["release-rules", "nowhere", "./release-rules/", "empty"]\n')
    (project / "empty").mkdir()
    errors = refused(project, *command)

    for expected in (
        "pkgaudit.toml: rules[1]: nowhere: cannot be read as a folder of rules: No such file or directory",
        "pkgaudit.toml: rules[2]: release-rules: is the same folder as release-rules; name it once",
        "pkgaudit.toml: rules[3]: empty: there is no rule in it",
        "release-rules/out: is a link out of the folder of rules",
        "release-rules/contents/embedded-sources.toml: the name 'embedded-sources' is taken by another rule (one that ",
        "release-rules/contents/sourcemaps.toml: the name 'sourcemaps' is that of a family as well",
        "release-rules/contents/odd.toml: is not TOML in UTF-8",
        f"{KEYS}: message: {{frist}} is not a fact of the detector member_path; did you mean 'first'?",
        f"{KEYS}: params: does not fit the detector member_path: ",
    ):
        assert [] != [error for error in errors if error.startswith(f"pkgaudit: {expected}")], (expected, errors)


@pytest.mark.parametrize("name", ["os", "pkgaudit.detectors.size", "planted", "..planted", "contents.planted"])
def test_a_folder_of_rules_cannot_name_code(project: Path, name: str) -> None:
    code = f"open({str(project / 'ran')!r}, 'w')\n"
    for place in (
        "planted.py",
        "release-rules/.planted.py",
        "os.py",
        "tomllib.py",
        "release-rules/.hidden/__init__.py",
    ):
        write(project, place, code)
    write(project, KEYS, FILES[KEYS].replace('"member_path"', json.dumps(name)))
    done = subprocess.run(
        [Path(sys.executable).with_name("pkgaudit"), "rules", "--check"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=project,
    )

    assert 2 == done.returncode
    assert f"{KEYS}: detector: there is no detector {name!r}" in done.stderr
    assert not (project / "ran").exists()


@pytest.mark.parametrize("place", ["contents/planted.py", "contents/__init__.py", "__init__.py", "planted/__init__.py"])
def test_code_in_a_folder_of_rules_is_an_error_and_is_not_run(project: Path, place: str) -> None:
    write(project, f"release-rules/{place}", f"open({str(project / 'ran')!r}, 'w')\n")
    (error,) = refused(project, "scan", "leaks-1.0.0.tgz")

    assert f"pkgaudit: release-rules/{place}: is not a rule; a rule is a file whose name ends in .toml" == error
    assert not (project / "ran").exists()


@pytest.mark.parametrize("key", ["import", "__import__", "code", "exec", '"__class__"', "python", "plugins"])
def test_keys_that_sound_like_code_are_no_keys(project: Path, key: str) -> None:
    write(project, KEYS, f'{key} = "os.system(1)"\n' + FILES[KEYS])
    (error,) = refused(project, "scan", "leaks-1.0.0.tgz")

    assert error.startswith(f"pkgaudit: {KEYS}: {key.strip(chr(34))}: is not a key of this table")


@pytest.mark.parametrize(
    ("patterns", "expected"),
    [
        (["(a)\\1"], "patterns[0]: cannot be searched for: "),
        (["ok", "(?<=a)b"], "patterns[1]: cannot be searched for: "),
        (["a*"], "patterns[0]: matches the empty text"),
        (["bluebird|^"], "patterns[0]: matches the empty text"),
        (["(a|b){1000,2000}"], "patterns[0]: repeats something more than 1,000 times"),
        ([".{1,30000}" * 3], "patterns[0]: repeats something more than 1,000 times"),
    ],
)
def test_a_pattern_that_is_refused_is_named_by_file_and_key(project: Path, patterns: list[str], expected: str) -> None:
    text = re.sub(r"(?m)^patterns = .*", lambda _: f"patterns = {json.dumps(patterns)}", FILES[CODENAME])
    write(project, CODENAME, text)
    (error,) = refused(project, "scan", "leaks-1.0.0.tgz")

    assert error.startswith(f"pkgaudit: {CODENAME}: params")
    assert expected in error


def test_a_check_says_what_an_example_expects_and_what_is_flagged(project: Path) -> None:
    write(project, KEYS, FILES[KEYS].replace("package/test/server.pem", "package/server.p12\\u001b[31m/x.pem"))
    text = pkgaudit("rules", "--check", cwd=project)
    machine = pkgaudit("rules", "--check", "--format", "json", cwd=project)
    document = json.loads(machine.stdout)
    differing = [each for rule in document["rules"] for each in rule["examples"] if each["differs"]]

    assert (2, 2) == (text.returncode, machine.returncode)
    assert (
        "  key-material      2 examples, 1 of them differs\n"
        "    examples[1], one that a test needs\n"
        "      expected: nothing\n"
        "      flagged:  package/server.p12\\x1b[31m/x.pem\n"
    ) in text.stdout
    assert text.stdout.endswith("FAILED (exit 2): 2 rules, 4 examples; 1 rule does not flag what its examples say\n")
    assert 1 == document["differ"]
    assert [([], ["package/server.p12\x1b[31m/x.pem"])] == [(each["expected"], each["flagged"]) for each in differing]


def test_a_named_folder_is_checked_whatever_the_configuration_says(project: Path) -> None:
    write(project, "pkgaudit.toml", "not = toml = at all")
    done = pkgaudit("rules", "--check", "release-rules", cwd=project)

    assert (0, "") == (done.returncode, done.stderr)
    assert "2 rules, 4 examples" in done.stdout


def test_an_example_that_cannot_be_packed_is_told(project: Path) -> None:
    entry = "entries = [{ path = 'x', kind = 'hardlink' }]\nmembers.\"x-1.dist-info/METADATA\" = 'Name: x'\n"
    text = FILES[KEYS].replace('members."package/test/server.pem"', f'{entry}members."package/test/server.pem"')
    write(project, KEYS, text)
    done = pkgaudit("rules", "--check", cwd=project)

    assert 2 == done.returncode
    assert "      not judged: cannot be packed: x: a zip holds no hardlink" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["rules", "release-rules"], "a FOLDER goes with --check"),
        (["rules", "--all"], "--all goes with --check"),
        (["rules", "--check", "--no-config"], "there are no rules of your own to check"),
        (["rules", "--check", "nowhere"], "nowhere: cannot be read as a folder of rules"),
    ],
)
def test_2_when_there_is_nothing_to_check(project: Path, arguments: list[str], expected: str) -> None:
    (error,) = refused(project, *arguments)

    assert error.startswith(f"pkgaudit: {expected}")


def test_a_rule_that_flags_nearly_everything_is_told_and_fails_nothing_more(project: Path) -> None:
    text = re.sub(r"(?m)^patterns = .*", "patterns = ['let']", FILES[CODENAME])
    write(
        project,
        CODENAME,
        text.replace('\\n"', ' let\\n"', 1).replace('{ private = "high", public = "medium" }', '"low"'),
    )
    scripts = {f"dist/{index}.js": "let a\n" for index in range(30)}
    npm_tarball(project / "leaks-1.0.0.tgz", {"package.json": json.dumps(MANIFEST), **scripts})
    done = pkgaudit("scan", "leaks-1.0.0.tgz", cwd=project)
    document = json.loads(pkgaudit("scan", "leaks-1.0.0.tgz", "--format", "json", cwd=project).stdout)

    assert 0 == done.returncode, done.stdout
    assert (
        f"Rules of your own to look at\n\n  {CODENAME}  codename-shipped\n    it flags 30 of 31 files in" in done.stdout
    )
    assert [{"rule": "codename-shipped", "file": CODENAME, "artifact": 0, "members": 30, "of": 31}] == document[
        "policy"
    ]["broad_rules"]
