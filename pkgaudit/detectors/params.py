"""From a rule's parameters, which are plain data, to the type its detector declares for them."""

from __future__ import annotations

from typing import TypeVar

import msgspec

from pkgaudit.model.rule import Rule

P = TypeVar("P", bound=msgspec.Struct)


def params_of(rule: Rule, kind: type[P]) -> P:
    """Return the rule's parameters as ``kind``.

    Raises:
        msgspec.ValidationError: They do not fit; a loaded rule's always do.
    """
    return msgspec.convert(rule.params, kind)
