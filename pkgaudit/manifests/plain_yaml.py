"""Reads the plain YAML that packers and lockfiles are written in: mappings, lists and texts, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NoReturn

_QUOTED = 80

YamlValue = str | list["YamlValue"] | dict[str, "YamlValue"]


class YamlError(ValueError):
    """A file that is not the plain YAML these packers write; the message says what is in the way."""


def read_yaml_documents(content: bytes, *, most_bytes: int, most_depth: int) -> Iterator[YamlValue]:
    """Yield every document: mappings, lists and texts; an empty one is an empty mapping.

    Anchors and aliases are refused, because a kilobyte of them costs seconds; tags mean nothing. The reader works on
    events: the parser in C reads a megabyte in a fifth of a second, and crashes on deep nesting only when it builds
    the values as well.

    Args:
        content: The file.
        most_bytes: More are not read.
        most_depth: Levels of nesting.

    Raises:
        YamlError: Not YAML, too large, too deep, or with aliases, or a key twice in one mapping.
    """
    import yaml  # noqa: PLC0415 -- only where there is such a file

    if len(content) > most_bytes:
        raise YamlError(f"it has {len(content):,} bytes; more than {most_bytes:,} are not read")
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    reading = _Reading(most_depth)
    try:
        for event in yaml.parse(content, Loader=loader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                reading.refuse("it uses anchors, which are not read")
            elif isinstance(event, yaml.ScalarEvent):
                reading.put(event.value)
            elif isinstance(event, yaml.MappingStartEvent):
                reading.open({})
            elif isinstance(event, yaml.SequenceStartEvent):
                reading.open([])
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                reading.close()
            elif isinstance(event, yaml.DocumentEndEvent):
                yield reading.result()
                reading = _Reading(most_depth)
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        first = str(error).split("\n", 1)[0][:200]
        raise YamlError(f"it is not YAML ({first})") from error


class _Reading:
    """The value under construction."""

    def __init__(self, most_depth: int) -> None:
        self._most_depth = most_depth
        self._root: list[YamlValue] = []
        self._open: list[tuple[list[YamlValue] | dict[str, YamlValue], list[str]]] = [(self._root, [])]

    def result(self) -> YamlValue:
        return self._root[0] if self._root else {}

    def open(self, container: list[YamlValue] | dict[str, YamlValue]) -> None:
        if len(self._open) > self._most_depth:
            self.refuse(f"it nests more than {self._most_depth} levels deep")
        self.put(container)
        self._open.append((container, []))

    def close(self) -> None:
        self._open.pop()

    def put(self, value: YamlValue) -> None:
        """Add a value to the innermost list or mapping; in a mapping every other one is a key."""
        container, key = self._open[-1]
        if isinstance(container, list):
            container.append(value)
        elif key:
            container[key.pop()] = value
        elif not isinstance(value, str):
            self.refuse("a key is not a text")
        elif value in container:
            self.refuse(f'the key "{value[:_QUOTED]}" occurs twice')
        else:
            key.append(value)

    @staticmethod
    def refuse(why: str) -> NoReturn:
        raise YamlError(why)
