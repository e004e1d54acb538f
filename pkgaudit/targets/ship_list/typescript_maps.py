"""Reads from tsconfig files, and what they extend, whether the compiler writes maps with the sources in them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from pkgaudit.targets.ship_list.bundlers import TSC
from pkgaudit.targets.ship_list.project_files import Read
from pkgaudit.targets.ship_list.script_commands import Command, option
from pkgaudit.targets.ship_list.setting_text import Setting, read_settings

_CONFIGS = 30
_FLAGS = ("sourceMap", "inlineSourceMap", "inlineSources", "noEmit", "emitDeclarationOnly")


class MapSetting(Struct, frozen=True, kw_only=True):
    """One place where maps are turned on.

    Attributes:
        file: Relative to the project's root.
        line: 1-based, or None.
        written: The setting or option as it stands there.
        off: What to write in its place, or empty where it is to be removed.
        inline: Whether the map becomes part of the code.
        folder: Where the tool writes, relative to the package's folder as far as it is told; empty when it is not.
        script: The script that holds the option; empty for a setting of a file.
    """

    file: str
    line: int | None
    written: str
    off: str
    inline: bool
    folder: str
    script: str = ""


class _Option(Struct, frozen=True, kw_only=True):
    """A compiler option and the file that has the last word on it."""

    value: str
    file: str
    line: int | None


def typescript_maps(command: Command, read: Read, folder: str) -> Iterator[MapSetting]:
    """Return what turns maps with sources on when the compiler is called so.

    Args:
        command: The call.
        read: The project's files.
        folder: The package's folder as seen from the root.
    """
    named = option(command.arguments, *TSC.config_flags)
    start = join(folder, command.folder, named or "tsconfig.json")
    if not start.endswith(".json"):
        start = join(start, "tsconfig.json")
    building = bool({"-b", "--build"} & set(command.arguments))
    for config in _projects(start, read) if building else [start]:
        options = _options(config, read)
        for flag in (*_FLAGS, "outDir"):
            value = option(command.arguments, f"--{flag}")
            if value is not None:
                options[flag] = _Option(value=value or "true", file="", line=None)
        yield from _judge(options, command, folder)


def join(*parts: str) -> str:
    """Return a path without ``.`` and ``..`` as far as they can be resolved; one that leads out keeps its ``..``."""
    found: list[str] = []
    for part in "/".join(parts).split("/"):
        if part == ".." and found and found[-1] != "..":
            found.pop()
        elif part not in {"", "."}:
            found.append(part)
    return "/".join(found) or "."


def _judge(options: dict[str, _Option], command: Command, folder: str) -> Iterator[MapSetting]:
    def is_on(name: str) -> bool:
        return name in options and options[name].value == "true"

    if is_on("noEmit") or is_on("emitDeclarationOnly") or not is_on("inlineSources"):
        return
    for name in ("inlineSourceMap", "sourceMap"):
        if not is_on(name):
            continue
        where = options[name]
        output = options.get("outDir")
        base = "" if output is None else output.file.rpartition("/")[0] or "."
        yield MapSetting(
            file=where.file or join(folder, "package.json"),
            line=where.line,
            written=f"{name}: true" if where.file else f"tsc --{name}",
            off=f"{name}: false" if where.file else "",
            inline=name == "inlineSourceMap",
            folder="" if output is None else _within(join(base if output.file else folder, output.value), folder),
            script="" if where.file else command.script,
        )
        return


def _within(path: str, folder: str) -> str:
    if folder == ".":
        return path
    return path.removeprefix(f"{folder}/") if path.startswith(f"{folder}/") else ""


def _projects(start: str, read: Read) -> list[str]:
    """Return a configuration and those that it refers to."""
    found: list[str] = []
    pending = [start]
    while pending and len(found) < _CONFIGS:
        config = pending.pop()
        if config in found:
            continue
        found.append(config)
        for setting in _settings(config, read):
            if setting.path == ("references", "path"):
                path = join(config.rpartition("/")[0], setting.value)
                pending.append(path if path.endswith(".json") else join(path, "tsconfig.json"))
    return found


def _options(config: str, read: Read) -> dict[str, _Option]:
    """Return the compiler options that hold: what a file says wins over what it extends."""
    chain: list[list[tuple[str, Setting]]] = []
    pending = [config]
    seen: set[str] = set()
    while pending and len(seen) < _CONFIGS:
        file = pending.pop(0)
        if file in seen:
            continue
        seen.add(file)
        settings = _settings(file, read)
        chain.append([(file, setting) for setting in settings])
        # Of several, the last that is extended has the first word.
        extended = [setting.value for setting in settings if setting.path == ("extends",)]
        for value in reversed(extended):
            if value.startswith("."):
                path = join(file.rpartition("/")[0], value)
                pending.append(path if path.endswith(".json") else f"{path}.json")
    options: dict[str, _Option] = {}
    for settings_of in chain:
        for file, setting in settings_of:
            if len(setting.path) == 2 and setting.path[0] == "compilerOptions":  # noqa: PLR2004 -- table and key
                options.setdefault(setting.key, _Option(value=setting.value, file=file, line=setting.line))
    return options


def _settings(file: str, read: Read) -> list[Setting]:
    return read_settings((read(file) or b"").decode("utf-8", "replace"))
