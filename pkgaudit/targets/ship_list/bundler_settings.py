"""Finds the settings that make the published build write source maps, where nothing keeps the maps out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pkgaudit.model.member import MemberRecord
from pkgaudit.model.ship_list import Origin, PackingProblem, PackingProblemKind
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.built_folder import would_ship
from pkgaudit.targets.ship_list.map_settings import map_settings
from pkgaudit.targets.ship_list.package_manifest import at, listed, read_manifest
from pkgaudit.targets.ship_list.project_files import Read
from pkgaudit.targets.ship_list.script_commands import Command, commands, scripts_of
from pkgaudit.targets.ship_list.setting_text import read_settings
from pkgaudit.targets.ship_list.typescript_maps import MapSetting

_ROOTS = (
    "prepublish",
    "prepublishOnly",
    "prepare",
    "prepack",
    "build",
    "compile",
    "bundle",
    "dist",
    "release",
    "publish",
)
_NOT_PUBLISHED = frozenset(("--watch", "-w", "--dev", "development", "--mode=development", "serve", "--serve"))
_CODE = (".js", ".mjs", ".cjs", ".css")
_REMOVERS = frozenset(("rm", "rimraf", "del", "del-cli", "shx", "find", "trash", "premove"))
_PROBED = 20
_TOP = "package/"
_INLINE = b"sourceMappingURL=data:"


def maps_turned_on(origin: Origin, members: Sequence[MemberRecord], read: Read) -> tuple[PackingProblem, ...]:
    """Return a problem for each setting that turns maps with sources on for a build that ships.

    Args:
        origin: The project.
        members: The files of the package, as packed.
        read: The project's files, by their path as seen from its root.
    """
    manifest = read_manifest(read, origin.folder)
    if manifest is None:
        return ()
    called = _build_commands(scripts_of(manifest))
    if any(command.program in _REMOVERS and ".map" in " ".join(command.words) for command in called):
        return ()
    found: dict[tuple[str, int | None, str], PackingProblem] = {}
    for command in called:
        for setting in map_settings(command, manifest, read, origin.folder):
            paths = _concerned(setting, manifest, origin, members, read)
            if paths is not None:
                problem = _problem(setting, paths, manifest, origin, read)
                found.setdefault((problem.file, problem.line, problem.entry), problem)
    return tuple(found[key] for key in sorted(found, key=lambda key: (key[0], key[1] or 0, key[2])))


def _build_commands(scripts: Mapping[str, str]) -> list[Command]:
    """Return what the scripts run that lead to a release."""
    found: list[Command] = []
    for name in _ROOTS:
        for each in (f"pre{name}", name, f"post{name}"):
            if each in scripts:
                found.extend(commands(scripts[each], scripts, script=each))
    return [command for command in dict.fromkeys(found) if _NOT_PUBLISHED.isdisjoint(command.words)]


def _concerned(
    setting: MapSetting, manifest: Mapping[str, object], origin: Origin, members: Sequence[MemberRecord], read: Read
) -> tuple[str, ...] | None:
    """Return the members that came of a setting, none when the build is yet to run, None when nothing would come."""
    if not setting.folder:
        return None
    below = [member.path for member in members if member.path.startswith(f"{_TOP}{setting.folder}/")]
    if setting.inline:
        code = [path for path in below if path.endswith(_CODE)]
        found = [path for path in code[:_PROBED] if _INLINE in (read(_source(path, origin)) or b"")]
    else:
        code = [path for path in below if path.endswith(_CODE)]
        found = [path for path in below if path.endswith(".map") and not path.endswith(".d.ts.map")]
    if code:
        return tuple(sorted(found)) if found else None
    name = "index.js" if setting.inline else "index.js.map"
    shipping = would_ship(f"{setting.folder}/{name}", manifest, read, origin.folder, origin.packer)
    return () if shipping else None


def _source(path: str, origin: Origin) -> str:
    return at(origin.folder, path.removeprefix(_TOP))


def _problem(
    setting: MapSetting, paths: tuple[str, ...], manifest: Mapping[str, object], origin: Origin, read: Read
) -> PackingProblem:
    file = setting.file if origin.folder == "." else setting.file.removeprefix(f"{origin.folder}/")
    line = setting.line if not setting.script else _line_of_script(setting, read)
    if setting.off:
        edit = f"Write {setting.off} in {file}, line {line}"
    else:
        option_ = setting.written.partition(" ")[2]
        edit = f'Take {option_} out of the script "{setting.script}" in {file}'
    exclusion = "" if setting.inline else _exclusion(manifest, origin, read)
    told = f"{setting.folder} ships" if paths else f"{setting.folder} is not built here and would ship"
    if not setting.inline and listed(manifest) is not None and _is_relied_on(read(at(origin.folder, ".npmignore"))):
        told += '; the .npmignore beside "files" keeps no map out'
    return PackingProblem(
        kind=PackingProblemKind.MAPS_TURNED_ON,
        file=file,
        line=line,
        entry=setting.written,
        paths=paths,
        edit=f"{edit}, or {exclusion}." if exclusion else f"{edit}.",
        detail=told,
    )


def _is_relied_on(ignore_file: bytes | None) -> bool:
    return any(line.strip().endswith(b".map") for line in (ignore_file or b"").splitlines() if line[:1] not in b"#!")


def _exclusion(manifest: Mapping[str, object], origin: Origin, read: Read) -> str:
    """Return what else keeps the maps out with this packer; nothing where only the setting helps."""
    if listed(manifest) is not None:
        # yarn 1 passes over negations.
        return (
            "" if origin.packer == PackerName.YARN_CLASSIC else 'add "!**/*.map" at the end of "files" in package.json'
        )
    return "add the line *.map to .npmignore" if read(at(origin.folder, ".npmignore")) is not None else ""


def _line_of_script(setting: MapSetting, read: Read) -> int | None:
    text = (read(setting.file) or b"").decode("utf-8", "replace")
    lines = [each.line for each in read_settings(text) if each.path == ("scripts", setting.script)]
    return lines[0] if lines else None
