"""The real packers, in exact versions, each with the Node it needs, on a PATH of its own."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

from tests.tools import missing, npm_packages, program

_PLATFORMS = {
    ("Linux", "x86_64"): "linux-x64",
    ("Linux", "aarch64"): "linux-arm64",
    ("Darwin", "arm64"): "darwin-arm64",
    ("Darwin", "x86_64"): "darwin-x64",
}
# bun and pnpm spell them differently.
_BUN_PLATFORMS = {"linux-arm64": "linux-aarch64", "darwin-arm64": "darwin-aarch64"}
NODE = "22.23.3"
"""npm 12 and pnpm 11 need Node 22; the registry has it as a package, so that any machine can run them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One packer in one version.

    Attributes:
        name: What it is called on PATH.
        package: The package of the registry, with its version.
        script: The program inside ``node_modules``.
        node: Whether it needs the newer Node.
        pm: What ``--pm`` calls it.
    """

    name: str
    package: str
    script: str
    pm: str
    node: bool = False

    def __str__(self) -> str:
        return self.package.rpartition("/")[2]


def _platform() -> str:
    return _PLATFORMS.get((platform.system(), platform.machine()), "unknown")


def _npm(version: str, *, node: bool = False) -> Tool:
    return Tool(name="npm", package=f"npm@{version}", script="npm/bin/npm-cli.js", pm="npm", node=node)


def _pnpm(version: str, script: str, *, node: bool = False) -> Tool:
    return Tool(name="pnpm", package=f"pnpm@{version}", script=f"pnpm/bin/{script}", pm="pnpm", node=node)


NPM_9 = _npm("9.9.4")
NPM_10 = _npm("10.9.9")
NPM_11 = _npm("11.21.2")
NPM_12 = _npm("12.2.0", node=True)
PNPM_9 = _pnpm("9.15.9", "pnpm.cjs")
PNPM_10 = _pnpm("10.34.9", "pnpm.cjs")
PNPM_11 = _pnpm("11.28.11", "pnpm.mjs", node=True)
PNPM_12 = Tool(
    name="pnpm",
    package=f"@pnpm/exe.{_platform()}@12.21.0",
    script=f"@pnpm/exe.{_platform()}/pnpm",
    pm="pnpm",
)
YARN_1 = Tool(name="yarn", package="yarn@1.22.22", script="yarn/bin/yarn.js", pm="yarn-classic")
YARN_4 = Tool(name="yarn", package="@yarnpkg/cli-dist@4.18.1", script="@yarnpkg/cli-dist/bin/yarn.js", pm="yarn-berry")
YARN_3 = Tool(name="yarn", package="@yarnpkg/cli-dist@3.8.7", script="@yarnpkg/cli-dist/bin/yarn.js", pm="yarn-berry")
_BUN = f"@oven/bun-{_BUN_PLATFORMS.get(_platform(), _platform())}"
# The package `bun` fetches its program with a script when it is installed; this one holds it.
BUN = Tool(name="bun", package=f"{_BUN}@1.4.5", script=f"{_BUN}/bin/bun", pm="bun")

TOOLS = (NPM_9, NPM_10, NPM_11, NPM_12, PNPM_9, PNPM_10, PNPM_11, PNPM_12, YARN_1, YARN_4, BUN)


def node_22() -> str:
    """Return the newer Node."""
    name = f"node-{_platform()}"
    return str(npm_packages(f"{name}@{NODE}") / "node_modules" / name / "bin" / "node")


def environment(tool: Tool, bin_: Path) -> dict[str, str]:
    """Return an environment in whose PATH, the folder ``bin_``, lie one packer and its Node; nothing else does."""
    if _platform() == "unknown":
        missing("packers for this platform")
    if not bin_.exists():
        bin_.mkdir(parents=True)
        (bin_ / "node").symlink_to(node_22() if tool.node else os.path.realpath(program("node")))
        (bin_ / tool.name).symlink_to(npm_packages(tool.package) / "node_modules" / tool.script)
        for other in ("sh", "env", "touch", "mkdir", "cp"):
            (bin_ / other).symlink_to(os.path.realpath(program(other)))
    home = bin_.parent / "home"
    home.mkdir(exist_ok=True)
    return {"PATH": str(bin_), "HOME": str(home), "LANG": "C.UTF-8"}
