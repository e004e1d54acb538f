"""References are told apart by where they lead."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pkgaudit.model.source_map import Atlas, MapReference, ReferenceKind
from tests.detectors.atlas import artifact, file, hits, places, source_map

URLS = {
    ReferenceKind.REMOTE: "https://maps.acme.example/a.map",
    ReferenceKind.STORAGE: "https://acme.s3.amazonaws.com/a.map",
    ReferenceKind.ARCHIVE: "https://acme.example/a.zip",
    ReferenceKind.FILE_URL: "file:///C:/a.map",
    ReferenceKind.RELATIVE: "a.map",
}


def reference(kind: ReferenceKind, name: str = "a.js", *, resolved: bool = False) -> MapReference:
    return MapReference(location=("a.tgz", name), line=3, url=URLS[kind], kind=kind, resolved=resolved)


@pytest.mark.parametrize("kind", list(ReferenceKind))
def test_a_rule_asks_for_kinds(kind: ReferenceKind) -> None:
    whole = artifact(file("x"), atlas=Atlas(references=tuple(reference(each, f"{each}.js") for each in ReferenceKind)))
    (hit,) = hits(whole, "source_map_reference", kinds=[kind])

    assert (("a.tgz", f"{kind}.js"), 3, kind, URLS[kind]) == (
        hit.location,
        hit.line,
        hit.facts["kind"],
        hit.facts["url"],
    )


def test_dangling_is_what_does_not_resolve() -> None:
    references = (reference(ReferenceKind.RELATIVE, "a.js", resolved=True), reference(ReferenceKind.RELATIVE, "b.js"))
    whole = artifact(file("x"), atlas=Atlas(references=references))

    assert ["b.js"] == places(hits(whole, "source_map_reference", kinds=["relative"], resolved=False))
    assert ["a.js"] == places(hits(whole, "source_map_reference", kinds=["relative"], resolved=True))
    assert ["a.js", "b.js"] == places(hits(whole, "source_map_reference", kinds=["relative"]))


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [(["maps.acme.example"], 0), (["*.acme.example"], 0), (["acme.example"], 1), (["*.maps.acme.example"], 1), ([], 1)],
)
def test_allowed_hosts_are_not_reported(allowed: list[str], expected: int) -> None:
    whole = artifact(file("x"), atlas=Atlas(references=(reference(ReferenceKind.REMOTE),)))

    assert expected == len(hits(whole, "source_map_reference", kinds=["remote"], allowed_hosts=allowed))


def test_an_address_that_is_none_has_no_host() -> None:
    broken = replace(reference(ReferenceKind.REMOTE), url="https://[acme")
    (hit,) = hits(artifact(file("x"), atlas=Atlas(references=(broken,))), "source_map_reference", kinds=["remote"])

    assert hit.facts["host"] is None


def test_addresses_inside_maps_count_once() -> None:
    found = replace(
        source_map("package/a.map"),
        section_urls=("b.map", "gone.map", "https://maps.acme.example/a.map", "gone.map"),
        source_root_url="https://acme.s3.amazonaws.com/src",
    )
    ordinary = replace(source_map("package/c.map"), source_root_url="https://code.acme.example/src/")
    known = MapReference(location=found.location, line=None, url="gone.map", kind=ReferenceKind.RELATIVE)
    whole = artifact(file("package/b.map"), atlas=Atlas(maps=(found, ordinary), references=(known,)))
    everything = hits(whole, "source_map_reference", kinds=list(ReferenceKind))

    assert ["gone.map", "b.map", "https://maps.acme.example/a.map", "https://acme.s3.amazonaws.com/src"] == [
        hit.facts["url"] for hit in everything
    ]
    assert 1 == len(hits(whole, "source_map_reference", kinds=["relative"], resolved=True))


def test_many_references_are_one_finding_for_each_folder() -> None:
    references = tuple(reference(ReferenceKind.RELATIVE, f"package/dist/{number}.js") for number in range(21))
    (hit,) = hits(artifact(file("x"), atlas=Atlas(references=references)), "source_map_reference", kinds=["relative"])

    assert (("a.tgz", "package/dist"), None, 21, " (and 20 more)") == (
        hit.location,
        hit.line,
        hit.facts["references"],
        hit.facts["more"],
    )
