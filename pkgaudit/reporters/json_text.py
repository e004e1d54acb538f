"""JSON as reports write it: ASCII, the same bytes for the same document, and nothing that a log would obey."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from pkgaudit.expression import Expression

# JSON needs DEL no more escaped than a letter, and `##[` is a command to a CI runner wherever it stands in a line; both
# occur only inside strings, where an escape means the same.
_UNSAFE_IN_A_LOG = Expression(r"\x7f|#(?=#)")


def json_text(document: Mapping[str, object]) -> str:
    """Return a document as ASCII JSON text that ends with a newline.

    Hostile text is written with JSON's own escapes, lone surrogates included, so a program reads back what was there.
    """
    written = json.dumps(document, indent=2, allow_nan=False)
    return _UNSAFE_IN_A_LOG.sub(_escape, written) + "\n"


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"
