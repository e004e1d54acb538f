"""Projects built by the real tools, once for the whole run."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.tools import npm_packages, program

HERE = Path(__file__).parent / "project"
TOOLS = (
    "esbuild@0.25.12",
    "rollup@4.53.2",
    "webpack@5.102.1",
    "terser@5.44.1",
    "@swc/core@1.15.1",
    "typescript@5.9.3",
    "@babel/core@7.28.5",
    "sass@1.93.3",
    "lightningcss@1.30.2",
    "source-map@0.7.6",
    "css-loader@7.1.2",
    "@oven/bun-linux-x64@1.3.2",
)

SOURCES = {
    "index.ts": 'import { greet } from "./util";\nimport { words } from "./words";\n'
    'console.log(greet("w\u00f6rld \U0001f30d"), words);\n',
    "util.ts": "// The quick brown fox\r\nexport function greet(name: string): string {\r\n"
    "  return `hello ${name}`;\r\n}\r\n",
    "words.ts": 'export const words: string[] = ["\u2028", "\\ud83d", "//# sourceMappingURL=nothing.map"];',
    "plain.js": 'import { twice } from "./util.js";\nexport default function main(x) {\n'
    '  return twice(x) + "\u00e9";\n}\nconsole.log(main(Math.random()), String);\n',
    "util.js": "export function twice(x) {\n  return 2 * x;\n}",
    "style.css": "@charset 'utf-8';\n.a { color: red; }\n.b { color: blue; }\n",
    "style.scss": '@use "sass:math";\n@use "part";\n.a { .b { width: math.div(10px, 2); } }\n',
    "_part.scss": ".part { color: red; }\n",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What the tools made.

    Attributes:
        tools: The folder whose ``node_modules`` holds them.
        files: Path below the output folder to content.
        expected: For each file, what Node's JSON.parse counts in each map in it.
    """

    tools: Path
    files: dict[str, bytes]
    expected: dict[str, list[dict[str, int]]]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    tools = npm_packages(*TOOLS)
    project = tmp_path_factory.mktemp("project")
    (project / "src").mkdir()
    for name, text in SOURCES.items():
        (project / "src" / name).write_bytes(text.encode())
    _node("build.cjs", str(tools), str(project))
    out = project / "out"
    counted = json.loads(_node("count.cjs", str(out)))
    files = {path.relative_to(out).as_posix(): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
    return Built(tools=tools, files=files, expected=counted)


def _node(script: str, *arguments: str) -> str:
    done = subprocess.run(
        [program("node"), str(HERE / script), *arguments], capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
