"""Spells the edits that work for each packer of the npm family."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pkgaudit.model.ship_list import ShippedFile
from pkgaudit.targets.packing.packer_choice import PackerName
from pkgaudit.targets.ship_list.npm_globs import is_literal
from pkgaudit.targets.ship_list.npm_ignore_file import IgnoreRule
from pkgaudit.targets.ship_list.npm_project import NpmProject

LEFT_OVER = ("~", ".orig", ".rej", ".bak", ".swp", ".swo", ".old", ".save", ".patch")
"""How names end that editors and merges leave behind: nobody wants such a file in a package."""

_SHOWN = 8


def as_negations(rule: IgnoreRule) -> tuple[str, ...]:
    """Return what an ignore file's line is as entries of ``files``."""
    pattern = rule.text.strip("/")
    if rule.anywhere:
        pattern = f"**/{pattern}"
    # Some packers take a pattern for files, some for folders too; both together hold in each.
    if rule.text.endswith("/"):
        return (f"!{pattern}/**",)
    last = pattern.rpartition("/")[2]
    return (f"!{pattern}",) if "." in last or not is_literal(last) else (f"!{pattern}", f"!{pattern}/**")


def quoted(entries: Iterable[str], separator: str = ", ") -> str:
    """Return entries as JSON spells them, the first few."""
    listed = list(entries)
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return separator.join(json.dumps(entry, ensure_ascii=False) for entry in listed[:_SHOWN]) + more


def keep_out(
    project: NpmProject, negations: Sequence[str], unwanted: Sequence[ShippedFile], files: Sequence[ShippedFile]
) -> str:
    """Return the edit of a ``files`` list that keeps files out.

    Args:
        project: Its project.
        negations: Entries that cover the files.
        unwanted: The files.
        files: All of the package.
    """
    named = _named_entries(project, unwanted)
    if named and len(named) == len(unwanted):
        return f'Remove {quoted(named)} from "files" in package.json.'
    if project.origin.packer != PackerName.YARN_CLASSIC:
        return f'Add {quoted(negations)} at the end of "files" in package.json.'
    return _list_what_is_wanted(project, unwanted, files)


def _named_entries(project: NpmProject, unwanted: Sequence[ShippedFile]) -> list[str]:
    paths = {inner(file) for file in unwanted}
    return [entry.text for entry in project.entries or () if not entry.negated and entry.pattern.strip("/") in paths]


def _list_what_is_wanted(project: NpmProject, unwanted: Sequence[ShippedFile], files: Sequence[ShippedFile]) -> str:
    """As yarn 1 passes over negations, the entries that sweep the files up become ones for what else they hold."""
    out = {inner(file) for file in unwanted} | {inner(file) for file in files if file.path.endswith(LEFT_OVER)}
    culprits = [
        entry for entry in project.entries or () if not entry.negated and any(entry.glob.covers(path) for path in out)
    ]
    wanted: set[str] = set()
    for entry in culprits:
        kept = [inner(file) for file in files if entry.glob.covers(inner(file)) and inner(file) not in out]
        endings = {_ending(path) for path in kept}
        if "" in endings or not is_literal(entry.pattern) or endings & {_ending(path) for path in out}:
            wanted.update(kept)
        else:
            wanted.update(f"{entry.pattern.strip('/')}/**/*{ending}" for ending in endings)
    return (
        f'Replace {quoted(entry.text for entry in culprits)} in "files" of package.json by {quoted(sorted(wanted))}: '
        "yarn 1 passes over negations."
    )


def _ending(path: str) -> str:
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    return name[dot:] if dot > 0 else ""


def inner(file: ShippedFile) -> str:
    """Return a member's path inside the package."""
    return file.path.partition("/")[2]
