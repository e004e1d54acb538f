"""From a configuration file to the policy it states, with who set what."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
from msgspec import UNSET, UnsetType
from msgspec.structs import replace

from pkgaudit.model.grades import Severity, Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.model.names import Names
from pkgaudit.policy.configuration_search import ConfigurationFile
from pkgaudit.policy.configuration_table import BudgetTable, ConfigurationTable, LimitsTable, SeverityTable, WaiverTable
from pkgaudit.policy.configuration_words import Bar, VisibilitySetting
from pkgaudit.policy.policy import Policy, PolicyError, SeverityByVisibility, bar_of
from pkgaudit.policy.waiver import Budget, Waiver
from pkgaudit.search.glob import LONGEST, GlobError, glob_expression

if TYPE_CHECKING:
    from pkgaudit.policy.configuration_check import Problem

T = TypeVar("T")


def read_policy(file: ConfigurationFile) -> Policy:
    """Return the policy that a file states; what it leaves out stays as it is by default.

    Raises:
        PolicyError: Something in it is wrong; every fault is named, with its line where that is known.
    """
    try:
        table = msgspec.convert(file.document, ConfigurationTable)
    except msgspec.ValidationError as error:
        raise PolicyError(_faults(file, str(error))) from None
    if table.waiver and any(_bad_globs(file.document)):
        raise PolicyError(_faults(file, ""))
    return _policy(file, table)


def _policy(file: ConfigurationFile, table: ConfigurationTable) -> Policy:
    visibility = table.source_visibility
    return Policy(
        fail_on=bar_of(Bar.HIGH if table.fail_on is UNSET else table.fail_on),
        visibility=None
        if visibility is UNSET or visibility is VisibilitySetting.AUTO
        else Visibility(visibility.value),
        severity={name: _severity(setting) for name, setting in table.severity.items()},
        select=frozenset(table.select),
        ignore=frozenset(table.ignore),
        limits=Limits() if table.limits is UNSET else replace(Limits(), **dict(_given(table.limits))),
        names=Names() if table.names is UNSET else msgspec.convert(table.names, Names, from_attributes=True),
        rule_folders=tuple(_beside(file, folder) for folder in table.rules),
        waivers=_waivers(file, table),
        broad_rule_members=_or_none(table.broad_rule_members),
        data_max_age_days=_or_none(table.data_max_age_days),
        file=file.shown,
        origins=dict.fromkeys(_keys_set(table), file.shown),
    )


def _severity(setting: Severity | SeverityTable) -> Severity | SeverityByVisibility:
    if isinstance(setting, Severity):
        return setting
    given = {Visibility.PRIVATE: setting.private, Visibility.PUBLIC: setting.public}
    return {visibility: severity for visibility, severity in given.items() if severity is not UNSET}


def _waivers(file: ConfigurationFile, table: ConfigurationTable) -> tuple[Waiver, ...]:
    if not table.waiver:
        return ()
    line_of = _line_finder(file)
    return tuple(
        _waiver(waiver, file.shown, number, line_of(("waiver", number))) for number, waiver in enumerate(table.waiver)
    )


def _waiver(table: WaiverTable, shown: str, number: int, line: int | None) -> Waiver:
    return Waiver(
        rule=table.rule,
        reason=table.reason.strip(),
        expires=table.expires,
        artifact=_or_none(table.artifact),
        path=_or_none(table.path),
        sha256=None if table.sha256 is UNSET else table.sha256.lower(),
        fingerprint=_or_none(table.fingerprint),
        owner=_or_none(table.owner),
        budget=None if table.budget is UNSET else _budget(table.budget),
        file=shown,
        number=number + 1,
        line=line,
    )


def _budget(table: BudgetTable) -> Budget:
    return Budget(bytes=_or_none(table.bytes), novel_lines=_or_none(table.novel_lines))


def _beside(file: ConfigurationFile, folder: str) -> str:
    """Return a folder named in the file as a user in the current directory would type it."""
    return os.path.normpath(Path(file.shown).parent / folder).replace(os.sep, "/")


def _faults(file: ConfigurationFile, first: str) -> list[str]:
    """Return every fault in the order of its lines; ``first`` is there for one that only conversion sees."""
    from pkgaudit.policy.configuration_check import problems_of  # noqa: PLC0415 -- only when something is wrong

    line_of = _line_finder(file)
    found = [(line_of(each.path), each) for each in (*problems_of(file.document), *_bad_globs(file.document))]
    found.sort(key=lambda pair: pair[0] or 0)
    return [_sentence(file, line, each) for line, each in found] or [f"{file.shown}: {first}"]


def _bad_globs(document: Mapping[str, object]) -> Iterator[Problem]:
    waivers = document.get("waiver")
    for number, waiver in enumerate(waivers if isinstance(waivers, list) else ()):
        for key in ("artifact", "path"):
            glob = waiver.get(key) if isinstance(waiver, dict) else None
            # One that is empty or too long is a fault of the table already.
            if isinstance(glob, str) and 0 < len(glob) <= LONGEST:
                try:
                    glob_expression(glob)
                except GlobError as error:
                    from pkgaudit.policy.configuration_check import Problem  # noqa: PLC0415 -- as above

                    yield Problem(path=("waiver", number, key), sentence=str(error))


def _line_finder(file: ConfigurationFile) -> Callable[[tuple[str | int, ...]], int | None]:
    if not file.text:
        return lambda _: None
    from pkgaudit.policy.configuration_lines import Lines  # noqa: PLC0415 -- only for errors and waivers

    lines = Lines(file.text)
    return lambda path: lines.line((*file.place.table, *path))


def _sentence(file: ConfigurationFile, line: int | None, problem: Problem) -> str:
    where = file.shown if line is None else f"{file.shown}:{line}"
    return f"{where}: {problem.key}: {problem.sentence}"


def _given(table: LimitsTable) -> Iterator[tuple[str, int]]:
    for name in Limits.__struct_fields__:
        value = getattr(table, name)
        if isinstance(value, int):
            yield name, value


def _keys_set(table: ConfigurationTable) -> Iterator[str]:
    """Yield the keys that the file sets, as `Policy.origins` names them."""
    if table.fail_on is not UNSET:
        yield "fail-on"
    if table.source_visibility not in {UNSET, VisibilitySetting.AUTO}:
        yield "source-visibility"
    if table.data_max_age_days is not UNSET:
        yield "data-max-age-days"
    if table.broad_rule_members is not UNSET:
        yield "broad-rule-members"
    yield from (f"severity.{name}" for name in table.severity)
    yield from (key for key in ("select", "ignore", "rules") if getattr(table, key))
    if table.limits is not UNSET:
        yield from (f"limits.{name.replace('_', '-')}" for name, _ in _given(table.limits))
    if table.names is not UNSET:
        yield from (f"names.{name.replace('_', '-')}" for name in Names.__struct_fields__ if getattr(table.names, name))


def _or_none(value: T | UnsetType) -> T | None:
    return None if value is UNSET else value
