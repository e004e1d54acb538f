"""Dependencies of an npm package that come from a repository or an address, past the registry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.own_manifests import package_json_path
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.rule import Rule


class Origin(StrEnum):
    """What a dependency comes from."""

    GIT = "git"
    TARBALL = "tarball"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        origins: Any of these.
        groups: The fields of package.json to look in.
    """

    origins: tuple[Origin, ...]
    groups: tuple[str, ...] = ("dependencies", "optionalDependencies", "peerDependencies")


NEEDS = frozenset((Need.NPM_MANIFEST, Need.DEPENDENCIES))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = False

_LONGEST = 2_048
# How npm tells a repository: https://docs.npmjs.com/cli/configuring-npm/package-json#git-urls-as-dependencies
_GIT = Expression(
    r"(?i:git(?:\+(?:ssh|https?|file|rsync|ftp))?:|ssh:|git@|(?:github|gitlab|bitbucket|gist):)"
    r"|[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}/[A-Za-z0-9_.-]{1,100}(?:#.*)?$"
    r"|(?i:https?://)[^/\s]{1,255}/[^?#\s]{1,1000}\.git(?:#.*)?$"
)
_ADDRESS = Expression(r"(?i:https?://)")


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about where dependencies come from."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        path = package_json_path(artifact)
        if path is None or artifact.format is not Format.NPM_TARBALL:
            return
        location = (*artifact.location, path)
        manifest = next((each for each in reversed(artifact.documents) if each.location == location), None)
        for name, params in asked if manifest is not None else ():
            found = list(_found(artifact, manifest, params)) if manifest is not None else []
            if found:
                problems = [f"{each.group} takes {_called(each)} from {quoted(each.requirement)}" for each in found]
                edit = (
                    f"Publish what {_called(found[0])} needs as a package of its own and ask for its version, "
                    "or ship it inside through `bundleDependencies`."
                )
                yield Hit(rule=name, location=location, facts=told(problems, edit))

    return ConcludingCheck(judge)


def origin_of(requirement: str) -> Origin | None:
    """Return what a requirement of package.json comes from, None for the registry and for folders."""
    text = requirement.strip()[:_LONGEST]
    if _GIT.match(text):
        return Origin.GIT
    return Origin.TARBALL if _ADDRESS.match(text) else None


def _found(artifact: Artifact, manifest: DependencyDocument, params: Params) -> Iterator[DeclaredPackage]:
    shipped = {each.name for each in manifest.declared if each.group == "bundleDependencies"}
    paths = {document.location[-1] for document in artifact.documents}
    folder = manifest.location[-1].rpartition("/")[0]
    for each in manifest.declared:
        bundled = each.name in shipped and f"{folder}/node_modules/{each.name}/package.json" in paths
        if each.group in params.groups and not bundled and origin_of(each.requirement) in params.origins:
            yield each


def _called(package: DeclaredPackage) -> str:
    return quoted(package.alias or package.name)
