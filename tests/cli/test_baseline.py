"""``pkgaudit scan --baseline`` and ``--write-baseline`` through the real program."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import MANIFEST, npm_tarball
from tests.cli.test_exit_codes import pkgaudit

LEAK = json.dumps(
    {"version": 3, "sources": ["src/a.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
)


def tarball(folder: Path, *maps: str, version: str = "1.0.0") -> None:
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.tgz"):
        old.unlink()
    manifest = json.dumps({**MANIFEST, "version": version})
    members = {"package.json": manifest, "index.js": "let x;\n", **dict.fromkeys(maps, LEAK)}
    npm_tarball(folder / f"plain-{version}.tgz", members)


def test_only_what_is_new_fails(tmp_path: Path) -> None:
    tarball(tmp_path / "dist", "old.js.map", "gone.js.map")
    before = pkgaudit("scan", "dist", cwd=tmp_path)
    written = pkgaudit("scan", "dist", "--write-baseline", "base.json", cwd=tmp_path)
    same = pkgaudit("scan", "dist", "--baseline", "base.json", cwd=tmp_path)
    tarball(tmp_path / "dist", "old.js.map", "new.js.map", version="2.0.0")
    later = pkgaudit("scan", "dist", "--baseline", "base.json", "--format", "json", cwd=tmp_path)
    told = pkgaudit("scan", "dist", "--baseline", "base.json", cwd=tmp_path)
    report = json.loads(later.stdout)
    standing = {each["location"][-1]: each["standing"] for each in report["findings"]}

    assert [1, 0, 0, 1] == [before.returncode, written.returncode, same.returncode, later.returncode]
    assert "pkgaudit: base.json: written, 2 findings\n" == written.stderr
    assert written.stdout == same.stdout
    assert "Baseline base.json: 2 of 2 findings found again" in same.stdout
    assert {"package/old.js.map": "waived", "package/new.js.map": "open"} == standing
    (waived,) = (each["waiver"] for each in report["findings"] if each["waiver"])
    assert {"reason": "it is in the baseline base.json", "expires": None, "owner": None} == waived
    assert (2, 1, 1) == tuple(
        len(value) if isinstance(value, list) else value
        for key, value in report["policy"]["baseline"].items()
        if key != "file"
    )
    assert "1 finding of it no longer found; where that is so for good, --write-baseline" in told.stdout


def test_a_baseline_holds_names_and_no_contents(tmp_path: Path) -> None:
    tarball(tmp_path / "dist", "old.js.map")
    pkgaudit("scan", "dist", "--write-baseline", "base.json", cwd=tmp_path)
    text = (tmp_path / "base.json").read_text()
    first = (tmp_path / "base.json").stat().st_ino
    pkgaudit("scan", "dist", "--write-baseline", "base.json", cwd=tmp_path)

    assert ["embedded-sources"] == [each["rule"] for each in json.loads(text)["findings"]]
    assert not {"a.ts", "let x", "old.js"} & {part for part in ("a.ts", "let x", "old.js") if part in text}
    assert text == (tmp_path / "base.json").read_text()
    assert first != (tmp_path / "base.json").stat().st_ino
    assert ["base.json", "dist"] == sorted(path.name for path in tmp_path.iterdir())


def test_an_incomplete_run_writes_no_baseline(tmp_path: Path) -> None:
    tarball(tmp_path / "dist", "old.js.map")
    (tmp_path / "dist" / "broken.tgz").write_bytes(b"\x1f\x8b\x08broken")
    (tmp_path / "base.json").write_text("before")
    done = pkgaudit("scan", "dist", "--write-baseline", "base.json", cwd=tmp_path)

    assert 1 == done.returncode
    assert "base.json: not written: " in done.stderr
    assert "before" == (tmp_path / "base.json").read_text()


def test_2_when_the_baseline_is_wrong_and_3_when_it_cannot_be_written(tmp_path: Path) -> None:
    tarball(tmp_path / "dist", "old.js.map")
    (tmp_path / "base.json").write_text('{"format": "pkgaudit-baseline", "version": 1, "findings": [1, 2]}')
    wrong = pkgaudit("scan", "dist", "--baseline", "base.json", cwd=tmp_path)
    none = pkgaudit("scan", "dist", "--baseline", "none.json", cwd=tmp_path)
    both = pkgaudit("scan", "dist", "--baseline", "base.json", "--write-baseline", "base.json", cwd=tmp_path)
    folder = pkgaudit("scan", "dist", "--write-baseline", "no/base.json", cwd=tmp_path)

    assert [2, 2, 2, 3] == [done.returncode for done in (wrong, none, both, folder)]
    assert ["base.json: finding 1", "base.json: finding 2"] == [
        ": ".join(line.split(": ")[1:3]) for line in wrong.stderr.splitlines()
    ]
    assert "there is no such baseline" in none.stderr
    assert "leave one of them out" in both.stderr
    assert "the folder does not exist" in folder.stderr
    assert "" == wrong.stdout
