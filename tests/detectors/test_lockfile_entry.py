"""Entries that do not fit are found by what the rest of the file has, in files that an installer goes by."""

from __future__ import annotations

import pytest

from pkgaudit.detectors.lockfile_entry import Oddity
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.finding import Hit
from tests.detectors.dependencies import alone, found, package

SHA512, SHA1 = "sha512-AAAA==", "sha1-AAAA="
Entry = dict[str, object]


def entry(name: str, host: str = "npm.acme.example", version: str = "1.0.0", **more: object) -> Entry:
    address = f"https://{host}/{name}/-/{name.rpartition('/')[2]}-{version}.tgz"
    return {"version": version, "resolved": address, "integrity": SHA512, **more}


def lock(entries: dict[str, Entry]) -> dict[str, object]:
    return {"lockfileVersion": 3, "packages": {f"node_modules/{name}": each for name, each in entries.items()}}


def usual(count: int = 10) -> dict[str, Entry]:
    return {f"p{number}": entry(f"p{number}") for number in range(count)}


def odd(artifact: Artifact) -> dict[str, Hit]:
    hits = found(artifact, "lockfile_entry", oddities=[each.value for each in Oddity])
    return {str(hit.facts["kind"]): hit for hit in hits}


def of(entries: dict[str, Entry]) -> dict[str, Hit]:
    return odd(alone("package-lock.json", lock(entries)))


def test_a_file_in_which_everything_fits() -> None:
    scoped = {"@acme/tool": entry("@acme/tool", "other.acme.example"), "q": entry("q", bundled=True, integrity="")}

    assert {} == of({**usual(), **scoped})


def test_another_host_is_told_with_the_usual_one() -> None:
    hits = of({**usual(), "evil": entry("evil", "files.other.example")})

    assert ["foreign-host"] == list(hits)
    facts = hits["foreign-host"].facts
    assert ("evil@1.0.0", "it comes from files.other.example") == (facts["first"], facts["detail"])
    assert ("npm.acme.example", 1) == (facts["usual"], facts["entries"])


def test_two_hosts_that_both_serve_many_are_both_usual() -> None:
    assert {} == of({**usual(), **{f"q{number}": entry(f"q{number}", "proxy.acme.example") for number in range(2)}})


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://npm.acme.example/1eft/-/1eft-1.0.0.tgz", "its address is that of 1eft@1.0.0"),
        ("https://npm.acme.example/left/-/left-1.0.1.tgz", "its address is that of left@1.0.1"),
        ("https://npm.acme.example/left/-/other.tgz", ""),
        ("https://npm.acme.example/left/-/left-1.0.0.tgz?cache=1#abc", ""),
        ("https://npm.acme.example/npm/left/-/left-1.0.0.tgz", ""),
        ("https://files.acme.example/download/left.tgz", ""),
        ("https://[::1/left/-/right-1.0.0.tgz", ""),
        ("https://npm.acme.example/" + "x" * 3_000 + "/-/right-1.0.0.tgz", ""),
    ],
)
def test_an_address_that_names_something_else(address: str, expected: str) -> None:
    hit = of({"left": entry("left", resolved=address)}).get("other-package")

    assert expected == ("" if hit is None else hit.facts["detail"])


def test_an_address_of_an_alias_and_of_a_scope_are_what_they_are() -> None:
    entries = {
        "left": {**entry("right"), "name": "right"},
        "@acme/a": entry("@acme/a", resolved="https://npm.acme.example/@acme%2fa/-/a-1.0.0.tgz"),
        "@acme/b": entry("@acme/b", resolved="https://npm.acme.example/@acme/b/-/@acme/b-1.0.0.tgz"),
    }

    assert {} == of(entries)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("http://npm.acme.example/left/-/left-1.0.0.tgz", ["insecure-address"]),
        ("git://git.acme.example/left.git#0123", ["insecure-address", "git"]),
        ("git+ssh://git@git.acme.example/left.git#0123", ["git"]),
        ("https://npm.acme.example/left/-/left-1.0.0.tgz", []),
        ("file:../left", []),
    ],
)
def test_how_an_entry_is_fetched(address: str, expected: list[str]) -> None:
    assert expected == list(of({"left": entry("left", resolved=address)}))


def test_weak_and_missing_checksums_are_told_where_most_are_strong() -> None:
    hits = of({**usual(3), "w": entry("w", integrity=SHA1), "m": entry("m", integrity="")})

    assert ["no-integrity", "weak-integrity"] == list(hits)
    assert "its only checksum is sha1" == hits["weak-integrity"].facts["detail"]
    assert {} == of({"a": entry("a", integrity=SHA1), "b": entry("b")}), "no more than half are strong"
    assert {} == of({"a": entry("a"), "b": entry("b", integrity=f"{SHA1} {SHA512}")})


def test_only_files_that_an_installer_goes_by_are_judged() -> None:
    text = lock({"left": entry("left", resolved="git://git.acme.example/left.git#0123")})

    assert {} != odd(package({"package/npm-shrinkwrap.json": text}))
    assert {} == odd(package({"package/package-lock.json": text}))
    assert {} == odd(package({"package/test/npm-shrinkwrap.json": text}))
    assert {} == odd(package({"package/node_modules/a/npm-shrinkwrap.json": text}))
    assert {} == odd(package({"package/package.json": {"name": "a"}}))


def test_the_first_twenty_are_listed() -> None:
    hit = of({f"p{number}": entry("other") for number in range(30)})["other-package"]
    listed = hit.facts["list"]

    assert isinstance(listed, tuple)
    assert (30, 20, " (and 29 more)") == (hit.facts["entries"], len(listed), hit.facts["more"])


def test_other_ecosystems_have_other_rules() -> None:
    assert {} == odd(alone("requirements.txt", "a==1 --hash=md5:00\n"))
