"""What would ship as JSON, version 1, for other programs; ship-list-1.schema.json beside this file describes it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pkgaudit.model.ship_list import ShippedFile
from pkgaudit.model.ship_report import PackageListing, ShipReport
from pkgaudit.reporters.json_text import json_text
from pkgaudit.reporters.ship_list_totals import kind_of, totals

FORMAT = "pkgaudit-ship-list"
VERSION = 1
SCHEMA = Path(__file__).with_name("ship-list-1.schema.json")


def render(report: ShipReport) -> str:
    """Return the report as ASCII JSON text that ends with a newline; equal reports give equal bytes."""
    document: Mapping[str, object] = {
        "format": FORMAT,
        "version": VERSION,
        "exit_code": report.exit_code,
        "packages": [_package(package) for package in report.packages],
        "not_published": [
            {"location": each.location, "name": each.name or None, "why": each.why} for each in report.unpublished
        ],
        "gaps": [{"kind": gap.kind, "location": gap.location, "why": gap.why} for gap in report.gaps],
    }
    return json_text(document)


def _package(package: PackageListing) -> Mapping[str, object]:
    packed = package.packed_by
    return {
        "location": package.location,
        "name": package.name,
        "version": package.version,
        "format": package.format,
        "listing": package.listing,
        "packer": None if packed is None else packed.packer,
        "packer_version": None if packed is None else packed.version,
        "notes": [] if packed is None else packed.notes,
        "in_repository": package.in_repository,
        "packed_bytes": package.packed_bytes,
        "unpacked_bytes": package.unpacked_bytes,
        "files": [_file(file, explained=packed is not None) for file in package.files],
        "others": package.others,
        "totals": {
            "files": len(package.files),
            "by_kind": _totals(package.files, "kind", lambda file: kind_of(file.path)),
            "by_reason": []
            if packed is None
            else _totals(package.files, "reason", lambda file: file.reason.kind.value),
            "by_tracking": _totals(package.files, "tracking", lambda file: file.tracking.value),
        },
    }


def _file(file: ShippedFile, *, explained: bool) -> Mapping[str, object]:
    return {
        "path": file.path,
        "size": file.size,
        "source": file.source,
        "reason": file.reason.kind if explained else None,
        "by": file.reason.by,
        "tracking": file.tracking,
    }


def _totals(files: Sequence[ShippedFile], key: str, label: Callable[[ShippedFile], str]) -> list[Mapping[str, object]]:
    return [{key: each.label, "files": each.files, "bytes": each.size} for each in totals(files, label)]
