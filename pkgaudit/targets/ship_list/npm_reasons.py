"""Says why each file is in a package of the npm family."""

from __future__ import annotations

import re

from pkgaudit.model.ship_list import Reason, ReasonKind
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.npm_project import NpmProject

_README = r"readme(?:|\..*[^~$])"
_NPM = rf"(?:package\.json|{_README}|copying(?:|\..*[^~$])|licen[sc]e(?:|\..*[^~$]))"
_ALWAYS = {
    PackerName.NPM: _NPM,
    PackerName.PNPM: _NPM,
    PackerName.YARN_CLASSIC: r"(?:package\.json|(?:readme|licen[sc]e|changes|changelog|history).*)",
    PackerName.YARN_BERRY: r"(?:package\.json|(?:readme|licen[sc]e|changelog)(?:|\..*))",
    PackerName.BUN: r"(?:package\.json|(?:readme|licen[sc]e)(?:|\..*))",
}
_FIELDS = {
    PackerName.NPM: ("main", "bin", "browser"),
    PackerName.PNPM: ("main", "bin", "browser"),
    PackerName.YARN_CLASSIC: ("main", "bin"),
    PackerName.YARN_BERRY: ("main", "module", "bin", "browser"),
    PackerName.BUN: ("bin",),
}
_BUNDLING = ("bundleDependencies", "bundledDependencies")


class Reasons:
    """Why the files of one package are in it.

    Args:
        project: Its project.
    """

    def __init__(self, project: NpmProject) -> None:
        self._project = project
        packer = PackerName(project.origin.packer)
        self._packer = packer
        self._always = re.compile(_ALWAYS[packer], re.IGNORECASE | re.DOTALL)
        fields = _FIELDS[packer]
        self._named: dict[str, str] = {}
        for field, path in project.ways_in.items():
            if field.removeprefix("publishConfig.").partition(".")[0] in fields:
                self._named.setdefault(path, field)
        directories = project.manifest.get("directories")
        folder = directories.get("bin") if isinstance(directories, dict) else None
        self._bin_folder = f"{folder.strip('./')}/" if isinstance(folder, str) and folder.strip("./") else ""
        self._positive = [entry for entry in project.entries or () if not entry.negated]
        literal = (entry for entry in reversed(self._positive) if entry.glob.is_understood)
        self._literal = {entry.pattern.strip("/"): entry for entry in literal}
        self._bundles = any(project.manifest.get(key) for key in _BUNDLING)

    def of(self, path: str, source: str | None) -> Reason:
        """Return why a file is in.

        Args:
            path: Of the member, without its first component.
            source: The file it was made from.
        """
        if "/" not in path and self._always.fullmatch(path):
            return Reason(kind=ReasonKind.ALWAYS)
        field = self._named.get(path)
        if field is None and self._bin_folder and path.startswith(self._bin_folder):
            field = "directories.bin" if self._packer in {PackerName.NPM, PackerName.BUN} else None
        if field is not None:
            return Reason(kind=ReasonKind.NAMED, by=field)
        if self._bundles and path.startswith("node_modules/"):
            return Reason(kind=ReasonKind.BUNDLED, by="bundleDependencies")
        if source is None:
            return Reason(kind=ReasonKind.WRITTEN)
        if self._project.entries is None:
            return Reason(kind=ReasonKind.SWEPT)
        return self._listed(path)

    def _listed(self, path: str) -> Reason:
        entry = self._entry_of(path)
        if entry is None:
            return Reason(kind=ReasonKind.UNEXPLAINED)
        return Reason(kind=ReasonKind.LISTED, by=f'files: "{entry}"')

    def _entry_of(self, path: str) -> str | None:
        """Return the entry that lists a path, the plainest first."""
        above = path
        while above:
            found = self._literal.get(above)
            if found is not None and (above != path or not found.pattern.endswith("/")):
                return found.text
            above = above.rpartition("/")[0]
        for entry in self._positive:
            if entry.glob.covers(path):
                return entry.text
        return None
