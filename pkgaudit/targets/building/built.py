"""What building needs to know, and what it gives: an sdist and the wheel made from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pkgaudit.model.grades import Listing
from pkgaudit.model.limits import GIB
from pkgaudit.targets.building.contents import Contents
from pkgaudit.targets.building.installer import Installer

SECONDS = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """How to build.

    Attributes:
        scratch: A folder of the caller's, for the copy and what is built; the caller removes it when done with them.
        execute: False refuses: a backend is the project's code, or code that the project names.
        timeout_seconds: For one run of the build, fetching the backend included.
        environment: The user's own; what the build gets of it is chosen.
        named: Further variables of it that the build gets.
        installer: What fetches the backend; None leaves the choice to `choose_installer`.
        copy_bytes: Content bytes copied at most.
        copy_entries: Files copied at most.
    """

    scratch: Path
    execute: bool = True
    timeout_seconds: float = SECONDS
    environment: Mapping[str, str]
    named: tuple[str, ...] = ()
    installer: Installer | None = None
    copy_bytes: int = 8 * GIB
    copy_entries: int = 500_000


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltArtifact:
    """One file that the backend made.

    Attributes:
        path: Where it lies, in the scratch folder.
        contents: What is in it.
    """

    path: Path
    contents: Contents


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What would be published.

    Attributes:
        sdist: The source distribution.
        wheel: The wheel, made from that sdist.
        others: Names of what else the backend left beside them; an upload of everything takes it along.
        installer: What fetched the backend.
        listing: How it was learned: always by running the backend.
    """

    sdist: BuiltArtifact
    wheel: BuiltArtifact
    others: tuple[str, ...] = ()
    installer: Installer
    listing: Listing = Listing.BUILT
