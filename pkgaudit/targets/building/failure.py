"""Says in one sentence why a build gave nothing, with what the backend said last."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pkgaudit.targets.building.python_project import PythonProject
from pkgaudit.targets.packing.runner import Outcome

_LINES = 3
_LINE_CHARACTERS = 240
_STEP = "* "
_FRONTEND = (
    "TIP ",
    "ERROR Backend ",
    "ERROR Command ",
    "Traceback (most recent call last)",
    "> ",
    "WARNING ",
    "< Using Python ",
)
_HOOK = re.compile(r"when trying to invoke (\w{1,60})")
_CREDENTIALS = re.compile(r"://[^\s/]*@")
_INSTALLING = "* Installing packages in isolated environment"
_BUILDING = "* Building "
_UNREACHABLE = (
    *("Name or service not known", "Temporary failure in name resolution", "Failed to establish a new connection"),
    *("Max retries exceeded", "Connection refused", "Could not fetch URL", "error sending request", "dns error"),
    *(
        "the network was disabled",
        "Network is unreachable",
        "Read timed out",
        "ProxyError",
        "CERTIFICATE_VERIFY_FAILED",
    ),
)
_NOT_FOUND = (
    *("Could not find a version that satisfies", "No matching distribution found", "was not found in the"),
    "No solution found",
)
INSTEAD = "or build it yourself and scan the files in dist/"


def why_it_failed(outcome: Outcome, project: PythonProject, timeout_seconds: float) -> str:
    """Return what went wrong and what to do, for a build that did not end well. What is quoted is hostile text."""
    backend = project.backend.name[:80]
    if outcome.not_started:
        return f"Python could not be started ({outcome.not_started}): repair the installation of pkgaudit"
    output = outcome.stderr.decode("utf-8", "replace")
    if "No module named build" in output and _STEP not in output:
        return "the package `build` is missing: install pkgaudit with its dependencies"
    if outcome.timed_out:
        return (
            f"{_stage(output)} was stopped after {timeout_seconds:g} seconds ({backend}; last said: "
            f"{_quoted(outcome)}): make the build faster or raise the limit, {INSTEAD}"
        )
    if failed_while_installing(outcome):
        return _why_nothing_was_installed(output, outcome, project)
    hook = _HOOK.search(output, max(len(output) - 2000, 0))
    where = f" in {hook.group(1)}" if hook is not None else ""
    code = outcome.exit_code or 0
    ended = f"signal {-code}" if code < 0 else f"exit code {code}"
    return (
        f"the backend {backend} failed{where} ({ended}; last said: {_quoted(outcome)}): "
        f"make `python -m build` work in the project, {INSTEAD}"
    )


def failed_while_installing(outcome: Outcome) -> bool:
    """Return whether it was the installer that failed, and not the backend."""
    output = outcome.stderr.decode("utf-8", "replace")
    return "ERROR Command " in output[-4000:] and output.rfind(_INSTALLING) == output.rfind("\n" + _STEP) + 1


def _why_nothing_was_installed(output: str, outcome: Outcome, project: PythonProject) -> str:
    wanted = ", ".join(requirement[:80] for requirement in project.backend.requires[:5]) or "what it needs"
    said = _quoted(outcome)
    if any(mark in output for mark in _UNREACHABLE):
        return (
            f"the package index cannot be reached, so the backend's requirements ({wanted}) were not installed "
            f"(the installer said: {said}): check the network and the index that pip or uv is told to ask, {INSTEAD}"
        )
    if any(mark in output for mark in _NOT_FOUND):
        return (
            f"the package index of your configuration does not have the backend's requirements ({wanted}), or cannot "
            f"be reached (the installer said: {said}): correct build-system.requires or the index that pip or uv is "
            f"told to ask, {INSTEAD}"
        )
    return f"the backend's requirements ({wanted}) could not be installed (the installer said: {said}): {INSTEAD}"


def _stage(output: str) -> str:
    steps = [line for line in output.splitlines() if line.startswith(_STEP)]
    if not steps:
        return "the build"
    last = steps[-1]
    if last.startswith(_INSTALLING):
        return "installing the backend's requirements"
    return (
        f"building the {last.removeprefix(_BUILDING).strip('. ')[:40]}" if last.startswith(_BUILDING) else "the build"
    )


def _quoted(outcome: Outcome) -> str:
    """Return the last lines that say something, those of the error stream first."""
    error = outcome.stderr.decode("utf-8", "replace").splitlines()
    steps = [number for number, line in enumerate(error) if line.startswith(_STEP)]
    after = error[steps[-1] + 1 :] if steps else error
    lines = _telling(after) or _telling(outcome.stdout.decode("utf-8", "replace").splitlines())
    said = " | ".join(_CREDENTIALS.sub("://***@", line)[:_LINE_CHARACTERS] for line in lines[-_LINES:])
    return said or "nothing"


def _telling(lines: Sequence[str]) -> list[str]:
    """Leave out the frames of tracebacks (indented), the frontend's own words and empty lines."""
    return [
        line.removeprefix("< ").strip()
        for line in lines
        if line.strip(" <") and not line.startswith((" ", "\t", *_FRONTEND))
    ]
