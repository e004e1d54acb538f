"""Reads the small YAML files that pnpm and yarn keep beside a project, as plain text values."""

from __future__ import annotations

from typing import NoReturn

YAML_BYTES = 256 * 1024
_DEPTH = 32

YamlValue = str | list["YamlValue"] | dict[str, "YamlValue"]


class YamlError(ValueError):
    """A file that is not the plain YAML these packers write; the message says what is in the way."""


def read_yaml(content: bytes) -> YamlValue:
    """Return the first document: mappings, lists and texts; an empty one is an empty mapping.

    Anchors, aliases and merge keys are refused, because a kilobyte of them costs seconds; the reader works on events,
    because the one in C crashes on deep nesting.

    Raises:
        YamlError: Not YAML, too large, too deep, or with aliases, or a key twice in one mapping.
    """
    import yaml  # noqa: PLC0415 -- only where there is such a file

    if len(content) > YAML_BYTES:
        raise YamlError(f"it has {len(content):,} bytes; more than {YAML_BYTES:,} are not read")
    reading = _Reading()
    try:
        for event in yaml.parse(content, Loader=yaml.BaseLoader):
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
                break
    except (yaml.YAMLError, RecursionError, UnicodeError) as error:
        first = str(error).split("\n", 1)[0][:200]
        raise YamlError(f"it is not YAML ({first})") from error
    return reading.result()


class _Reading:
    """The value under construction."""

    def __init__(self) -> None:
        self._root: list[YamlValue] = []
        self._open: list[tuple[list[YamlValue] | dict[str, YamlValue], list[str]]] = [(self._root, [])]

    def result(self) -> YamlValue:
        return self._root[0] if self._root else {}

    def open(self, container: list[YamlValue] | dict[str, YamlValue]) -> None:
        if len(self._open) > _DEPTH:
            self.refuse(f"it nests more than {_DEPTH} levels deep")
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
            self.refuse(f'the key "{value[:80]}" occurs twice')
        else:
            key.append(value)

    @staticmethod
    def refuse(why: str) -> NoReturn:
        raise YamlError(why)
