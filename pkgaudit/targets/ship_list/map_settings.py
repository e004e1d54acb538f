"""Reads from the call and the configuration of a bundler whether it writes maps with the sources in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pkgaudit.targets.ship_list.bundlers import (
    BUNDLERS,
    CONTENT_FREE,
    CONTENT_FREE_FLAGS,
    DELETING,
    SCRIPTED,
    TSC,
    Bundler,
    is_inline,
    is_on,
)
from pkgaudit.targets.ship_list.project_files import Read
from pkgaudit.targets.ship_list.script_commands import Command, option
from pkgaudit.targets.ship_list.setting_text import Setting, read_settings
from pkgaudit.targets.ship_list.typescript_maps import MapSetting, join, typescript_maps

_SCRIPT_SUFFIXES = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
_CODE = (".js", ".mjs", ".cjs", ".css")


def map_settings(command: Command, manifest: Mapping[str, object], read: Read, folder: str) -> Iterator[MapSetting]:
    """Return what turns maps with sources on when a command of the build runs.

    Args:
        command: Of a script of the package.
        manifest: The package's package.json.
        read: The project's files.
        folder: The package's folder as seen from the root.
    """
    if command.program in {"yarn", "pnpm"} and len(command.words) > 1:
        # ``yarn vite build`` runs the tool itself.
        command = Command(words=command.arguments, script=command.script, folder=command.folder)
    if command.program in TSC.programs:
        yield from typescript_maps(command, read, folder)
        return
    for bundler in BUNDLERS:
        if command.program in bundler.programs and (
            not bundler.subcommands or command.arguments[:1] == bundler.subcommands
        ):
            yield from _bundled(bundler, command, manifest, read, folder)
            return
    yield from _scripted(command, manifest, read, folder)


def _bundled(
    bundler: Bundler, command: Command, manifest: Mapping[str, object], read: Read, folder: str
) -> Iterator[MapSetting]:
    if not set(CONTENT_FREE_FLAGS).isdisjoint(command.arguments):
        return
    configs = _configurations(bundler, command, read, folder)
    settings = [(file, setting) for file in configs for setting in _read(file, bundler, read)]
    output = option(command.arguments, *bundler.folder_flags) or _output(bundler, settings)
    place = _folder(output or bundler.folder or _entry_folder(manifest), command)
    flag = next((name for name in bundler.flags if option(command.arguments, name) is not None), "")
    if flag:
        value = option(command.arguments, flag) or "true"
        if not is_on(flag, value) and "/" not in value and "." not in value:
            return
        # What follows a bare option may be the file to build.
        bare = not is_on(flag, value)
        written = flag if bare or value == "true" else f"{flag} {value}"
        yield MapSetting(
            file=join(folder, "package.json"),
            line=None,
            written=f"{command.program} {written}",
            off="",
            inline=not bare and is_inline(value),
            folder=place,
            script=command.script,
        )
        return
    yield from _in_files(bundler, settings, place)


def _scripted(command: Command, manifest: Mapping[str, object], read: Read, folder: str) -> Iterator[MapSetting]:
    """Return what a script of the project's own turns on that builds through a bundler's interface."""
    names = [word for word in command.arguments if word.endswith(_SCRIPT_SUFFIXES) and not word.startswith("-")]
    if command.program not in SCRIPTED["esbuild"].programs or not names:
        return
    file = join(folder, command.folder, names[0])
    text = (read(file) or b"").decode("utf-8", "replace")
    for name, bundler in SCRIPTED.items():
        if name in text:
            settings = [(file, setting) for setting in read_settings(text)]
            place = _folder(_output(bundler, settings) or _entry_folder(manifest), command)
            yield from _in_files(bundler, settings, place)
            return


def _configurations(bundler: Bundler, command: Command, read: Read, folder: str) -> list[str]:
    named = option(command.arguments, *bundler.config_flags)
    base = join(folder, command.folder)
    if named and read(join(base, named)) is not None:
        return [join(base, named)]
    found = [join(base, name) for name in bundler.configs if read(join(base, name)) is not None][:1]
    return [*found, join(folder, "package.json")] if bundler.manifest_key else found


def _read(file: str, bundler: Bundler, read: Read) -> list[Setting]:
    text = (read(file) or b"").decode("utf-8", "replace")
    if any(word in text for word in DELETING):
        return []
    settings = read_settings(text)
    if file.endswith("package.json") and bundler.manifest_key:
        return [each for each in settings if each.path[0] == bundler.manifest_key]
    return settings


def _in_files(bundler: Bundler, settings: Sequence[tuple[str, Setting]], place: str) -> Iterator[MapSetting]:
    if any((setting.key, setting.value) in CONTENT_FREE for _, setting in settings):
        return
    for file, setting in settings:
        under = not bundler.under or not set(bundler.under).isdisjoint(setting.path[:-1])
        if setting.conditional or setting.key not in bundler.keys or not under or not is_on(setting.key, setting.value):
            continue
        yield MapSetting(
            file=file,
            line=setting.line,
            written=setting.written,
            off=f"{setting.key}: false",
            inline=is_inline(setting.value),
            folder=place,
        )


def _output(bundler: Bundler, settings: Sequence[tuple[str, Setting]]) -> str | None:
    for _, setting in settings:
        if setting.key in bundler.folder_keys and setting.quoted:
            return setting.value
    return None


def _folder(output: str, command: Command) -> str:
    """Return the folder that is written to, relative to the package's; for a file the folder that it lies in."""
    path = join(command.folder, output)
    if path.endswith(_CODE):
        path = path.rpartition("/")[0]
    return "" if path == "." or path.startswith("..") else path


def _entry_folder(manifest: Mapping[str, object]) -> str:
    """Return the folder that the package's entry point lies in, or nothing."""
    for key in ("main", "module"):
        value = manifest.get(key)
        if isinstance(value, str) and "/" in join(value):
            return join(value).rpartition("/")[0]
    return ""
