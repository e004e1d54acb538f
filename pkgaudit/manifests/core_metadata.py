"""What METADATA and PKG-INFO say: claims as pip and the index would understand them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from pkgaudit.expression import Expression
from pkgaudit.manifests.fields import Problems
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.manifests.licenses import is_closed, is_osi
from pkgaudit.manifests.mail_headers import HEADER_BYTES, Header, read_headers
from pkgaudit.manifests.python_names import is_name, is_version
from pkgaudit.manifests.repositories import is_public_repository
from pkgaudit.model.claims import Claims, Dependency
from pkgaudit.model.gap import Gap, GapKind, Location
from pkgaudit.model.grades import Ecosystem
from pkgaudit.model.limits import Limits

_SINGLE = frozenset(
    (
        "metadata-version",
        "name",
        "version",
        "summary",
        "description",
        "description-content-type",
        "keywords",
        "home-page",
        "download-url",
        "author",
        "author-email",
        "maintainer",
        "maintainer-email",
        "license",
        "license-expression",
        "requires-python",
    )
)
_ONE_LINE = frozenset(("metadata-version", "name", "version", "license-expression", "requires-python", "requires-dist"))
_LICENSE_CLASSIFIER = "License ::"
_PRIVATE_CLASSIFIER = "private ::"
_REQUIREMENT = Expression(r"\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(.*)", re.DOTALL)
_LABEL_NOISE = Expression(r"[^a-z0-9]")
# Most telling first; https://packaging.python.org/en/latest/specifications/well-known-project-urls/
_LABELS = (
    "repository",
    "source",
    "sourcecode",
    "sources",
    "code",
    "github",
    "gitlab",
    "codeberg",
    "bitbucket",
    "git",
    "vcs",
    "scm",
    "coderepository",
    "sourcerepository",
    "githubrepo",
    "githubrepository",
    "development",
    "homepage",
    "home",
)
_KEPT = 10_000
# Fewer bytes cannot hold more headers than are read, and need no second look.
_NO_GAP_BYTES = 60_000


def read_core_metadata(content: bytes, location: Location, limits: Limits) -> Claims:
    """Return the claims of a METADATA or PKG-INFO, with every problem found; never raises.

    Args:
        content: The file, whatever it holds; the first MiB of headers is read.
        location: Of the file, for the problems.
        limits: For ``text_line_bytes``.
    """
    problems = Problems(location)
    block = read_headers(content)
    if not block.complete:
        problems.add(f"its headers are more or longer than is read (20,000 of them, {HEADER_BYTES:,} bytes)")
    if block.stray is not None:
        problems.add(f"{quoted(block.stray)} is no header: Python reads none after it")
    _check_form(block.headers, problems)
    first: dict[str, str] = {}
    for header in block.headers:
        first.setdefault(header.name, _cut(header.value, limits))
    name = _name(first, problems)
    version = _version(first, problems)
    if "metadata-version" not in first:
        problems.add("it has no Metadata-Version: the index refuses it")
    classifiers = [_cut(header.value, limits) for header in block.headers if header.name == "classifier"]
    license_, osi = _license(first, classifiers)
    repository = _repository(first, block.headers)
    return Claims(
        ecosystem=Ecosystem.PYPI,
        name=name,
        version=version,
        license=license_,
        license_is_osi=osi,
        repository=repository,
        repository_is_public=repository is not None and is_public_repository(repository),
        marked_private=any(text.lower().startswith(_PRIVATE_CLASSIFIER) for text in classifiers),
        dependencies=tuple(_dependencies(block.headers, problems, limits)),
        keys=tuple(first)[:1000],
        problems=problems.all(),
    )


def core_metadata_gap(content: bytes, location: Location) -> Gap | None:
    """Return why a part of the headers was not read, or None."""
    if len(content) <= _NO_GAP_BYTES or read_headers(content).complete:
        return None
    why = f"metadata headers are read up to 20,000 of them and {HEADER_BYTES:,} bytes"
    return Gap(kind=GapKind.LIMIT, location=location, why=why)


def _cut(text: str, limits: Limits) -> str:
    return text[: limits.text_line_bytes]


def _check_form(headers: Sequence[Header], problems: Problems) -> None:
    seen: set[str] = set()
    for header in headers:
        title = header.name[:80].title()
        if header.name in _SINGLE and header.name in seen:
            problems.add(f"{title} occurs twice: pip takes the first and the index refuses it")
        seen.add(header.name)
        if not header.decoded:
            problems.add(f"{title} is not UTF-8")
        if header.folded and header.name in _ONE_LINE:
            problems.add(f"{title} goes over several lines: readers disagree about its value")


def _name(first: Mapping[str, str], problems: Problems) -> str | None:
    name = first.get("name")
    if not name or name == "UNKNOWN":
        problems.add("it has no Name: pip refuses it")
        return None
    if not is_name(name):
        problems.add(f"{quoted(name)} is no name that a package may have: the index refuses it")
    return name


def _version(first: Mapping[str, str], problems: Problems) -> str | None:
    version = first.get("version")
    if not version:
        problems.add("it has no Version: pip refuses it")
        return None
    if not is_version(version):
        problems.add(f"{quoted(version)} is no version (PEP 440): pip refuses it")
    return version


def _license(first: Mapping[str, str], classifiers: Sequence[str]) -> tuple[str | None, bool]:
    """Return the licence and whether all of it is open: the expression wins, then classifiers, then the free text."""
    expression = first.get("license-expression")
    if expression:
        return expression, is_osi(expression)
    text = first.get("license", "")
    if text == "UNKNOWN":
        text = ""
    named = [classifier for classifier in classifiers if classifier.startswith(_LICENSE_CLASSIFIER)]
    if named and not is_closed(text):
        return "; ".join(named)[:1024], all(is_osi(classifier) for classifier in named)
    return text or None, bool(text) and is_osi(text)


def _repository(first: Mapping[str, str], headers: Iterable[Header]) -> str | None:
    """Return the address most likely to be the repository: a public one before others, by the label's meaning."""
    labelled: dict[str, str] = {}
    for header in headers:
        if header.name == "project-url":
            label, comma, url = header.value[:4096].partition(",")
            if comma:
                labelled.setdefault(_LABEL_NOISE.sub("", label.lower()), url.strip())
    home = first.get("home-page", "")
    if home and home != "UNKNOWN":
        labelled.setdefault("homepage", home)
    candidates = [labelled[label] for label in _LABELS if labelled.get(label)]
    for url in candidates:
        if is_public_repository(url):
            return url
    return candidates[0] if candidates else None


def _dependencies(headers: Iterable[Header], problems: Problems, limits: Limits) -> Iterable[Dependency]:
    count = 0
    for header in headers:
        if header.name != "requires-dist":
            continue
        count += 1
        if count > _KEPT:
            problems.add(f"more than {_KEPT:,} requirements: the rest is not looked at")
            return
        value = _cut(header.value, limits)
        match = _REQUIREMENT.match(value)
        if match is None:
            problems.add(f"{quoted(value)} is no requirement: pip refuses it")
            continue
        yield Dependency(name=match[1], requirement=match[2].strip(), group="Requires-Dist")
