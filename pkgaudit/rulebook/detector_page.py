"""The page of all detectors for who writes rules: their parameters and facts, made from the detectors alone."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator

import msgspec
import msgspec.inspect

from pkgaudit.detectors.protocol import Detector, Need
from pkgaudit.detectors.registry import DETECTORS, detector

_NEEDS = {
    Need.MEMBERS: "files",
    Need.PACKED: "an archive",
    Need.MANIFEST: "a package's own description",
    Need.NPM_MANIFEST: "a package.json",
    Need.CORE_METADATA: "Python metadata",
    Need.WHEEL: "a wheel",
    Need.DEPENDENCIES: "a lockfile or a list of dependencies",
    Need.PROJECT: "the project that it was packed from",
}


def render_detectors() -> str:
    """Return the page, ending in a newline."""
    return "\n".join(_page()) + "\n"


def parameter_words(module: Detector) -> dict[str, str]:
    """Return what the parameter type of a detector says of each of its parameters."""
    said = inspect.cleandoc(module.PARAMS.__doc__ or "").partition("Attributes:\n")[2]
    words: dict[str, str] = {}
    for line in said.splitlines():
        name, colon, rest = line.strip().partition(": ")
        if line.startswith("    ") and not line.startswith("     ") and colon and name.isidentifier():
            words[name] = rest
        elif words and line.strip():
            last = next(reversed(words))
            words[last] = f"{words[last]} {line.strip()}"
    return words


def _page() -> Iterator[str]:
    yield "# Detectors"
    yield ""
    yield "A rule names one of these in `detector`, tells it what to look for in `[params]`, and puts what it saw into"
    yield "`message` as `{fact}`. [Rules of your own](own-rules.md) shows how. This page is made from the detectors."
    for name in sorted(DETECTORS):
        yield from _detector(name, detector(name))


def _detector(name: str, module: Detector) -> Iterator[str]:
    yield ""
    yield f"## {name}"
    yield ""
    yield (inspect.getdoc(sys.modules[DETECTORS[name]]) or "").partition("\n")[0]
    yield ""
    needs = " and ".join(_NEEDS[need] for need in sorted(module.NEEDS))
    yield f"Needs {needs}." if needs else "Needs nothing in particular."
    words = parameter_words(module)
    fields = msgspec.structs.fields(module.PARAMS)
    if fields:
        yield ""
        yield from ("| parameter | what it is | default |", "| --- | --- | --- |")
        for field in fields:
            choices = ", ".join(f"`{choice}`" for choice in _choices(msgspec.inspect.type_info(field.type)))
            said = f"{words[field.name]}{f' Known: {choices}.' if choices else ''}"
            yield f"| `{field.encode_name}` | {_cell(said)} | {_default(field)} |"
    yield ""
    yield from ("| fact | what it is |", "| --- | --- |")
    for fact, meaning in module.FACTS.items():
        yield f"| `{fact}` | {_cell(meaning)} |"


def _choices(kind: msgspec.inspect.Type) -> Iterator[str]:
    """Yield the values of the closed set that a parameter takes one or several of; nothing for other types."""
    match kind:
        case msgspec.inspect.EnumType(cls=values):
            yield from (str(each.value) for each in values)
        case msgspec.inspect.LiteralType(values=words):
            yield from map(str, words)
        case msgspec.inspect.VarTupleType(item_type=item) | msgspec.inspect.ListType(item_type=item):
            yield from _choices(item)
        case msgspec.inspect.UnionType(types=kinds):
            yield from dict.fromkeys(choice for each in kinds for choice in _choices(each))
        case _:
            pass


def _default(field: msgspec.structs.FieldInfo) -> str:
    if field.required:
        return "must be stated"
    if field.default is msgspec.NODEFAULT:
        return "empty"
    return f"`{msgspec.json.encode(field.default).decode()}`" if field.default is not None else "none"


def _cell(text: str) -> str:
    return text.replace("``", "`").replace("|", "\\|")
