"""Files that the project's metadata brings into a package with any backend: readme, licences, pyproject.toml."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.model.ship_list import Reason, ReasonKind
from pkgaudit.targets.building.pyproject import table, text_at, texts_at
from pkgaudit.targets.ship_list.python_patterns import glob
from pkgaudit.targets.ship_list.python_recipe import ENTRIES, Entry, always, listed
from pkgaudit.targets.ship_list.python_view import ProjectView

_LICENCES = ("LICEN[CS]E*", "COPYING*", "NOTICE*", "AUTHORS*")


def metadata_entries(view: ProjectView) -> tuple[Entry, ...]:
    """Return an entry for each file that the metadata names, and for what backends look for by name."""
    return (always("pyproject.toml", "pyproject.toml"), *_named(view), *licence_entries(view))


def licence_entries(view: ProjectView) -> tuple[Entry, ...]:
    """Return the entries for licences, which a wheel holds with its metadata."""
    document = view.document
    found = [_name("project.license-files", text) for text in texts_at(document, "project", "license-files")]
    for keys in (("project", "license-files", "paths"), ("project", "license-files", "globs")):
        found += [_name(".".join(keys), text) for text in texts_at(document, *keys)]
    named = text_at(document, "project", "license", "file")
    if named is not None:
        found.append(_name("project.license.file", named))
    metadata = view.setup_cfg.get("metadata", {})
    for key in ("license_files", "license_file"):
        texts = [text.strip() for line in metadata.get(key, ()) for text in line.split(",")]
        found += [_name(f"metadata.{key}", text, file="setup.cfg") for text in texts]
    found += [
        _name("tool.setuptools.license-files", text)
        for text in texts_at(document, "tool", "setuptools", "license-files")
    ]
    by_name = [Entry(reason=Reason(kind=ReasonKind.ALWAYS, by=pattern), matches=glob(pattern)) for pattern in _LICENCES]
    return (*found[:ENTRIES], *by_name)


def _named(view: ProjectView) -> Iterator[Entry]:
    document = view.document
    for key, texts in (
        ("project.readme", (text_at(document, "project", "readme"), text_at(document, "project", "readme", "file"))),
        (
            "tool.poetry.readme",
            (text_at(document, "tool", "poetry", "readme"), *texts_at(document, "tool", "poetry", "readme")),
        ),
        ("tool.flit.metadata.description-file", (text_at(document, "tool", "flit", "metadata", "description-file"),)),
    ):
        yield from (_name(key, text) for text in texts if text is not None)
    dynamic = table(document, "tool", "setuptools", "dynamic")
    for field in dynamic:
        key = f"tool.setuptools.dynamic.{field[:40]}.file"
        own = text_at(dynamic, field, "file")
        yield from (_name(key, text) for text in (own, *texts_at(dynamic, field, "file")) if text is not None)
    description = view.setup_cfg.get("metadata", {}).get("long_description", ())
    if description and description[0].startswith("file:"):
        described = [text.strip() for text in " ".join(description).removeprefix("file:").split(",")]
        yield from (_name("metadata.long_description", text, file="setup.cfg") for text in described)


def _name(key: str, text: str, *, file: str = "pyproject.toml") -> Entry:
    by = key if file == "pyproject.toml" else f"{file}: {key}"
    return listed(by, text, glob(text), file=file, kind=ReasonKind.NAMED, checked=False, in_wheel=False)
