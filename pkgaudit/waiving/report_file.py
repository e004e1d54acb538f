"""Reads the findings of a report that was kept as JSON."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct

from pkgaudit.policy.policy import PolicyError
from pkgaudit.reporters.json_report import FORMAT, VERSION
from pkgaudit.waiving.known_finding import KnownFinding

_MOST_BYTES = 256 * 1024 * 1024
_ANEW = "make one with `pkgaudit scan -o json=FILE`"


class _Artifact(Struct, frozen=True):
    location: tuple[str, ...]


class _Finding(Struct, frozen=True):
    rule: str
    fingerprint: str
    location: tuple[str, ...]
    artifact: int | None


class _Report(Struct, frozen=True):
    format: str
    version: int
    artifacts: tuple[_Artifact, ...]
    findings: tuple[_Finding, ...]


def read_findings(path: str) -> tuple[KnownFinding, ...]:
    """Return the findings in a JSON report.

    Args:
        path: As the user typed it.

    Raises:
        PolicyError: It cannot be read, or is no report of this version.
    """
    shown = path.replace(os.sep, "/")
    try:
        # A report may hold lone surrogates, which only this reader keeps.
        report = msgspec.convert(json.loads(_content(path, shown)), _Report)
        found = tuple(_findings(report))
    except (msgspec.ValidationError, ValueError, RecursionError, IndexError) as error:
        if isinstance(error, PolicyError):
            raise
        raise PolicyError([f"{shown}: is not a JSON report of pkgaudit: {_ANEW}"]) from error
    if report.format != FORMAT or report.version != VERSION:
        raise PolicyError([f"{shown}: is not a {FORMAT} of version {VERSION}: {_ANEW}"])
    return found


def _content(path: str, shown: str) -> bytes:
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            raise PolicyError([f"{shown}: is not an ordinary file: name a JSON report"])
        with Path(path).open("rb") as file:
            content = file.read(_MOST_BYTES + 1)
    except OSError as error:
        raise PolicyError([f"{shown}: cannot be read ({error.strerror}): {_ANEW}"]) from error
    if len(content) > _MOST_BYTES:
        raise PolicyError([f"{shown}: has more than {_MOST_BYTES:,} bytes: name the targets instead"])
    return content


def _findings(report: _Report) -> Iterator[KnownFinding]:
    for finding in report.findings:
        own = () if finding.artifact is None else report.artifacts[finding.artifact].location
        yield KnownFinding(
            fingerprint=finding.fingerprint,
            rule=finding.rule,
            location=finding.location,
            inside=finding.location[len(own) or 1 :],
        )
