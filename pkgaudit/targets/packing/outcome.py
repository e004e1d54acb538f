"""Tells from the end of a packer's run whether there is a tarball to trust, and otherwise why not."""

from __future__ import annotations

from pathlib import Path

from pkgaudit.targets.packing.packer import Request
from pkgaudit.targets.packing.runner import Outcome

_QUOTED_CHARACTERS = 400
_QUOTED_LINES = 4
_GZIP = b"\x1f\x8b"
_DENIED = ("ERR_ACCESS_DENIED", "Access to this API has been restricted")


def failure(outcome: Outcome, request: Request, timeout_seconds: float) -> str:
    """Return why the run did not pack, in one sentence that says what to do; empty when it did."""
    packer = f"{request.program.path} {request.program.version}"
    if outcome.not_started:
        return f"{packer} could not be started ({outcome.not_started}): repair its installation"
    if outcome.timed_out:
        return f"{packer} was stopped after {timeout_seconds:g} seconds: make packing faster or raise the limit"
    if outcome.succeeded:
        return ""
    said = _last_words(outcome)
    if not request.execute and any(mark in said for mark in _DENIED):
        return (
            f"{packer} cannot pack it without running the project's code (it was stopped: {said}): let scripts run "
            "with --execute"
        )
    return f"{packer} failed with exit code {outcome.exit_code} ({said}): make it pack, then scan again"


def tarball_in(request: Request) -> Path | str:
    """Return the one tarball that was written, or why there is none to trust."""
    packer = f"{request.program.path} {request.program.version}"
    written = sorted(request.destination.iterdir())
    if not written:
        return (
            f"{packer} said that it packed and wrote no tarball: look for a dry-run setting in the packer's "
            "configuration and in the project's scripts"
        )
    if len(written) > 1 or not written[0].is_file() or written[0].is_symlink():
        names = ", ".join(file.name for file in written[:_QUOTED_LINES])
        return f"{packer} wrote something else than one tarball ({names}): scan the tarball you publish instead"
    with written[0].open("rb") as file:
        if file.read(len(_GZIP)) != _GZIP:
            return f"{packer} wrote {written[0].name}, which is no tarball: scan the tarball you publish instead"
    return written[0]


def _last_words(outcome: Outcome) -> str:
    """Return the end of what it said, errors first; another program's text, cut short."""
    text = (outcome.stderr.strip() or outcome.stdout.strip()).decode("utf-8", "replace")
    # A crash shows its line of minified code first.
    lines = [line.strip() for line in text.splitlines() if 0 < len(line.strip()) <= _QUOTED_CHARACTERS]
    telling = [line for line in lines if "err" in line.lower()] or lines[-_QUOTED_LINES:]
    return " | ".join(telling[:_QUOTED_LINES])[:_QUOTED_CHARACTERS] or "it said nothing"
