"""Which findings a package's configuration can cure, and by keeping which files from shipping."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pkgaudit.manifests.package_json import read_package_json
from pkgaudit.model.finding import Facts, Finding, Verdict
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits
from pkgaudit.model.ship_list import PackingProblemKind
from pkgaudit.remedy.packages import Package, PackageKey, Shipped

# Findings about a file that may be needed are not cured by leaving it out, but by what is in it.
_CODE = (
    *(".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".css", ".html", ".vue", ".wasm", ".node"),
    *(".py", ".pyi", ".pyx", ".pyd", ".so", ".dll", ".dylib"),
)
_ABOUT_FILES = frozenset(("sourcemaps", "contents", "secrets", "disclosure"))
_WHATEVER_THEY_HOLD = frozenset(("contents",))
# In a family about files these speak of the file beside the map.
_ABOUT_REFERENCES = frozenset(
    {
        *("dangling-source-map-reference", "local-source-map-reference", "remote-source-map-reference"),
        *("source-map-in-public-storage", "source-map-in-remote-archive", "embedded-sources-in-binary"),
        *("embedded-sources-inline", "paired-debug-id"),
    }
)
_PACKING = frozenset(
    {
        *(PackingProblemKind.NO_ALLOW_LIST, PackingProblemKind.DEAD_EXCLUSION),
        *(PackingProblemKind.SHADOWED_IGNORE_FILE, PackingProblemKind.IGNORED_FILE, PackingProblemKind.UNTRACKED_FILE),
    }
)
_NOT_TRACKED = frozenset((PackingProblemKind.IGNORED_FILE, PackingProblemKind.UNTRACKED_FILE))
_MAP = ".map"
_MAY_BE_NEEDED = "the file is code that the package may need: what is in it has to change"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLine:
    """A line or an entry that does nothing.

    Attributes:
        file: Where it stands, relative to the package's folder.
        line: 1-based, None where it is an entry of a list.
        entry: As written.
    """

    file: str
    line: int | None
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What would cure one finding.

    Attributes:
        verdict: The finding.
        package: Which package.
        unwanted: Files that must not ship, relative to the package's folder; none where only the configuration is
            at fault.
        dead: What does nothing and goes.
    """

    verdict: Verdict
    package: PackageKey
    unwanted: frozenset[str]
    dead: DeadLine | None = None


def aim_of(verdict: Verdict, packages: Mapping[PackageKey, Package]) -> Aim | str:
    """Return what would cure a finding, or why an edit of the configuration cannot, as the end of a sentence."""
    finding = verdict.finding
    for key, package in packages.items():
        for artifact in package.artifacts:
            if finding.location[: len(artifact.location)] == artifact.location:
                return _aim(verdict, key, package, artifact)
    return "it is not about a package that was packed from this project"


def _aim(verdict: Verdict, key: PackageKey, package: Package, artifact: Shipped) -> Aim | str:
    finding = verdict.finding
    inside = finding.location[len(artifact.location) :]
    if finding.family not in _ABOUT_FILES:
        kind = _packing_kind(finding.facts)
        if kind is None:
            return "it does not come from which files are packed"
        return _packing_aim(verdict, kind, key, package, artifact)
    if finding.rule in _ABOUT_REFERENCES:
        return "what is in the file has to change"
    members = _members(finding, inside, artifact)
    why = _why_needed(members, package, artifact, may_be_code=finding.family in _WHATEVER_THEY_HOLD)
    return why or Aim(verdict=verdict, package=key, unwanted=_sources(members, artifact))


def _packing_aim(
    verdict: Verdict, kind: PackingProblemKind, key: PackageKey, package: Package, artifact: Shipped
) -> Aim | str:
    """Return what would cure a finding about how the package is put together."""
    finding = verdict.finding
    inside = finding.location[len(artifact.location) :]
    if kind is PackingProblemKind.NO_ALLOW_LIST:
        if package.origin.ecosystem is not Ecosystem.NPM:
            return "what shall ship is for you to list"
        hidden = [source for source in artifact.sources.values() if _is_hidden(source)]
        return Aim(verdict=verdict, package=key, unwanted=frozenset(hidden))
    dead = _dead_line(finding.facts) if kind is PackingProblemKind.DEAD_EXCLUSION else None
    members = _packing_members(finding, kind, inside, package, artifact)
    if dead is not None and not members:
        return Aim(verdict=verdict, package=key, unwanted=frozenset(), dead=dead)
    why = _why_needed(members, package, artifact, may_be_code=dead is not None)
    if why == _MAY_BE_NEEDED and kind in _NOT_TRACKED:
        return "the file is code that the package may need: commit it, or delete it"
    return why or Aim(verdict=verdict, package=key, unwanted=_sources(members, artifact), dead=dead)


