"""What real installers write for an archive: npm's pacote and node-tar, pip's unpacking, GNU tar and bsdtar."""

from __future__ import annotations

import json
import os
import posixpath
import re
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.tools import npm_packages, program

Files = dict[str, int]

_MOST_BYTES = 32 * 1024 * 1024
_SECONDS = 240

_NODE = """
import { createRequire } from 'node:module';
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
const [root, jobs] = [process.argv[2], JSON.parse(process.argv[3])];
const require = createRequire(root + '/package.json');
const pacote = require('pacote');
const tar = require('tar');
process.on('uncaughtException', () => {});
process.on('unhandledRejection', () => {});
// Some archives leave an extraction waiting for ever.
const patiently = (work) => {
  let timer;
  const patience = new Promise((done) => { timer = setTimeout(done, 1500); });
  return Promise.race([work.catch(() => {}), patience]).then(() => clearTimeout(timer));
};
for (const [archive, viaPacote, viaTar, cache] of jobs) {
  mkdirSync(viaPacote, { recursive: true });
  mkdirSync(viaTar, { recursive: true });
  await patiently(pacote.extract('file:' + archive, viaPacote, { cache }));
  const filter = (name, entry) => !/Link$/.test(entry.type);
  await patiently(pipeline(createReadStream(archive), tar.x({ cwd: viaTar, strip: 1, filter, onwarn: () => {} })));
}
"""

_PIP = """
import json, sys, tarfile
from pip._internal.utils.unpacking import untar_file
for archive, folder in json.loads(sys.argv[1]):
    try:
        untar_file(archive, folder)
    except BaseException:
        pass
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Files by path below the target folder, and their sizes, for each program."""

    by_npm: dict[str, Files]
    by_others: dict[str, Files]


def write_with_all(packed: dict[str, bytes]) -> list[Written]:
    """Let every program extract every archive (by file name) into a folder of its own."""
    work = Path(tempfile.mkdtemp(prefix="tar-oracles-"))
    try:
        return _write(packed, work)
    finally:
        # Some cases are folders too deep for Python's own removal.
        subprocess.run([program("rm"), "-rf", str(work)], check=True)


def _write(packed: dict[str, bytes], work: Path) -> list[Written]:
    archives = [work / name for name in packed]
    for path in archives:
        path.write_bytes(packed[path.name])
    targets = {
        name: [work / name / path.stem for path in archives] for name in ("pacote", "node-tar", "pip", "tar", "bsdtar")
    }
    for folder in (*targets["pip"], *targets["tar"], *targets["bsdtar"]):
        folder.mkdir(parents=True)
    tools = npm_packages("tar@7.5.23", "pacote@22.0.0")
    script = work / "extract.mjs"
    script.write_text(_NODE)
    jobs = [
        [str(path), str(targets["pacote"][index]), str(targets["node-tar"][index]), str(work / "cache")]
        for index, path in enumerate(archives)
    ]
    _run([program("node"), str(script), str(tools), json.dumps(jobs)])
    pairs = [[str(path), str(targets["pip"][index])] for index, path in enumerate(archives)]
    _run([sys.executable, "-c", _PIP, json.dumps(pairs)])
    for name in ("tar", "bsdtar"):
        command = program(name)
        for index, path in enumerate(archives):
            _run([command, "-xf", str(path), "-C", str(targets[name][index])])
    return [
        Written(
            by_npm={name: _files(targets[name][index]) for name in ("pacote", "node-tar")},
            by_others={name: _files(targets[name][index]) for name in ("pip", "tar", "bsdtar")},
        )
        for index in range(len(archives))
    ]


def stripped(raw: bytes) -> str:
    """Return a member's path as npm makes it: without the first component, whatever that is, and without a root."""
    parts = raw.decode("utf-8", "replace").split("/")[1:]
    return normal(re.sub("^(?:[A-Za-z]:|/)+", "", "/".join(parts)))


def normal(path: str) -> str:
    return posixpath.normpath("/" + path).lstrip("/")


def _run(command: list[str]) -> None:
    subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=_SECONDS,
        check=False,
        preexec_fn=_restrain,
    )


def _restrain() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (_MOST_BYTES, _MOST_BYTES))


def _files(folder: Path) -> Files:
    found: Files = {}
    root = os.fsencode(folder)
    # No recursion: some cases are folders a thousand deep.
    waiting = [root]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    shown = entry.path[len(root) + 1 :].decode("utf-8", "replace")
                    found[shown] = entry.stat(follow_symlinks=False).st_size
    return found
