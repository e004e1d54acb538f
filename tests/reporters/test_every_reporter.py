from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pkgaudit.model.report import Report
from pkgaudit.reporters.registry import REPORTERS, UnknownFormatError, render, reporter
from tests.reporters.examples import leak_report
from tests.reporters.strategies import reports

SGR = re.compile(r"\x1b\[[0-9;]*m")
UNHURRIED = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None
)


def not_ours(rendered: str) -> list[str]:
    return [
        character
        for character in rendered
        if character != "\n"
        and (
            unicodedata.category(character).startswith("C")
            or (unicodedata.category(character).startswith("Z") and character != " ")
        )
    ]


def commands(rendered: str) -> list[str]:
    return [
        line
        for line in rendered.split("\n")
        if line.lstrip().startswith("::") or "##[" in line or "##vso[" in line.lower()
    ]


@pytest.mark.parametrize("name", sorted(REPORTERS))
@UNHURRIED
@given(report=reports, verbosity=st.integers(min_value=-1, max_value=1), width=st.sampled_from((40, 80, 120)))
def test_no_control_character_of_an_artifact_comes_out(name: str, report: Report, verbosity: int, width: int) -> None:
    plain = render(name, report, colour=False, width=width, verbosity=verbosity)
    coloured = SGR.sub("", render(name, report, colour=True, width=width, verbosity=verbosity))

    assert [] == not_ours(plain)
    assert [] == commands(plain)
    assert [] == not_ours(coloured)
    assert [] == commands(coloured)
    assert plain.endswith("\n")


@UNHURRIED
@given(report=reports, verbosity=st.integers(min_value=-1, max_value=1))
def test_colour_adds_sequences_and_changes_no_letter(report: Report, verbosity: int) -> None:
    plain = render("text", report, colour=False, width=80, verbosity=verbosity)
    coloured = render("text", report, colour=True, width=80, verbosity=verbosity)

    assert plain == SGR.sub("", coloured)


@pytest.mark.parametrize("name", sorted(REPORTERS))
def test_the_same_report_gives_the_same_text(name: str) -> None:
    first = render(name, leak_report(), colour=True, width=80, verbosity=1)

    assert first == render(name, leak_report(), colour=True, width=80, verbosity=1)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("sarif", "is not available in this version"), ("yaml", "is not a report format"), ("", "is not a report format")],
)
def test_a_format_that_does_not_exist_is_an_error_that_names_those_that_do(name: str, problem: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        reporter(name)

    assert f"format {name!r} {problem}; choose one of: text, json" == str(caught.value)
