"""The tools that write source maps: how each is called, configured and told to, and where it writes."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

_CODE = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")


class Bundler(Struct, frozen=True, kw_only=True):
    """One tool.

    Attributes:
        programs: What it is called.
        subcommands: Only with one of these first; empty when it builds whatever comes first.
        configs: Its configuration files, the first that exists counts.
        manifest_key: Its table in package.json, or empty.
        keys: Settings that turn maps on.
        under: Tables that such a setting may stand in; empty means anywhere.
        flags: Options that do the same.
        config_flags: Options that name another configuration file.
        folder_keys: Settings that name the folder or file it writes.
        folder_flags: Options that do the same.
        folder: Where it writes when nothing says; empty when that is not known.
    """

    programs: tuple[str, ...]
    subcommands: tuple[str, ...] = ()
    configs: tuple[str, ...] = ()
    manifest_key: str = ""
    keys: tuple[str, ...] = ("sourcemap",)
    under: tuple[str, ...] = ()
    flags: tuple[str, ...] = ("--sourcemap",)
    config_flags: tuple[str, ...] = ("--config", "-c")
    folder_keys: tuple[str, ...] = ("outDir", "outdir", "dir", "file", "outfile")
    folder_flags: tuple[str, ...] = ("--outDir", "--outdir", "--out-dir", "--outfile", "-d", "--dir", "-o", "--file")
    folder: str = "dist"


def _config(*stems: str) -> tuple[str, ...]:
    return tuple(f"{stem}{suffix}" for stem in stems for suffix in _CODE)


TSC = Bundler(
    programs=("tsc", "vue-tsc", "ttsc"),
    configs=("tsconfig.json",),
    keys=("sourceMap", "inlineSourceMap"),
    flags=("--sourceMap", "--inlineSourceMap"),
    config_flags=("-p", "--project", "-b", "--build"),
    folder_keys=("outDir",),
    folder_flags=("--outDir",),
    folder="",
)
"""Different from the rest: without ``inlineSources`` its maps hold no sources."""

BUNDLERS = (
    Bundler(programs=("vite",), subcommands=("build",), configs=_config("vite.config"), under=("build", "output")),
    Bundler(
        programs=("rollup", "rolldown"),
        configs=_config("rollup.config", "rolldown.config"),
        flags=("--sourcemap", "-m"),
        folder="",
    ),
    Bundler(
        programs=("webpack", "webpack-cli", "rspack"),
        configs=_config("webpack.config", "rspack.config"),
        keys=("devtool",),
        flags=("--devtool", "-d"),
        folder_keys=("path",),
        folder_flags=("--output-path", "-o"),
    ),
    Bundler(
        programs=("rsbuild", "rslib"),
        subcommands=("build",),
        configs=_config("rsbuild.config", "rslib.config"),
        keys=("sourceMap", "js"),
        under=("output", "sourceMap"),
        flags=(),
    ),
    Bundler(
        programs=("tsup", "tsup-node"),
        configs=(*_config("tsup.config"), "tsup.config.json"),
        manifest_key="tsup",
    ),
    Bundler(programs=("tsdown",), configs=(*_config("tsdown.config"), "tsdown.config.json"), manifest_key="tsdown"),
    Bundler(programs=("unbuild",), configs=_config("build.config"), manifest_key="unbuild"),
    Bundler(programs=("esbuild",), folder=""),
    Bundler(programs=("bun",), subcommands=("build",), folder=""),
    Bundler(
        programs=("parcel",),
        subcommands=("build",),
        configs=("package.json",),
        keys=("sourceMap", "inlineSources"),
        under=("targets",),
        flags=(),
        folder_flags=("--dist-dir",),
    ),
    Bundler(
        programs=("babel",),
        configs=(".babelrc", ".babelrc.json", "babel.config.json", *_config("babel.config", ".babelrc")),
        keys=("sourceMaps",),
        flags=("--source-maps", "-s"),
        config_flags=("--config-file",),
        folder_keys=(),
        folder="",
    ),
    Bundler(
        programs=("swc",),
        configs=(".swcrc",),
        keys=("sourceMaps",),
        flags=("--source-maps", "-s"),
        config_flags=("--config-file",),
        folder_keys=(),
        folder="",
    ),
)

SCRIPTED: Mapping[str, Bundler] = {
    name: Bundler(programs=("node", "tsx", "ts-node", "bun", "deno"), configs=(), folder="")
    for name in ("esbuild", "Bun.build", "rollup", "rolldown", "vite", "tsup", "tsdown")
}
"""What a build script names when it builds with one of these through its interface."""

_ON = frozenset(("true", "inline", "hidden", "external", "linked", "both"))
CONTENT_FREE = (
    ("sourcesContent", "false"),
    ("sourcemapExcludeSources", "true"),
    ("inlineSourcesContent", "false"),
    ("inlineSources", "false"),
)
"""Settings that leave the sources out of the maps."""
CONTENT_FREE_FLAGS = ("--sources-content=false", "--sourcemapExcludeSources", "--no-source-maps", "--no-sourcemap")
DELETING = (
    "filesToDeleteAfterUpload",
    "deleteFilesAfterUpload",
    "deleteAfterUpload",
    "deleteSourcemapsAfterUpload",
    "deleteSourceMaps",
)
"""Settings of error trackers' plug-ins that take the maps away once they are uploaded."""


def is_on(key: str, value: str) -> bool:
    """Return whether a value turns maps with sources on."""
    if key in {"devtool", "--devtool", "-d", "js"}:
        return "source-map" in value and "nosources" not in value
    return value in _ON


def is_inline(value: str) -> bool:
    """Return whether the map becomes part of the code, where no exclusion reaches it."""
    return "inline" in value.lower() or value.startswith("eval")
