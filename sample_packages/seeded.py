"""Numbers and words for invented code: the same on every machine, every Python and every day."""

from __future__ import annotations

import hashlib
import struct
import tomllib
from collections.abc import Iterator
from itertools import chain, count
from pathlib import Path

_BLOCK = 1 << 17


def numbers(seed: str) -> Iterator[int]:
    """Return numbers from 0 to 65,535 without end, drawn from SHAKE-256 over the seed and a counter."""
    return chain.from_iterable(
        struct.unpack(f"<{_BLOCK // 2}H", hashlib.shake_256(f"{seed}/{counter}".encode()).digest(_BLOCK))
        for counter in count()
    )


def words(kind: str) -> list[str]:
    """Return the words of one kind from ``words.toml``."""
    lists = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
    return str(lists[kind]).split()
