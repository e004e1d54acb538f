"""`pkgaudit explain` and `pkgaudit rules`, as users and scripts see them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pkgaudit.knowledge.incident_page import render_incident
from pkgaudit.knowledge.incident_table import incident
from pkgaudit.rulebook.load import load_rulebook
from pkgaudit.rulebook.pages import render_page
from tests.knowledge.incident_files import write_incident

BOOK = load_rulebook()


def run(*arguments: str, cache: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name not in {"COLUMNS", "NO_COLOR", "FORCE_COLOR"}}
    return subprocess.run(
        [sys.executable, "-m", "pkgaudit", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**plain, "PKGAUDIT_CACHE_DIR": str(cache), **environment},
        timeout=60,
    )


def test_a_page_is_plain_text_when_piped(cache: Path) -> None:
    done = run("explain", "embedded-sources", cache=cache)

    assert 0 == done.returncode, done.stderr
    assert render_page(BOOK.rules["embedded-sources"]) == done.stdout
    assert "" == done.stderr


def test_a_page_has_colours_where_they_are_wanted_and_nowhere_else(cache: Path) -> None:
    coloured = run("explain", "embedded-sources", cache=cache, FORCE_COLOR="1", COLUMNS="60")
    plain = run("explain", "embedded-sources", cache=cache, FORCE_COLOR="1", NO_COLOR="1")

    assert "\x1b[1m" in coloured.stdout
    assert max(map(len, coloured.stdout.replace("\x1b", "").splitlines())) < 200
    assert "\x1b" not in plain.stdout


def test_a_misspelt_rule_is_answered_with_near_names(cache: Path) -> None:
    done = run("explain", "embeded-sources", cache=cache)
    far = run("explain", "zzz\x1b[31m", cache=cache)

    assert (2, "") == (done.returncode, done.stdout)
    assert "there is no rule and no incident 'embeded-sources'; did you mean embedded-sources" in done.stderr
    assert 2 == far.returncode
    assert "`pkgaudit rules` lists all rules" in far.stderr
    assert "\x1b" not in far.stderr


def test_an_incident_is_shown_like_a_rule(cache: Path) -> None:
    done = run("explain", "axios-2026", cache=cache)
    near = run("explain", "axios-2025", cache=cache)
    outside = run("explain", "../sourcemaps/embedded-sources", cache=cache)
    found = incident("axios-2026")

    assert found is not None
    assert (0, render_incident(found), "") == (done.returncode, done.stdout, done.stderr)
    assert (2, "") == (near.returncode, near.stdout)
    assert "did you mean axios-2026" in near.stderr
    assert (2, "") == (outside.returncode, outside.stdout)


def test_a_broken_incident_ends_the_command_with_its_errors(cache: Path, tmp_path: Path) -> None:
    write_incident(tmp_path / "incidents", "acme-2026", "title = 3")
    code = (
        "import pathlib, sys, pkgaudit.knowledge.incident_table as table\n"
        f"table.own_folder = lambda: pathlib.Path({str(tmp_path)!r})\n"
        "sys.argv = ['pkgaudit', 'explain', 'acme-2026']\n"
        "from pkgaudit.cli import main\nmain()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PKGAUDIT_CACHE_DIR": str(cache)},
        timeout=60,
    )

    assert (2, "") == (done.returncode, done.stdout)
    assert "incidents/acme-2026.toml: title: must be a text" in done.stderr


def test_every_rule_is_listed_once_with_severity_and_its_source(cache: Path) -> None:
    lines = run("rules", cache=cache).stdout.splitlines()
    listed = [line.split() for line in lines if line.startswith("  ")]

    assert sorted(BOOK.rules) == sorted(words[0] for words in listed)
    assert ["embedded-sources", "critical", "/", "note", "default"] in [words[:5] for words in listed]
    assert any(line.endswith(BOOK.rules["embedded-sources"].title) for line in lines)


def test_a_narrow_terminal_cuts_titles_and_nothing_else(cache: Path) -> None:
    lines = run("rules", cache=cache, COLUMNS="80").stdout.splitlines()

    assert any(line.endswith("…") for line in lines)
    assert [] == [line for line in lines if len(line) > 80]


def test_the_rule_book_as_json_is_complete(cache: Path) -> None:
    document = json.loads(run("rules", "--format", "json", cache=cache).stdout)
    by_name = {rule["name"]: rule for rule in document["rules"]}

    assert ("pkgaudit-rules", 1, BOOK.digest) == (document["format"], document["version"], document["rules_digest"])
    assert list(BOOK.rules) == [rule["name"] for rule in document["rules"]]
    assert {"private": "critical", "public": "note"} == by_name["embedded-sources"]["severity"]
    assert {"default"} == {rule["set_by"] for rule in document["rules"]}


def test_a_broken_rule_book_ends_every_command_with_all_errors(cache: Path, tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    (tmp_path / "ours" / "one-rule.toml").write_text("title = 3")
    code = (
        "import pathlib, sys, pkgaudit.rulebook.load as load\n"
        f"load.own_folder = lambda: pathlib.Path({str(tmp_path)!r})\n"
        "sys.argv = ['pkgaudit', *sys.argv[1:]]\n"
        "from pkgaudit.cli import main\nmain()"
    )
    for arguments in (["rules"], ["explain", "embedded-sources"]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PKGAUDIT_CACHE_DIR": str(cache)},
            timeout=60,
        )

        assert (2, "") == (done.returncode, done.stdout)
        assert "ours/one-rule.toml: title: must be a text" in done.stderr
        assert "ours/one-rule.toml: message: is missing" in done.stderr


@pytest.mark.parametrize("command", ["rules", "explain"])
def test_help_says_what_a_command_does(command: str, cache: Path) -> None:
    done = run(command, "--help", cache=cache, COLUMNS="100")

    assert 0 == done.returncode
    assert {"rules": "severity in force", "explain": "what a rule finds"}[command] in done.stdout
