"""Expressions are compiled on first use, and every one there is compiles."""

from __future__ import annotations

import gc
import pkgutil
import re
from importlib import import_module

import pkgaudit
from pkgaudit.expression import Expression


def test_every_expression_of_the_package_compiles() -> None:
    for module in pkgutil.walk_packages(pkgaudit.__path__, "pkgaudit."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    expressions = [found for found in gc.get_objects() if isinstance(found, Expression)]

    assert len(expressions) > 50
    assert all(isinstance(expression.compiled, re.Pattern) for expression in expressions)


def test_an_expression_answers_as_its_compiled_form_does() -> None:
    words = Expression(r"[a-z]+", re.IGNORECASE)

    assert words.compiled is words.compiled
    assert words.match("1ab") is None
    assert words.match("1Ab", 1) is not None
    assert words.fullmatch("ab1", 0, 2) is not None
    assert words.search("12ab") is not None
    assert ["ab", "CD"] == [found[0] for found in words.finditer("ab1CD")]
    assert ["ab", "CD"] == words.findall("ab1CD")
    assert ["", "1", ""] == words.split("ab1CD")
    assert "-1-" == words.sub("-", "ab1CD")
    assert "-1CD" == words.sub("-", "ab1CD", 1)
