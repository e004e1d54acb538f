"""Every fault of a configuration, not only the first: what is wrong, under which key, what to write."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date

import msgspec
from msgspec import Struct
from msgspec import inspect as shapes

from pkgaudit.policy.configuration_table import ConfigurationTable

_LONGEST = 60
_MOST_PROBLEMS = 100

Path = tuple[str | int, ...]
"""Keys and (from 0) places in lists that lead to a value."""


class Problem(Struct, frozen=True, kw_only=True):
    """One fault.

    Attributes:
        path: The key at fault.
        sentence: What is wrong and what to do.
    """

    path: Path
    sentence: str

    @property
    def key(self) -> str:
        """The path as a person writes it: ``waiver 2: budget.bytes``."""
        text = ""
        for part in self.path:
            if isinstance(part, int):
                text = f"{text} {part + 1}:"
            else:
                text += f" {part}" if text.endswith(":") else f".{part}" if text else part
        return text.removesuffix(":")


def problems_of(document: Mapping[str, object]) -> list[Problem]:
    """Return every fault of a configuration, at most a hundred; none for one that `ConfigurationTable` takes."""
    found: list[Problem] = []
    for problem in _table(document, shapes.type_info(ConfigurationTable), ()):
        found.append(problem)
        if len(found) == _MOST_PROBLEMS:
            break
    return found


def _check(value: object, kind: shapes.Type, path: Path, said: str = "") -> Iterator[Problem]:
    if isinstance(kind, shapes.Metadata):
        yield from _check(value, kind.type, path, said or (kind.extra or {}).get("is", ""))
    elif isinstance(kind, shapes.StructType):
        yield from _table(value, kind, path)
    elif isinstance(kind, shapes.DictType):
        yield from _mapping(value, kind, path)
    elif isinstance(kind, shapes.VarTupleType):
        yield from _list(value, kind, path)
    elif isinstance(kind, shapes.UnionType):
        yield from _either(value, kind, path)
    elif not _fits(value, kind):
        yield Problem(path=path, sentence=f"{_shown(value)} is not {said or _words(kind)}")


def _table(value: object, kind: shapes.Type, path: Path) -> Iterator[Problem]:
    if not isinstance(kind, shapes.StructType):
        raise TypeError(f"{kind!r} is no table")
    if not isinstance(value, dict):
        yield Problem(path=path, sentence=f"{_shown(value)} is not a table: write the keys {_listed(kind)} in one")
        return
    fields = {field.encode_name: field for field in kind.fields}
    for name, field in fields.items():
        if name in value:
            yield from _check(value[name], field.type, (*path, name))
        elif field.required:
            yield Problem(path=(*path, name), sentence=f"is missing: state {_wanted(field.type)}")
    for name in value:
        if name not in fields:
            yield Problem(path=(*path, str(name)), sentence=_unknown(str(name), list(fields)))


def _mapping(value: object, kind: shapes.DictType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, dict):
        yield Problem(path=path, sentence=f"{_shown(value)} is not a table: write one line `NAME = ...` for each name")
        return
    for name, each in value.items():
        named = list(_check(name, kind.key_type, (*path, name)))
        yield from named or _check(each, kind.value_type, (*path, name))


def _list(value: object, kind: shapes.VarTupleType, path: Path) -> Iterator[Problem]:
    if not isinstance(value, list):
        tables = isinstance(kind.item_type, shapes.StructType)
        wanted = f"write [[{path[-1]}]] before the keys of each" if tables else 'write them as ["...", "..."]'
        yield Problem(path=path, sentence=f"{_shown(value)} is not a list: {wanted}")
        return
    for number, each in enumerate(value):
        yield from _check(each, kind.item_type, (*path, number))


def _either(value: object, kind: shapes.UnionType, path: Path) -> Iterator[Problem]:
    tables = [each for each in kind.types if isinstance(each, shapes.StructType)]
    if isinstance(value, dict) and tables:
        yield from _table(value, tables[0], path)
    elif not any(_fits(value, each) for each in kind.types):
        words = [_words(each) for each in kind.types if not isinstance(each, shapes.StructType)]
        words += [f"a table with the keys {_listed(each)}" for each in tables]
        yield Problem(path=path, sentence=f"{_shown(value)} is not {', or '.join(words)}")


def _fits(value: object, kind: shapes.Type) -> bool:
    match kind:
        case shapes.StrType():
            return isinstance(value, str) and _text_fits(value, kind)
        case shapes.IntType():
            return isinstance(value, int) and not isinstance(value, bool) and _number_fits(value, kind)
        case shapes.EnumType():
            return isinstance(value, str) and value in {each.value for each in kind.cls}
        case shapes.DateType():
            return _is_date(value)
        case _:
            return False


def _text_fits(value: str, kind: shapes.StrType) -> bool:
    if not (kind.min_length or 0) <= len(value) <= (kind.max_length or len(value)):
        return False
    return kind.pattern is None or re.search(kind.pattern, value) is not None


def _number_fits(value: int, kind: shapes.IntType) -> bool:
    return (kind.ge is None or value >= kind.ge) and (kind.le is None or value <= kind.le)


def _is_date(value: object) -> bool:
    try:
        msgspec.convert(value, date)
    except msgspec.ValidationError:
        return False
    return True


def _wanted(kind: shapes.Type) -> str:
    said = ""
    while isinstance(kind, shapes.Metadata):
        said = said or (kind.extra or {}).get("is", "")
        kind = kind.type
    return said or _words(kind)


def _words(kind: shapes.Type) -> str:
    if isinstance(kind, shapes.EnumType):
        return "one of " + ", ".join(f'"{each.value}"' for each in kind.cls)
    return "what is expected here"


def _listed(kind: shapes.StructType) -> str:
    return ", ".join(field.encode_name for field in kind.fields)


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 -- only a mistake needs it

    near = get_close_matches(name[:_LONGEST].replace("_", "-").lower(), known, n=1, cutoff=0.5)
    advice = f"did you mean {near[0]!r}?" if near else f"the keys here are {', '.join(known)}"
    return f"is not a key of the configuration; {advice}"


def _shown(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return f'"{value[:_LONGEST]}"' + ("..." if len(value) > _LONGEST else "")
        case dict():
            return "a table"
        case list():
            return "a list"
        case None:
            return "null"
        case _:
            return str(value)[:_LONGEST]
