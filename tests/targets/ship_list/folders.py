"""Small projects made of texts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.member import MemberKind, MemberRecord
from pkgaudit.model.ship_list import Origin


def project(folder: Path, files: Mapping[str, str | Mapping[str, object]]) -> Path:
    """Write files; an object becomes JSON, one line for each key."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2), encoding="utf-8")
    return folder


def origin(root: Path, packer: str = "npm", folder: str = ".") -> Origin:
    return Origin(project=".", root=str(root.resolve()), folder=folder, ecosystem=Ecosystem.NPM, packer=packer)


def members(*paths: str) -> tuple[MemberRecord, ...]:
    return tuple(
        MemberRecord(location=("a.tgz", f"package/{path}"), kind=MemberKind.FILE, size=1)
        for path in ("package.json", *paths)
    )
