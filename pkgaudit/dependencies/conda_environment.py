"""A conda environment file: what its ``pip`` part asks for. Its other packages come from elsewhere than PyPI."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.dependencies.notes import Notes
from pkgaudit.dependencies.requirements import RequirementsReading
from pkgaudit.manifests.plain_yaml import YamlError, read_yaml_documents
from pkgaudit.model.dependency_document import DependencyDocument, DocumentFormat
from pkgaudit.model.gap import Location
from pkgaudit.model.limits import MIB, Limits

ENVIRONMENT_BYTES = 4 * MIB
_DEPTH = 16
_PART = b"pip"
# What is spelt with escapes is not found as it stands; each search for it goes through the whole file.
_MOST_MISSED = 50


def read_conda_environment(content: bytes, location: Location, limits: Limits) -> DependencyDocument:  # noqa: ARG001 -- as every reader
    """Return the requirements that conda hands to pip; never raises. A file without the word ``pip`` has none."""
    notes = Notes()
    reading = RequirementsReading(notes)
    if _PART in content:
        reading.add(_in_place(content, _requirements(content, notes)))
    return reading.document(location, DocumentFormat.CONDA_ENVIRONMENT)


def _requirements(content: bytes, notes: Notes) -> Iterator[str]:
    try:
        document = next(read_yaml_documents(content, most_bytes=ENVIRONMENT_BYTES, most_depth=_DEPTH), {})
    except YamlError as error:
        notes.add(f"{error}: nothing of it was looked at")
        return
    entries = document.get("dependencies") if isinstance(document, dict) else None
    for entry in entries if isinstance(entries, list) else ():
        asked = entry.get("pip") if isinstance(entry, dict) else None
        for line in asked if isinstance(asked, list) else ():
            if isinstance(line, str) and line:
                yield line


def _in_place(content: bytes, requirements: Iterator[str]) -> str:
    """Return a requirements file in which each line has the number that it has in the environment file."""
    lines: list[str] = []
    at = 0
    number = 0
    missed = 0
    for requirement in requirements:
        found = content.find(requirement.encode("utf-8", "replace"), at) if missed < _MOST_MISSED else -1
        if found >= 0:
            number += content.count(b"\n", at, found)
            lines.extend([""] * (number - len(lines)))
            at = found
        else:
            missed += 1
        # A backslash at the end would join what YAML keeps apart.
        lines.append(" ".join(requirement.split()).rstrip("\\"))
    return "\n".join(lines)
