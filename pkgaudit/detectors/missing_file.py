"""Files and modules that a package's own metadata names and that are not in the package."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.own_manifests import OwnManifests, is_package_json, package_json_path
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern


class Named(StrEnum):
    """What names a file; each value is usable as a rule's parameter."""

    ENTRY_POINT = "entry-point"
    PATTERN = "pattern"
    TYPES = "types"
    LICENSE_FILE = "license-file"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        having: ``entry-point``: modules and commands, of package.json or entry_points.txt; ``pattern``: a
            pattern of ``exports``, which must match something; ``types``: TypeScript's declarations; ``license-file``:
            what core metadata calls so.
    """

    having: Named


NEEDS = frozenset((Need.MEMBERS, Need.MANIFEST, Need.PACKED))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = True

_ENTRY_POINTS = ".dist-info/entry_points.txt"
_METADATA = ".dist-info/METADATA"
_PKG_INFO = "/PKG-INFO"
# Before it there was no rule where such a file lies: https://peps.python.org/pep-0639/
_FIRST_WITH_LICENSE_FILES = (2, 4)

_AND_LIST = " and let `files` name the folder of {}"

_Missing = tuple[str, Named, str, str]
"""Manifest, what it names, the problem and the edit."""


class _Check:
    """Compares what is named with what is there."""

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._asked = [(rule.name, params_of(rule, Params).having) for rule in rules]
        self._manifests = OwnManifests(_is_manifest)

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Keep a manifest."""
        self._manifests.visit(member)
        return ()

    def conclude(self, artifact: Artifact) -> Iterator[Hit]:
        """Say what is missing, once for each manifest and rule."""
        missing: dict[tuple[str, Named], list[_Missing]] = {}
        for each in self._missing(artifact):
            missing.setdefault(each[:2], []).append(each)
        for name, having in self._asked:
            for (path, named), found in missing.items():
                if named is having:
                    facts = told([problem for _, _, problem, _ in found], found[0][3])
                    yield Hit(rule=name, location=(*artifact.location, path), facts=facts)

    def _missing(self, artifact: Artifact) -> Iterator[_Missing]:
        manifests = self._manifests.of(artifact)
        if artifact.format is Format.NPM_TARBALL:
            path = package_json_path(artifact)
            if path in manifests:
                yield from _missing_from_npm(artifact, path, manifests[path])
        elif artifact.format is Format.WHEEL:
            for path, content in manifests.items():
                if path.endswith(_ENTRY_POINTS):
                    yield from _missing_modules(artifact, path, content)
                elif path.endswith(_METADATA):
                    yield from _missing_licenses(artifact, path, content, f"{path.rpartition('/')[0]}/licenses")
        elif artifact.format is Format.SDIST:
            for path, content in manifests.items():
                if path.endswith(_PKG_INFO):
                    yield from _missing_licenses(artifact, path, content, path.rpartition("/")[0])


def prepare(rules: Sequence[Rule]) -> _Check:
    """Return a check for all rules about what is missing."""
    return _Check(rules)


def _is_manifest(path: str) -> bool:
    if path.endswith("package.json"):
        return is_package_json(path)
    return path.endswith((_ENTRY_POINTS, _METADATA, _PKG_INFO)) and path.count("/") == 1


def _missing_from_npm(artifact: Artifact, path: str, content: bytes) -> Iterator[_Missing]:
    from pkgaudit.detectors.npm_resolution import PackageFiles  # noqa: PLC0415 -- npm only
    from pkgaudit.manifests.lenient_json import read_json_object  # noqa: PLC0415 -- as above
    from pkgaudit.manifests.npm_declared_files import Lookup, declared_files  # noqa: PLC0415 -- as above

    manifest = read_json_object(content, Limits()).value
    if manifest is None:
        return
    kinds = {Lookup.TYPES: Named.TYPES, Lookup.PATTERN: Named.PATTERN}
    files = PackageFiles(member.path.partition("/")[2] for member in artifact.own_files)
    for declared in declared_files(manifest):
        if files.lack(declared):
            shown = " or ".join(quoted(each) for each in declared.paths[:3])
            verb = "matches no file of" if any("*" in each for each in declared.paths) else "is not in"
            taken = "" if _is_listed(manifest, declared.paths[0]) else _AND_LIST.format(quoted(declared.paths[0]))
            edit = f"Build before you pack{taken}, or correct or remove `{declared.field}` in package.json."
            yield (
                path,
                kinds.get(declared.lookup, Named.ENTRY_POINT),
                f"`{declared.field}` names {shown}, which {verb} the package",
                edit,
            )


def _is_listed(manifest: Mapping[str, object], path: str) -> bool:
    """Return whether ``files`` is absent or names the topmost folder of a path, or kinds of files."""
    entries = manifest.get("files")
    wanted = {path.removeprefix("./").partition("/")[0], "", "."}
    return not isinstance(entries, list) or any(
        isinstance(entry, str) and (entry[:1] == "*" or entry.removeprefix("./").partition("/")[0] in wanted)
        for entry in entries
    )


def _missing_modules(artifact: Artifact, path: str, content: bytes) -> Iterator[_Missing]:
    from pkgaudit.detectors.python_modules import Modules  # noqa: PLC0415 -- wheels only
    from pkgaudit.manifests.entry_points_txt import read_entry_points  # noqa: PLC0415 -- as above

    entries = read_entry_points(content).entries
    if not entries:
        return
    complete = not any(each.group == "Requires-Dist" for each in artifact.claims.dependencies)
    modules = Modules((member.path for member in artifact.own_files), complete=complete)
    for entry in entries:
        if modules.lacks(entry.module):
            edit = (
                f"Let the build backend's configuration in pyproject.toml take in the module {entry.module[:200]}, or "
                f"correct or remove {entry.name[:100]} of [{entry.group[:100]}] there."
            )
            where = f"{quoted(entry.name)} of [{entry.group[:80]}]"
            problem = f"{where} is in {entry.module[:200]}, a module that is not in the wheel"
            yield path, Named.ENTRY_POINT, problem, edit


def _missing_licenses(artifact: Artifact, path: str, content: bytes, folder: str) -> Iterator[_Missing]:
    from pkgaudit.manifests.mail_headers import read_headers  # noqa: PLC0415 -- Python only

    headers = read_headers(content).headers
    version = next((header.value for header in headers if header.name == "metadata-version"), "")
    named = dict.fromkeys(header.value for header in headers if header.name == "license-file")
    if not named or _numbers(version) < _FIRST_WITH_LICENSE_FILES:
        return
    files = {member.path for member in artifact.own_files}
    for name in named:
        if f"{folder}/{name}" not in files:
            problem = f"License-File names {quoted(name)}, and there is no {quoted(f'{folder}/{name}')}"
            edit = (
                "Correct `license-files` in [project] of pyproject.toml so that it matches files that are there, and "
                "build again with a current build backend."
            )
            yield path, Named.LICENSE_FILE, problem, edit


def _numbers(version: str) -> tuple[int, ...]:
    parts = version.strip()[:20].split(".")
    return tuple(int(part) for part in parts) if all(part.isascii() and part.isdigit() for part in parts) else ()
