"""Writes one project for each build backend, and projects whose backend is their own and misbehaves."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import tarfile
import textwrap
import zipfile
from collections.abc import Mapping
from pathlib import Path

from tests.tools import program

EPOCH = 1_700_000_000
"""The date of every file: what is packed says it where the backend asks."""

FILES = {
    "README.md": "# A package\n",
    "LICENSE": "All rights reserved.\n",
    ".gitignore": "*.secret\n.env\nbuild/\ndist/\n",
    "src/demo_pkg/__init__.py": '"""A package."""\n\n__version__ = "1.2.3"\n',
    "src/demo_pkg/data.txt": "data\n",
    "src/demo_pkg/app.js": "f();\n//# sourceMappingURL=app.js.map\n",
    "src/demo_pkg/app.js.map": '{"version":3,"sources":["a.ts"],"sourcesContent":["f()"],"mappings":""}\n',
    "src/demo_pkg/sub/__init__.py": "VALUE = 1\n",
    "src/demo_pkg/sub/caf\u00e9.txt": "coffee\n",
    "src/demo_pkg/.env": "IGNORED_BY_GIT=1\n",
    "tests/test_demo.py": "def test_nothing() -> None: ...\n",
    "tools/run.sh": "#!/bin/sh\n",
}
UNTRACKED = {".env.local": "UNTRACKED=1\n", "notes/todo.md": "untracked\n"}

METADATA = """
    [project]
    name = "demo-pkg"
    version = "1.2.3"
    description = "A package"
    readme = "README.md"
"""

SETUPTOOLS = '[build-system]\nrequires = ["setuptools>=77"]\nbuild-backend = "setuptools.build_meta"\n'

BACKENDS: dict[str, Mapping[str, str]] = {
    "setuptools-pyproject": {
        "pyproject.toml": SETUPTOOLS
        + METADATA
        + """
            [tool.setuptools.package-data]
            demo_pkg = ["*.txt"]
        """
    },
    "setuptools-setup.cfg": {
        "pyproject.toml": SETUPTOOLS,
        "setup.cfg": """
            [metadata]
            name = demo-pkg
            version = 1.2.3
            [options]
            package_dir =
                = src
            packages = find:
            include_package_data = True
            [options.packages.find]
            where = src
        """,
        "MANIFEST.in": "recursive-include src *.map *.txt\ninclude .env.local\n",
    },
    "setuptools-setup.py": {
        "setup.py": """
            from setuptools import setup

            setup(name="demo-pkg", version="1.2.3", packages=["demo_pkg"], package_dir={"": "src"})
        """
    },
    "setuptools-scm": {
        "pyproject.toml": """
            [build-system]
            requires = ["setuptools>=77", "setuptools-scm>=8"]
            build-backend = "setuptools.build_meta"
            [project]
            name = "demo-pkg"
            dynamic = ["version"]
            [tool.setuptools_scm]
            version_file = "src/demo_pkg/_version.py"
        """
    },
    "hatchling": {
        "pyproject.toml": '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
        + METADATA
        + """
            [tool.hatch.build.targets.wheel]
            packages = ["src/demo_pkg"]
        """
    },
    "flit-core": {
        "pyproject.toml": '[build-system]\nrequires = ["flit_core>=3.9"]\nbuild-backend = "flit_core.buildapi"\n'
        + METADATA
    },
    "poetry-core": {
        "pyproject.toml": '[build-system]\nrequires = ["poetry-core>=2"]\nbuild-backend = "poetry.core.masonry.api"\n'
        + METADATA
    },
    "pdm-backend": {
        "pyproject.toml": '[build-system]\nrequires = ["pdm-backend"]\nbuild-backend = "pdm.backend"\n' + METADATA
    },
    "uv_build": {"pyproject.toml": '[build-system]\nrequires = ["uv_build"]\nbuild-backend = "uv_build"\n' + METADATA},
    "in-tree": {
        "pyproject.toml": """
            [build-system]
            requires = []
            build-backend = "own_backend"
            backend-path = ["backend"]
        """,
    },
}

OWN_BACKEND = """
import os, sys, tarfile, zipfile
from pathlib import Path

