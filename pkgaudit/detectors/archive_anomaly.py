"""What lies outside the strict profile of an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
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
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about archives."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not artifact.anomalies:
            return
        by_kind: dict[AnomalyKind, list[Anomaly]] = {}
        for anomaly in artifact.anomalies:
            by_kind.setdefault(anomaly.kind, []).append(anomaly)
        for name, params in asked:
            if params.formats and artifact.format not in params.formats:
                continue
            for kind in params.kinds:
                matching = [each for each in by_kind.get(kind, ()) if _counts(each, params.where, artifact)]
                yield from _hits(name, kind, matching, artifact.location)

    return ConcludingCheck(judge)


def _counts(anomaly: Anomaly, where: Where, artifact: Artifact) -> bool:
    nested = anomaly.nested or len(anomaly.location) > len(artifact.location) + 1
    return where is Where.ANY or nested is (where is Where.NESTED)


def _hits(rule: str, kind: AnomalyKind, anomalies: Sequence[Anomaly], artifact: Location) -> Iterator[Hit]:
    """Yield one hit each for up to `SINGLY` anomalies of a kind, one for all of them together beyond that."""
    if len(anomalies) <= SINGLY:
        for anomaly in anomalies:
            yield Hit(rule=rule, location=anomaly.location, facts=_facts(kind, [anomaly]))
        return
    common = anomalies[0].location
    for anomaly in anomalies:
        while common != anomaly.location[: len(common)]:
            common = common[:-1]
    yield Hit(rule=rule, location=common or artifact, facts=_facts(kind, anomalies))


def _facts(kind: AnomalyKind, anomalies: Sequence[Anomaly]) -> dict[str, FactValue]:
    shown = anomalies[:SINGLY] if len(anomalies) > 1 else ()
    return {
        "kind": kind.value,
        "count": len(anomalies),
        "detail": anomalies[0].detail,
        "more": more(len(anomalies)),
        "offset": anomalies[0].offset,
        "first": tuple(
            {
                "member": "!".join(each.location[1:]),
                "offset": -1 if each.offset is None else each.offset,
                "detail": each.detail,
            }
            for each in shown
        ),
    }
