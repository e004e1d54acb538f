"""What a project would publish, file by file: why each is in, whether git tracks it, and what is odd about it."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct, field

from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem


class Tracking(StrEnum):
    """What git says of the file in the project that a shipped file was made from."""

    TRACKED = "tracked"
    UNTRACKED = "untracked"
    IGNORED = "ignored"
    UNKNOWN = "unknown"
    """There is no repository, or no such file in the project: the packer wrote it."""


class ReasonKind(StrEnum):
    """Why a file is in a package."""

    ALWAYS = "always"
    """The packer takes it whatever the configuration says."""
    LISTED = "listed"
    """An entry of an allow-list matches it."""
    NAMED = "named"
    """A field of the manifest names it: an entry point, a licence file."""
    SWEPT = "swept"
    """No allow-list, and nothing excludes it."""
    BUNDLED = "bundled"
    """It belongs to a bundled dependency."""
    WRITTEN = "written"
    """The packer or the backend wrote it; no such file is in the project."""
    UNEXPLAINED = "unexplained"
    """The packer took it, and none of what we know of the packer says why."""


class Reason(Struct, frozen=True, kw_only=True):
    """Why one file is in.

    Attributes:
        kind: The class of reason.
        by: What does it, as written, after the file or key it stands in: ``files: "dist"``, ``MANIFEST.in: graft x``,
            ``main``; empty where the kind says all.
    """

    kind: ReasonKind
    by: str = ""


class ShippedFile(Struct, frozen=True, kw_only=True):
    """One file of a package.

    Attributes:
        path: Of the member, as in the artifact (``package/dist/cli.js``).
        size: Bytes of content.
        source: The file in the project that it was made from, relative to the package's folder, ``/`` between
            components; None when there is none or it is not known.
        reason: Why it is in.
        tracking: What git says of ``source``.
    """

    path: str
    size: int
    source: str | None
    reason: Reason
    tracking: Tracking


class PackingProblemKind(StrEnum):
    """What can be wrong with how a package is put together, seen from its project."""

    NO_ALLOW_LIST = "no-allow-list"
    DEAD_EXCLUSION = "dead-exclusion"
    UNMATCHED_ENTRY = "unmatched-entry"
    SHADOWED_IGNORE_FILE = "shadowed-ignore-file"
    IGNORED_FILE = "ignored-file"
    UNTRACKED_FILE = "untracked-file"
    OTHER_PACKER = "other-packer"
    MAPS_TURNED_ON = "maps-turned-on"
    CODE_NOT_IN_SDIST = "code-not-in-sdist"
    CODE_DIFFERS_FROM_SDIST = "code-differs-from-sdist"
    CODE_NOT_IN_WHEEL = "code-not-in-wheel"
    MORE_THAN_BUILT = "more-than-built"


class PackingProblem(Struct, frozen=True, kw_only=True):
    """One thing that is odd.

    Attributes:
        kind: What.
        file: The configuration file to edit or look at, relative to the package's folder; empty when there is none.
        line: 1-based line in ``file``, or None.
        entry: The entry at fault, as written; empty when there is none.
        paths: Members of the artifact that it concerns, as in the artifact, sorted.
        edit: The exact edit that works for the packer in use, one sentence.
        detail: What more there is to say, a few words; may be empty.
    """

    kind: PackingProblemKind
    file: str = ""
    line: int | None = None
    entry: str = ""
    paths: tuple[str, ...] = ()
    edit: str
    detail: str = ""


class GitView(Struct, frozen=True, kw_only=True):
    """What git knows of the files below a project's root.

    Attributes:
        tracked: Paths relative to the project's root, ``/`` between components.
        untracked: Those it neither tracks nor ignores. What exists and is in neither set is ignored.
    """

    tracked: frozenset[str]
    untracked: frozenset[str]


class Origin(Struct, frozen=True, kw_only=True):
    """The project that an artifact was packed from.

    Attributes:
        project: The project, as the user named it.
        root: Its root (a monorepo's root), resolved.
        folder: The package's folder as seen from the root, ``/`` between components; ``.`` for the root itself.
        ecosystem: Where the package would be published.
        packer: ``npm``, ``pnpm``, ``yarn-classic``, ``yarn-berry``, ``bun``, or the build backend's name.
        packer_version: As the packer says; empty when it is not known.
        notes: What a reader of the report should know: scripts that did not run...
        git: What git says, or None without a repository.
        problems: What was seen while packing.
    """

    project: str
    root: str
    folder: str
    ecosystem: Ecosystem
    packer: str
    packer_version: str = ""
    notes: tuple[str, ...] = ()
    git: GitView | None = None
    problems: tuple[PackingProblem, ...] = ()


class ShipList(Struct, frozen=True, kw_only=True):
    """Everything that ships in one package.

    Attributes:
        files: In the artifact's order; of several members of one path all.
        problems: What is odd, in a fixed order.
    """

    files: tuple[ShippedFile, ...] = field(default_factory=tuple)
    problems: tuple[PackingProblem, ...] = field(default_factory=tuple)


class Unpublished(Struct, frozen=True, kw_only=True):
    """A package of a project that is never published, and so was neither packed nor judged.

    Attributes:
        location: Its folder, as the user would type it.
        name: As its manifest says; empty when it says none.
        why: What says so: ``"private": true``...
    """

    location: Location
    name: str
    why: str
