"""Reads the small YAML files that pnpm and yarn keep beside a project."""

from __future__ import annotations

from pkgaudit.manifests.plain_yaml import YamlError, YamlValue, read_yaml_documents

__all__ = ["YAML_BYTES", "YamlError", "YamlValue", "read_yaml"]

YAML_BYTES = 256 * 1024
_DEPTH = 32


def read_yaml(content: bytes) -> YamlValue:
    """Return the first document; an empty file is an empty mapping.

    Raises:
        YamlError: It is not plain YAML, too large or too deep.
    """
    return next(read_yaml_documents(content, most_bytes=YAML_BYTES, most_depth=_DEPTH), {})
