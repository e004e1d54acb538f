"""Damage done on purpose to the packed bytes of a rule's example, by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

FAULTS: Mapping[str, Callable[[bytes], bytes]] = {}
