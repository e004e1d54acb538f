"""Dependencies of an npm package that only the workspace or the machine it was packed in can resolve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.own_manifests import package_json_path
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.detectors.telling import TOLD_FACTS, told
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.claims import Dependency
from pkgaudit.model.finding import Hit
from pkgaudit.model.grades import Format
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        protocols: What a requirement must begin with to be reported, without the colon. ``file`` covers bare paths.
        groups: The fields of package.json to look in.
    """

    protocols: tuple[str, ...]
    groups: tuple[str, ...] = ("dependencies", "optionalDependencies", "peerDependencies")

    def __post_init__(self) -> None:
        if not self.protocols or not all(name.isalpha() and name.islower() for name in self.protocols):
            raise ValueError('protocols: write at least one, in lower case and without the colon, such as "workspace"')


NEEDS = frozenset((Need.NPM_MANIFEST,))
FACTS: Mapping[str, str] = TOLD_FACTS
PARAMS = Params
VISITS = False

_FILE = "file"
# What npm takes for a path: https://github.com/npm/npm-package-arg
_PATHS = ("./", "../", "/", "~/", ".\\", "..\\")
_MANAGERS = {
    "workspace": "Publish with the manager of the workspace (`pnpm publish`, `yarn npm publish`, `bun publish`), which "
    "writes the version in; `npm publish` does not",
    "catalog": "Publish with the manager that keeps the catalog (`pnpm publish`, `yarn npm publish`, `bun publish`), "
    "which writes the version in; `npm publish` does not",
}


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about protocols."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        path = package_json_path(artifact)
        if path is None or artifact.format is not Format.NPM_TARBALL:
            return
        shipped = _bundled(artifact)
        for name, params in asked:
            found = [
                (each, protocol)
                for each in artifact.claims.dependencies
                if each.group in params.groups and each.name not in shipped
                for protocol in [_protocol(each.requirement)]
                if protocol in params.protocols
            ]
            if found:
                problems = [_problem(each) for each, _ in found]
                facts = told(problems, _edit(*found[0]))
                yield Hit(rule=name, location=(*artifact.location, path), facts=facts)

    return ConcludingCheck(judge)


def _bundled(artifact: Artifact) -> set[str]:
    """Return the dependencies that come inside the package: nobody resolves those."""
    named = {each.name for each in artifact.claims.dependencies if each.group == "bundledDependencies"}
    if not named:
        return named
    present = set()
    for member in artifact.own_files:
        parts = member.path.split("/")
        if len(parts) > 3 and parts[1] == "node_modules":  # noqa: PLR2004 -- package/node_modules/NAME/FILE
            present.add("/".join(parts[2:4]) if parts[2].startswith("@") else parts[2])
    return named & present


def _protocol(requirement: str) -> str:
    text = requirement.strip()
    head, colon, _ = text[:40].partition(":")
    if colon and head.isalpha():
        return head.lower()
    return _FILE if text in (".", "..", "~") or text.startswith(_PATHS) else ""


def _problem(dependency: Dependency) -> str:
    return f"{dependency.group} asks for {quoted(dependency.name)} as {quoted(dependency.requirement)}"


def _edit(dependency: Dependency, protocol: str) -> str:
    way = _MANAGERS.get(
        protocol, "Publish what it points at as a package of its own, or list it in `bundleDependencies`"
    )
    return f'{way}; or write the version in package.json, such as {quoted(dependency.name)}: "^1.2.3".'
