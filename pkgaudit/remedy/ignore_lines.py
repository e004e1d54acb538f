"""Appends lines to a file that is a list of lines: ``.npmignore``, ``MANIFEST.in``."""

from __future__ import annotations

from collections.abc import Sequence

from pkgaudit.remedy.edit import EditError, newline_of


def append_lines(content: bytes | None, lines: Sequence[str]) -> bytes:
    """Return the file with these lines at its end, each once, ended as the file ends its lines.

    Args:
        content: What it holds, None when it is not there.
        lines: Without ends.

    Raises:
        EditError: It is not UTF-8.
    """
    held = content or b""
    try:
        present = held.decode().splitlines()
    except UnicodeDecodeError as error:
        raise EditError(f"it is not UTF-8 (byte {error.start:,})") from error
    newline = newline_of(held)
    # The last line that matches decides: one that stands there already may be overruled further down.
    new = [line for line in dict.fromkeys(lines) if line != (present[-1] if present else "")]
    lead = newline.encode() if held and not held.endswith(b"\n") else b""
    return held + lead + "".join(line + newline for line in new).encode()
