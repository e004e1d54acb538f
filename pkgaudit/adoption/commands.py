"""The commands that pack a project's packages into one folder, for a workflow to scan and to publish from."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit import __version__
from pkgaudit.adoption.outlook import Outlook, PublishedPackage
from pkgaudit.expression import Expression
from pkgaudit.model.grades import Ecosystem
from pkgaudit.targets.packing.packer_choice import PackerName

NPM_FOLDER = "npm"
PYTHON_FOLDER = "python"

# What a shell and a workflow's own expressions take for nothing but a name.
_PLAIN = Expression(r"[A-Za-z0-9._@+][A-Za-z0-9._@+/-]{0,200}")
_INSTALL = {
    PackerName.NPM: ("npm ci", "npm install"),
    PackerName.PNPM: ("pnpm install --frozen-lockfile", "pnpm install"),
    PackerName.YARN_CLASSIC: ("yarn install --frozen-lockfile", "yarn install"),
    PackerName.YARN_BERRY: ("yarn install --immutable", "yarn install"),
    PackerName.BUN: ("bun install --frozen-lockfile", "bun install"),
}
_RUN = {
    PackerName.NPM: "npm run",
    PackerName.PNPM: "pnpm run",
    PackerName.YARN_CLASSIC: "yarn run",
    PackerName.YARN_BERRY: "yarn run",
    PackerName.BUN: "bun run",
}


def scan_command(artifacts: str) -> str:
    """Return the line of shell that scans a folder of artifacts, spelled as shell takes it between double quotes."""
    return f'pipx run pkgaudit=={__version__} scan "{artifacts}"'


def packing_commands(outlook: Outlook, artifacts: str) -> tuple[str, ...]:
    """Return the lines of shell that install, build and pack; run in the project's folder.

    Args:
        outlook: The project.
        artifacts: The folder to pack into, spelled as shell takes it between double quotes. It must lie outside the
            project: what lies inside may be packed along.
    """
    lines = [f'mkdir -p "{artifacts}/{folder}"' for folder in _folders(outlook)]
    packer = outlook.packer
    if packer is not None and outlook.of(Ecosystem.NPM):
        if packer in {PackerName.PNPM, PackerName.YARN_BERRY}:
            lines.append("corepack enable")
        frozen, free = _INSTALL[packer]
        locked = any(name not in _PYTHON_OR_WORKSPACE for name in outlook.lockfiles)
        lines.append(frozen if locked else free)
        if outlook.builds:
            lines.append(f"{_RUN[packer]} build")
        for number, package in enumerate(_nameable(outlook, Ecosystem.NPM), 1):
            lines.append(_from(package, _pack(packer, f"{artifacts}/{NPM_FOLDER}", number)))
    build = f'pipx run build --outdir "{artifacts}/{PYTHON_FOLDER}"'
    lines += [
        build if package.folder == "." else f"{build} {package.folder}"
        for package in _nameable(outlook, Ecosystem.PYPI)
    ]
    return tuple(lines)


def left_out(outlook: Outlook) -> tuple[PublishedPackage, ...]:
    """Return the packages whose folder's name has no place in a line of shell."""
    return tuple(package for package in outlook.packages if not _PLAIN.fullmatch(package.folder))


_PYTHON_OR_WORKSPACE = frozenset(
    ("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "requirements.txt", "pnpm-workspace.yaml")
)


def _folders(outlook: Outlook) -> Iterator[str]:
    if outlook.of(Ecosystem.NPM):
        yield NPM_FOLDER
    if outlook.of(Ecosystem.PYPI):
        yield PYTHON_FOLDER


def _nameable(outlook: Outlook, ecosystem: Ecosystem) -> list[PublishedPackage]:
    return [package for package in outlook.of(ecosystem) if _PLAIN.fullmatch(package.folder)]


def _pack(packer: PackerName, folder: str, number: int) -> str:
    match packer:
        case PackerName.NPM:
            return f'npm pack --pack-destination "{folder}"'
        case PackerName.PNPM:
            return f'pnpm pack --pack-destination "{folder}"'
        case PackerName.YARN_CLASSIC:
            return f'yarn pack --filename "{folder}/package-{number}.tgz"'
        case PackerName.YARN_BERRY:
            return f'yarn pack --out "{folder}/%s-%v.tgz"'
        case PackerName.BUN:
            return f'bun pm pack --destination "{folder}"'


def _from(package: PublishedPackage, command: str) -> str:
    return command if package.folder == "." else f"(cd {package.folder} && {command})"
