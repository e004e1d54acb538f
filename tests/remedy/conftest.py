from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from pkgaudit.model.grades import Severity
from pkgaudit.model.rule import RuleBook
from pkgaudit.policy.policy import Policy
from pkgaudit.remedy.judging import judging
from pkgaudit.remedy.remedy import Remedy
from pkgaudit.remedy.search import find_remedy
from pkgaudit.remedy.workbench import Judge, Options, Workbench
from pkgaudit.rulebook.load import load_rulebook
from tests.tools import unmeasured


@pytest.fixture(scope="session")
def rulebook() -> RuleBook:
    return load_rulebook()


class Fix:
    """Looks for the remedy of a project as the command does."""

    def __init__(self, rulebook: RuleBook, scratch: Path) -> None:
        self._rulebook = rulebook
        self.scratch = scratch

    def judge(self, fail_on: Severity | None = Severity.HIGH) -> Judge:
        return judging(self._rulebook, Policy(fail_on=fail_on), jobs=2, today=date(2026, 1, 1))

    def __call__(
        self,
        folder: Path,
        *,
        environment: Mapping[str, str] | None = None,
        execute: bool | None = None,
        pm: str | None = None,
        fail_on: Severity | None = Severity.HIGH,
        also_below_bar: bool = False,
    ) -> Remedy:
        judge = self.judge(fail_on)
        options = Options(
            scratch=self.scratch,
            environment=unmeasured() if environment is None else environment,
            execute=execute,
            pm=pm,
            packing=lambda _: None,
        )
        remedy = find_remedy(Workbench(os.fspath(folder), options, judge), also_below_bar=also_below_bar)
        assert remedy is not None
        return remedy


@pytest.fixture
def fix(rulebook: RuleBook, tmp_path: Path) -> Fix:
    (tmp_path / "scratch").mkdir()
    return Fix(rulebook, tmp_path / "scratch")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder
