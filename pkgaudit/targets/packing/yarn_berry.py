"""yarn 3 and 4: ``yarn pack``, which has no option against scripts, so that Node must stop them."""

from __future__ import annotations

import json
import re
import secrets
from pathlib import Path

from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.targets.packing.packer import Plan, Request, Seal
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.packing.programs import Program, ProgramKind
from pkgaudit.targets.packing.project import Project, Workspace
from pkgaudit.targets.packing.yaml_reading import YAML_BYTES, YamlError, YamlValue, read_yaml

NAME = PackerName.YARN_BERRY
PROGRAM = "yarn"
INSTALL = (
    "install yarn 4 (corepack enable, then corepack install in the project), or let the project's own yarn run with "
    "--execute"
)
MAJORS = range(3, 5)

_VERSION = re.compile(r"\d{1,6}\.\d{1,6}\.\d{1,6}")
_RC = ".yarnrc.yml"
# What packing reads. `yarnPath` and `plugins` are code of the project, and the rest says how to install.
_HARMLESS = ("catalog", "catalogs", "defaultSemverRangePrefix")


def plan(request: Request) -> Plan | Gap:
    """Ask for one package; under restraint with the harmless settings of the project only."""
    arguments = ("--cwd", str(request.folder), "pack", "--out", str(request.destination / "package.tgz"))
    environment = {"YARN_ENABLE_TELEMETRY": "0", "YARN_ENABLE_NETWORK": "0"}
    if request.execute:
        return Plan(arguments=arguments, environment=environment)
    try:
        settings = _settings(request.root)
    except (OSError, YamlError) as error:
        return Gap(
            kind=GapKind.PACKING,
            location=(request.project.location, _RC),
            why=f"{_RC} cannot be read ({error}): correct it, or let yarn read it with --execute",
        )
    # The home folder's file has the usual name whatever the project's is called; nobody can have planted that one.
    unknown = f".yarnrc-{secrets.token_hex(16)}.yml"
    harmless = {key: settings[key] for key in _HARMLESS if key in settings}
    (request.temporary / _RC).write_text(json.dumps(harmless), encoding="utf-8")
    environment |= {"HOME": str(request.temporary), "YARN_RC_FILENAME": unknown, "YARN_IGNORE_PATH": "1"}
    # Where there are scripts, yarn notes in the project what it resolved.
    environment["YARN_INSTALL_STATE_PATH"] = str(request.temporary / "install-state.gz")
    notes = ("yarn's plugins did not run: what they change is not seen",) if settings.get("plugins") else ()
    return Plan(arguments=arguments, environment=environment, seal=Seal.PERMISSIONS, notes=notes)


def copy_without(project: Project, workspace: Workspace, program: Program) -> None:
    """Ask in the project itself."""


def own_program(project: Project) -> Program | None:
    """Return the yarn that the project brings along (``yarnPath``) and any other yarn would start, or None."""
    try:
        path = _settings(project.root).get("yarnPath")
    except (OSError, YamlError):
        return None
    if not isinstance(path, str) or not (project.root / path).is_file():
        return None
    version = _VERSION.search(path)
    return Program(
        path=str(project.root / path),
        kind=ProgramKind.NODE_SCRIPT,
        version=version.group() if version is not None else f"{MAJORS.stop - 1}.0.0",
    )


def _settings(root: Path) -> dict[str, YamlValue]:
    file = root / _RC
    if not file.is_file():
        return {}
    with file.open("rb") as opened:
        value = read_yaml(opened.read(YAML_BYTES + 1))
    if not isinstance(value, dict):
        raise YamlError("it is not a mapping")
    return value
