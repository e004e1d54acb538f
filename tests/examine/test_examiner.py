"""An artifact is read once, from disk or from memory, and what cannot be read is a gap."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pkgaudit.examine.examiner import Examiner
from pkgaudit.model.examination import Examination
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.rule import RuleBook
from pkgaudit.model.target import Target, TargetKind
from pkgaudit.rulebook.load import load_rulebook
from tests.cli.conftest import npm_tarball


@pytest.fixture(scope="module")
def rulebook() -> RuleBook:
    return load_rulebook()


def target(path: Path, kind: TargetKind = TargetKind.FILE, files: tuple[str, ...] = ()) -> Target:
    return Target(text=str(path), path=str(path), location=(path.name,), kind=kind, files=files)


def rules_of(examination: Examination) -> set[str]:
    return {finding.rule for finding in examination.findings}


@pytest.fixture
def tarball(tmp_path: Path) -> Path:
    leaked = {"version": 3, "sources": ["a.ts"], "sourcesContent": ["let a: 1;\n"], "names": [], "mappings": ""}
    members = {"package.json": '{"name":"x","version":"1.0.0"}', "a.js": "let a;", "a.js.map": json.dumps(leaked)}
    return npm_tarball(tmp_path / "x.tgz", members)


def test_disk_and_memory_give_the_same_answer(rulebook: RuleBook, tarball: Path) -> None:
    examiner = Examiner(rulebook, Limits())
    from_disk = examiner.examine(target(tarball))
    from_memory = examiner.examine_bytes(tarball.read_bytes(), target(tarball))

    assert from_disk == from_memory
    assert "embedded-sources" in rules_of(from_disk)
    assert from_disk.artifact is not None
    assert Format.NPM_TARBALL is from_disk.artifact.format
    assert (3, 3, 0) == (
        from_disk.coverage.members,
        from_disk.coverage.examined,
        from_disk.coverage.not_examined,
    )


def test_one_examiner_serves_many_artifacts_without_mixing_them(rulebook: RuleBook, tarball: Path) -> None:
    plain = npm_tarball(tarball.with_name("y.tgz"), {"package.json": '{"name":"y","version":"1.0.0"}', "a.js": "1"})
    examiner = Examiner(rulebook, Limits())
    first, second, third = (examiner.examine(target(path)) for path in (tarball, plain, tarball))

    assert first == third
    assert "embedded-sources" not in rules_of(second)


def test_a_plain_directory_is_examined_file_by_file(rulebook: RuleBook, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.js").write_text("let a;")
    (tmp_path / "site" / "b.js").write_text("let b;")
    examiner = Examiner(rulebook, Limits())
    whole = examiner.examine(target(tmp_path / "site", TargetKind.DIRECTORY))
    part = examiner.examine(target(tmp_path / "site", TargetKind.DIRECTORY, ("a.js",)))

    assert whole.artifact is not None
    assert Format.DIRECTORY is whole.artifact.format
    assert (2, 12) == (whole.artifact.members, whole.artifact.packed_bytes)
    assert part.artifact is not None
    assert 1 == part.artifact.members


def test_a_file_over_the_limit_is_a_gap_that_names_it(rulebook: RuleBook, tarball: Path) -> None:
    examination = Examiner(rulebook, Limits(artifact_bytes=10)).examine(target(tarball))
    (gap,) = examination.gaps

    assert examination.artifact is None
    assert GapKind.LIMIT is gap.kind
    assert "artifact_bytes" in gap.why


def test_what_is_gone_or_no_file_is_a_gap(rulebook: RuleBook, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    examiner = Examiner(rulebook, Limits())
    for path in (tmp_path / "absent.tgz", tmp_path / "fifo", tmp_path):
        (gap,) = examiner.examine(target(path)).gaps

        assert GapKind.UNREADABLE is gap.kind
        assert gap.why


def test_a_file_that_changes_while_it_is_read_is_a_gap(
    rulebook: RuleBook, tarball: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pkgaudit.examine import examiner as module  # noqa: PLC0415 -- to reach the name it calls

    def sha256_and_touch(_: object) -> str:
        with tarball.open("ab") as file:
            file.write(b"more")
        return ""

    monkeypatch.setattr(module, "_sha256", sha256_and_touch)
    examination = Examiner(rulebook, Limits()).examine(target(tarball))

    assert any("changed while it was being read" in gap.why for gap in examination.gaps)


def test_rules_whose_needs_are_not_met_are_not_applicable_and_not_clean(rulebook: RuleBook, tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    examination = Examiner(rulebook, Limits()).examine(target(tmp_path / "site", TargetKind.DIRECTORY))

    assert "embedded-sources" in examination.not_applicable
    assert set(examination.not_applicable) <= set(rulebook.rules)
    assert [GapKind.EMPTY] == [gap.kind for gap in examination.gaps]


def test_an_artifact_with_nothing_inside_is_a_gap(rulebook: RuleBook, tmp_path: Path) -> None:
    empty = npm_tarball(tmp_path / "empty.tgz", {})
    examination = Examiner(rulebook, Limits()).examine(target(empty))

    assert {GapKind.EMPTY} & {gap.kind for gap in examination.gaps}
