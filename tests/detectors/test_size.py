"""Sizes are measured on the artifact's own files and reported with the largest of them."""

from __future__ import annotations

import pytest

from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.source_map import Atlas
from tests.detectors.atlas import artifact, file, hits, places, source_map

MIB = 1024 * 1024


@pytest.mark.parametrize(("size", "expected"), [(MIB, []), (MIB + 1, ["big.bin"])])
def test_a_file_counts_from_one_byte_over(size: int, expected: list[str]) -> None:
    whole = artifact(file("big.bin", size=size), file("b.zip", "inner.bin", size=9 * MIB), file("small"))

    assert expected == places(hits(whole, "size", measure="file", over=MIB))


@pytest.mark.parametrize(
    ("size", "spelt", "limit"),
    [
        (10_000_001, "10.000001 MB", "10.000000 MB"),
        (10_000_100, "10.0001 MB", "10.0000 MB"),
        (10_060_000, "10.1 MB", "10.0 MB"),
        (1_234_567_890, "1,234.6 MB", "10.0 MB"),
    ],
)
def test_a_size_over_the_limit_never_reads_like_the_limit(size: int, spelt: str, limit: str) -> None:
    (hit,) = hits(artifact(file("a", size=size)), "size", measure="file", over=10_000_000)

    assert (spelt, limit) == (hit.facts["size"], hit.facts["limit_size"])


def test_packed_and_unpacked_are_the_artifact_s() -> None:
    whole = artifact(file("a", size=60), file("b", size=50), packed=30)
    (unpacked,) = hits(whole, "size", measure="package-unpacked", over=109)
    (packed,) = hits(whole, "size", measure="package-packed", over=29)

    assert [] == hits(whole, "size", measure="package-unpacked", over=110)
    assert [] == hits(whole, "size", measure="package-packed", over=30)
    assert (("a.tgz",), 110, 30) == (unpacked.location, unpacked.facts["bytes"], packed.facts["bytes"])
    assert ({"path": "a", "bytes": 60}, {"path": "b", "bytes": 50}) == unpacked.facts["largest"]


def test_a_share_needs_company_and_weight() -> None:
    whole = artifact(file("a", size=60), file("b", size=40))

    assert ["a"] == places(hits(whole, "size", measure="share-of-package", over=0.5))
    assert 60.0 == hits(whole, "size", measure="share-of-package", over=0.5)[0].facts["percent"]
    assert [] == hits(whole, "size", measure="share-of-package", over=0.5, at_least=61)
    assert [] == hits(whole, "size", measure="share-of-package", over=0.6)
    assert [] == hits(artifact(file("a", size=60)), "size", measure="share-of-package", over=0.5)


def test_the_weight_of_maps_is_compared_with_code() -> None:
    maps = Atlas(maps=(source_map("a.js.map"), source_map("b.js")))
    whole = artifact(
        file("a.js", size=40), file("a.js.map", size=100), file("b.js", size=100), file("c.txt", size=9), atlas=maps
    )
    (hit,) = hits(whole, "size", measure="map-to-code-ratio", over=4)

    assert (5.0, 200) == (hit.facts["ratio"], hit.facts["bytes"])
    assert [] == hits(whole, "size", measure="map-to-code-ratio", over=5)
    assert [] == hits(whole, "size", measure="map-to-code-ratio", over=4, at_least=201)
    assert [] == hits(artifact(file("a.js.map"), atlas=maps), "size", measure="map-to-code-ratio", over=0)


def test_files_are_counted() -> None:
    whole = artifact(file("a"), file("b"), file("b.zip", "c"))
    (hit,) = hits(whole, "size", measure="file-count", over=1)

    assert 2 == hit.facts["files"]
    assert [] == hits(whole, "size", measure="file-count", over=2)


def test_a_rule_may_be_for_one_registry_or_format() -> None:
    wheel = artifact(file("a", size=9), ecosystem=Ecosystem.PYPI, artifact_format=Format.WHEEL)

    assert [] == hits(wheel, "size", measure="file", over=1, ecosystems=["npm"])
    assert [] == hits(wheel, "size", measure="file", over=1, formats=["sdist"])
    assert 1 == len(hits(wheel, "size", measure="file", over=1, ecosystems=["pypi"], formats=["wheel"]))


def test_many_large_files_are_one_finding_for_each_folder() -> None:
    (hit,) = hits(artifact(*(file(f"d/{number}", size=2) for number in range(21))), "size", measure="file", over=1)

    assert (("a.tgz", "d"), 21, 42) == (hit.location, hit.facts["files"], hit.facts["bytes"])
