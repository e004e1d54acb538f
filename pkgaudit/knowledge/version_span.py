"""Bad versions in one word each: an exact one, every one, or a span with bounds, and whether a release is in it."""

from __future__ import annotations

from pkgaudit.knowledge.versions import not_before, same_version
from pkgaudit.model.grades import Ecosystem

EVERY = "*"
"""Every version."""

_FIRST = ">="
_LAST = "<="
_BEFORE = "<"


def span(*, first: str = "", before: str = "", last: str = "") -> str:
    """Return the word for the versions from ``first`` on, up to and without ``before``, or up to and with ``last``.

    ``span(first="1.2.0")`` is ``>=1.2.0``, ``span(first="1", before="2")`` is ``>=1,<2``; without any bound ``*``.
    """
    bounds = [mark + version for mark, version in ((_FIRST, first), (_BEFORE, before), (_LAST, last)) if version]
    return ",".join(bounds) or EVERY


def is_span(word: str) -> bool:
    """Return whether the word stands for more than one version."""
    return word == EVERY or word.startswith((_FIRST, _BEFORE))


def covers(ecosystem: Ecosystem, word: str, version: str) -> bool:
    """Return whether the version is what the word says; one whose place in a span cannot be told is not."""
    if word == EVERY:
        return True
    if not is_span(word):
        return same_version(ecosystem, word, version)
    return all(_within(ecosystem, bound, version) for bound in word.split(","))


def _within(ecosystem: Ecosystem, bound: str, version: str) -> bool:
    if bound.startswith(_FIRST):
        return not_before(ecosystem, version, bound.removeprefix(_FIRST))
    if bound.startswith(_LAST):
        return not_before(ecosystem, bound.removeprefix(_LAST), version)
    end = bound.removeprefix(_BEFORE)
    return not_before(ecosystem, end, version) and not not_before(ecosystem, version, end)
