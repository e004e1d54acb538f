"""``pkgaudit sourcemap``: what the source maps in one file give away, and their sources written out when asked."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pkgaudit.cli.exit_codes import ExitCode

if TYPE_CHECKING:
    from pkgaudit.model.limits import Limits
    from pkgaudit.model.source_map import SourceMap
    from pkgaudit.sourcemaps.extract import Extraction
    from pkgaudit.sourcemaps.single import MapsInFile
    from pkgaudit.sourcemaps.unpacked import Unpacked

_NAMES_SHOWN = 10


class SourceMapFormat(StrEnum):
    """How the command answers."""

    TEXT = "text"
    JSON = "json"


def sourcemap(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Any file that may hold a source map, compressed or not.")
    ],
    *,
    extract: Annotated[
        Path | None, typer.Option("--extract", metavar="DIR", help="Write the embedded sources into this folder.")
    ] = None,
    format_: Annotated[SourceMapFormat, typer.Option("--format", help="How to answer.")] = SourceMapFormat.TEXT,
) -> None:
    """Show what source maps in one file give away: 0 shown, 2 no such file or an archive, 3 no map or unreadable."""
    from pkgaudit.model.limits import Limits  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.output import write_out  # noqa: PLC0415 -- as above
    from pkgaudit.sourcemaps.single import maps_in  # noqa: PLC0415 -- as above

    limits = Limits()
    inside = _unpacked(file, limits)
    found = maps_in(inside.content, inside.name, limits)
    extraction = None if extract is None or not found.maps else _extract(found, extract)
    if format_ is SourceMapFormat.JSON:
        answer = json.dumps(_as_json(file, found, extraction), indent=2) + "\n"
    else:
        answer = "\n".join(_as_text(file, found, extraction, extract)) + "\n"
    write_out(answer, sys.stdout)
    if inside.problems:
        _stop("\n".join(f"{file}: {problem}" for problem in inside.problems), ExitCode.INCOMPLETE)
    if not found.maps or found.unreadable or (extraction is not None and extraction.refused):
        raise typer.Exit(int(ExitCode.INCOMPLETE))


def _content(file: Path, most: int) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(most + 1)
    except OSError as error:
        _stop(f"{file}: {error.strerror}: name a file that can be read", ExitCode.USAGE)
    if len(content) > most:
        _stop(f"{file}: artifact_bytes: over the limit of {most:,} bytes", ExitCode.INCOMPLETE)
    return content


def _unpacked(file: Path, limits: Limits) -> Unpacked:
    from pkgaudit.sourcemaps.unpacked import ArchiveError, unpacked  # noqa: PLC0415 -- loaded when the command runs

    try:
        return unpacked(_content(file, limits.artifact_bytes), file.name, limits)
    except ArchiveError:
        _stop(f"{file}: is an archive, and this looks at one file: run `pkgaudit scan {file}`", ExitCode.USAGE)


def _extract(found: MapsInFile, folder: Path) -> Extraction:
    from pkgaudit.sourcemaps.extract import ExtractError, extract  # noqa: PLC0415 -- only when asked for

    try:
        return extract((pair for one in found.maps for pair in one.contents()), folder)
    except ExtractError as error:
        _stop(str(error), ExitCode.USAGE)


def _stop(message: str, code: ExitCode) -> NoReturn:
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- only when something is wrong

    typer.echo(f"pkgaudit: {text(message)}", err=True)
    raise typer.Exit(int(code))


def _as_json(file: Path, found: MapsInFile, extraction: Extraction | None) -> dict[str, object]:
    answer: dict[str, object] = {
        "format": "pkgaudit-sourcemap",
        "version": 1,
        "file": str(file).encode("utf-8", "replace").decode(),
        "maps": [_map_as_json(one.measures) for one in found.maps],
        "references": [{"line": one.line, "url": one.url, "kind": one.kind} for one in found.references],
        "unreadable": [{"line": one.line, "why": one.why, "has_content": one.has_content} for one in found.unreadable],
    }
    if extraction is not None:
        answer["extracted"] = {
            "written": extraction.written,
            "unchanged": extraction.unchanged,
            "refused": list(extraction.refused),
        }
    return answer


def _map_as_json(one: SourceMap) -> dict[str, object]:
    from pkgaudit.sourcemaps.overview import largest_sources, top_folders  # noqa: PLC0415 -- loaded when it runs

    return {
        "place": one.place,
        "line": one.line,
        "offset": one.offset,
        "bytes": one.bytes,
        "file": one.file,
        "indexed": one.indexed,
        "debug_id": one.debug_id,
        "sources": one.sources,
        "embedded": len(one.embedded),
        "embedded_bytes": sum(source.bytes for source in one.embedded),
        "embedded_lines": sum(source.lines for source in one.embedded),
        "third_party": sum(source.novelty == "third-party" for source in one.embedded),
        "section_urls": list(one.section_urls),
        "source_root_url": one.source_root_url,
        "private_path_count": one.private_path_count,
        "private_paths": list(one.private_paths),
        "folders": [
            {"path": each.path, "sources": each.sources, "bytes": each.bytes, "lines": each.lines}
            for each in top_folders(one.embedded)
        ],
        "largest": [
            {"path": each.path, "bytes": each.bytes, "lines": each.lines} for each in largest_sources(one.embedded)
        ],
        "problems": list(one.problems),
    }


def _as_text(file: Path, found: MapsInFile, extraction: Extraction | None, folder: Path | None) -> Iterator[str]:
    from pkgaudit.reporters.figures import count  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- as above

    name = text(str(file))
    if not found.maps and not found.unreadable:
        yield f"{name}: no source map found"
    for one in found.maps:
        yield from _map_as_text(one.measures, name)
    for bad in found.unreadable:
        leak = ": it embeds sources" if bad.has_content else ""
        yield f"{_place(name, bad.line)}: a source map that cannot be read{leak}: {text(bad.why)}"
    for reference in found.references:
        yield f"{_place(name, reference.line)}: refers to {text(reference.url)} ({reference.kind})"
    if extraction is not None:
        yield f"wrote {count(extraction.written, 'file')} to {text(str(folder))}, {extraction.unchanged:,} unchanged"
        yield from (f"  not written: {text(refused)}" for refused in extraction.refused)


def _map_as_text(one: SourceMap, name: str) -> Iterator[str]:
    from pkgaudit.reporters.figures import count, size  # noqa: PLC0415 -- loaded when the command runs
    from pkgaudit.reporters.visible import text  # noqa: PLC0415 -- as above
    from pkgaudit.sourcemaps.overview import largest_sources, top_folders  # noqa: PLC0415 -- as above

    embedded_bytes = sum(source.bytes for source in one.embedded)
    lines = sum(source.lines for source in one.embedded)
    foreign = sum(source.novelty == "third-party" for source in one.embedded)
    yield f"{_place(name, one.line)}: {'indexed ' if one.indexed else ''}source map ({one.place}), {size(one.bytes)}"
    yield f"  {count(one.sources, 'source')} named, {len(one.embedded):,} embedded"
    if one.embedded:
        yield f"  {size(embedded_bytes)} and {count(lines, 'line')} of source text ({foreign:,} of third parties)"
    yield from (f"  {label}: {text(value)}" for label, value in _labelled(one) if value)
    if one.embedded:
        yield "  top folders:"
        for each in top_folders(one.embedded):
            measures = f"{size(each.bytes):>10}  {each.lines:>9,} lines  {count(each.sources, 'source'):>12}"
            yield f"    {measures}  {text(each.path)}"
        yield "  largest sources:"
        for source in largest_sources(one.embedded):
            yield f"    {size(source.bytes):>10}  {source.lines:>9,} lines  {text(source.path)}"
    if one.private_path_count:
        yield f"  {count(one.private_path_count, 'source')} with a path of somebody's machine:"
        yield from (f"    {text(path)}" for path in one.private_paths[:_NAMES_SHOWN])
    yield from (f"  problem: {text(problem)}" for problem in one.problems)


def _labelled(one: SourceMap) -> tuple[tuple[str, str], ...]:
    return (
        ("file", one.file or ""),
        ("debugId", one.debug_id or ""),
        ("sourceRoot", one.source_root_url or ""),
        *(("section at", url) for url in one.section_urls[:_NAMES_SHOWN]),
    )


def _place(name: str, line: int | None) -> str:
    return name if line is None else f"{name}:{line}"
