"""Each rule about projects: one with the fault and one without, packed for real and judged in one run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet

from tests.tools import program, unmeasured

pytestmark = pytest.mark.broad

NPM: dict[str, object] = {"name": "a", "version": "1.0.0", "license": "MIT"}
VITE = "export default {\n  build: { sourcemap: true },\n};\n"
PYPROJECT = """\
[build-system]
requires = [{requires}]
build-backend = "{backend}"
{more}
[project]
name = "pk"
version = "1.0.0"
"""
HATCHLING = PYPROJECT.format(requires='"hatchling"', backend="hatchling.build", more="")
IN_TREE = PYPROJECT.format(requires="", backend="ours", more='backend-path = ["."]')
# An sdist of two modules; a wheel with one of them changed, one left out, and one from nowhere, or as it should be.
BACKEND = """\
import base64, hashlib, io, pathlib, tarfile, zipfile
META = "Metadata-Version: 2.4\\nName: pk\\nVersion: 1.0.0\\n"
CODE = {"pk/__init__.py": "one = 1\\n", "pk/two.py": "two = 2\\n"}
FAULTS = FAULTY

def build_sdist(folder, settings=None):
    name = "pk-1.0.0.tar.gz"
    files = {"PKG-INFO": META, **CODE}
    for path in ("pyproject.toml", "ours.py"):
        files[path] = pathlib.Path(path).read_text()
    with tarfile.open(pathlib.Path(folder) / name, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for path, text in files.items():
            info = tarfile.TarInfo("pk-1.0.0/" + path)
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return name

def build_wheel(folder, settings=None, metadata=None):
    name = "pk-1.0.0-py3-none-any.whl"
    files = dict(CODE)
    if FAULTS:
        del files["pk/two.py"]
        files["pk/__init__.py"] = "one = 11\\n"
        files["pk/three.py"] = "three = 3\\n"
        (pathlib.Path(folder) / "debug.zip").write_bytes(b"PK")
    info = "pk-1.0.0.dist-info/"
    files[info + "METADATA"] = META
    files[info + "WHEEL"] = "Wheel-Version: 1.0\\nGenerator: ours\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
    rows = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
        rows += f"{path},sha256={digest},{len(text.encode())}\\n"
    files[info + "RECORD"] = rows + info + "RECORD,,\\n"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
    return name
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A project, what git does not know of it, and what the rule says: where, and with which edit."""

    files: Mapping[str, str]
    left: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    edit: str = ""


def package(**more: object) -> str:
    return json.dumps({**NPM, **more}, indent=2)


STORIES: dict[str, tuple[Story, Story]] = {
    "no-ship-allowlist": (
        Story(
            files={"package.json": package(), "index.js": "1", "notes.txt": "x"}, place="a-1.0.0.tgz", edit='"files"'
        ),
        Story(files={"package.json": package(files=["index.js"]), "index.js": "1", "notes.txt": "x"}),
    ),
    "dead-exclusion": (
        Story(
            files={
                "package.json": package(files=["dist"]),
                ".npmignore": "*.txt\n",
                "dist/a.js": "1",
                "dist/a.txt": "x",
            },
            edit='"!**/*.txt"',
        ),
        Story(files={"package.json": package(files=["dist", "!**/*.txt"]), "dist/a.js": "1", "dist/a.txt": "x"}),
    ),
    "unmatched-files-entry": (
        Story(
            files={"package.json": package(files=["dist", "lib"]), "dist/a.js": "1"}, place="a-1.0.0.tgz", edit='"lib"'
        ),
        Story(files={"package.json": package(files=["dist"]), "dist/a.js": "1"}),
    ),
    "shadowed-ignore-file": (
        Story(
            files={"package.json": package(), "index.js": "1", ".gitignore": "local.txt\n", ".npmignore": "*.map\n"},
            left={"local.txt": "x"},
            place="package/local.txt",
            edit=".npmignore",
        ),
        Story(
            files={"package.json": package(), "index.js": "1", ".gitignore": "local.txt\n"},
            left={"local.txt": "x"},
        ),
    ),
    "uncommitted-private-file-shipped": (
        Story(
            files={"package.json": package(files=["config"]), "config/a.js": "1", ".gitignore": ".env\n"},
            left={"config/.env": "A=b"},
            place="package/config/.env",
            edit="config/.env",
        ),
        Story(
            files={
                "package.json": package(files=["config", "!config/.env"]),
                "config/a.js": "1",
                ".gitignore": ".env\n",
            },
            left={"config/.env": "A=b"},
        ),
    ),
    "ignored-file-shipped": (
        Story(
            files={"package.json": package(files=["lib"]), "lib/a.js": "1", ".gitignore": "scratch.js\n"},
            left={"lib/scratch.js": "2"},
            place="package/lib/scratch.js",
            edit="lib/scratch.js",
        ),
        Story(
            files={
                "package.json": package(files=["lib", "!lib/scratch.js"]),
                "lib/a.js": "1",
                ".gitignore": "scratch.js\n",
            },
            left={"lib/scratch.js": "2"},
        ),
    ),
    "untracked-file-shipped": (
        Story(
            files={"package.json": package(files=["lib"]), "lib/a.js": "1"},
            left={"lib/new.js": "2"},
            place="package/lib/new.js",
            edit="lib/new.js",
        ),
        Story(files={"package.json": package(files=["lib"]), "lib/a.js": "1", "lib/new.js": "2"}),
    ),
    "packer-mismatch": (
        Story(
            files={
                "package.json": package(files=["dist"], main="lib/main.js"),
                "lib/main.js": "1",
                "dist/a.js": "1",
                ".github/workflows/release.yml": "jobs:\n  a:\n    steps:\n      - run: bun publish\n",
            },
            place="a-1.0.0.tgz",
            edit='Replace "bun publish" by "npm publish" in .github/workflows/release.yml, line 4.',
        ),
        Story(
            files={
                "package.json": package(files=["dist"], main="lib/main.js"),
                "lib/main.js": "1",
                "dist/a.js": "1",
                ".github/workflows/release.yml": "jobs:\n  a:\n    steps:\n      - run: npm publish\n",
            },
        ),
    ),
    "source-maps-turned-on": (
        Story(
            files={"package.json": package(files=["dist"], scripts={"build": "vite build"}), "vite.config.js": VITE},
            place="a-1.0.0.tgz",
            edit='sourcemap: false in vite.config.js, line 2, or add "!**/*.map" at the end of "files"',
        ),
        Story(
            files={
                "package.json": package(files=["dist", "!**/*.map"], scripts={"build": "vite build"}),
                "vite.config.js": VITE,
            },
        ),
    ),
    "no-ship-allowlist (hatchling)": (
        Story(
            files={"pyproject.toml": HATCHLING, "pk/__init__.py": "one = 1\n", "notes.txt": "x"},
            left={".env.local": "A=b"},
            place="pk-1.0.0.tar.gz",
            edit="pyproject.toml",
        ),
        Story(
            files={
                "pyproject.toml": HATCHLING + '[tool.hatch.build.targets.sdist]\nonly-include = ["pk"]\n',
                "pk/__init__.py": "one = 1\n",
                "notes.txt": "x",
            },
            left={".env.local": "A=b"},
        ),
    ),
    "sdist-wheel-divergence": (
        Story(files={"pyproject.toml": IN_TREE, "ours.py": BACKEND.replace("FAULTY", "True")}, edit="pk/"),
        Story(files={"pyproject.toml": IN_TREE, "ours.py": BACKEND.replace("FAULTY", "False")}),
    ),
}
SHARED = {
    "uncommitted-private-file-shipped (hatchling)": "no-ship-allowlist (hatchling)",
    "code-missing-from-wheel": "sdist-wheel-divergence",
    "stray-build-output": "sdist-wheel-divergence",
}
"""Rules that the same project shows."""
Finding = dict[str, object]


def write(folder: Path, story: Story) -> None:
    git = ["git", "-c", "core.excludesFile=", "-C", str(folder)]
    for files in (story.files, story.left):
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if files is story.files:
            subprocess.run([*git, "init", "-q"], check=True, timeout=60)
            subprocess.run([*git, "add", "-A"], check=True, timeout=60)


Findings = Callable[[bool], Mapping[str, list[Finding]]]
"""Every finding by project, of one run over all npm projects, or all Python projects."""


def is_python(name: str) -> bool:
    return "pyproject.toml" in STORIES[SHARED.get(name, name)][0].files


def each(*names: str) -> list[ParameterSet]:
    """Return the rules; building Python projects takes much longer than packing others."""
    return [pytest.param(name, marks=[pytest.mark.broad] if is_python(name) else []) for name in names]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    program("npm")
    program("git")

    @cache
    def judged(python: bool) -> Mapping[str, list[Finding]]:
        return judge(tmp_path_factory.mktemp("projects"), [name for name in STORIES if python is is_python(name)])

    return judged


def judge(root: Path, names: Sequence[str]) -> Mapping[str, list[Finding]]:
    projects: list[str] = []
    for name in names:
        for kind, story in zip(("bad", "good"), STORIES[name], strict=True):
            projects.append(folder_of(name, kind))
            write(root / projects[-1], story)
    done = subprocess.run(
        [sys.executable, "-m", "pkgaudit", "scan", *projects, "--format", "json", "--no-config"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
        cwd=root,
        env=unmeasured({**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}),
    )
    report = json.loads(done.stdout)

    assert [] == report["gaps"]
    assert len(projects) <= len(report["artifacts"])
    found: dict[str, list[Finding]] = {name: [] for name in projects}
    for finding in report["findings"]:
        found[finding["location"][0]].append(finding)
    return found


def folder_of(name: str, kind: str) -> str:
    return f"{list(STORIES).index(SHARED.get(name, name))}-{kind}"


def of(findings: Findings, name: str, kind: str) -> list[Finding]:
    found = findings(is_python(name))[folder_of(name, kind)]
    return [finding for finding in found if finding["rule"] == name.partition(" ")[0]]


@pytest.mark.parametrize("name", each(*STORIES, *SHARED))
def test_a_project_with_the_fault_is_told_and_one_without_is_not(findings: Findings, name: str) -> None:
    bad, good = of(findings, name, "bad"), of(findings, name, "good")

    assert bad
    assert [] == [finding["message"] for finding in good]


@pytest.mark.parametrize("name", each(*STORIES))
def test_a_finding_is_where_it_belongs_and_ends_with_the_edit(findings: Findings, name: str) -> None:
    story = STORIES[name][0]
    found = of(findings, name, "bad")
    facts = [finding["facts"] for finding in found]
    places = [finding["location"] for finding in found]

    assert any(str(place[-1]).endswith(story.place) for place in places if isinstance(place, list))
    assert any(story.edit in str(fact["edit"]) for fact in facts if isinstance(fact, dict))
    assert all(str(finding["message"]).endswith(".") for finding in found)


def test_a_private_file_is_in_one_rule_alone(findings: Findings) -> None:
    name = "uncommitted-private-file-shipped"
    found = findings(is_python(name))[folder_of(name, "bad")]

    assert found
    assert "ignored-file-shipped" not in {finding["rule"] for finding in found}
