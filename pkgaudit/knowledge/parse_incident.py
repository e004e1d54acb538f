"""One file of the incident table to one checked incident, or to every error in it."""

from __future__ import annotations

from pkgaudit.expression import Expression
from pkgaudit.knowledge.defanging import defanged, refanged
from pkgaudit.knowledge.incident import BadPackage, Incident, IncidentReference, Indicators
from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.knowledge.versions import is_placeholder, normal_name
from pkgaudit.manifests.npm_names import name_problem, version_problem
from pkgaudit.manifests.python_names import is_name
from pkgaudit.model.grades import Confidence, Ecosystem
from pkgaudit.toml_table import Table, read_toml

LARGEST = 512 * 1024
"""Bytes of one file; the largest wave so far takes a fifth of it."""

_SLUG = Expression(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_TIME = Expression(
    r"20[0-9]{2}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12][0-9]|3[01])(?:T(?:[01][0-9]|2[0-3]):[0-5][0-9]Z)?)?)?"
)
_SHA256 = Expression(r"[0-9a-f]{64}")
_ID = Expression(r"(?:GHSA(?:-[0-9a-z]{4}){3}|(?:MAL|CVE|PYSEC)-[0-9]{4}-[0-9]+|SNYK-[A-Z]+-[A-Z0-9]+-[0-9]+)")
_ADDRESSES = ("domains", "urls", "addresses")
_SINCE = ">="


def parse_incident(file: str, slug: str, content: bytes, errors: list[str]) -> Incident | None:
    """Return the incident, or None after adding at least one error.

    Args:
        file: How errors name the file.
        slug: The file's name without its ending.
        content: The file's bytes.
        errors: Where errors go: file, key, what is wrong and what to do.
    """
    values = read_toml(file, content, errors, largest=LARGEST, what="an incident")
    if values is None:
        return None
    before = len(errors)
    top = Table(file, "", values, errors)
    if not _SLUG.fullmatch(slug):
        top.error("", f"the file name {slug!r} is not kebab-case; use lower-case words joined by single hyphens")
    window, indicators = top.table("window"), top.table("indicators")
    packages = _packages(top)
    incident = Incident(
        slug=slug,
        title=_line(top, "title"),
        since=_time(window, "from"),
        until=_time(window, "to"),
        what=top.text("what").strip(),
        payload=top.text("payload").strip(),
        now=top.text("now").strip(),
        packages=packages,
        indicators=_indicators(indicators, packages),
        references=_references(top),
    )
    if incident.until and not incident.since <= incident.until + "~":
        window.error("to", "is before from; correct one of them")
    for table in (top, window, indicators):
        table.finish()
    return incident if len(errors) == before else None


def _line(table: Table, key: str, *, default: str | None = None) -> str:
    text = table.text(key, default=default)
    if "\n" in text:
        table.error(key, "has more than one line; shorten it to one")
    return text


def _time(window: Table, key: str) -> str:
    text = window.text(key, default="")
    if text and not _TIME.fullmatch(text):
        window.error(key, f"{text!r} is no time in UTC; write 2026, 2026-03, 2026-03-31 or 2026-03-31T00:21Z")
    return text


def _packages(top: Table) -> tuple[BadPackage, ...]:
    kind = top.choice("kind", IncidentKind, IncidentKind.MALICIOUS_PACKAGE)
    confidence = top.choice("confidence", Confidence, Confidence.HIGH)
    by_ecosystem = top.table("packages")
    found: list[BadPackage] = []
    for ecosystem in Ecosystem:
        if by_ecosystem.has(ecosystem):
            by_name = by_ecosystem.table(ecosystem)
            found += [_package(by_name, ecosystem, name, kind, confidence) for name in by_name.names()]
    by_ecosystem.finish()
    if not found:
        top.error("packages", "names no package; an incident has at least one")
    return tuple(found)


def _package(by_name: Table, ecosystem: Ecosystem, name: str, kind: IncidentKind, confidence: Confidence) -> BadPackage:
    table = by_name.table(name)
    if ecosystem is Ecosystem.NPM and name_problem(name):
        table.error("", name_problem(name))
    if ecosystem is Ecosystem.PYPI and (not is_name(name) or name != normal_name(ecosystem, name)):
        table.error("", f"the name is not in its normal form (PEP 503); write {normal_name(ecosystem, name)!r}")
    versions, every, since = _versions(table, ecosystem)
    one_list = table.texts("one-list", required=False)
    if not set(one_list) <= set(versions):
        table.error("one-list", "has versions that are not among versions; every one of them must be")
    available = table.texts("available", required=False)
    if not set(available) <= set(versions):
        table.error("available", "has versions that are not among versions; every one of them must be")
    ids = table.texts("ids", required=False)
    for identifier in ids:
        if not _ID.fullmatch(identifier):
            table.error("ids", f"{identifier!r} is no advisory of GHSA, MAL, CVE, PYSEC or SNYK")
    package = BadPackage(
        ecosystem=ecosystem,
        name=name,
        kind=table.choice("kind", IncidentKind, kind) if table.has("kind") else kind,
        confidence=table.choice("confidence", Confidence, confidence) if table.has("confidence") else confidence,
        versions=versions,
        every=every,
        since=since,
        one_list=one_list,
        ids=ids,
        elsewhere=table.texts("elsewhere", required=False),
        available=available,
        note=_line(table, "note", default=""),
    )
    table.finish()
    return package


def _versions(table: Table, ecosystem: Ecosystem) -> tuple[tuple[str, ...], bool, str]:
    if not table.is_text("versions"):
        versions = table.texts("versions", required=True)
        if not versions:
            table.error("versions", 'names no version; write "*" when every one is bad')
        if len(set(versions)) != len(versions):
            table.error("versions", "names a version twice; take one out")
        for version in versions:
            _check_version(table, ecosystem, version)
        return versions, False, ""
    spec = table.text("versions")
    if spec == "*":
        return (), True, ""
    since = spec.removeprefix(_SINCE)
    if since == spec:
        table.error("versions", 'must be a list of versions, "*" or ">=" and the first bad version')
    else:
        _check_version(table, ecosystem, since)
    return (), False, since


def _check_version(table: Table, ecosystem: Ecosystem, version: str) -> None:
    if is_placeholder(version):
        table.error("versions", f"{version!r} is npm's own harmless placeholder; take it out")
        return
    if ecosystem is Ecosystem.NPM:
        problem = version_problem(version)
        if problem:
            table.error("versions", f"{version!r}: {problem}")
        return
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415 -- only when files are read

    try:
        normal = str(Version(version))
    except InvalidVersion:
        table.error("versions", f"{version!r} is no version (PEP 440); correct it")
        return
    if normal != version:
        table.error("versions", f"{version!r} is not in its normal form (PEP 440); write {normal!r}")


def _indicators(table: Table, packages: tuple[BadPackage, ...]) -> Indicators:
    for key in _ADDRESSES:
        for written in table.texts(key, required=False):
            if written != defanged(refanged(written)):
                table.error(key, f"{written!r} could become a link; write {defanged(refanged(written))!r}")
    for digest in table.texts("sha256", required=False):
        if not _SHA256.fullmatch(digest):
            table.error("sha256", f"{digest!r} is no SHA-256 of 64 hexadecimal digits in lower case")
    companions = table.texts("companions", required=False)
    companionable = {package.name for package in packages if package.kind is not IncidentKind.COMPROMISED_RELEASE}
    for name in companions:
        if name not in companionable:
            table.error("companions", f"{name!r} is no package of this incident that was bad from the start; add it")
    return Indicators(
        companions=companions,
        files=table.texts("files", required=False),
        host_files=table.texts("host-files", required=False),
        domains=tuple(map(refanged, table.texts("domains", required=False))),
        urls=tuple(map(refanged, table.texts("urls", required=False))),
        addresses=tuple(map(refanged, table.texts("addresses", required=False))),
        sha256=table.texts("sha256", required=False),
        strings=table.texts("strings", required=False),
    )


def _references(top: Table) -> tuple[IncidentReference, ...]:
    found = []
    for table in top.tables("references"):
        reference = IncidentReference(source=_line(table, "source"), url=_line(table, "url", default=""))
        if reference.url and not reference.url.startswith("https://"):
            table.error("url", f"{reference.url!r} does not begin with https://; correct it or leave it out")
        found.append(reference)
        table.finish()
    if not found:
        top.error("references", "is missing; every incident says where its facts come from")
    return tuple(found)
