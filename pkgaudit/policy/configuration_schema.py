"""The JSON Schema of the configuration, for editors; made from the table that the configuration is read by."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from pkgaudit.model.limits import Limits
from pkgaudit.policy.configuration_table import ConfigurationTable

SCHEMA = Path(__file__).with_name("pkgaudit-config-1.schema.json")


def schema_text() -> str:
    """Return the schema as it ships, ending with a newline."""
    made = msgspec.json.schema(ConfigurationTable, ref_template="#/$defs/{name}")
    definitions = made["$defs"]
    limits = definitions["LimitsTable"]["properties"]
    for name, value in msgspec.structs.asdict(Limits()).items():
        limits[name.replace("_", "-")]["default"] = value
    root = definitions.pop(ConfigurationTable.__name__)
    document = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:pkgaudit:config:1",
        **root,
        "title": "pkgaudit configuration, version 1",
        "description": "pkgaudit.toml, .pkgaudit.toml, [tool.pkgaudit] in pyproject.toml or pkgaudit in package.json.",
        "$defs": definitions,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
