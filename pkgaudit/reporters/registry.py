"""Every report format there is, by the name users give; a format's code is loaded when it is rendered."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct

from pkgaudit.model.report import Report

_PLANNED = frozenset(("sarif", "junit", "github", "gitlab", "markdown", "html", "cyclonedx"))


class UnknownFormatError(ValueError):
    """A format was named that cannot be written."""


class Appearance(Struct, frozen=True, kw_only=True):
    """How a report for people looks; reports for programs do not depend on it.

    Attributes:
        colour: Whether SGR sequences may be used.
        width: Columns to fold at.
        verbosity: -1 quiet, 0 normal, 1 everything in full.
    """

    colour: bool
    width: int
    verbosity: int


Reporter = Callable[[Report, Appearance], str]


def _text(report: Report, appearance: Appearance) -> str:
    from pkgaudit.reporters.text import render as render_text  # noqa: PLC0415 -- only the wanted format is loaded

    return render_text(report, colour=appearance.colour, width=appearance.width, verbosity=appearance.verbosity)


def _json(report: Report, _appearance: Appearance) -> str:
    from pkgaudit.reporters.json_report import render as render_json  # noqa: PLC0415 -- as above

    return render_json(report)


REPORTERS: Mapping[str, Reporter] = {"text": _text, "json": _json}


def reporter(name: str) -> Reporter:
    """Return what writes the format.

    Raises:
        UnknownFormatError: There is none of that name.
    """
    found = REPORTERS.get(name)
    if found is None:
        problem = "is not available in this version" if name in _PLANNED else "is not a report format"
        raise UnknownFormatError(f"format {name!r} {problem}; choose one of: {', '.join(REPORTERS)}")
    return found


def render(name: str, report: Report, *, colour: bool, width: int, verbosity: int) -> str:
    """Return the report in the named format, ending with a newline.

    Raises:
        UnknownFormatError: There is no format of that name.
    """
    return reporter(name)(report, Appearance(colour=colour, width=width, verbosity=verbosity))