NAME = "demo_pkg-1.2.3"
METADATA = "Metadata-Version: 2.1\\nName: demo-pkg\\nVersion: 1.2.3\\n"
LEFT_OUT = (".git", "__pycache__")


def before_sdist(folder):
    pass


def after_wheel(folder):
    pass


def paths():
    for folder, folders, files in os.walk("."):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
        for name in sorted(files):
            path = Path(folder, name)
            if path.exists():
                yield path


def dated(info):
    info.mtime = int(os.environ["SOURCE_DATE_EPOCH"])
    return info


def build_sdist(folder, settings=None):
    before_sdist(folder)
    Path("PKG-INFO").write_text(METADATA)
    with tarfile.open(Path(folder, NAME + ".tar.gz"), "w:gz") as archive:
        for path in paths():
            archive.add(path, f"{NAME}/{path.as_posix()}", filter=dated)
    return NAME + ".tar.gz"


def build_wheel(folder, settings=None, metadata=None):
    name = NAME + "-py3-none-any.whl"
    with zipfile.ZipFile(Path(folder, name), "w") as archive:
        for path in paths():
            if path.parts[0] == "src":
                archive.write(path, path.relative_to("src").as_posix())
        archive.writestr(f"{NAME}.dist-info/METADATA", METADATA)
        archive.writestr(f"{NAME}.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        archive.writestr(f"{NAME}.dist-info/RECORD", "")
    after_wheel(folder)
    return name
"""


def write(folder: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))


def git(folder: Path, *arguments: str) -> None:
    date = f"{EPOCH} +0000"
    subprocess.run(
        [program("git"), "-c", "user.name=A", "-c", "user.email=a@acme.example", *arguments],
        cwd=folder,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date, "GIT_CONFIG_GLOBAL": os.devnull},
    )


def write_project(folder: Path, backend: str) -> Path:
    """Write a project in a git repository, with what is ignored, untracked, linked and executable in it."""
    files = {**FILES, **BACKENDS[backend]}
    if backend == "in-tree":
        files["backend/own_backend.py"] = OWN_BACKEND
    write(folder, files)
    (folder / "tools" / "run.sh").chmod(0o755)
    (folder / "src" / "demo_pkg" / "linked.txt").symlink_to("data.txt")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", ".")
    git(folder, "commit", "-q", "-m", "First")
    git(folder, "tag", "-a", "v1.2.3", "-m", "1.2.3")
    write(folder, UNTRACKED)
    (folder / ".env.local").chmod(0o600)
    set_dates(folder)
    git(folder, "status")
    return folder


def write_own(folder: Path, misbehaviour: str = "", **files: str) -> Path:
    """Write a project with its own backend; what is appended may replace ``before_sdist`` and ``after_wheel``."""
    code = OWN_BACKEND + "\n\n" + textwrap.dedent(misbehaviour)
    write(folder, {**BACKENDS["in-tree"], "src/demo_pkg/__init__.py": "VALUE = 1\n", **files})
    write(folder, {"backend/own_backend.py": code})
    set_dates(folder)
    return folder


def set_dates(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        os.utime(path, (EPOCH, EPOCH), follow_symlinks=False)


def snapshot(folder: Path) -> dict[str, tuple[str, str, int]]:
    """Return kind and mode, content and date of everything; the date of what git itself keeps is its own affair."""
    found: dict[str, tuple[str, str, int]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        if path.is_symlink():
            content = str(path.readlink())
        else:
            content = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[path.relative_to(folder).as_posix()] = (stat.filemode(status.st_mode), content, status.st_mtime_ns)
    return found


def members(artifact: Path) -> dict[str, tuple[str, bytes]]:
    """Return kind and mode, and content or target, of every entry; fails on one that is there twice."""
    found: dict[str, tuple[str, bytes]] = {}
    if artifact.suffix == ".whl":
        with zipfile.ZipFile(artifact) as wheel:
            for info in wheel.infolist():
                assert info.filename not in found
                found[info.filename] = (oct(info.external_attr >> 16), wheel.read(info))
        return found
    with tarfile.open(artifact) as sdist:
        for member in sdist:
            assert member.name not in found
            file = sdist.extractfile(member) if member.isreg() else None
            content = file.read() if file is not None else member.linkname.encode()
            found[member.name] = (f"{member.type!r} {member.mode:o}", content)
    return found
