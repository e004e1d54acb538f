"""What an artifact says about itself: typed, and never trusted."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem


class Dependency(Struct, frozen=True, kw_only=True):
    """One dependency as declared.

    Attributes:
        name: As written.
        requirement: Version range, URL or specifier as written; empty when none is given.
        group: The manifest's word for the kind: ``dependencies``, ``devDependencies``, ``Requires-Dist``...
    """

    name: str
    requirement: str
    group: str


class ClaimProblem(Struct, frozen=True, kw_only=True):
    """A manifest that does not say what it must, or says it twice.

    Attributes:
        location: The manifest, outermost first.
        problem: What is wrong, in a few words.
    """

    location: Location
    problem: str


class Claims(Struct, frozen=True, kw_only=True):
    """The claims of one manifest, or of all manifests of an artifact merged.

    Attributes:
        ecosystem: Whose manifest it is, None when there was none.
        name: Package name as written.
        version: Version as written.
        license: Licence expression or text of the licence field as written.
        license_is_osi: Whether every licence in the expression is OSI approved.
        repository: Repository URL as written.
        repository_is_public: Whether the URL points at a known public code host or is plain http(s) to one.
        marked_private: ``"private": true`` or the classifier that forbids upload.
        scripts: Lifecycle scripts by name.
        dependencies: Every declared dependency.
        entry_points: Declared paths inside the package by field (``main``, ``bin.name``, ``exports./x``).
        keys: Top-level keys present in the manifest.
        problems: What was malformed.
    """

    ecosystem: Ecosystem | None = None
    name: str | None = None
    version: str | None = None
    license: str | None = None
    license_is_osi: bool = False
    repository: str | None = None
    repository_is_public: bool = False
    marked_private: bool = False
    scripts: Mapping[str, str] = field(default_factory=dict)
    dependencies: tuple[Dependency, ...] = ()
    entry_points: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    problems: tuple[ClaimProblem, ...] = ()
