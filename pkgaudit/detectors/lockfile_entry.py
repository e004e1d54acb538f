"""Entries of npm lockfiles whose address, name or checksum does not fit the rest of the file."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.grouping import MORE, more
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat, LockedPackage
from pkgaudit.model.finding import FactValue, Hit
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.rule import Rule

if TYPE_CHECKING:
    from pkgaudit.detectors.package_address import PackageAddress


class Oddity(StrEnum):
    """What does not fit."""

    OTHER_PACKAGE = "other-package"
    FOREIGN_HOST = "foreign-host"
    INSECURE_ADDRESS = "insecure-address"
    GIT = "git"
    NO_INTEGRITY = "no-integrity"
    WEAK_INTEGRITY = "weak-integrity"


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True):
    """What a rule asks.

    Attributes:
        oddities: Any of these.
    """

    oddities: tuple[Oddity, ...]


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = {
    "kind": "what does not fit",
    "entries": "how many entries this finding stands for",
    "first": "the first of them",
    "detail": "what is odd about the first of them",
    "usual": "what the other entries have, where that is what it does not fit",
    "more": MORE,
    "list": "the first twenty: `entry`, `detail`",
}
PARAMS = Params
VISITS = False

_LISTED = 20
_FEW = 10
"""A host that serves less than one in so many of what another one does is the odd one out."""
_STRONG = ("sha512-", "sha384-", "sha256-")
_ENCRYPTED = frozenset(("https", "git+ssh", "git+https", "ssh", "file"))
_WITH_CHECKSUMS = (
    DocumentFormat.PACKAGE_LOCK,
    DocumentFormat.YARN_CLASSIC_LOCK,
    DocumentFormat.PNPM_LOCK,
    DocumentFormat.BUN_LOCK,
)

_Odd = tuple[int, str]
_Address = tuple["PackageAddress", bool, bool]
"""An address, whether it is plainly that of its entry, and whether it is one of a registry."""


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about lockfile entries."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not any(document.locked for document in artifact.documents):
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where something is locked

        places = Places(artifact)
        for document in places.documents():
            if document.ecosystem is Ecosystem.NPM and document.locked and places.is_installed_from(document):
                found = _Entries(document).odd()
                for name, params in asked:
                    for oddity in params.oddities:
                        if oddity in found:
                            yield _hit(name, document, oddity, *found[oddity])

    return ConcludingCheck(judge)


class _Entries:
    """The entries of one lockfile, their addresses taken apart once."""

    def __init__(self, document: DependencyDocument) -> None:
        self._document = document
        self._entries = [
            (position, package)
            for position, package in enumerate(document.locked)
            if not package.bundled and not package.own
        ]
        self._addresses = list(self._taken_apart())

    def _taken_apart(self) -> Iterator[_Address]:
        """Yield the address of each entry; of those that fit their entry, each host is looked at once."""
        from pkgaudit.detectors.package_address import is_usual, package_address  # noqa: PLC0415 -- only for lockfiles

        heads: dict[str, PackageAddress] = {}
        for _, package in self._entries:
            text = package.resolved
            fits = is_usual(text, package.name, package.version)
            if not fits:
                address = package_address(text)
                yield address, False, bool(address.name and address.host and package.version)
                continue
            head = text[: text.find("/", text.find("//") + 2) + 1]
            if head not in heads:
                heads[head] = package_address(head)
            yield heads[head], True, bool(heads[head].host)

    def _all(self) -> Iterator[tuple[int, LockedPackage, _Address]]:
        for (position, package), address in zip(self._entries, self._addresses, strict=True):
            yield position, package, address

    def odd(self) -> dict[Oddity, tuple[list[_Odd], str]]:
        """Return by oddity the entries with a word on each, and what the others have."""
        foreign, usual = self._foreign()
        found = {
            Oddity.OTHER_PACKAGE: (list(self._other_packages()), ""),
            Oddity.FOREIGN_HOST: (foreign, usual),
            Oddity.INSECURE_ADDRESS: (list(self._insecure()), ""),
            Oddity.GIT: (list(self._git()), ""),
            **self._checksums(),
        }
        return {oddity: held for oddity, held in found.items() if held[0]}

    def _other_packages(self) -> Iterator[_Odd]:
        from pkgaudit.knowledge.versions import same_version  # noqa: PLC0415 -- only where something is locked

        for position, package, (address, fits, _) in self._all():
            if fits or not address.name or not package.version:
                continue
            other_version = address.version and not same_version(Ecosystem.NPM, address.version, package.version)
            if address.name != package.name or other_version:
                yield position, f"its address is that of {address.name}@{address.version or 'no version'}"

    def _foreign(self) -> tuple[list[_Odd], str]:
        """Return entries from a host that serves few of those names that come from one registry.

        That is all names without a scope, and each scope by itself: a scope may have a registry of its own.
        """
        hosts: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for _, package, (address, _, fetched) in self._all():
            if fetched:
                hosts[_scope(package.name)][address.host] += 1
        mixed = {scope: (counted, *counted.most_common(1)[0]) for scope, counted in hosts.items() if len(counted) > 1}
        odd: list[_Odd] = []
        usual = ""
        for position, package, (address, _, fetched) in self._all() if mixed else ():
            known = mixed.get(_scope(package.name))
            if fetched and known is not None:
                counted, most, number = known
                if counted[address.host] * _FEW <= number:
                    odd.append((position, f"it comes from {address.host}"))
                    usual = usual or most
        return odd, usual

    def _insecure(self) -> Iterator[_Odd]:
        for position, _, (address, _, _) in self._all():
            if address.scheme not in _ENCRYPTED and address.host:
                yield position, f"it is fetched by {address.scheme} from {address.host}"

    def _git(self) -> Iterator[_Odd]:
        for position, _, (address, _, _) in self._all():
            if address.scheme.startswith(("git", "ssh")) and address.host:
                yield position, f"it is a commit of a repository on {address.host}"

    def _checksums(self) -> dict[Oddity, tuple[list[_Odd], str]]:
        """Return entries of the registry with a weaker checksum than most have, or with none."""
        if self._document.format not in _WITH_CHECKSUMS:
            return {}
        entries = [
            (position, package)
            for position, package, (address, fits, _) in self._all()
            if package.version and (fits or address.name or not package.resolved)
        ]
        strong = sum(package.integrity.startswith(_STRONG) or " sha512-" in package.integrity for _, package in entries)
        if strong * 2 <= len(entries):
            return {}
        missing = [(position, "it has no checksum") for position, package in entries if not package.integrity]
        weak = [
            (position, f"its only checksum is {package.integrity.partition('-')[0][:20]}")
            for position, package in entries
            if package.integrity and not any(mark in package.integrity for mark in _STRONG)
        ]
        usual = "a strong checksum"
        return {Oddity.NO_INTEGRITY: (missing, usual), Oddity.WEAK_INTEGRITY: (weak, usual)}


def _scope(name: str) -> str:
    return name.partition("/")[0] if name.startswith("@") else ""


def _hit(rule: str, document: DependencyDocument, oddity: Oddity, odd: list[_Odd], usual: str) -> Hit:
    told = [(document.locked[position], detail) for position, detail in odd]
    first, detail = told[0]
    facts: dict[str, FactValue] = {
        "kind": oddity.value,
        "entries": len(odd),
        "first": _named(first),
        "detail": detail,
        "usual": usual,
        "more": more(len(odd)),
        "list": tuple({"entry": _named(each), "detail": said} for each, said in told[:_LISTED]),
    }
    return Hit(rule=rule, location=document.location, line=first.line, facts=facts)


def _named(package: LockedPackage) -> str:
    return f"{package.name}@{package.version}" if package.version else package.name
