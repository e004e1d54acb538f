from __future__ import annotations

import json

from tests.dependencies.documents import declares, pins, read, the

LOCK = {
    "_meta": {
        "hash": {"sha256": "x"},
        "pipfile-spec": 6,
        "sources": [{"name": "corp", "url": "https://u:p@corp.example/simple", "verify_ssl": True}, {}],
    },
    "default": {
        "litellm": {"hashes": ["sha256:a", "sha256:b"], "index": "corp", "version": "==1.82.8"},
        "kit": {"git": "https://u:p@host.example/kit.git", "ref": "abc", "version": "==1.0"},
        "open": {"version": "*"},
    },
    "develop": {"pytest": {"version": "==9.0"}},
    "docs": {"sphinx": {"version": "==7.0"}, "odd": 3},
}


def test_every_category_is_read() -> None:
    document = read("Pipfile.lock", json.dumps(LOCK, indent=4))

    assert "6" == document.version
    assert [("litellm", "1.82.8"), ("kit", ""), ("pytest", "9.0"), ("sphinx", "7.0")] == pins(document)
    assert ["", "", "dev", "docs"] == [package.group for package in document.locked]
    assert ("sha256:a sha256:b", 17) == (document.locked[0].integrity, document.locked[0].line)
    assert "https://host.example/kit.git@abc" == the(document, "kit").resolved
    assert [("open", "", "")] == declares(document)
    assert [("sources", "https://corp.example/simple")] == [(each.option, each.value) for each in document.indexes]
    assert ('"docs.odd" is not a table: it was not looked at',) == document.problems


def test_what_cannot_be_understood_is_noted() -> None:
    assert "not JSON" in read("Pipfile.lock", "{").problems[0]
    assert ('"default" is not a table: it was not looked at',) == read("Pipfile.lock", '{"default": []}').problems
