"""Projects that leak, and what their remedy comes to."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.remedy.remedy import Remedy

LEAK = json.dumps(
    {"version": 3, "sources": ["../src/secret.ts"], "sourcesContent": ["let x: 1;\n"], "names": [], "mappings": ""}
)


def manifest(**fields: object) -> str:
    return json.dumps({"name": "leaks", "version": "1.0.0", "license": "UNLICENSED", **fields}, indent=2) + "\n"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return folder


def edited(remedy: Remedy) -> dict[str, str]:
    """Return what the proposal makes of each file."""
    assert remedy.proposal is not None
    return {edit.path: edit.after.decode() for edit in remedy.proposal.edits}


def removed(remedy: Remedy) -> dict[str, list[str]]:
    """Return what no longer ships by artifact; fails when anything else is different."""
    assert remedy.proposal is not None
    for difference in remedy.proposal.differences:
        assert () == difference.added
        assert () == difference.changed
        assert {} == difference.also_removed
    return {each.location[-1]: sorted(each.removed) for each in remedy.proposal.differences}


def unfixed(remedy: Remedy) -> list[tuple[str, str, str]]:
    return [(each.verdict.finding.rule, each.verdict.finding.location[-1], each.why) for each in remedy.unfixed]
