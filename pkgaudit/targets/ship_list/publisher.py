"""Tells where another packer publishes a package than packed it here, and that changes what users get."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.model.ship_list import Origin, PackingProblem, PackingProblemKind
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.package_manifest import read_manifest
from pkgaudit.targets.ship_list.packer_differences import Difference, differences
from pkgaudit.targets.ship_list.project_files import ProjectFiles
from pkgaudit.targets.ship_list.publications import Publication, publications

_WORDS: Mapping[str, str] = {
    PackerName.NPM: "npm publish",
    PackerName.PNPM: "pnpm publish",
    PackerName.YARN_CLASSIC: "yarn publish",
    PackerName.YARN_BERRY: "yarn npm publish",
    PackerName.BUN: "bun publish",
}


def published_otherwise(origin: Origin, files: ProjectFiles) -> tuple[PackingProblem, ...]:
    """Return the problem that another packer publishes, none where that changes nothing that is known.

    Args:
        origin: What packed the package here.
        files: The project's.
    """
    manifest = read_manifest(files.read, origin.folder)
    if manifest is None:
        return ()
    found = publications(origin, files)
    if not found or any(each.packer == origin.packer for each in found):
        return ()
    for each in found:
        met = differences(each.packer, origin, manifest, files)
        if met:
            return (_problem(origin, each, met),)
    return ()


def _problem(origin: Origin, publication: Publication, met: tuple[Difference, ...]) -> PackingProblem:
    place = publication.file + (f", line {publication.line}" if publication.line else "")
    wanted = _WORDS.get(origin.packer, "")
    if publication.written == "changeset publish":
        edit = f'Pack with {origin.packer} first and publish those files, in place of "changeset publish" in {place}.'
    else:
        edit = f'Replace "{publication.written}" by "{wanted}" in {place}.'
    told = "; ".join(difference.told for difference in met[:3])
    return PackingProblem(
        kind=PackingProblemKind.OTHER_PACKER,
        file=publication.file,
        line=publication.line,
        entry=publication.written,
        paths=tuple(sorted({path for difference in met for path in difference.paths})),
        edit=edit,
        detail=f"{place} publishes with {publication.packer} what {origin.packer} packs: {told}",
    )
