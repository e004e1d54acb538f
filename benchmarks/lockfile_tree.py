"""Makes a tree of lockfiles as a monorepo has them: one project beside the other, of npm and of Python."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

PACKAGES = 1_000
"""So many locked packages make a file of 200 to 400 kB, by its kind."""

_INDEX = "https://index.acme.example"
_CHAIN = 5
"""How many of the packages that come next a package asks for."""


def lockfile_tree(folder: Path, count: int, packages: int = PACKAGES) -> Path:
    """Write ``count`` lockfiles of every kind in turn, none of which holds anything bad; return their folder."""
    tree = folder / f"tree-{count}"
    for number in range(count):
        name, write = _KINDS[number % len(_KINDS)]
        path = tree / f"projects-{number // 20}" / f"project-{number}" / name
        path.parent.mkdir(parents=True)
        path.write_text(write(number, packages), encoding="utf-8")
    return tree


def _named(tree: int, number: int) -> tuple[str, str]:
    """Return a name and a version; two thirds of them are those of every project."""
    return f"package-{number}" if number % 3 else f"package-{tree}-{number}", f"{number % 9}.{number % 7}.{tree % 5}"


def _asked(tree: int, number: int, packages: int) -> list[str]:
    return [_named(tree, each)[0] for each in range(number + 1, min(number + 1 + number % _CHAIN, packages))]


def _package_lock(tree: int, packages: int) -> str:
    entries: dict[str, object] = {"": {"name": "app", "version": "1.0.0", "dependencies": {_named(tree, 0)[0]: "*"}}}
    for number in range(packages):
        name, version = _named(tree, number)
        entries[f"node_modules/{name}"] = {
            "version": version,
            "resolved": f"{_INDEX}/{name}/-/{name}-{version}.tgz",
            "integrity": f"sha512-{number:086}==",
            "dependencies": dict.fromkeys(_asked(tree, number, packages), "^1.0.0"),
        }
    return json.dumps({"name": "app", "lockfileVersion": 3, "packages": entries}, indent=2)


def _yarn(tree: int, packages: int) -> str:
    text = ["# yarn lockfile v1\n"]
    for number in range(packages):
        name, version = _named(tree, number)
        text.append(
            f'\n{name}@^1.0.0:\n  version "{version}"\n  resolved "{_INDEX}/{name}/-/{name}-{version}.tgz#{number:040}"'
            f"\n  integrity sha512-{number:086}==\n"
        )
        asked = _asked(tree, number, packages)
        text.append("".join(["  dependencies:\n", *(f'    {each} "^1.0.0"\n' for each in asked)]) if asked else "")
    return "".join(text)


def _pnpm(tree: int, packages: int) -> str:
    keys, snapshots = [], []
    for number in range(packages):
        name, version = _named(tree, number)
        integrity = f"    resolution: {{integrity: sha512-{number:086}==}}"
        keys.append(f"  {name}@{version}:\n{integrity}\n    engines: {{node: '>=18'}}\n")
        snapshots.append(f"  {name}@{version}: {{}}\n")
    return f"lockfileVersion: '9.0'\n\npackages:\n\n{''.join(keys)}\nsnapshots:\n\n{''.join(snapshots)}"


def _requirements(tree: int, packages: int) -> str:
    pins = (_named(tree, number) for number in range(packages))
    hashes = (f"    --hash=sha256:{number:064}" for number in range(3 * packages))
    return "".join(
        f"{name}=={version} \\\n{next(hashes)} \\\n{next(hashes)} \\\n{next(hashes)}\n    # via app\n"
        for name, version in pins
    )


def _tables(more: Callable[[str, str, list[str]], str]) -> Callable[[int, int], str]:
    def write(tree: int, packages: int) -> str:
        text = []
        for number in range(packages):
            name, version = _named(tree, number)
            asked = _asked(tree, number, packages)
            text.append(f'[[package]]\nname = "{name}"\nversion = "{version}"\n{more(name, version, asked)}\n')
        return "\n".join(text)

    return write


def _uv(name: str, version: str, asked: list[str]) -> str:
    needs = "".join(f'    {{ name = "{each}" }},\n' for each in asked)
    file = f'url = "{_INDEX}/files/{name}-{version}.tar.gz", hash = "sha256:{0:064}", size = 1'
    return f'source = {{ registry = "{_INDEX}/simple" }}\ndependencies = [\n{needs}]\nsdist = {{ {file} }}\n'


def _poetry(name: str, version: str, asked: list[str]) -> str:
    files = "".join(
        f'    {{file = "{name}-{version}{end}", hash = "sha256:{0:064}"}},\n' for end in (".whl", ".tar.gz")
    )
    needs = "".join(f'{each} = ">=1"\n' for each in asked)
    return f'optional = false\ngroups = ["main"]\nfiles = [\n{files}]\n\n[package.dependencies]\n{needs}'


_KINDS: tuple[tuple[str, Callable[[int, int], str]], ...] = (
    ("package-lock.json", _package_lock),
    ("poetry.lock", _tables(_poetry)),
    ("yarn.lock", _yarn),
    ("uv.lock", _tables(_uv)),
    ("pnpm-lock.yaml", _pnpm),
    ("requirements.txt", _requirements),
)
