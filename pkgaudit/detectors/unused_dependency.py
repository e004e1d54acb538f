"""Dependencies that package.json declares and that no shipped file names: what is installed and never asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.own_manifests import OwnManifests, is_package_json, package_json_path
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.shipped_names import CODE, ShippedNames
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.manifests.lenient_json import quoted, read_json_object
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member
from pkgaudit.model.rule import Rule
from pkgaudit.search.pattern import Marks, Pattern


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        apart: Packages that are never meant, by name or by scope with ``/`` at the end.
    """

    apart: tuple[str, ...] = ()


NEEDS = frozenset((Need.MEMBERS, Need.NPM_MANIFEST, Need.PACKED))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = True

# Declared there too, a package is for whoever installs this one, or lies inside it already.
_OTHER_KINDS = ("peerDependencies", "optionalDependencies", "bundleDependencies", "bundledDependencies")
_NO_USE = frozenset(
    (
        "name", "version", "description", "keywords", "author", "contributors", "maintainers", "repository",
        "homepage", "bugs", "license", "dependencies", "devDependencies", "overrides", "resolutions", "pnpm",
        *_OTHER_KINDS,
    )
)  # fmt: skip
_MOST_DECLARED = 2_000
_LEAST_CODE = 100
_DEPENDENCIES = "dependencies"


class _Check:
    """Collects what is named, and compares it with what is declared."""

    patterns: tuple[Pattern, ...] = ()

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._asked = [(rule.name, params_of(rule, Params).apart) for rule in rules]
        self._manifests = OwnManifests(is_package_json)
        self._names = ShippedNames()

    def visit(self, member: Member, marks: Marks) -> Iterable[Hit]:  # noqa: ARG002 -- the Protocol's signature
        """Keep a manifest, or the names in anything else."""
        self._manifests.visit(member)
        if not is_package_json(member.path):
            self._names.visit(member)
        return ()

    def conclude(self, artifact: Artifact) -> Iterator[Hit]:
        """Say which dependencies nothing names."""
        path = package_json_path(artifact)
        content = self._manifests.of(artifact).get(path or "")
        if artifact.format is not Format.NPM_TARBALL or path is None or content is None:
            return
        manifest = read_json_object(content, Limits()).value
        unnamed = [] if manifest is None or not _has_code(artifact) else self._unnamed(manifest)
        for rule, apart in self._asked:
            found = [name for name in unnamed if not _is_apart(name, apart)]
            if found:
                problems = [f"`dependencies` asks for {quoted(name)}" for name in found]
                edit = (
                    f"Remove {quoted(found[0])} from `dependencies` if nothing needs it, after you have found out who "
                    "put it there."
                )
                yield Hit(rule=rule, location=(*artifact.location, path), facts=told(problems, edit))

    def _unnamed(self, manifest: Mapping[str, object]) -> list[str]:
        declared = _declared(manifest)
        if not declared:
            return []
        self._names.take_in()
        self._names.add(_uses(manifest))
        # A command is called by the last part: ``node-pre-gyp`` of @mapbox/node-pre-gyp.
        commands = ShippedNames()
        commands.add(_encoded(manifest.get("scripts")))
        if not (self._names.complete and commands.complete):
            return []
        return [name for name in declared if not (self._names.hold(name) or commands.hold(name.rpartition("/")[2]))]


def prepare(rules: Sequence[Rule]) -> _Check:
    """Return a check for all rules about dependencies that are not used."""
    return _Check(rules)


def _declared(manifest: Mapping[str, object]) -> list[str]:
    asked = manifest.get(_DEPENDENCIES)
    if not isinstance(asked, dict) or len(asked) > _MOST_DECLARED or True in _bundled(manifest):
        return []
    elsewhere = {name for kind in _OTHER_KINDS for name in _names_of(manifest.get(kind))}
    return [name for name in asked if isinstance(name, str) and name and name not in elsewhere]


def _bundled(manifest: Mapping[str, object]) -> tuple[object, ...]:
    """Return what says that everything is bundled: ``true`` instead of a list."""
    return (manifest.get("bundleDependencies") is True, manifest.get("bundledDependencies") is True)


def _names_of(field: object) -> list[str]:
    return [name for name in field if isinstance(name, str)] if isinstance(field, dict | list) else []


def _uses(manifest: Mapping[str, object]) -> bytes:
    """Return what a manifest says beside what it depends on: scripts, and configuration of tools."""
    return _encoded({key: value for key, value in manifest.items() if key not in _NO_USE})


def _encoded(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")


def _has_code(artifact: Artifact) -> bool:
    """Return whether there is code that could name anything: what only gathers other packages has none."""
    size = sum(member.size for member in artifact.own_files if member.path.lower().endswith(CODE))
    return size >= _LEAST_CODE


def _is_apart(name: str, apart: Iterable[str]) -> bool:
    return any(name.startswith(each) if each.endswith("/") else name == each for each in apart)