def _sources(members: Iterable[str], artifact: Shipped) -> frozenset[str]:
    return frozenset(artifact.sources[member] for member in members)


def _members(finding: Finding, inside: Sequence[str], artifact: Shipped) -> list[str]:
    """Return the members that a finding is about; of many reported as a folder, those of a source map's name."""
    if inside and inside[0] in artifact.contents.files:
        return [inside[0]]
    below = f"{inside[0]}/" if inside else ""
    if finding.family != "sourcemaps":
        return []
    return [member for member in artifact.contents.files if member.startswith(below) and member.endswith(_MAP)]


def _packing_kind(facts: Facts) -> PackingProblemKind | None:
    named = str(facts.get("kind", "")).partition(":")[0]
    return next((kind for kind in _PACKING if kind.value == named), None)


def _packing_members(
    finding: Finding, kind: PackingProblemKind, inside: Sequence[str], package: Package, artifact: Shipped
) -> list[str]:
    if inside and inside[0] in artifact.contents.files:
        named: list[str] = [inside[0]]
    else:
        named = _listed(finding.facts)
    count = finding.facts.get("paths")
    if isinstance(count, int) and count > len(named):
        # Only the first are listed: what git says stands for the rest.
        below = f"{inside[0]}/" if inside else ""
        return [each for each in artifact.sources if each.startswith(below) and _is_said(kind, package, artifact, each)]
    return named


def _listed(facts: Facts) -> list[str]:
    found = facts.get("list")
    entries = found if isinstance(found, tuple) else ()
    return [path for entry in entries if isinstance(entry, dict) and isinstance(path := entry.get("path"), str)]


def _is_said(kind: PackingProblemKind, package: Package, artifact: Shipped, member: str) -> bool:
    git = package.origin.git
    if git is None:
        return False
    prefix = "" if package.origin.folder == "." else f"{package.origin.folder}/"
    source = prefix + artifact.sources[member]
    if kind is PackingProblemKind.UNTRACKED_FILE:
        return source in git.untracked
    return source not in git.tracked and source not in git.untracked


def _dead_line(facts: Facts) -> DeadLine | None:
    file, line, entry = facts.get("file"), facts.get("line"), facts.get("entry")
    if not isinstance(file, str) or not isinstance(entry, str) or not file or not entry:
        return None
    return DeadLine(file=file, line=line if isinstance(line, int) else None, entry=entry)


def _is_hidden(source: str) -> bool:
    return any(part.startswith(".") for part in source.split("/"))


def _why_needed(members: Iterable[str], package: Package, artifact: Shipped, *, may_be_code: bool) -> str:
    """Return why one of the files cannot be left out, or nothing."""
    named = entry_points(package)
    known = list(members)
    if not known:
        return "it is about no file that could be left out"
    for member in known:
        source = artifact.sources.get(member)
        if source is None:
            return "the packer made the file, it is not in the project"
        field = named.get(source)
        if field is not None:
            return f"the package needs the file: {field} in package.json names it"
        if not may_be_code and source.lower().endswith(_CODE):
            return _MAY_BE_NEEDED
    return ""


def entry_points(package: Package) -> dict[str, str]:
    """Return the files that package.json names, with the field that does."""
    if package.origin.ecosystem is not Ecosystem.NPM:
        return {}
    try:
        with (package.path / "package.json").open("rb") as file:
            content = file.read()
    except OSError:
        return {}
    found: dict[str, str] = {}
    for field, named in read_package_json(content, (), Limits()).entry_points.items():
        path = named.removeprefix("./").rstrip("/")
        for spelled in (path, f"{path}.js", f"{path}/index.js"):
            found.setdefault(spelled, field)
    return found
