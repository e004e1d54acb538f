"""What a pyproject.toml says about its package, read as the metadata that a build would make of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pkgaudit.manifests.core_metadata import read_core_metadata
from pkgaudit.model.claims import Claims
from pkgaudit.model.limits import Limits
from pkgaudit.targets.building.pyproject import table, text_at, texts_at

_MOST = 200


def python_claims(document: Mapping[str, object]) -> Claims:
    """Return the claims; what a backend computes is not known."""
    lines = [f"{key}: {' '.join(value.split())}" for key, value in _headers(document)]
    return read_core_metadata("\n".join(["Metadata-Version: 2.4", *lines, "", ""]).encode(), (), Limits())


def _headers(document: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield headers as https://packaging.python.org/specifications/pyproject-toml/ maps them; poetry's own as well."""
    for keys in (("project",), ("tool", "poetry")):
        for header, key in (("Name", "name"), ("Version", "version")):
            value = text_at(document, *keys, key)
            if value:
                yield header, value
        text = text_at(document, *keys, "license")
        if text:
            yield ("License-Expression" if keys == ("project",) else "License"), text
        yield from (("Classifier", each) for each in texts_at(document, *keys, "classifiers")[:_MOST])
        urls = list(table(document, *keys, "urls").items())[:_MOST]
        yield from (("Project-URL", f"{label}, {url}") for label, url in urls if isinstance(url, str))
    written = text_at(document, "project", "license", "text")
    if written:
        yield "License", written
    for label in ("repository", "homepage"):
        url = text_at(document, "tool", "poetry", label)
        if url:
            yield "Project-URL", f"{label}, {url}"
