"""What another packer of the npm family would make of a package: the differences that are known and that matter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msgspec import Struct

from pkgaudit.model.ship_list import Origin
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.built_folder import is_matched
from pkgaudit.targets.ship_list.package_manifest import at, listed
from pkgaudit.targets.ship_list.project_files import ProjectFiles

_GROUPS = ("dependencies", "optionalDependencies", "peerDependencies")
_PROTOCOLS = ("workspace:", "catalog:")
_HOISTED = ("main", "module", "types", "typings", "exports", "bin", "browser")
_MANIFEST = "package/package.json"
_REPLACING = frozenset((PackerName.PNPM, PackerName.YARN_BERRY, PackerName.BUN))
_HOISTING = frozenset((PackerName.PNPM, PackerName.YARN_BERRY))
_SWEPT: Mapping[str, frozenset[PackerName]] = {
    ".npmrc": frozenset((PackerName.YARN_BERRY,)),
    "package-lock.json": frozenset((PackerName.YARN_CLASSIC, PackerName.YARN_BERRY)),
    "pnpm-lock.yaml": frozenset((PackerName.YARN_CLASSIC, PackerName.YARN_BERRY)),
}
"""Files at the top of a package without a list that only these packers ship."""


class Difference(Struct, frozen=True, kw_only=True):
    """One difference.

    Attributes:
        told: What happens, a clause.
        paths: Members of the artifact that it concerns.
    """

    told: str
    paths: tuple[str, ...] = ()


class _Case(Struct, frozen=True, kw_only=True):
    publisher: PackerName
    origin: Origin
    manifest: Mapping[str, object]
    files: ProjectFiles


def differences(
    publisher: PackerName, origin: Origin, manifest: Mapping[str, object], files: ProjectFiles
) -> tuple[Difference, ...]:
    """Return what the publisher would do otherwise than the packer that was used.

    Args:
        publisher: The other packer.
        origin: What packed the package here.
        manifest: The package's package.json, as it is in the project.
        files: The project's.
    """
    case = _Case(publisher=publisher, origin=origin, manifest=manifest, files=files)
    known = (_protocols, _hoisted, _entries, _whole_folder, _swept)
    return tuple(difference for each in known for difference in each(case))


def _protocols(case: _Case) -> Iterator[Difference]:
    if case.publisher in _REPLACING or case.origin.packer not in _REPLACING:
        return
    for group in _GROUPS:
        wanted = case.manifest.get(group)
        for name, requirement in wanted.items() if isinstance(wanted, dict) else ():
            if isinstance(requirement, str) and requirement.startswith(_PROTOCOLS):
                told = f'{_name(case.publisher)} publishes "{requirement[:80]}" of {str(name)[:80]} as it is'
                yield Difference(told=told, paths=(_MANIFEST,))
                return


def _hoisted(case: _Case) -> Iterator[Difference]:
    settings = case.manifest.get("publishConfig")
    if case.origin.packer not in _HOISTING or case.publisher in _HOISTING or not isinstance(settings, dict):
        return
    used = [key for key in _HOISTED if key in settings]
    if used:
        yield Difference(told=f"{_name(case.publisher)} does not apply publishConfig.{used[0]}", paths=(_MANIFEST,))
    if case.origin.packer == PackerName.PNPM and isinstance(settings.get("directory"), str):
        yield Difference(told=f"{_name(case.publisher)} does not publish from publishConfig.directory")


def _entries(case: _Case) -> Iterator[Difference]:
    entries = listed(case.manifest)
    if case.publisher is not PackerName.BUN or entries is None:
        return
    for key in ("main", "browser"):
        value = case.manifest.get(key)
        if isinstance(value, str) and not is_matched(value.removeprefix("./"), entries):
            yield Difference(told=f"bun does not add {key} to files, so that {value[:80]} would be missing")


def _whole_folder(case: _Case) -> Iterator[Difference]:
    whole = {".", "./"} & set(listed(case.manifest) or ())
    if case.publisher is PackerName.PNPM and whole:
        yield Difference(told='pnpm before 11 publishes the whole folder for "." in files, .git included')


def _swept(case: _Case) -> Iterator[Difference]:
    if listed(case.manifest) is not None:
        return
    there = set(case.files.names(case.origin.folder))
    if ".npmignore" in there:
        # What it says may keep them out.
        return
    for name, packers in _SWEPT.items():
        ignored = (case.files.read(at(case.origin.folder, ".gitignore")) or b"").decode("utf-8", "replace")
        if name in there and case.publisher in packers and case.origin.packer not in packers and name not in ignored:
            yield Difference(told=f"{_name(case.publisher)} ships {name}")


def _name(packer: PackerName) -> str:
    return {PackerName.YARN_CLASSIC: "yarn 1", PackerName.YARN_BERRY: "yarn"}.get(packer, packer)
