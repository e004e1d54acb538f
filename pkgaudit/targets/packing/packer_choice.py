"""Decides which packer a project uses, and from what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

from msgspec import Struct


class PackerName(StrEnum):
    """Every packer of the npm family that there is; yarn 1 and its successors pack differently."""

    NPM = "npm"
    PNPM = "pnpm"
    YARN_CLASSIC = "yarn-classic"
    YARN_BERRY = "yarn-berry"
    BUN = "bun"


class PackerChoice(Struct, frozen=True, kw_only=True):
    """Which packer, and why.

    Attributes:
        name: The packer.
        version: The exact version the project pins, or empty.
        because: Where that is written.
        notes: What speaks for another one.
    """

    name: PackerName
    version: str = ""
    because: str
    notes: tuple[str, ...] = ()


class UnknownPackerError(ValueError):
    """A packer nobody here knows; the message names it and where it is written."""


LOCKFILES: Mapping[str, str] = {
    "bun.lock": "bun",
    "bun.lockb": "bun",
    "pnpm-lock.yaml": "pnpm",
    "pnpm-workspace.yaml": "pnpm",
    "yarn.lock": "yarn",
    "package-lock.json": "npm",
    "npm-shrinkwrap.json": "npm",
}
_NOT_A_LOCKFILE = "pnpm-workspace.yaml"
_VERSION = re.compile(r"\d{1,6}(?:\.[0-9A-Za-z.-]{1,60})?(?=\+|\Z)")
_NAMES = {"npm", "pnpm", "yarn", "bun"}


def choose_packer(root: Path, manifest: Mapping[str, object], explicit: str | None) -> PackerChoice:
    """Return the packer: what the user says, ``packageManager``, ``devEngines``, the lockfile, or npm.

    Args:
        root: The project's root.
        manifest: Its package.json.
        explicit: ``npm``, ``pnpm@10``, ``yarn``, ``yarn-classic``, ``yarn-berry``, ``bun`` or None.

    Raises:
        UnknownPackerError: One of them names something else.
    """
    locks = [name for name in LOCKFILES if (root / name).is_file()]
    notes = _several(locks)
    if explicit is not None:
        return _named(root, explicit, "--pm", notes)
    declared = manifest.get("packageManager")
    if isinstance(declared, str):
        return _named(root, declared, "packageManager in package.json", notes)
    engine = _engine(manifest)
    if engine is not None:
        return _named(root, engine, "devEngines.packageManager in package.json", notes)
    if locks:
        return _named(root, LOCKFILES[locks[0]], locks[0], notes)
    return PackerChoice(name=PackerName.NPM, because="nothing names another packer", notes=notes)


def _several(locks: list[str]) -> tuple[str, ...]:
    real = [name for name in locks if name != _NOT_A_LOCKFILE]
    if len({LOCKFILES[name] for name in real}) < 2:  # noqa: PLR2004 -- two packers are one too many
        return ()
    return (f"lockfiles of several packers lie side by side ({', '.join(real)}): remove those that are not in use",)


def _engine(manifest: Mapping[str, object]) -> str | None:
    engines = manifest.get("devEngines")
    wanted = engines.get("packageManager") if isinstance(engines, dict) else None
    for entry in wanted[:10] if isinstance(wanted, list) else [wanted]:
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str):
            return name
    return None


def _named(root: Path, text: str, because: str, notes: tuple[str, ...]) -> PackerChoice:
    if text in {PackerName.YARN_CLASSIC, PackerName.YARN_BERRY}:
        return PackerChoice(name=PackerName(text), because=because, notes=notes)
    name, _, rest = text.partition("@")
    if name not in _NAMES:
        known = "npm, pnpm, yarn, yarn-classic, yarn-berry and bun"
        raise UnknownPackerError(f'"{text[:80]}" ({because}) is not a packer that is known here: {known} are')
    match = _VERSION.match(rest)
    version = match.group() if match is not None else ""
    if name != "yarn":
        return PackerChoice(name=PackerName(name), version=version, because=because, notes=notes)
    classic = version.split(".", 1)[0] in {"0", "1"} if version else not _is_berry(root)
    chosen = PackerName.YARN_CLASSIC if classic else PackerName.YARN_BERRY
    return PackerChoice(name=chosen, version=version, because=because, notes=notes)


def _is_berry(root: Path) -> bool:
    if (root / ".yarnrc.yml").is_file():
        return True
    lock = root / "yarn.lock"
    if not lock.is_file():
        return False
    try:
        with lock.open("rb") as opened:
            return b"__metadata:" in opened.read(4096)
    except OSError:
        return False
