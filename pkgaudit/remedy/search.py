"""Looks for edits that cure a project's findings, and proves them by packing a copy with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import msgspec

from pkgaudit.model.finding import Verdict
from pkgaudit.model.gap import Gap
from pkgaudit.model.grades import Severity, Standing
from pkgaudit.remedy.aims import Aim, aim_of, entry_points
from pkgaudit.remedy.comparison import Difference, Place, compare, places
from pkgaudit.remedy.edit import Contents, Edit
from pkgaudit.remedy.exclusions import kind_of
from pkgaudit.remedy.packages import Package, PackageKey
from pkgaudit.remedy.remedy import Proposal, Remedy, Unfixed
from pkgaudit.remedy.task import Task, Weighed, edited_within
from pkgaudit.remedy.workbench import Trial, Workbench

_MOST_TRIALS = 60
_NAMED = 3
# Whatever a package brings that is not to be cured counts.
_MILDEST = Severity.NOTE.rank


def find_remedy(bench: Workbench, *, also_below_bar: bool = False) -> Remedy | None:
    """Return what cures the findings that come from what is packed; None when the folder holds no project.

    Args:
        bench: Where the project is packed.
        also_below_bar: Look at findings below the bar as well.

    Raises:
        OSError: What was packed, or the project's configuration, cannot be read.
    """
    original = bench.pack_original()
    if original is None:
        return None
    standings = {Standing.OPEN, Standing.BELOW_BAR} if also_below_bar else {Standing.OPEN}
    return _Search(bench, original).run([each for each in original.report.verdicts if each.standing in standings])


class _Search:
    """One project's search; every trial packs all of its packages at once."""

    def __init__(self, bench: Workbench, original: Trial) -> None:
        self._bench = bench
        self._original = original
        self._control: Trial | None = None
        self._trials = 0
        self._last: tuple[Contents, Trial | str] | None = None
        self._before = _by_package(original)
        self._looked_at: frozenset[int] = frozenset()

    def run(self, verdicts: Sequence[Verdict]) -> Remedy:
        self._looked_at = frozenset(id(verdict) for verdict in verdicts)
        unfixed: dict[int, str] = {}
        aims: dict[PackageKey, list[Aim]] = {}
        for number, verdict in enumerate(verdicts):
            aim = aim_of(verdict, self._original.packages)
            if isinstance(aim, str):
                unfixed[number] = aim
            else:
                aims.setdefault(aim.package, []).append(aim)
        tasks = {key: Task(self._original.packages[key], wanted, self._bench.read) for key, wanted in aims.items()}
        self._rounds(tasks)
        proposal = self._proved(tasks)
        numbers = {id(verdict): number for number, verdict in enumerate(verdicts)}
        gone = {id(verdict) for verdict in proposal.cured} if proposal is not None else set()
        for task in tasks.values():
            unfixed.update((numbers[id(aim.verdict)], why) for aim, why in task.failed)
        for number, verdict in enumerate(verdicts):
            if id(verdict) not in gone:
                unfixed.setdefault(number, "the edit that cured it alone could not be proved together with the others")
        left = tuple(
            Unfixed(verdict=verdicts[number], why=unfixed[number])
            for number in sorted(unfixed)
            if id(verdicts[number]) not in gone
        )
        return Remedy(report=self._original.report, proposal=proposal, unfixed=left)

    def _rounds(self, tasks: Mapping[PackageKey, Task]) -> None:
        while self._trials < _MOST_TRIALS:
            current = {key: contents for key, task in tasks.items() if (contents := task.next()) is not None}
            if not current:
                return
            accepted = _joined(task.accepted for task in tasks.values())
            together = self._pack({**accepted, **_joined(current.values())})
            for key, contents in current.items():
                alone = len(current) == 1
                trial = together
                if isinstance(together, str) and not alone:
                    trial = self._pack({**accepted, **contents})
                if isinstance(trial, str):
                    tasks[key].reject(trial)
                else:
                    self._weigh(tasks[key], key, contents, trial)
        for task in tasks.values():
            task.give_up()

    def _pack(self, contents: Contents) -> Trial | str:
        """Return the project packed with the edits, or why it could not be; the last one is not packed twice."""
        if self._last is None or self._last[0] != contents:
            self._last = (dict(contents), self._packed(contents))
        return self._last[1]

    def _packed(self, contents: Contents) -> Trial | str:
        self._trials += 1
        trial = self._bench.pack_edited(contents)
        if isinstance(trial, Gap):
            return f"with it the project could not be packed: {trial.why}"
        if len(trial.report.gaps) > len(self._original.report.gaps):
            known = {gap.why for gap in self._original.report.gaps}
            new = [gap.why for gap in trial.report.gaps if gap.why not in known]
            return f"with it less could be examined: {(new or [trial.report.gaps[0].why])[0]}"
        return trial

    def _weigh(self, task: Task, key: PackageKey, contents: Contents, trial: Trial) -> None:
        edited = edited_within(task.package, {**task.accepted, **contents})
        differences = self._compared(key, trial, task.unwanted | task.met, edited)
        worst = min(aim.verdict.severity.rank for aim in task.aims)
        why = differences if isinstance(differences, str) else self._objection(key, differences, trial, edited, worst)
        if why or isinstance(differences, str):
            task.reject(why)
            return
        found = _by_package(trial).get(key, {})
        shipped = trial.packages[key].sources
        cured = tuple(
            aim for aim in task.aims if self._place(key, aim.verdict) not in found and not aim.unwanted & shipped
        )
        if len(cured) < len(task.aims):
            task.reject("with the edit it is found as before")
        extras = sum(len(each.also_removed) for each in differences)
        task.weigh(Weighed(contents=contents, cured=cured, extras=extras))

    def _compared(
        self, key: PackageKey, trial: Trial, unwanted: Iterable[str], edited: frozenset[str]
    ) -> tuple[Difference, ...] | str:
        """Return what differs from the original, but for what differs between it and a copy without edits as well."""
        original = self._original.packages[key]
        differences = compare(original, trial.packages.get(key), unwanted=frozenset(unwanted), edited=edited)
        if isinstance(differences, str) or not any(each.added or each.changed for each in differences):
            return differences
        if self._control is None:
            control = self._bench.pack_edited({})
            self._control = self._original if isinstance(control, Gap) else control
        drift = compare(original, self._control.packages.get(key), unwanted=(), edited=())
        return differences if isinstance(drift, str) else _steady(differences, drift)

    def _objection(
        self, key: PackageKey, differences: Sequence[Difference], trial: Trial, edited: frozenset[str], worst: int
    ) -> str:
        """Return why a candidate will not do whatever it cures, or nothing.

        Args:
            key: The package.
            differences: Of its artifacts.
            trial: With the candidate.
            edited: Files of the package that it edits.
            worst: The rank of what it is to cure: what it brings must be milder.
        """
        package = self._original.packages[key]
        needed = entry_points(package)
        kinds = {kind for difference in differences for member in difference.removed if (kind := kind_of(member))}
        for number, difference in enumerate(differences):
            if difference.added:
                return f"the edit would make {_named(difference.added)} ship as well"
            sources = package.artifacts[number].sources
            lost = [member for member in difference.also_removed if sources.get(member, "") in needed]
            if lost:
                return f"the edit would leave out {_named(lost)}, which package.json names"
            other = [member for member in difference.also_removed if kind_of(member) not in kinds]
            if other:
                return f"the edit would leave out {_named(other)} as well"
        known = self._before.get(key, {})
        for place, verdict in _by_package(trial).get(key, {}).items():
            new = verdict.standing is Standing.OPEN and place not in known
            if new and verdict.severity.rank <= worst and not _is_at(place, edited):
                return f"the edit would bring {verdict.finding.rule}: {verdict.finding.message}"
        return ""

    def _proved(self, tasks: Mapping[PackageKey, Task]) -> Proposal | None:
        """Return all accepted edits, proved together; None when there are none or they do not hold together."""
        contents = _joined(task.accepted for task in tasks.values())
        if not contents:
            return None
        trial = self._pack(contents)
        if isinstance(trial, str):
            return None
        differences: list[Difference] = []
        appeared: list[Verdict] = []
        cured: list[Verdict] = []
        after = _by_package(trial)
        for key, package in self._original.packages.items():
            task = tasks.get(key)
            edited = edited_within(package, contents)
            worst = min((aim.verdict.severity.rank for aim in task.cured), default=_MILDEST) if task else _MILDEST
            compared = self._compared(key, trial, task.met if task is not None else (), edited)
            if isinstance(compared, str) or self._objection(key, compared, trial, edited, worst):
                return None
            differences.extend(compared)
            before, now = self._before.get(key, {}), after.get(key, {})
            appeared.extend(
                _at_home(verdict, package, trial.packages[key])
                for place, verdict in now.items()
                if place not in before and not _is_at(place, edited)
            )
            # What else was found in a file that is gone is gone with it.
            cured.extend(
                verdict for place, verdict in before.items() if place not in now and id(verdict) in self._looked_at
            )
        edits = tuple(
            Edit(path=path, before=self._bench.read(path), after=content) for path, content in sorted(contents.items())
        )
        if not cured:
            return None
        order = {id(verdict): number for number, verdict in enumerate(self._original.report.verdicts)}
        return Proposal(
            edits=edits,
            top=self._bench.top,
            cured=tuple(sorted(cured, key=lambda verdict: order[id(verdict)])),
            differences=tuple(differences),
            appeared=tuple(appeared),
        )

    def _place(self, key: PackageKey, verdict: Verdict) -> Place | None:
        return next((place for place, each in self._before.get(key, {}).items() if each is verdict), None)


