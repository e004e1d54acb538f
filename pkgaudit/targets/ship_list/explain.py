"""Explains the files of a package from the project it was packed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import Origin, PackingProblem, PackingProblemKind, ShipList

_ORDER = {kind: position for position, kind in enumerate(PackingProblemKind)}


def explain(origin: Origin, members: Sequence[MemberRecord]) -> ShipList:
    """Return why each file is in, and what is odd about how the package is put together.

    The list is the packer's; only the reasons are ours. A file that our knowledge of the packer does not explain is
    ``unexplained``, never left out.

    Args:
        origin: The project.
        members: The files directly inside the package, in its order.

    Raises:
        OSError: The project's configuration cannot be read.
    """
    if origin.ecosystem is Ecosystem.NPM:
        from pkgaudit.targets.ship_list.npm import explain_npm  # noqa: PLC0415 -- only for packages of the npm family

        explained = explain_npm(origin, members)
        return replace(explained, problems=_in_order((*explained.problems, *_of_the_project(origin, members))))
    from pkgaudit.targets.ship_list.python import explain_python  # noqa: PLC0415 -- only for Python packages

    return explain_python(origin, members)


def _of_the_project(origin: Origin, members: Sequence[MemberRecord]) -> Iterator[PackingProblem]:
    """Return what is odd outside the lists of what ships: how it is built, and who publishes it."""
    from pkgaudit.targets.ship_list.package_manifest import at  # noqa: PLC0415 -- as above
    from pkgaudit.targets.ship_list.project_files import ProjectFiles  # noqa: PLC0415 -- as above

    files = ProjectFiles(origin.root)
    manifests = [files.read(path) or b"" for path in {at(origin.folder, "package.json"), "package.json"}]
    if any(b'"scripts"' in manifest for manifest in manifests):
        from pkgaudit.targets.ship_list.bundler_settings import maps_turned_on  # noqa: PLC0415 -- only with scripts

        yield from maps_turned_on(origin, members, files.read)
    if any(b"publish" in manifest for manifest in manifests) or files.names(".github") or files.read(".gitlab-ci.yml"):
        from pkgaudit.targets.ship_list.publisher import published_otherwise  # noqa: PLC0415 -- only with a release

        yield from published_otherwise(origin, files)


def _in_order(problems: Iterable[PackingProblem]) -> tuple[PackingProblem, ...]:
    return tuple(sorted(problems, key=lambda each: (_ORDER[each.kind], each.file, each.line or 0, each.entry)))
