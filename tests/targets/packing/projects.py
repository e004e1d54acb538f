"""Projects whose packing the packers disagree about, made when a test runs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

Files = Mapping[str, str]
_GITIGNORE = "node_modules\n.env\n.env.*\n*.log\n"


def manifest(name: str = "sample", **fields: object) -> str:
    return json.dumps({"name": name, "version": "1.2.3", "license": "MIT", **fields}, indent=2) + "\n"


def write(folder: Path, files: Files) -> Path:
    """Write files by path; one whose content begins with ``->`` is a link."""
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith("->"):
            file.symlink_to(content.removeprefix("->"))
        else:
            file.write_text(content, encoding="utf-8")
    return folder


def yarn_lock(*packages: str, npm: tuple[str, ...] = ()) -> str:
    """Return the lockfile that yarn 4 insists on; packages as ``name@folder``."""
    entries = ["__metadata:\n  version: 10\n  cacheKey: 10c0\n"]
    for package in sorted(packages):
        name, _, folder = package.rpartition("@")
        reference = f'"{name}@workspace:{folder}"'
        entries.append(
            f"{reference}:\n  version: 0.0.0-use.local\n  resolution: {reference}\n"
            "  languageName: unknown\n  linkType: soft\n"
        )
    for name in npm:
        reference = f'"{name}@npm:1.0.0"'
        entries.append(
            f"{reference}:\n  version: 1.0.0\n  resolution: {reference}\n  languageName: node\n  linkType: hard\n"
        )
    return "\n".join(entries)


_JUNK = {
    ".env": "TOKEN=1\n",
    ".env.local": "TOKEN=2\n",
    ".npmrc": "fund=false\n",
    ".gitignore": _GITIGNORE,
    ".claude/settings.local.json": "{}\n",
    ".vscode/launch.json": "{}\n",
    "CLAUDE.md": "# notes\n",
    "README.md": "# sample\n",
    "LICENSE": "MIT\n",
    "debug.log": "x\n",
    "src/index.ts": "export const a = 1\n",
    "dist/index.js": "exports.a = 1\n//# sourceMappingURL=index.js.map\n",
    "dist/index.js.map": '{"version":3,"sources":["../src/index.ts"],"mappings":""}\n',
    "test/a.test.js": "1\n",
}
_BUNDLED = {
    "node_modules/foo/package.json": manifest("foo").replace("1.2.3", "1.0.0"),
    "node_modules/foo/index.js": "module.exports = 1\n",
    "node_modules/foo/.env": "TOKEN=3\n",
}

PROJECTS: Mapping[str, Files] = {
    "no-files-at-all": {"package.json": manifest(), **_JUNK},
    "files": {"package.json": manifest(files=["dist"], main="dist/index.js"), **_JUNK},
    "files-with-a-negation": {"package.json": manifest(files=["dist", "!**/*.map"]), **_JUNK},
    "npmignore-beside-gitignore": {"package.json": manifest(), **_JUNK, ".npmignore": "*.map\n"},
    "npmignore-beside-files": {"package.json": manifest(files=["dist"]), **_JUNK, ".npmignore": "*.map\n"},
    "nested-ignore-files": {
        "package.json": manifest(files=["lib"]),
        "lib/index.js": "1\n",
        "lib/skip.js": "2\n",
        "lib/.npmignore": "skip.js\n",
        "lib/deep/.gitignore": "*.map\n",
        "lib/deep/a.js": "3\n",
        "lib/deep/a.js.map": "{}\n",
    },
    "scoped-name": {"package.json": manifest("@acme/sample", files=["dist"]), **_JUNK},
    "bundled-dependencies": {
        "package.json": manifest(dependencies={"foo": "1.0.0"}, bundleDependencies=["foo"], files=["dist"]),
        **_JUNK,
        **_BUNDLED,
    },
    "symlinks": {
        "package.json": manifest(),
        "lib/index.js": "1\n",
        "lib/link.js": "->index.js",
        "linked": "->lib",
        "outside": "->/etc/hostname",
        "dangling": "->nowhere",
    },
    "bin-outside-files": {
        "package.json": manifest(files=["dist"], bin={"tool": "bin/tool.js"}, main="lib/main.js"),
        **_JUNK,
        "bin/tool.js": "#!/usr/bin/env node\n",
        "bin/other.js": "1\n",
        "lib/main.js": "1\n",
    },
    "files-is-a-dot": {"package.json": manifest(files=["."]), **_JUNK},
    "ignored-by-git-inside-files": {
        "package.json": manifest(files=["nested"]),
        ".gitignore": _GITIGNORE,
        "nested/.env": "TOKEN=4\n",
        "nested/a.js": "1\n",
        "nested/package-lock.json": "{}\n",
        "nested/node_modules/x/index.js": "1\n",
    },
    "odd-names": {
        "package.json": manifest(),
        "app/[id]/page.js": "1\n",
        "a b/c'd.js": "1\n",
        "ünïcode/é.js": "1\n",
        "README.md~": "1\n",
        "CHANGELOG": "1\n",
        "x.orig": "1\n",
        "._x": "1\n",
    },
}
"""By name; none has scripts."""

WORKSPACES: Files = {
    "package.json": manifest("root", private=True, workspaces=["packages/*"]),
    "pnpm-workspace.yaml": "packages:\n  - packages/*\n",
    ".gitignore": _GITIGNORE,
    ".npmignore": "*.map\n",
    "packages/a/package.json": manifest("@acme/a", dependencies={}),
    "packages/a/index.js": "1\n",
    "packages/a/index.js.map": "{}\n",
    "packages/a/.env": "TOKEN=5\n",
    "packages/b/package.json": manifest("b", files=["lib"]),
    "packages/b/lib/b.js": "1\n",
    "packages/secret/package.json": manifest("secret", private=True),
    "yarn.lock": yarn_lock("root@.", "@acme/a@packages/a", "b@packages/b", "secret@packages/secret"),
}

BUILDING: Files = {
    "package.json": manifest(
        files=["dist"],
        scripts={"prepack": "node build.cjs", "test": "node build.cjs"},
    ),
    "build.cjs": "require('fs').mkdirSync('dist',{recursive:true});require('fs').writeFileSync('dist/built.js','1')\n",
    "dist/stale.js": "0\n",
    "yarn.lock": yarn_lock("sample@."),
}
"""What ships is made by a script."""


def make(folder: Path, name: str) -> Path:
    """Write one of `PROJECTS` with the lockfile that yarn 4 needs."""
    files = PROJECTS[name]
    package: object = json.loads(files["package.json"])["name"]
    npm = ("foo",) if "bundled" in name else ()
    return write(folder, {**files, "yarn.lock": yarn_lock(f"{package}@.", npm=npm)})


Reference = Callable[[Path, Path], list[str]]

REFERENCE: Mapping[str, Reference] = {
    "npm": lambda script, out: [str(script), "pack", f"--pack-destination={out}"],
    "pnpm": lambda script, out: [str(script), "pack", f"--pack-destination={out}"],
    "yarn-classic": lambda script, out: [str(script), "pack", f"--filename={out}/package.tgz"],
    "yarn-berry": lambda script, out: [str(script), "pack", "--out", f"{out}/package.tgz"],
    "bun": lambda script, out: [str(script), "pm", "pack", f"--destination={out}"],
}
"""What a user types, by packer."""
