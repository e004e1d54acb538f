from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.reporters.visible import ELLIPSIS, block, clip, guard, text
from tests.reporters.strategies import hostile_text


def obeyed(shown: str) -> list[str]:
    """The characters in a line that a terminal would obey or a person would not see."""
    return [
        character
        for character in shown
        if unicodedata.category(character).startswith("C")
        or (unicodedata.category(character).startswith("Z") and character != " ")
    ]


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("package/cli.js.map", "package/cli.js.map"),
        ("", ""),
        ("größe/文件.js", "größe/文件.js"),
        ("app/[id]/page.js", "app/[id]/page.js"),
        ("C:\\x\\n", "C:\\x\\n"),
        ("a\nb\tc\rd", "a\\nb\\tc\\rd"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\x9b31m", "\\x9b31m"),
        ("\x00\x7f\x85", "\\x00\\x7f\\x85"),
        ("\u202egnp.exe", "\\u{202e}gnp.exe"),
        ("\u2066x\u2069", "\\u{2066}x\\u{2069}"),
        ("a\u200bb\ufeff", "a\\u{200b}b\\u{feff}"),
        ("\u2028\u2029", "\\u{2028}\\u{2029}"),
        ("a\u00a0b\u3000c", "a\\xa0b\\u{3000}c"),
        ("\udc80", "\\u{dc80}"),
        ("\ue000\U0010fffd", "\\u{e000}\\u{10fffd}"),
        ("\U000e0041", "\\u{e0041}"),
        ("a\ufe0f\U000e0100", "a\\u{fe0f}\\u{e0100}"),
        ("\u3164\u115f\u034f\u2800", "\\u{3164}\\u{115f}\\u{34f}\\u{2800}".replace("{34f}", "{034f}")),
        ("\U000e0fff\uffff", "\\u{e0fff}\\u{ffff}"),
    ],
)
def test_what_would_be_obeyed_or_overlooked_is_spelled_out(hostile: str, expected: str) -> None:
    assert expected == text(hostile)


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("::error::x", "\\x3a:error::x"),
        ("  ::error::x", "  \\x3a:error::x"),
        (":::", "\\x3a::"),
        ("std::string", "std::string"),
        ("a ##[command]", "a \\x23#[command]"),
        ("##vso[task]", "\\x23#vso[task]"),
        ("##VSO[task]", "\\x23#VSO[task]"),
        ("###[x", "#\\x23#[x"),
        ("## heading", "## heading"),
        ("\u200b::x", "\\u{200b}::x"),
    ],
)
def test_workflow_commands_are_broken(hostile: str, expected: str) -> None:
    assert expected == text(hostile)


@given(hostile=hostile_text)
def test_a_line_holds_nothing_that_is_obeyed_and_stays_as_it_is_when_shown_again(hostile: str) -> None:
    shown = text(hostile)

    assert [] == obeyed(shown)
    assert shown == text(shown)
    assert not shown.lstrip().startswith("::")
    assert "##[" not in shown
    assert "##vso[" not in shown.lower()


@given(hostile=st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=126, exclude_characters=":#")))
def test_printable_ascii_is_left_alone(hostile: str) -> None:
    assert hostile is text(hostile)


@given(hostile=hostile_text, width=st.integers(min_value=-1, max_value=40))
def test_a_clipped_text_keeps_its_width_and_cuts_no_escape(hostile: str, width: int) -> None:
    shown = clip(hostile, width)

    assert len(shown) <= max(width, 0)
    assert [] == obeyed(shown)
    assert shown == text(hostile) or shown.endswith(ELLIPSIS) or width < 1


def test_a_clipped_text_shows_as_much_as_fits() -> None:
    assert "package/c…" == clip("package/cli.js.map", 10)
    assert "package/cli.js.map" == clip("package/cli.js.map", 18)
    assert "abc…" == clip("abc\x1b\x1b", 7)
    assert "abc\\x1b…" == clip("abc\x1b\x1b", 8)
    assert "a…" == clip("a\u202e" * 9, 8)
    assert "…" == clip("abc", 1)
    assert "" == clip("", 5)


@given(hostile=hostile_text)
def test_a_block_keeps_its_newlines_and_nothing_else(hostile: str) -> None:
    shown = block(hostile)

    assert [] == obeyed(shown.replace("\n", ""))
    assert hostile.replace("\r\n", "\n").count("\n") == shown.count("\n")
    assert not any(line.lstrip().startswith("::") for line in shown.split("\n"))


def test_a_block_of_plain_text_stays_readable() -> None:
    assert "# Title\n\n    code\nend" == block("# Title\r\n\n\tcode\nend")


def test_the_guard_sees_what_wrapping_put_at_the_start_of_a_line() -> None:
    assert "see\n  \\x3a:error::x\nok" == guard("see\n  ::error::x\nok")
    assert "\x1b[1m\\x3a:error::\x1b[0m" == guard("\x1b[1m::error::\x1b[0m")
    assert "plain" == guard("plain")
