"""Addresses of source maps: comments, headers and fields that say where a map is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, by_place, more, places
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule
from pkgaudit.model.source_map import MapReference, ReferenceKind
from pkgaudit.sourcemaps.addresses import classify, resolve


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        kinds: Classes of address; any of these.
        resolved: For relative ones: whether the map it names is in the package; left out, both count.
        allowed_hosts: Hosts whose addresses are not reported; ``*.`` at the start stands for any name below.
    """

    kinds: tuple[ReferenceKind, ...]
    resolved: bool | None = None
    allowed_hosts: tuple[str, ...] = ()


NEEDS = frozenset((Need.MEMBERS,))
FACTS: Mapping[str, str] = {
    "references": "how many references this finding stands for",
    "url": "the address as written (of the first one)",
    "kind": "`relative`, `remote`, `storage`, `archive` or `file-url`",
    "host": "the host in the address, or none",
    "more": MORE,
    "target": "for a relative address, the path in the package that it leads to, or none",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about references to source maps."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        references = _all_references(artifact)
        for name, params in asked:
            matching = [each for each in references if _matches(each, params)]
            for location, members in by_place(matching, lambda each: each.location):
                first = members[0]
                yield Hit(
                    rule=name,
                    location=location,
                    places=places(location, [each.location for each in members]),
                    line=first.line if len(members) == 1 else None,
                    facts={
                        "references": len(members),
                        "url": first.url,
                        "kind": first.kind.value,
                        "host": _host(first.url),
                        "more": more(len(members)),
                        "target": first.target,
                    },
                )

    return ConcludingCheck(judge)


def _matches(reference: MapReference, params: Params) -> bool:
    if reference.kind not in params.kinds:
        return False
    if params.resolved is not None and reference.resolved is not params.resolved:
        return False
    host = _host(reference.url)
    return host is None or not any(_allows(pattern, host) for pattern in params.allowed_hosts)


def _all_references(artifact: Artifact) -> list[MapReference]:
    """Return the declared references and the addresses inside maps: of their sections, and of a stored source root.

    A source root on an ordinary host only names a public repository, as a rule, and is no reference to a map.
    """
    files = {member.location for member in artifact.files}
    found = list(artifact.atlas.references)
    known = {(each.location, each.url) for each in found}
    for each in artifact.atlas.maps:
        urls = list(each.section_urls)
        if each.source_root_url and classify(each.source_root_url) in {ReferenceKind.STORAGE, ReferenceKind.ARCHIVE}:
            urls.append(each.source_root_url)
        for url in dict.fromkeys(urls):
            if (each.location, url) not in known:
                target = resolve(url, each.location[-1])
                resolved = target is not None and (*each.location[:-1], target) in files
                found.append(
                    MapReference(
                        location=each.location,
                        line=each.line,
                        url=url,
                        kind=classify(url),
                        target=target,
                        resolved=resolved,
                    )
                )
    return found


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _allows(pattern: str, host: str) -> bool:
    return host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern
