from __future__ import annotations

from pkgaudit.dependencies.core_metadata import read_core_metadata
from pkgaudit.model.dependency_document import DependencyDocument
from tests.dependencies.documents import LIMITS, declares

WHEEL = "kit-1.0.dist-info/METADATA"
METADATA = b"""Metadata-Version: 2.1
Name: kit
Version: 1.0
Requires-Dist: litellm==1.82.8
Requires-Dist: Axios (>=1,<2) ; python_version < "3.9" and extra == 'x'
Requires-Dist: direct @ https://host.example/direct.whl
Requires-Dist: ?

Requires-Dist: not-this
"""


def read(content: bytes, *location: str) -> DependencyDocument:
    return read_core_metadata(content, location, LIMITS)


def test_requirements_are_declared_with_their_markers() -> None:
    document = read(METADATA, "kit.whl", WHEEL)

    assert [
        ("litellm", "==1.82.8", "Requires-Dist"),
        ("Axios", ">=1,<2", "Requires-Dist"),
        ("direct", "https://host.example/direct.whl", "Requires-Dist"),
    ] == declares(document)
    assert "python_version < \"3.9\" and extra == 'x'" == document.declared[1].marker
    assert ('Requires-Dist "?" is not understood',) == document.problems


def test_metadata_at_the_top_is_of_the_package_itself() -> None:
    for location in (("kit.whl", WHEEL), ("kit.tar.gz", "kit-1.0/PKG-INFO"), (f"a/b/{WHEEL}",)):
        document = read(METADATA, *location)

        assert document.itself is not None
        assert ("kit", "1.0", False) == (document.itself.name, document.itself.version, document.itself.bundled)
        assert 3 == len(document.declared)


def test_metadata_of_a_vendored_package_says_that_it_is_there_and_requires_nothing() -> None:
    document = read(METADATA, "app.whl", f"app/_vendor/{WHEEL}")

    assert document.itself is not None
    assert ("kit", "1.0", True) == (document.itself.name, document.itself.version, document.itself.bundled)
    assert () == document.declared


def test_metadata_without_a_name_is_of_nobody() -> None:
    assert read(b"Version: 1.0\n", "kit.whl", WHEEL).itself is None


def test_what_is_too_much_is_noted() -> None:
    many = b"Requires-Dist: a\n" * 20_001
    document = read(many, "kit.whl", WHEEL)

    assert 20_000 == len(document.declared)
    assert ("its headers are more or longer than is read",) == document.problems
