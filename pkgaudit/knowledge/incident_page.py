"""An incident's page, and the list of all incidents: Markdown made from the table alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from pkgaudit.knowledge.defanging import defanged
from pkgaudit.knowledge.incident import BadPackage, Incident

_ADVISORIES = {"GHSA-": "https://github.com/advisories/", "MAL-": "https://osv.dev/vulnerability/"}


def render_incident(incident: Incident) -> str:
    """Return the incident's page, ending in a newline; no address of the malware in it is a link."""
    return "\n".join(_page(incident)).rstrip("\n") + "\n"


def render_index(incidents: Iterable[Incident]) -> str:
    """Return the list of all incidents, newest first, each linked to its file, ending in a newline."""
    newest = sorted(incidents, key=lambda incident: (incident.since or incident.until, incident.slug), reverse=True)
    lines = [
        "# Incidents",
        "",
        "Releases that did harm, as `pkgaudit` knows them. This page is made from the files in `rules/incidents/`,",
        "which name the sources of each. `pkgaudit explain NAME` shows one in the terminal. Times are UTC.",
        "",
        "| incident | what | where | from | to | packages | versions |",
        "| --- | --- | --- | --- | --- | ---: | ---: |",
    ]
    for incident in newest:
        cells = (
            f"[{incident.slug}](../rules/incidents/{incident.slug}.toml)",
            incident.title.replace("|", "\\|"),
            ", ".join(incident.ecosystems),
            incident.since or "not known",
            incident.until or "not known",
            f"{len(incident.packages):,}",
            _count(incident.packages),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _count(packages: Iterable[BadPackage]) -> str:
    exact = sum(len(package.versions) for package in packages)
    open_ended = sum(not package.versions for package in packages)
    if not open_ended:
        return f"{exact:,}"
    return f"{exact:,} and all of {open_ended}" if exact else "all"


def _page(incident: Incident) -> Iterator[str]:
    yield f"# {incident.slug}"
    yield ""
    yield f"**{incident.title}.**"
    yield ""
    number = len(incident.packages)
    counted = f"{number:,} package{'' if number == 1 else 's'}"
    usual = Counter(map(_grade, incident.packages)).most_common(1)[0][0]
    yield f"{counted} ({', '.join(incident.ecosystems)}), {_window(incident)}. {usual}."
    yield from _section("What happened", incident.what)
    yield from _section("What the code does", incident.payload)
    yield from _section("What to do now", incident.now)
    yield from _section("Bad releases", "\n".join(_package(package, usual) for package in incident.packages))
    indicators = "\n".join(_indicators(incident))
    if indicators:
        yield from _section("What gives it away", indicators)
    yield from _section("Sources", "\n".join(_sources(incident)))


def _window(incident: Incident) -> str:
    since = f"from {incident.since}" if incident.since else "first published at an unknown time"
    return f"{since}, {f'taken down by {incident.until}' if incident.until else 'end not known'} (UTC)"


def _section(title: str, body: str) -> Iterator[str]:
    yield ""
    yield f"## {title}"
    yield ""
    yield body


def _grade(package: BadPackage) -> str:
    return f"Kind: {package.kind}; confidence: {package.confidence}"


def _package(package: BadPackage, usual: str) -> str:
    remarks = [] if _grade(package) == usual else [_grade(package)]
    if package.one_list:
        remarks.append(f"on one list only: {', '.join(package.one_list)}")
    if package.elsewhere:
        remarks.append(f"good from {', '.join(package.elsewhere)}")
    if package.available:
        remarks.append(f"still on the registry: {', '.join(package.available)}")
    if package.note:
        remarks.append(package.note)
    versions = "every version" if package.every else package.spec
    return f"- `{package.name}` {versions}" + (f" ({'; '.join(remarks)})" if remarks else "")


def _indicators(incident: Incident) -> Iterator[str]:
    known = incident.indicators
    named = (
        ("package at any version", known.companions),
        ("file in the package", known.files),
        ("file on the machine", known.host_files),
        ("domain", map(defanged, known.domains)),
        ("URL", map(defanged, known.urls)),
        ("IP address", map(defanged, known.addresses)),
        ("SHA-256", known.sha256),
        ("text", known.strings),
    )
    for title, values in named:
        for value in values:
            yield f"- {title}: `{value}`"


def _sources(incident: Incident) -> Iterator[str]:
    for reference in incident.references:
        yield f"- {reference.source}: <{reference.url}>" if reference.url else f"- {reference.source}"
    ids = sorted({identifier for package in incident.packages for identifier in package.ids})
    for prefix, address in _ADVISORIES.items():
        listed = [identifier for identifier in ids if identifier.startswith(prefix)]
        if listed:
            yield f"- {', '.join(listed)}: <{address}> and the identifier"
    others = [identifier for identifier in ids if not identifier.startswith(tuple(_ADVISORIES))]
    if others:
        yield f"- {', '.join(others)}"
