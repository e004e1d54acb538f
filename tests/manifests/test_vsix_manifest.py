from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.vsix_manifest import MANIFEST_BYTES, read_vsix_manifest, vsix_manifest_gap
from pkgaudit.model.gap import GapKind
from pkgaudit.model.limits import Limits

WHERE = ("a.vsix", "extension.vsixmanifest")
GOOD = b"""<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="urn:x"><Metadata>
<Identity Language="en-US" Id="tool" Version="1.2.3" Publisher="acme" />
<Properties>
<Property Id="Microsoft.VisualStudio.Services.Links.Source" Value="https://github.com/o/r.git" /></Properties>
</Metadata></PackageManifest>"""


def test_the_identity_and_the_source_link_are_claimed() -> None:
    claims = read_vsix_manifest(GOOD, WHERE, Limits())

    assert () == claims.problems
    assert ("tool", "1.2.3") == (claims.name, claims.version)
    assert ("https://github.com/o/r.git", True) == (claims.repository, claims.repository_is_public)


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "cannot be read as XML"),
        (b"<a>", "cannot be read as XML"),
        (b"<a/>", "0 Identity elements"),
        (b"<a><Identity/><Identity/></a>", "2 Identity elements"),
        (b"<a><Identity Version='1' Publisher='p'/></a>", "no Id"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "DOCTYPE"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "cannot be read as XML"),
        (b"<a>" * 100, "nests more than"),
        (b" " * (MANIFEST_BYTES + 1), "are not read"),
    ],
)
def test_each_malformed_manifest_has_its_problem(content: bytes, problem: str) -> None:
    found = [text.problem for text in read_vsix_manifest(content, WHERE, Limits()).problems]

    assert any(problem in text for text in found), found


def test_a_huge_manifest_is_a_gap() -> None:
    gap = vsix_manifest_gap(b" " * (MANIFEST_BYTES + 1), WHERE)

    assert vsix_manifest_gap(GOOD, WHERE) is None
    assert gap is not None
    assert GapKind.LIMIT is gap.kind


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f"<Identity Id='{text}'/>".encode()))
def test_arbitrary_bytes_raise_nothing(content: bytes) -> None:
    assert read_vsix_manifest(content, WHERE, Limits()).problems
