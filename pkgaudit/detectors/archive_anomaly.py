"""What lies outside the strict profile of an archive."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.faults import Fault, faults_of
from pkgaudit.detectors.grouping import MORE, SINGLY, more
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Format
from pkgaudit.model.member import Anomaly, AnomalyKind
from pkgaudit.model.rule import Rule


class Where(StrEnum):
    """In whose archive an anomaly counts."""

    ARTIFACT = "artifact"
    NESTED = "nested"
    ANY = "any"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        kinds: The anomalies; any of these.
        where: In the artifact's own container, in archives inside it, or in both.
        formats: Only artifacts of these formats; empty means any.
    """

    kinds: tuple[AnomalyKind, ...]
    where: Where = Where.ARTIFACT
    formats: tuple[Format, ...] = ()


NEEDS: frozenset[Need] = frozenset()
FACTS: Mapping[str, str] = {
    "kind": "the anomaly's own name",
    "count": "how many of this kind this finding stands for",
    "detail": "what was seen (the first one)",
    "more": MORE,
    "offset": "byte offset in the archive where it was seen, or none",
    "first": "the first twenty, when the finding stands for more: `member`, `offset`, `detail`",
    "also": "what else the same fault shows as (the first twenty): `kind`, `member`, `offset`, `detail`",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about archives."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not artifact.anomalies:
            return
        applying = [(name, params) for name, params in asked if not params.formats or artifact.format in params.formats]

        def is_asked(anomaly: Anomaly) -> bool:
            return any(
                anomaly.kind in params.kinds and _counts(anomaly, params.where, artifact) for _, params in applying
            )

        by_kind: dict[AnomalyKind, list[Fault]] = {}
        for fault in faults_of(artifact.anomalies, is_asked):
            by_kind.setdefault(fault.shown.kind, []).append(fault)
        for name, params in applying:
            for kind in params.kinds:
                matching = [each for each in by_kind.get(kind, ()) if _counts(each.shown, params.where, artifact)]
                yield from _hits(name, kind, matching, artifact.location)

    return ConcludingCheck(judge)


def _counts(anomaly: Anomaly, where: Where, artifact: Artifact) -> bool:
    nested = anomaly.nested or len(anomaly.location) > len(artifact.location) + 1
    return where is Where.ANY or nested is (where is Where.NESTED)


def _hits(rule: str, kind: AnomalyKind, faults: Sequence[Fault], artifact: Location) -> Iterator[Hit]:
    """Yield one hit each for up to `SINGLY` faults of a kind, one for all of them together beyond that."""
    if len(faults) <= SINGLY:
        for fault in faults:
            yield Hit(rule=rule, location=fault.shown.location, facts=_facts(kind, [fault], len(artifact)))
        return
    common = faults[0].shown.location
    for fault in faults:
        while common != fault.shown.location[: len(common)]:
            common = common[:-1]
    yield Hit(rule=rule, location=common or artifact, facts=_facts(kind, faults, len(artifact)))


def _facts(kind: AnomalyKind, faults: Sequence[Fault], depth: int) -> dict[str, FactValue]:
    shown = faults[0].shown
    return {
        "kind": kind.value,
        "count": len(faults),
        "detail": shown.detail,
        "more": more(len(faults)),
        "offset": shown.offset,
        "first": tuple(_told(each.shown, depth) for each in faults[:SINGLY]) if len(faults) > 1 else (),
        "also": tuple({"kind": each.kind.value, **_told(each, depth)} for each in _all_also(faults)),
    }


def _all_also(faults: Iterable[Fault]) -> Sequence[Anomaly]:
    return [each for fault in faults for each in fault.also][:SINGLY]


def _told(anomaly: Anomaly, depth: int) -> dict[str, str | int]:
    return {
        "member": "!".join(anomaly.location[depth:]),
        "offset": -1 if anomaly.offset is None else anomaly.offset,
        "detail": anomaly.detail,
    }
