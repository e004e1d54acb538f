"""Runs the surveyor over files the way the examination does: search, visit, key, conclude."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache

from pkgaudit.model.limits import Limits
from pkgaudit.model.member import Member, MemberRecord
from pkgaudit.model.source_map import Atlas
from pkgaudit.search.searcher import Searcher
from pkgaudit.sourcemaps.surveyor import Surveyor
from pkgaudit.sourcemaps.text_key import text_key

CONTAINER = ("a.tgz",)


@cache
def searcher() -> Searcher:
    return Searcher(Surveyor.patterns)


def survey(files: Mapping[str, str | bytes], package_name: str | None = None, limits: Limits | None = None) -> Atlas:
    surveyor = Surveyor(limits or Limits())
    records = []
    for path, text in files.items():
        content = text.encode() if isinstance(text, str) else text
        member = Member(container=CONTAINER, raw_name=path.encode(), path=path, size=len(content), content=content)
        surveyor.visit(member, searcher().scan(content))
        records.append(
            MemberRecord(location=member.location, kind=member.kind, size=len(content), text_key=text_key(content))
        )
    return surveyor.conclude(records, package_name)


def source_map(**changes: object) -> str:
    """Return a small map as JSON; `...` as a value leaves a key out."""
    whole: dict[str, object] = {
        "version": 3,
        "sources": ["../src/a.ts"],
        "sourcesContent": ["const a = 1;\nlet b\n"],
        "names": [],
        "mappings": "AAAA",
    }
    whole.update(changes)
    return json.dumps({key: value for key, value in whole.items() if value is not ...}, separators=(",", ":"))
