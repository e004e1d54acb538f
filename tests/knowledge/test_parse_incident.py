"""Incident files are read strictly, and every error names its file and key."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge.incident import BadPackage, Incident, IncidentReference
from pkgaudit.knowledge.incident_kind import IncidentKind
from pkgaudit.knowledge.parse_incident import LARGEST, parse_incident
from pkgaudit.model.grades import Confidence, Ecosystem
from tests.knowledge.incident_files import INCIDENT


def parsed(text: str = INCIDENT, slug: str = "acme-2026") -> Incident:
    errors: list[str] = []
    incident = parse_incident("f.toml", slug, text.encode(), errors)

    assert [] == errors
    assert incident is not None
    return incident


def errors_of(content: bytes, slug: str = "acme-2026") -> list[str]:
    errors: list[str] = []
    incident = parse_incident("f.toml", slug, content, errors)

    assert (incident is None) is bool(errors)
    return errors


def test_a_file_becomes_an_incident() -> None:
    incident = parsed()

    assert ("acme-2026", "Acme's parser steals tokens") == (incident.slug, incident.title)
    assert ("2026-03-31T00:21Z", "2026-04") == (incident.since, incident.until)
    assert (Ecosystem.NPM, Ecosystem.PYPI) == incident.ecosystems
    assert (
        IncidentReference(source="Acme", url="https://docs.acme.example/incident"),
        IncidentReference(source="A letter"),
    ) == incident.references
    assert (
        BadPackage(
            ecosystem=Ecosystem.NPM,
            name="Acme-Parser",
            kind=IncidentKind.COMPROMISED_RELEASE,
            confidence=Confidence.HIGH,
            versions=("1.14.1", "2.0.0-rc.1"),
            one_list=("2.0.0-rc.1",),
            ids=("MAL-2026-1",),
        )
        == incident.packages[0]
    )
    assert ["1.14.1, 2.0.0-rc.1", "4.2.1", "*", ">=1.2.2", "1.1.5.post1, 2.0", ">=3.0"] == [
        package.spec for package in incident.packages
    ]
    assert Confidence.LOW is incident.packages[4].confidence
    assert IncidentKind.MALICIOUS_PACKAGE is incident.packages[1].kind
    assert ("4.2.1",) == incident.packages[1].available


def test_addresses_of_malware_come_back_as_they_really_are() -> None:
    known = parsed().indicators

    assert ("evil.example",) == known.domains
    assert ("http://evil.example:8000/a.sh",) == known.urls
    assert ("192.0.2.7",) == known.addresses


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('title = "Acme\'s parser steals tokens"\n', "", "title: is missing"),
        ('title = "Acme\'s parser steals tokens"', 'title = "a\\nb"', "title: has more than one line"),
        ('what = "Somebody published two releases."', 'what = " "', "what: is empty"),
        ('now = "Rotate the tokens."', 'later = ""', "now: is missing"),
        ('now = "Rotate the tokens."', 'now = "n"\nlater = ""', "later: is not a key of this table"),
        ('kind = "compromised-release"', 'kind = "compromise"', "kind: 'compromise' is none of"),
        ('confidence = "high"', 'confidence = "sure"', "confidence: 'sure' is none of"),
        ("2026-03-31T00:21Z", "2026-03-31 00:21", "window.from: '2026-03-31 00:21' is no time in UTC"),
        ('to = "2026-04"', 'to = "2026-02"', "window.to: is before from"),
        ('to = "2026-04"', 'until = "2026-04"', "window.until: is not a key of this table"),
        ("[window]", "[windows]", "window: is missing"),
        (
            '"evil[.]example"',
            '"evil.example"',
            "indicators.domains: 'evil.example' could become a link; write 'evil[.]",
        ),
        ("hxxp://evil[.]", "http://evil[.]", "indicators.urls: 'http://evil[.]example:8000/a.sh' could become a link"),
        ("192[.]0[.]2[.]7", "192.0.2[.]7", "indicators.addresses: '192.0.2[.]7' could become a link"),
        ('"0123456789abcdef0', '"0123456789ABCDEF0', "indicators.sha256:"),
        ('companions = ["acme-bait"]', 'companions = ["bait"]', "indicators.companions: 'bait' is no package of this"),
        ('companions = ["acme-bait"]', 'companions = ["Acme-Parser"]', "indicators.companions: 'Acme-Parser' is no"),
        ('files = ["setup.js"]', 'files = "setup.js"', "indicators.files: must be a list of texts"),
        ("https://docs", "http://docs", "references[0].url: 'http://docs.acme.example/incident' does not begin with"),
        ('source = "A letter"', 'url = "https://docs.acme.example"', "references[1].source: is missing"),
        ('source = "A letter"', 'source = "A"\nof = "B"', "references[1].of: is not a key of this table"),
        ('"1.14.1", ', '"1.14.1", "1.14.1", ', "packages.npm.Acme-Parser.versions: names a version twice"),
        ('"1.14.1", ', '"1.14", ', "packages.npm.Acme-Parser.versions: '1.14': the version is not semver"),
        ('"1.14.1", ', '"0.0.1-security", ', "packages.npm.Acme-Parser.versions: '0.0.1-security' is npm's own"),
        ('versions = ["4.2.1"]', "versions = []", "packages.npm.acme-bait.versions: names no version"),
        ('versions = ["4.2.1"]', "version = []", "packages.npm.acme-bait.versions: is missing"),
        ('versions = ["4.2.1"]', 'versions = "4.2.1"', "packages.npm.acme-bait.versions: must be a list of versions"),
        ('">=1.2.2"', '">=1.2"', "packages.npm.acme-since.versions: '1.2': the version is not semver"),
        ('available = ["4.2.1"]', 'available = ["4"]', "packages.npm.acme-bait.available: has versions that"),
        ('one-list = ["2.0.0-rc.1"]', 'one-list = ["3.0.0"]', "packages.npm.Acme-Parser.one-list: has versions that"),
        ('"MAL-2026-1"', '"MAL 1"', "packages.npm.Acme-Parser.ids: 'MAL 1' is no advisory"),
        ('"acme-since" =', '" acme" =', "packages.npm. acme: the name begins or ends with a space"),
        ('note = "it', 'remark = "it', "packages.npm.acme-since.remark: is not a key of this table"),
        (
            '"acme-py" =',
            '"Acme_Py" =',
            "packages.pypi.Acme_Py: the name is not in its normal form (PEP 503); write 'acme-",
        ),
        ("1.1.5.post1", "1.1.5post1", "packages.pypi.acme-py.versions: '1.1.5post1' is not in its normal form"),
        ("1.1.5.post1", "first", "packages.pypi.acme-py.versions: 'first' is no version (PEP 440)"),
        ("[packages.pypi]", "[packages.cargo]", "packages.cargo: is not a key of this table"),
    ],
)
def test_what_is_wrong_is_an_error_that_names_file_and_key(old: str, new: str, expected: str) -> None:
    assert 1 == INCIDENT.count(old), "the test changes one place"

    errors = errors_of(INCIDENT.replace(old, new).encode())

    assert [] != [error for error in errors if error.startswith(f"f.toml: {expected}")], errors


def test_an_incident_without_a_reference_or_a_package_is_an_error() -> None:
    head, _, rest = INCIDENT.partition("[[references]]")
    packages = rest[rest.index("[packages.npm]") :]

    assert ["f.toml: references: is missing; every incident says where its facts come from"] == errors_of(
        (head + packages).encode()
    )
    lonely = head.replace('companions = ["acme-bait"]', "") + '[[references]]\nsource = "A letter"\n[packages]\n'
    assert ["f.toml: packages: names no package; an incident has at least one"] == errors_of(lonely.encode())


def test_every_error_is_shown_and_not_only_the_first() -> None:
    errors = errors_of(b'title = 3\nkind = "x"\n')

    assert 5 < len(errors)


@pytest.mark.parametrize("slug", ["Acme", "acme_2026", "-acme", "acme--2026", "../acme"])
def test_a_file_name_is_kebab_case(slug: str) -> None:
    (error,) = errors_of(INCIDENT.encode(), slug)

    assert "kebab-case" in error


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"title =", "is not TOML"), (b"\xff", "is not TOML"), (b"#" * (LARGEST + 1), "bytes, more than the")],
)
def test_what_is_no_toml_is_an_error(content: bytes, expected: str) -> None:
    (error,) = errors_of(content)

    assert error.startswith("f.toml: ")
    assert expected in error


def test_nesting_too_deep_is_an_error() -> None:
    (error,) = errors_of(b"a = " + b"[" * 100_000)

    assert error.startswith("f.toml: is n")


TOML_VALUES = st.one_of(
    st.text(max_size=20).map(repr), st.sampled_from(["[]", "{}", "3", "true", '["a"]', '"*"', "[3]"])
)


@given(
    st.sampled_from(
        ["title", "what", "window", "indicators", "references", "packages", "packages.npm", "packages.pypi.a"]
    ),
    TOML_VALUES,
)
def test_any_value_is_an_incident_or_errors(key: str, value: str) -> None:
    assert errors_of(f"{key} = {value}".encode("utf-8", "replace"))
