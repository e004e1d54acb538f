"""A first ``pkgaudit.toml``: what applies to the project, each key with a comment that says what it does."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from msgspec import inspect as shapes
from msgspec.structs import asdict

from pkgaudit.adoption.outlook import Outlook
from pkgaudit.model.grades import Visibility
from pkgaudit.model.limits import Limits
from pkgaudit.policy.configuration_table import LimitsTable
from pkgaudit.reporters.visible import clip, text

_WIDTH = 100
_PACKAGES = 12
_NAMES = 20
_LONGEST = 160


def configuration_text(outlook: Outlook) -> str:
    """Return the file; the configuration reader takes it as it is."""
    return "\n".join([*_head(), *_visibility(outlook), *_names(outlook), *_severity(), *_waiver(), *_limits()]) + "\n"


def _head() -> Iterator[str]:
    yield from _comment(
        "Configuration of pkgaudit. `pkgaudit rules` lists every rule with the severity in force and where it was set, "
        "`pkgaudit explain RULE` shows one. What is commented out here is how it is without it."
    )
    yield ""
    yield "# From which severity on a finding fails the run: critical, high, medium, low or never."
    yield 'fail-on = "high"'
    yield ""


def _visibility(outlook: Outlook) -> Iterator[str]:
    yield from _comment(
        "Whether the source is open to all: it decides whether an embedded source is a leak (private) or a note "
        "(public). auto takes it as public only for a package that names an OSI approved licence and a public "
        "repository."
    )
    for package in outlook.packages[:_PACKAGES]:
        named = text(package.name or package.folder)
        yield from _comment(f"- {named}: {package.visibility}, {clip(package.because, _LONGEST)}")
    left = len(outlook.packages) - _PACKAGES
    if left > 0:
        yield f"# - and {left:,} more"
    public = any(package.visibility is Visibility.PUBLIC for package in outlook.packages)
    yield f'source-visibility = "{"auto" if public else "private"}"'
    yield ""


def _names(outlook: Outlook) -> Iterator[str]:
    names = [name for name in outlook.unpublished if text(name) == name and '"' not in name and "\\" not in name]
    yield "# What is ours by name, and has no place in what is published."
    yield "# [names]"
    if names:
        yield f"# private-names = [{', '.join(f'{chr(34)}{name}{chr(34)}' for name in names[:_NAMES])}]"
    yield '# codenames = ["bluebird"]'
    yield '# internal-hosts = ["*.corp.acme.example"]'
    yield ""


def _severity() -> Iterator[str]:
    yield "# Another severity for a rule or a family, for both source visibilities or for each."
    yield "# [severity]"
    yield '# embedded-sources = { private = "critical", public = "note" }'
    yield ""


def _waiver() -> Iterator[str]:
    yield from _comment(
        "A reviewed finding can be accepted, for a reason and until a date: `pkgaudit waive FINGERPRINT --reason TEXT "
        "--expires DATE` writes one of these. Up to that date its findings do not fail the run; after it they do again."
    )
    yield "# [[waiver]]"
    yield '# rule = "embedded-sources"'
    yield '# path = "package/dist/legacy/*.map"'
    yield '# reason = "published on purpose until 2.0"'
    yield "# expires = 2027-06-30"
    yield ""


def _limits() -> Iterator[str]:
    yield "# What one artifact may cost; reaching a limit is reported as a gap that names it."
    yield "# [limits]"
    described = shapes.type_info(LimitsTable)
    defaults = asdict(Limits())
    if isinstance(described, shapes.StructType):
        for field in described.fields:
            said = field.type.extra_json_schema if isinstance(field.type, shapes.Metadata) else None
            about = (said or {}).get("description", "")
            yield f"# {field.encode_name} = {defaults[field.name]}" + (f"  # {about}" if about else "")


def _comment(paragraph: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False)]
