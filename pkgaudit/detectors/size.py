"""What is too large or too many, without knowing an earlier release."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import by_place
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.member import MemberRecord
from pkgaudit.model.rule import Rule

_CODE = (".js", ".mjs", ".cjs", ".css", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_MB = 1_000_000
_MB_DIGITS = 6


class Measure(StrEnum):
    """What is measured, and in which unit."""

    FILE = "file"
    PACKED = "package-packed"
    UNPACKED = "package-unpacked"
    SHARE = "share-of-package"
    MAP_RATIO = "map-to-code-ratio"
    FILES = "file-count"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        measure: What is measured: bytes for sizes, a number of files, or a share or ratio.
        over: More than this is reported.
        at_least: For shares and ratios: bytes below which the file, or the maps together, are not judged.
        formats: Only artifacts of these formats; empty means any.
        ecosystems: Only artifacts for these registries; empty means any.
    """

    measure: Measure
    over: int | float
    at_least: int = 0
    formats: tuple[Format, ...] = ()
    ecosystems: tuple[Ecosystem, ...] = ()


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "files": "how many files this finding stands for, or how many files were counted",
    "bytes": "the size that was measured, in bytes",
    "size": "the same in MB (1,000,000 bytes), with as many digits as tell it from the ceiling",
    "limit": "the rule's ceiling in the unit of the measure",
    "limit_size": "the ceiling in MB, for sizes",
    "percent": "share of the package in percent, for shares",
    "ratio": "bytes of maps for each byte of code, for ratios",
    "largest": "the ten largest files: `path`, `bytes`",
}
PARAMS = Params
VISITS = False

_SHOWN = 10


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about sizes."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        for name, params in asked:
            if params.formats and artifact.format not in params.formats:
                continue
            if params.ecosystems and artifact.ecosystem not in params.ecosystems:
                continue
            for location, facts in _MEASURES[params.measure](artifact, params):
                yield Hit(rule=name, location=location, facts=facts)

    return ConcludingCheck(judge)


_Found = Iterator[tuple[Location, dict[str, FactValue]]]


def _files(artifact: Artifact, params: Params) -> _Found:
    large = [member for member in artifact.own_files if member.size > params.over]
    for location, members in by_place(large, lambda member: member.location):
        size = sum(member.size for member in members)
        yield location, _facts(params, members, files=len(members), size=size)


def _packed(artifact: Artifact, params: Params) -> _Found:
    if artifact.packed_bytes > params.over:
        yield artifact.location, _facts(params, artifact.own_files, size=artifact.packed_bytes)


def _unpacked(artifact: Artifact, params: Params) -> _Found:
    if artifact.unpacked_bytes > params.over:
        yield artifact.location, _facts(params, artifact.own_files, size=artifact.unpacked_bytes)


def _share(artifact: Artifact, params: Params) -> _Found:
    if len(artifact.own_files) < 2:  # noqa: PLR2004 -- a single file is all of its package
        return
    for member in artifact.own_files:
        share = member.size / max(artifact.unpacked_bytes, 1)
        if share > params.over and member.size >= params.at_least:
            yield member.location, {**_facts(params, [member], size=member.size), "percent": round(share * 100, 1)}


def _map_ratio(artifact: Artifact, params: Params) -> _Found:
    maps = sum(each.bytes for each in artifact.atlas.maps)
    if maps < params.at_least:
        return
    map_files = {each.location for each in artifact.atlas.maps}
    code = [member for member in artifact.files if member.path.endswith(_CODE) and member.location not in map_files]
    ratio = maps / max(sum(member.size for member in code), 1)
    if code and ratio > params.over:
        shown = [member for member in artifact.files if member.location in map_files]
        yield artifact.location, {**_facts(params, shown, size=maps), "ratio": round(ratio, 1)}


def _file_count(artifact: Artifact, params: Params) -> _Found:
    count = len(artifact.own_files)
    if count > params.over:
        yield artifact.location, _facts(params, artifact.own_files, files=count, size=artifact.unpacked_bytes)


_MEASURES = {
    Measure.FILE: _files,
    Measure.PACKED: _packed,
    Measure.UNPACKED: _unpacked,
    Measure.SHARE: _share,
    Measure.MAP_RATIO: _map_ratio,
    Measure.FILES: _file_count,
}


def _facts(
    params: Params, members: Sequence[MemberRecord], *, size: int, files: int | None = None
) -> dict[str, FactValue]:
    spelt, limit = _in_mb(size, params.over)
    largest = sorted(members, key=lambda member: (-member.size, member.location))[:_SHOWN]
    return {
        "files": len(members) if files is None else files,
        "bytes": size,
        "size": spelt,
        "limit": params.over,
        "limit_size": limit,
        "percent": None,
        "ratio": None,
        "largest": tuple({"path": member.path, "bytes": member.size} for member in largest),
    }


def _in_mb(size: int, limit: float) -> tuple[str, str]:
    """Return both in MB, with the digits that tell them apart; six of them are bytes."""
    spelt, ceiling = "", ""
    for digits in range(1, _MB_DIGITS + 1):
        spelt, ceiling = f"{size / _MB:,.{digits}f} MB", f"{limit / _MB:,.{digits}f} MB"
        if spelt != ceiling:
            break
    return spelt, ceiling
