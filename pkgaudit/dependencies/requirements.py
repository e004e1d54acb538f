"""requirements.txt, constraints.txt and what pip-compile writes: pins, ranges, and where packages are looked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.dependencies.address import without_credentials
from pkgaudit.dependencies.notes import Notes
from pkgaudit.dependencies.python_graph import PythonGraph
from pkgaudit.dependencies.python_requirement import pinned_version, split_requirement
from pkgaudit.dependencies.requirement_includes import INCLUDES
from pkgaudit.dependencies.requirement_lines import RequirementLine, decoded, requirement_lines
from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.dependency_document import (
    DeclaredPackage,
    DependencyDocument,
    DocumentFormat,
    IndexSetting,
    LockedPackage,
)
from pkgaudit.model.gap import Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import MIB, Limits

REQUIREMENTS_BYTES = 16 * MIB
GROUP = "requirements"
_EDITABLE = "editable"
_MOST_PACKAGES = 50_000
_MOST_INDEXES = 1_000
_INDEXES = frozenset(("--index-url", "--extra-index-url", "--find-links", "--trusted-host", "--no-index"))
_ADDRESS = Expression(r"[A-Za-z][A-Za-z0-9+.-]{1,30}:[^ ]++")
_PATHS = (".", "/", "~", "$")
_ARCHIVES = (".whl", ".tar.gz", ".zip")
_EGG = "#egg="
_VIA = "via"
# What pip-compile and uv say behind a package: ``via kit``, or ``via`` and a name in each comment that follows.
_FROM_FILE = ("-r ", "-c ", "-e ")


def read_requirements(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return what a requirements file asks for; never raises.

    What other files it includes is read where those lie; an address or a file by another name is noted. Text that is
    mostly not requirements is no such file, whatever its name; only one named ``requirements...`` itself is
    then noted as one that nothing can be installed from.
    """
    notes = Notes()
    reading = RequirementsReading(notes)
    if len(content) > REQUIREMENTS_BYTES:
        notes.add(f"it has {len(content):,} bytes; more than {REQUIREMENTS_BYTES:,} are not read")
    else:
        reading.add(decoded(content))
    if reading.is_prose():
        notes = Notes()
        if location[-1].rpartition("/")[2].startswith("requirements"):
            notes.add("most of its lines are no requirements: pip installs nothing from it")
        reading = RequirementsReading(notes)
    return reading.document(location, DocumentFormat.REQUIREMENTS)


