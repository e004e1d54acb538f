"""Reads the small YAML files that pnpm and yarn keep beside a project, as plain text values."""

from __future__ import annotations

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
    root: list[YamlValue] = []
    open_: list[tuple[list[YamlValue] | dict[str, YamlValue], list[str]]] = [(root, [])]
    try:
        for event in yaml.parse(content, Loader=yaml.BaseLoader):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise YamlError("it uses anchors, which are not read")
            if isinstance(event, yaml.ScalarEvent):
                _put(open_[-1], event.value)
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                made: list[YamlValue] | dict[str, YamlValue] = {} if isinstance(event, yaml.MappingStartEvent) else []
                _put(open_[-1], made)
                open_.append((made, []))
                if len(open_) > _DEPTH:
                    raise YamlError(f"it nests more than {_DEPTH} levels deep")
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                open_.pop()
            elif isinstance(event, yaml.DocumentEndEvent):
                break
    except YamlError:
        raise
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = str(error).split("\n", 1)[0][:200]
        raise YamlError(f"it is not YAML ({first})") from error
    return root[0] if root else {}


def _put(open_: tuple[list[YamlValue] | dict[str, YamlValue], list[str]], value: YamlValue) -> None:
    """Add a value to the innermost list or mapping; in a mapping every other one is a key."""
    container, key = open_
    if isinstance(container, list):
        container.append(value)
    elif key:
        container[key.pop()] = value
    elif not isinstance(value, str):
        raise YamlError("a key is not a text")
    elif value in container:
        raise YamlError(f'the key "{value[:80]}" occurs twice')
    else:
        key.append(value)
