"""What is odd about how a package is put together, seen from the project it was packed from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.rule import Rule
from pkgaudit.model.ship_list import PackingProblem, PackingProblemKind


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        having: The kind of problem, or several kinds.
        at_least: Problems that concern fewer paths are not reported; 0 reports those without any path, too.
        named: Of ignored and untracked files only those in whose path a folder or the file matches one of these globs,
            lower case for upper case; empty means any.
        not_named: And none in whose path one of these does.
    """

    having: PackingProblemKind | tuple[PackingProblemKind, ...]
    at_least: int = 0
    named: tuple[str, ...] = ()
    not_named: tuple[str, ...] = ()

    @property
    def kinds(self) -> tuple[PackingProblemKind, ...]:
        """The kinds asked for."""
        return self.having if isinstance(self.having, tuple) else (self.having,)


NEEDS = frozenset((Need.PROJECT,))
FACTS: Mapping[str, str] = {
    "packer": "what packed it: `npm`, `pnpm`, `yarn-classic`, `yarn-berry`, `bun`, or the build backend",
    "file": "the configuration file to edit or look at, relative to the package's folder, or nothing",
    "line": "the line in that file, or none",
    "entry": "the entry at fault, as written, or nothing",
    "place": "the entry, the file and the line that there are, in words",
    "kind": "which problem this is, without anything that changes from release to release: its kind, file and entry",
    "paths": "how many files of the package it concerns",
    "first": "the first of them, or nothing",
    "more": MORE,
    "list": "the first twenty of them, when there are several: `path`",
    "edit": "the exact edit that works for this packer",
    "detail": "what more there is to say, or nothing",
    "aside": "the same in brackets, to stand at the end of a clause",
}
PARAMS = Params
VISITS = False

_LISTED = 20
_SINGLE_FILES = frozenset((PackingProblemKind.IGNORED_FILE, PackingProblemKind.UNTRACKED_FILE))
_NAME_CHARACTERS = 255
"""The longest name of a file that a file system holds; a longer one in an archive is matched so far."""

_Place = tuple[Location, PackingProblem, tuple[str, ...]]


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about how packages are put together."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        problems = () if artifact.ship_list is None else artifact.ship_list.problems
        packer = "" if artifact.origin is None else artifact.origin.packer
        for name, params in asked:
            wanted = [problem for problem in problems if problem.kind in params.kinds]
            for location, problem, paths in _places(artifact, wanted, params):
                if len(paths) >= params.at_least:
                    yield Hit(rule=name, location=location, facts=_facts(problem, paths, packer))

    return ConcludingCheck(judge)


def _places(artifact: Artifact, problems: Sequence[PackingProblem], params: Params) -> Iterator[_Place]:
    """Return each problem with the place to report it at; single files stand alone, or by folder when many."""
    yield from (
        (_place(artifact, problem), problem, problem.paths) for problem in problems if problem.kind not in _SINGLE_FILES
    )
    single = [
        ((*artifact.location, path), problem)
        for problem in problems
        if problem.kind in _SINGLE_FILES
        for path in problem.paths
        if _is_named(path, params)
    ]
    for location, members in by_place(single, lambda member: member[0]):
        yield location, members[0][1], tuple(member[-1] for member, _ in members)


def _place(artifact: Artifact, problem: PackingProblem) -> Location:
    return (*artifact.location, *problem.paths) if len(problem.paths) == 1 else artifact.location


def _is_named(path: str, params: Params) -> bool:
    names = [name[:_NAME_CHARACTERS].lower() for name in path.split("/")]
    return (not params.named or _any(names, params.named)) and not _any(names, params.not_named)


def _any(names: Sequence[str], globs: Sequence[str]) -> bool:
    return any(fnmatchcase(name, glob) for glob in globs for name in names)


def _facts(problem: PackingProblem, paths: Sequence[str], packer: str) -> dict[str, FactValue]:
    return {
        "packer": packer,
        "file": problem.file,
        "line": problem.line,
        "entry": problem.entry,
        "place": _in_words(problem),
        "kind": ": ".join(part for part in (problem.kind, problem.file, problem.entry) if part),
        "paths": len(paths),
        "first": paths[0] if paths else "",
        "more": more(len(paths)),
        "list": tuple({"path": path} for path in paths[:_LISTED]) if len(paths) > 1 else (),
        "edit": problem.edit,
        "detail": problem.detail,
        "aside": f" ({problem.detail})" if problem.detail else "",
    }


def _in_words(problem: PackingProblem) -> str:
    line = f", line {problem.line}," if problem.file and problem.line else ""
    entry = f"`{problem.entry}`" if problem.entry else ""
    return " in ".join(part for part in (entry, f"{problem.file}{line}") if part) or "the configuration"
