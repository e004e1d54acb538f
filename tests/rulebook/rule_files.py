"""Writes rule files for the loader's tests."""

from __future__ import annotations

from pathlib import Path

RULE = """\
title    = "A map"
message  = "{novel} sources"
since    = "0.1.0"
status   = "stable"
detector = "source_map"
[params]
having = "novel-content"
[policy]
severity   = { private = "critical", public = "note" }
confidence = "high"
owner      = "us"
[docs]
what = "It finds maps."
why  = "They leak."
fix  = "Take them out."
references = ["https://docs.acme.example/maps"]
[[examples]]
name  = "flags"
flags = ["package/a.map"]
members."package/a.map" = { version = 3 }
[[examples]]
name  = "clean"
flags = []
members."package/a.js" = ["let ", "a"]
"""


def write_rule(folder: Path, name: str = "our-rule", text: str = RULE, family: str = "ours") -> Path:
    """Write a rule file below ``folder`` and return the folder."""
    path = folder / family / f"{name}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return folder
