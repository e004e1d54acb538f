"""A workflow that packs once, scans those files and publishes those same files."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.adoption.commands import NPM_FOLDER, PYTHON_FOLDER, left_out, packing_commands, scan_command
from pkgaudit.adoption.outlook import Outlook
from pkgaudit.model.grades import Ecosystem
from pkgaudit.reporters.visible import text
from pkgaudit.targets.packing.packer_choice import PackerName


def github_workflow(outlook: Outlook) -> str:
    """Return ``.github/workflows/pkgaudit.yml``."""
    return "\n".join([*_HEAD, *_gate(outlook), *_publishing(outlook)]) + "\n"


def gitlab_job(outlook: Outlook) -> str:
    """Return a job for ``.gitlab-ci.yml``."""
    made = "/tmp/artifacts"  # noqa: S108 -- a folder of the job's own container
    commands = [*packing_commands(outlook, made), scan_command(made), f"mv {made} artifacts"]
    return "\n".join(
        [
            "# Packs once and scans those files; publish from the artifacts of this job, and pack nothing again.",
            "# Its image needs Python, pipx and the tools that pack.",
            "pkgaudit:",
            "  script:",
            *(f"    - {_quoted(command)}" for command in commands),
            "  artifacts:",
            "    paths:",
            "      - artifacts/",
            "",
        ]
    )


# Outside the project: what lies inside it may be packed along.
_ARTIFACTS = "$RUNNER_TEMP/artifacts"
_HEAD = (
    "# Packs once, scans those files and publishes those same files: what was packed again was not looked at.",
    "# Actions are pinned to a major version; pin them to a commit where your rules ask for it.",
    "name: pkgaudit",
    "",
    "on:",
    "  pull_request:",
    "  push:",
    "    branches: [main, master]",
    '    tags: ["v*"]',
    "",
    "permissions:",
    "  contents: read",
    "",
    "jobs:",
)


def _gate(outlook: Outlook) -> Iterator[str]:
    yield from (
        "  gate:",
        "    runs-on: ubuntu-latest",
        "    steps:",
        "      - uses: actions/checkout@v5",
        "        with:",
        "          persist-credentials: false",
    )
    if outlook.of(Ecosystem.NPM):
        yield from _node()
        if outlook.packer is PackerName.BUN:
            yield "      - uses: oven-sh/setup-bun@v2"
    yield "      - name: Pack"
    yield from (f"        # {text(each.folder)} is left out: its name has no place here" for each in left_out(outlook))
    yield "        run: |"
    yield from (f"          {command}" for command in packing_commands(outlook, _ARTIFACTS))
    yield from (
        "      - name: Scan what was packed",
        f"        run: {scan_command(_ARTIFACTS)}",
        "      - uses: actions/upload-artifact@v4",
        "        with:",
        "          name: artifacts",
        "          path: ${{ runner.temp }}/artifacts",
        "          if-no-files-found: error",
    )


def _publishing(outlook: Outlook) -> Iterator[str]:
    yield ""
    yield "  # With trusted publishing no token is needed: name this workflow in the settings of each package."
    yield "  publish:"
    yield "    needs: gate"
    yield "    if: startsWith(github.ref, 'refs/tags/v')"
    yield "    runs-on: ubuntu-latest"
    yield "    permissions:"
    yield "      id-token: write"
    yield "    steps:"
    yield "      - uses: actions/download-artifact@v5"
    yield "        with:"
    yield "          name: artifacts"
    yield "          path: artifacts"
    if outlook.of(Ecosystem.NPM):
        yield from _node()
        yield "      - name: Publish the files that were scanned"
        yield f'        run: for file in artifacts/{NPM_FOLDER}/*.tgz; do npm publish "./$file"; done'
    if outlook.of(Ecosystem.PYPI):
        yield "      - name: Publish the files that were scanned"
        yield "        uses: pypa/gh-action-pypi-publish@release/v1"
        yield "        with:"
        yield f"          packages-dir: artifacts/{PYTHON_FOLDER}"


def _node() -> Iterator[str]:
    yield "      - uses: actions/setup-node@v5"
    yield "        with:"
    yield "          node-version: 24"


def _quoted(command: str) -> str:
    """Return a line of shell as a text of YAML."""
    return "'" + command.replace("'", "''") + "'"