def _by_package(trial: Trial) -> dict[PackageKey, dict[Place, Verdict]]:
    found: dict[PackageKey, dict[Place, Verdict]] = {}
    for key, place, verdict in places(trial.report, trial.packages):
        held = found.setdefault(key, {})
        # Several findings of one rule in one place are told apart by their order.
        number = 0
        numbered = place
        while numbered in held:
            number += 1
            numbered = (place[0], (*place[1], f"#{number}"))
        held[numbered] = verdict
    return found


def _is_at(place: Place, edited: frozenset[str]) -> bool:
    """Return whether a finding is about an edited file: that it is new, and not in the repository yet."""
    return any(place[1][1:2] == (path,) for path in edited)


def _at_home(verdict: Verdict, package: Package, copy: Package) -> Verdict:
    """Return a finding in a copy with the place that it would have in the project."""
    finding = verdict.finding
    for own, copied in zip(package.artifacts, copy.artifacts, strict=True):
        if finding.location[: len(copied.location)] == copied.location:
            location = (*own.location, *finding.location[len(copied.location) :])
            return msgspec.structs.replace(verdict, finding=msgspec.structs.replace(finding, location=location))
    return verdict


def _joined(contents: Iterable[Contents]) -> dict[str, bytes]:
    return {path: content for each in contents for path, content in each.items()}


def _steady(differences: Sequence[Difference], drift: Sequence[Difference]) -> tuple[Difference, ...]:
    """Return the differences without those that come without an edit."""
    return tuple(
        replace(
            each,
            added=tuple(member for member in each.added if member not in usual.added),
            changed=tuple(member for member in each.changed if member not in usual.changed),
            also_removed={
                member: size for member, size in each.also_removed.items() if member not in usual.also_removed
            },
        )
        for each, usual in zip(differences, drift, strict=True)
    )


def _named(members: Sequence[str]) -> str:
    more = f" and {len(members) - _NAMED} more" if len(members) > _NAMED else ""
    return ", ".join(members[:_NAMED]) + more
