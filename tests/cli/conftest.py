"""Small artifacts made for the command-line tests."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Mapping
from pathlib import Path

import pytest

MANIFEST = {"name": "plain", "version": "1.0.0", "license": "UNLICENSED"}


def npm_tarball(path: Path, members: Mapping[str, str | bytes]) -> Path:
    """Write an npm tarball whose members are these, below ``package/``."""
    with tarfile.open(path, "w:gz", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(f"package/{name}")
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return path


@pytest.fixture
def plain_tarball(tmp_path: Path) -> Path:
    return npm_tarball(
        tmp_path / "plain-1.0.0.tgz",
        {"package.json": json.dumps(MANIFEST), "index.js": "export const one = 1;\n", "README.md": "# plain\n"},
    )


@pytest.fixture
def leaking_tarball(tmp_path: Path) -> Path:
    leaked = {
        "version": 3,
        "sources": ["src/secret.ts"],
        "sourcesContent": ["let x: 1;\n"],
        "names": [],
        "mappings": "",
    }
    return npm_tarball(
        tmp_path / "leaks-1.0.0.tgz",
        {"package.json": json.dumps(MANIFEST), "index.js": "let x;\n", "index.js.map": json.dumps(leaked)},
    )
