"""Under restraint nothing of a project runs, whichever packer packs it, and nothing in the project changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.packing.pack import pack_all
from pkgaudit.targets.packing.packer import Options, Packed
from pkgaudit.targets.packing.project import recognise
from tests.targets.packing.projects import manifest, write, yarn_lock
from tests.targets.packing.toolbox import (
    BUN,
    NPM_9,
    NPM_10,
    NPM_12,
    PNPM_9,
    PNPM_10,
    PNPM_11,
    PNPM_12,
    TOOLS,
    YARN_1,
    YARN_3,
    YARN_4,
    Tool,
)

pytestmark = pytest.mark.broad

Environments = Callable[[Tool], dict[str, str]]

_EVENTS = (
    *("prepublish", "prepublishOnly", "prepack", "prepare", "postpack", "pack", "prepublish", "publish"),
    *("preprepare", "postprepare", "preprepack", "postprepack", "dependencies", "preinstall", "install", "postinstall"),
)


def plant(markers: Path) -> dict[str, str]:
    """Return a project in which every way to run code leaves a file in ``markers``, outside the project."""

    def cjs(name: str) -> str:
        return f"require('fs').writeFileSync({str(markers / name)!r}, '');\n"

    def mjs(name: str) -> str:
        return f"import {{ writeFileSync }} from 'node:fs'; writeFileSync({str(markers / name)!r}, '');\n"

    hooks = "module.exports = { hooks: { beforePacking(m) { " + cjs("beforePacking").strip() + " return m } } }\n"
    return {
        "package.json": manifest(
            files=["lib"],
            scripts={event: f"touch {markers}/script-{event}" for event in _EVENTS},
        ),
        "lib/index.js": "1\n",
        "yarn.lock": yarn_lock("sample@."),
        ".pnpmfile.cjs": cjs("pnpmfile") + hooks,
        ".pnpmfile.mjs": mjs("pnpmfile-mjs") + "export const hooks = {}\n",
        ".pnp.cjs": cjs("pnp"),
        ".pnp.loader.mjs": mjs("pnp-loader"),
        ".yarnrc.yml": "yarnPath: evil/yarn-berry.cjs\nplugins:\n  - evil/plugin.cjs\nenableScripts: true\n",
        ".yarnrc": 'yarn-path "./evil/yarn-classic.js"\n--pack.ignore-scripts false\n',
        "evil/yarn-berry.cjs": cjs("yarnPath"),
        "evil/yarn-classic.js": cjs("yarn-path"),
        "evil/plugin.cjs": cjs("plugin") + "module.exports = { name: 'p', factory: () => ({}) }\n",
        "evil/preload.js": cjs("preload"),
        "evil/shell": f"#!/bin/sh\ntouch {markers}/shell\n",
        ".npmrc": "ignore-scripts=false\nscript-shell=./evil/shell\nnode-options=--require ./evil/preload.js\n"
        "foreground-scripts=true\nignore-pnpmfile=false\npnpmfile=evil/preload.js\nglobal-pnpmfile=evil/preload.js\n",
        "pnpm-workspace.yaml": "packages: []\nignorePnpmfile: false\nignoreScripts: false\npnpmfile: evil/preload.js\n",
        "bunfig.toml": 'preload = ["./evil/preload.js"]\n[run]\nshell = "system"\n',
        ".env": f"NODE_OPTIONS=--require {markers}/../project/evil/preload.js\n"
        "BUN_OPTIONS=--preload=./evil/preload.js\n",
        ".env.yarn": "YARN_PLUGINS=evil/plugin.cjs\nYARN_IGNORE_PATH=0\nNODE_OPTIONS=--require ./evil/preload.js\n",
        ".corepack.env": "COREPACK_ENABLE_UNSAFE_CUSTOM_URLS=1\n",
        "node_modules/.bin/sh": f"#!/bin/sh\ntouch {markers}/bin-sh\n",
        "node_modules/.bin/node": f"#!/bin/sh\ntouch {markers}/bin-node\n",
        "node_modules/.bin/npm": f"#!/bin/sh\ntouch {markers}/bin-npm\n",
        "node_modules/.pnpm-config/pnpm-plugin-x/pnpmfile.cjs": cjs("config-plugin"),
    }


EXTENSIONS: Mapping[str, str] = {
    ".npm-extension.cjs": "exports.transformManifest = (m) => m\n",
    ".npm-extension.mjs": "export const transformManifest = (m) => m\n",
}


def fingerprint(folder: Path) -> dict[str, str]:
    """Return what every entry of a tree is, its mode and its time, by path."""
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() and not path.is_symlink() else ""
        link = str(path.readlink()) if path.is_symlink() else ""
        found[path.relative_to(folder).as_posix()] = f"{status.st_mode:o} {status.st_mtime_ns} {content} {link}"
    return found


def pack_planted(
    tool: Tool, tmp_path: Path, env: dict[str, str], extra: Mapping[str, str], *, execute: bool = False
) -> tuple[Packed | Gap, set[str], bool]:
    """Return what came of packing the planted project, which markers there are, and whether the tree is the same."""
    markers = tmp_path / "markers"
    markers.mkdir()
    project = write(tmp_path / "project", {**plant(markers), **extra})
    for program in [project / "evil" / "shell", *(project / "node_modules" / ".bin").iterdir()]:
        if program.stat().st_size:
            program.chmod(0o755)
    before = fingerprint(project)
    recognised = recognise(project, pm=tool.pm)
    assert recognised is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = f"{project}/node_modules/.bin:node_modules/.bin:{env['PATH']}"
    options = Options(
        scratch=scratch,
        environment={**env, "PATH": path, "npm_config_dry_run": "true", "npm_config_ignore_scripts": "false"},
        execute=execute,
    )
    (packed,) = pack_all(recognised, options)
    return packed, {path.name for path in markers.iterdir()}, before == fingerprint(project)


CASES = [
    *((tool, "") for tool in (*TOOLS, YARN_3)),
    *((tool, extension) for tool in TOOLS if tool.name == "npm" for extension in EXTENSIONS),
]


@pytest.mark.parametrize(("tool", "extension"), CASES, ids=str)
def test_nothing_of_the_project_runs(tool: Tool, extension: str, tmp_path: Path, environments: Environments) -> None:
    marker = str(tmp_path / "markers" / "extension")
    extra: dict[str, str] = {}
    if extension:
        code = f"process.binding; require('fs').writeFileSync({marker!r}, '');\n"
        if extension.endswith(".mjs"):
            code = f"import {{ writeFileSync }} from 'node:fs'; writeFileSync({marker!r}, '');\n"
        extra[extension] = code + EXTENSIONS[extension]
    packed, markers, same = pack_planted(tool, tmp_path, environments(tool), extra)

    assert set() == markers
    assert same
    assert isinstance(packed, Packed), packed
    assert any("scripts did not run" in note for note in packed.notes)


RUNS = {
    NPM_9: {"script-prepack", "script-prepare", "script-postpack"},
    NPM_10: {"script-prepack", "script-prepare", "script-postpack"},
    NPM_12: {"script-prepack", "script-prepare", "script-postpack", "extension"},
    PNPM_9: {"script-prepack", "script-prepare", "script-postpack"},
    PNPM_10: {"script-prepack", "script-prepare", "script-postpack"},
    PNPM_11: {"script-prepack", "script-prepare", "script-postpack"},
    PNPM_12: {"script-prepack", "script-prepare", "script-postpack"},
    YARN_1: {"script-prepack", "script-postpack"},
    BUN: {"script-prepack", "script-prepare", "script-postpack"},
}


@pytest.mark.parametrize("tool", RUNS, ids=str)
def test_the_planted_scripts_do_run_when_they_may(tool: Tool, tmp_path: Path, environments: Environments) -> None:
    """Otherwise their silence under restraint would prove nothing."""
    marker = str(tmp_path / "markers" / "extension")
    extra = {
        ".npmrc": "",
        ".npm-extension.cjs": f"require('fs').writeFileSync({marker!r}, '');\nexports.transformManifest = (m) => m\n",
        "pnpm-workspace.yaml": "packages: []\n",
        ".pnpmfile.mjs": "export const hooks = {}\n",
    }
    extra |= {f"node_modules/.bin/{name}": "" for name in ("sh", "node", "npm")}
    _, markers, same = pack_planted(tool, tmp_path, environments(tool), extra, execute=True)

    assert RUNS[tool] <= markers
    assert same


def test_yarn_4_runs_the_projects_yarn_and_plugins_only_when_it_may(tmp_path: Path, environments: Environments) -> None:
    extra = {".yarnrc.yml": "plugins:\n  - evil/plugin.cjs\n"}
    _, markers, _ = pack_planted(YARN_4, tmp_path, environments(YARN_4), extra, execute=True)

    assert "plugin" in markers


@pytest.mark.parametrize("tool", [PNPM_10, PNPM_11, PNPM_12], ids=str)
def test_configuration_that_is_a_package_is_not_fetched_into_the_project(
    tool: Tool, tmp_path: Path, environments: Environments
) -> None:
    settings = '{"x": "1.0.0+sha512-AAAA"}'
    extra = {
        "pnpm-workspace.yaml": f"packages: []\nconfigDependencies: {settings}\n",
        "package.json": manifest(files=["lib"], pnpm={"configDependencies": {"x": "1.0.0+sha512-AAAA"}}),
    }
    packed, markers, same = pack_planted(tool, tmp_path, environments(tool), extra)

    assert set() == markers
    assert same
    assert isinstance(packed, Gap)


def test_npm_12_with_an_extension_and_bundled_dependencies_needs_execute(
    tmp_path: Path, environments: Environments
) -> None:
    project = write(
        tmp_path / "project",
        {"package.json": manifest(bundleDependencies=["x"]), ".npm-extension.cjs": "throw new Error('ran')\n"},
    )
    recognised = recognise(project, pm="npm")
    assert recognised is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (gap,) = pack_all(recognised, Options(scratch=scratch, environment=environments(NPM_12)))
    assert isinstance(gap, Gap)

    assert GapKind.PACKING is gap.kind
    assert "--execute" in gap.why


def test_a_script_that_yarn_4_would_run_inside_itself_is_a_gap_that_names_execute(
    tmp_path: Path, environments: Environments
) -> None:
    files = {
        "package.json": manifest(scripts={"prepack": "echo hello > written.txt"}),
        "yarn.lock": yarn_lock("sample@."),
    }
    project = write(tmp_path / "project", files)
    recognised = recognise(project, pm="yarn-berry")
    assert recognised is not None
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (gap,) = pack_all(recognised, Options(scratch=scratch, environment=environments(YARN_4)))
    assert isinstance(gap, Gap), gap

    assert "--execute" in gap.why
    assert not (project / "written.txt").exists()