class RequirementsReading:
    """Takes requirements line by line.

    Args:
        notes: What is not understood.
    """

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._graph = PythonGraph()
        self._parents: list[Sequence[str]] = []
        self._declared: list[DeclaredPackage] = []
        self._indexes: list[IndexSetting] = []
        self._good = 0
        self._bad = 0

    def add(self, text: str) -> None:
        """Take the lines of a file."""
        for line in requirement_lines(text):
            if len(self._graph) + len(self._declared) >= _MOST_PACKAGES:
                self._notes.add(f"more than {_MOST_PACKAGES:,} requirements: the rest was not looked at")
                return
            self._take(line)

    def is_prose(self) -> bool:
        """Return whether more lines are no requirements than are."""
        return self._bad > self._good

    def document(self, location: Location, format_: DocumentFormat) -> DependencyDocument:
        """Return everything that was read."""
        locked, roots = _with_parents(self._graph, self._parents)
        return DependencyDocument(
            location=location,
            format=format_,
            ecosystem=Ecosystem.PYPI,
            locked=locked,
            roots=roots,
            declared=tuple(self._declared),
            indexes=tuple(self._indexes),
            problems=self._notes.all(),
        )

    def _take(self, line: RequirementLine) -> None:
        if line.too_long:
            self._notes.add(f"line {line.number} is too long: it was not looked at")
        hashes = [value for name, value in line.options if name == "--hash"]
        for name, value in line.options:
            self._option(line.number, name, value)
        if line.text:
            understood = self._requirement(line, " ".join(hashes))
            self._good += understood
            self._bad += not understood
            if not understood:
                self._notes.add(f"line {line.number}, {quoted(without_credentials(line.text))}, is no requirement")

    def _option(self, number: int, name: str, value: str) -> None:
        if name in _INDEXES and len(self._indexes) < _MOST_INDEXES:
            self._good += 1
            self._indexes.append(IndexSetting(option=name, value=without_credentials(value), line=number))
        elif name in INCLUDES:
            from pkgaudit.dependencies.recognise import reader_of  # noqa: PLC0415 -- it names this reader

            self._good += 1
            if reader_of(value) is None:
                shown = quoted(without_credentials(value))
                how = "name it requirements-....txt to have it read"
                self._notes.add(f"line {number} includes {shown}, which was not followed: {how}")
        elif name == "--editable":
            self._good += 1
            self._direct(number, value, _EDITABLE)

    def _requirement(self, line: RequirementLine, hashes: str) -> bool:
        text = line.text
        requirement = split_requirement(text)
        if requirement is None:
            return self._direct(line.number, text.partition(" ;")[0].strip(), GROUP, hashes)
        version = pinned_version(requirement.specifier) or _wheel_version(requirement.url)
        if version:
            package = LockedPackage(
                name=requirement.name,
                version=version,
                resolved=without_credentials(requirement.url),
                integrity=hashes,
                line=line.number,
            )
            self._lock(package, _parents(line.comments))
        else:
            self._declare(
                DeclaredPackage(
                    name=requirement.name,
                    requirement=without_credentials(requirement.url) or requirement.specifier,
                    group=GROUP,
                    marker=requirement.marker,
                    line=line.number,
                )
            )
        return True

    def _direct(self, number: int, place: str, group: str, hashes: str = "") -> bool:
        """Take an address or a path, and return whether it is one."""
        address = _ADDRESS.fullmatch(place) is not None
        if not address and not place.startswith(_PATHS) and not place.endswith(_ARCHIVES):
            return group == _EDITABLE
        name, version = _wheel(place)
        if version:
            package = LockedPackage(
                name=name, version=version, resolved=without_credentials(place), integrity=hashes, line=number
            )
            self._lock(package, ())
        elif address:
            egg = place.partition(_EGG)[2].partition("&")[0].partition("[")[0]
            last = place.partition("#")[0].partition("?")[0].rstrip("/").rpartition("/")[2]
            named = egg or last.partition("@")[0].removesuffix(".git")
            shown = without_credentials(place)
            self._declare(DeclaredPackage(name=named, requirement=shown, group=group, line=number))
        return True

    def _lock(self, package: LockedPackage, parents: Sequence[str]) -> None:
        self._graph.add(package)
        self._parents.append(parents)

    def _declare(self, package: DeclaredPackage) -> None:
        self._declared.append(package)


def _wheel_version(place: str) -> str:
    return _wheel(place)[1]


def _wheel(place: str) -> tuple[str, str]:
    """Return name and version that a wheel's file name says, empty for anything else."""
    name = place.partition("#")[0].partition("?")[0].rpartition("/")[2]
    parts = name.split("-", 2) if name.endswith(".whl") else []
    return (parts[0], parts[1]) if len(parts) > 2 else ("", "")  # noqa: PLR2004 -- name, version and tags


def _parents(comments: Sequence[str]) -> tuple[str, ...]:
    """Return what the comments behind a package say asks for it; a file or a project counts as an empty name."""
    return tuple(dict.fromkeys(_named(comments)))


def _named(comments: Sequence[str]) -> Iterator[str]:
    listing = False
    for comment in comments:
        word, _, rest = comment.partition(" ")
        if word == _VIA:
            listing = True
            names = rest
        elif listing:
            names = comment
        else:
            continue
        for name in names.split(","):
            asked = name.strip()
            if asked:
                yield "" if asked.startswith(_FROM_FILE) or asked.endswith(")") else asked


def _with_parents(
    graph: PythonGraph, parents: Sequence[Sequence[str]]
) -> tuple[tuple[LockedPackage, ...], tuple[int, ...]]:
    """Return the packages linked as their comments say, and those that the project itself asks for."""
    linked = PythonGraph()
    plain = graph.linked()
    wanted: dict[int, list[tuple[str, str]]] = {}
    roots: list[int] = []
    for position, names in enumerate(parents):
        around = [place for name in names if name for place in graph.find(name) if place != position]
        for place in around:
            wanted.setdefault(place, []).append((plain[position].name, plain[position].version))
        if not around or "" in names:
            roots.append(position)
    for position, package in enumerate(plain):
        linked.add(package, wanted.get(position, ()))
    return linked.linked(), tuple(roots)
