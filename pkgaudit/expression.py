"""A regular expression that is compiled when it is first used: compiling all of them costs more than a small scan."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from typing import AnyStr, Generic


class Expression(Generic[AnyStr]):
    """Stands for ``re.compile(pattern, flags)`` at module level.

    Args:
        pattern: Must be valid; a test compiles every one there is.
        flags: As for `re.compile`.
    """

    __slots__ = ("_compiled", "_flags", "_pattern")

    def __init__(self, pattern: AnyStr, flags: int = 0) -> None:
        self._pattern: AnyStr = pattern
        self._flags = flags
        self._compiled: re.Pattern[AnyStr] | None = None

    @property
    def compiled(self) -> re.Pattern[AnyStr]:
        """The compiled expression; take it once before a loop."""
        if self._compiled is None:
            self._compiled = re.compile(self._pattern, self._flags)
        return self._compiled

    def match(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> re.Match[AnyStr] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> re.Match[AnyStr] | None:
        """As `re.Pattern.fullmatch`."""
        return self.compiled.fullmatch(text, start, end)

    def search(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> re.Match[AnyStr] | None:
        """As `re.Pattern.search`."""
        return self.compiled.search(text, start, end)

    def finditer(self, text: AnyStr, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[AnyStr]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer(text, start, end)

    def findall(self, text: AnyStr) -> list[AnyStr]:
        """As `re.Pattern.findall`, for an expression without groups."""
        return [found[0] for found in self.compiled.finditer(text)]

    def split(self, text: AnyStr, maxsplit: int = 0) -> list[AnyStr]:
        """As `re.Pattern.split`, for an expression without groups."""
        return self.compiled.split(text, maxsplit)

    def sub(self, replacement: AnyStr | Callable[[re.Match[AnyStr]], AnyStr], text: AnyStr, count: int = 0) -> AnyStr:
        """As `re.Pattern.sub`."""
        return self.compiled.sub(replacement, text, count)
