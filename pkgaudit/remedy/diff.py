"""An edit as a diff that a person reads and git takes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from pkgaudit.remedy.edit import Edit
from pkgaudit.reporters.layout import Line, Span, Style, line

_DIFF_LINES = 400
_LONGEST_FILE_LINES = 20_000
_STYLES = {"+": Style.GOOD, "-": Style.BAD, "@": Style.DIM}


def diff_lines(edit: Edit) -> Iterator[Line]:
    """Yield the lines of a unified diff, as git writes one; of a very long one the first few hundred."""
    before, after = _text_lines(edit.before or b""), _text_lines(edit.after)
    if max(len(before), len(after)) > _LONGEST_FILE_LINES:
        yield line(f"{edit.path}: ", Span(f"more than {_LONGEST_FILE_LINES:,} lines, not shown", Style.DIM))
        return
    # Of a path that does not exist yet git says this.
    old = f"a/{edit.path}" if edit.before is not None else "/dev/null"
    shown = list(difflib.unified_diff(before, after, old, f"b/{edit.path}", lineterm=""))
    for number, each in enumerate(shown[:_DIFF_LINES]):
        style = Style.HEAD if number < 2 else _STYLES.get(each[:1], Style.PLAIN)  # noqa: PLR2004 -- the two names
        # The last line of a file may carry a second one that says that its end is missing.
        yield from (line(Span(part, style)) for part in each.split("\n"))
    if len(shown) > _DIFF_LINES:
        yield line(Span(f"and {len(shown) - _DIFF_LINES:,} more lines", Style.DIM))


def _text_lines(content: bytes) -> list[str]:
    lines = content.decode("utf-8", "replace").split("\n")
    last = lines.pop()
    shown = [each.removesuffix("\r") for each in lines]
    return [*shown, f"{last}\n\\ No newline at end of file"] if last else shown
