"""A baseline as a file: one finding a line, sorted, so that a diff of it can be read."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from pkgaudit.expression import Expression
from pkgaudit.policy.baseline import Baseline
from pkgaudit.policy.policy import PolicyError

FORMAT = "pkgaudit-baseline"
VERSION = 1
_MOST_BYTES = 16 * 1024 * 1024
_MOST_ERRORS = 20
_FINGERPRINT = Expression(r"[0-9a-f]{16}")
_RULE = Expression(r"[a-z0-9][a-z0-9-]{0,199}")
_KEYS = frozenset(("format", "version", "findings"))
_ENTRY_KEYS = frozenset(("rule", "fingerprint"))
_ANEW = "write it anew with --write-baseline"


def baseline_text(baseline: Baseline) -> str:
    """Return the file: JSON in ASCII with one finding a line; equal baselines give equal text."""
    entries = sorted((rule, fingerprint) for fingerprint, rule in baseline.rules.items())
    lines = [json.dumps({"rule": rule, "fingerprint": fingerprint}) for rule, fingerprint in entries]
    listed = "".join(f"\n    {line}{',' if number < len(lines) else ''}" for number, line in enumerate(lines, 1))
    end = "\n  " if lines else ""
    return f'{{\n  "format": "{FORMAT}",\n  "version": {VERSION},\n  "findings": [{listed}{end}]\n}}\n'


def read_baseline(path: str) -> Baseline:
    """Return the baseline in a file.

    Args:
        path: As the user typed it.

    Raises:
        PolicyError: It cannot be read, or is not a baseline; every fault is named.
    """
    shown = path.replace(os.sep, "/")
    document = _document(path, shown)
    errors: list[str] = []
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise PolicyError([f'{shown}: is not a baseline ("format": "{FORMAT}"): {_ANEW}'])
    if document.get("version") != VERSION or isinstance(document.get("version"), bool):
        raise PolicyError([f"{shown}: version: only version {VERSION} can be read here: {_ANEW}"])
    rules: dict[str, str] = {}
    for error in _entries(document, rules):
        if len(errors) == _MOST_ERRORS:
            errors.append("and more of the kind")
            break
        errors.append(error)
    if errors:
        raise PolicyError([f"{shown}: {error}" for error in errors])
    return Baseline(file=shown, rules=rules)


def _document(path: str, shown: str) -> object:
    try:
        ordinary = stat.S_ISREG(Path(path).stat().st_mode)
        content = _content(path) if ordinary else b""
    except FileNotFoundError as error:
        raise PolicyError([f"{shown}: there is no such baseline: write one with --write-baseline"]) from error
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise PolicyError([f"{shown}: cannot be read ({why}): make it readable"]) from error
    if not ordinary:
        raise PolicyError([f"{shown}: is not an ordinary file: name a baseline"])
    if len(content) > _MOST_BYTES:
        raise PolicyError([f"{shown}: has more than {_MOST_BYTES:,} bytes: {_ANEW}"])
    try:
        value: object = json.loads(content.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise PolicyError([f"{shown}: is not JSON in UTF-8 ({str(error)[:200]}): correct it, or {_ANEW}"]) from error
    return value


def _content(path: str) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(_MOST_BYTES + 1)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a key stands twice in one object")
    return made


def _entries(document: dict[str, object], rules: dict[str, str]) -> Iterator[str]:
    """Fill ``rules`` and yield what is wrong."""
    yield from (f"{key[:80]}: is not a key of a baseline: remove it" for key in document.keys() - _KEYS)
    listed = document.get("findings")
    if not isinstance(listed, list):
        yield f"findings: is not a list: {_ANEW}"
        return
    for number, entry in enumerate(listed, 1):
        fault = _fault(entry)
        if fault:
            yield f"finding {number}: {fault}"
        elif entry["fingerprint"] in rules:
            yield f"finding {number}: {entry['fingerprint']} is listed twice: remove one"
        else:
            rules[entry["fingerprint"]] = entry["rule"]


def _fault(entry: object) -> str:
    if not isinstance(entry, dict) or entry.keys() != _ENTRY_KEYS:
        return 'is not an object with "rule" and "fingerprint" and nothing else: correct it'
    fingerprint, rule = entry["fingerprint"], entry["rule"]
    if not isinstance(fingerprint, str) or not _FINGERPRINT.fullmatch(fingerprint):
        return "fingerprint: is not 16 hexadecimal digits in lower case: correct it"
    if not isinstance(rule, str) or not _RULE.fullmatch(rule):
        return "rule: is not the name of a rule: correct it"
    return ""
