from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.containers.events import ContainerKind
from pkgaudit.formats.recognise import Recogniser, Recognition
from pkgaudit.model.gap import GapKind
from pkgaudit.model.grades import Ecosystem, Format
from pkgaudit.model.limits import Limits
from pkgaudit.model.member import AnomalyKind, Member, MemberKind
from tests.formats.observed import observe

Entries = list[tuple[str, bytes | None]]


def package(name: str = "a", version: str = "1.0.0", **more: object) -> bytes:
    return json.dumps({"name": name, "version": version, **more}).encode()


def metadata(name: str = "a", version: str = "1.0", more: str = "") -> bytes:
    return f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{more}\n".encode()


def npm(entries: Entries) -> Recognition:
    return observe(entries, ContainerKind.TAR_GZIP, "dist/a-1.0.0.tgz")


def wheel(entries: Entries, name: str = "dist/a-1.0-py3-none-any.whl") -> Recognition:
    return observe(entries, ContainerKind.ZIP, name)


def problems(seen: Recognition) -> list[str]:
    return [problem.problem for problem in seen.claims.problems]


def kinds(seen: Recognition) -> list[AnomalyKind]:
    return [anomaly.kind for anomaly in seen.anomalies]


WHEEL: Entries = [
    ("a/__init__.py", b""),
    ("a-1.0.dist-info/METADATA", metadata()),
    ("a-1.0.dist-info/WHEEL", b"Wheel-Version: 1.0\n"),
    ("a-1.0.dist-info/RECORD", b""),
]


@pytest.mark.parametrize("top", ["package", "node", "zzz", "a-1.0.0", ".", "package/."])
def test_an_npm_tarball_is_one_under_any_top_folder(top: str) -> None:
    seen = npm([(f"{top}/package.json", package()), (f"{top}/x.js", b"")])

    assert (Format.NPM_TARBALL, Ecosystem.NPM) == (seen.format, seen.ecosystem)
    assert ("a", "1.0.0") == (seen.claims.name, seen.claims.version)
    assert [] == problems(seen)
    assert [] == kinds(seen)


def test_the_last_package_json_is_the_one_that_npm_keeps() -> None:
    seen = npm([("package/package.json", package()), ("zzz/package.json", package("evil"))])

    assert "evil" == seen.claims.name
    assert ["npm installs this package.json over 1 other (package/package.json)"] == problems(seen)
    assert [AnomalyKind.SEVERAL_TOP_FOLDERS, AnomalyKind.DUPLICATE_NAME] == kinds(seen)
    assert ("dist/a-1.0.0.tgz", "zzz/package.json") == seen.anomalies[1].location


def test_names_that_clash_only_after_stripping_are_reported() -> None:
    seen = npm([("package/package.json", package()), ("package/lib/a.js", b""), ("Other/lib/A.js", b"")])

    assert [AnomalyKind.SEVERAL_TOP_FOLDERS, AnomalyKind.CLASHING_NAME] == kinds(seen)


def test_a_name_twice_in_one_folder_is_left_to_the_archive_reader() -> None:
    seen = npm([("package/package.json", package()), ("package/a.js", b""), ("package/a.js", b""), ("b/c", b"")])

    assert [AnomalyKind.SEVERAL_TOP_FOLDERS] == kinds(seen)


def test_members_outside_every_folder_are_reported_because_npm_drops_them() -> None:
    seen = npm([("package", None), ("package/package.json", package()), ("secret.txt", b"")])

    assert [AnomalyKind.SEVERAL_TOP_FOLDERS] == kinds(seen)
    assert ("dist/a-1.0.0.tgz", "secret.txt") == seen.anomalies[0].location
    assert "npm does not install them" in seen.anomalies[0].detail


@pytest.mark.parametrize("prefix", ["./", "/"])
def test_a_package_json_one_folder_too_deep_for_npm_is_said(prefix: str) -> None:
    seen = npm([(f"{prefix}package/package.json", package()), (f"{prefix}package/x.js", b"")])

    assert Format.NPM_TARBALL is seen.format
    assert "npm finds no package.json" in problems(seen)[0]


def test_a_package_json_deeper_inside_gives_no_identity() -> None:
    seen = npm([("package/package.json", package()), ("package/node_modules/b/package.json", package("b"))])

    assert ("a", []) == (seen.claims.name, problems(seen))
    assert Format.ARCHIVE is npm([("package/node_modules/b/package.json", package())]).format


def test_an_sdist_is_one_with_or_without_a_package_json() -> None:
    for more in ([], [("a-1.0/package.json", package())]):
        seen = observe(
            [("a-1.0/PKG-INFO", metadata()), ("a-1.0/a.egg-info/PKG-INFO", b""), *more],
            ContainerKind.TAR_GZIP,
            "a-1.0.tar.gz",
        )

        assert (Format.SDIST, Ecosystem.PYPI) == (seen.format, seen.ecosystem)
        assert ("a", "1.0") == (seen.claims.name, seen.claims.version)
        assert [] == problems(seen)
        assert [] == kinds(seen)


def test_a_zip_can_be_an_sdist() -> None:
    assert Format.SDIST is wheel([("a-1.0/PKG-INFO", metadata())], "a-1.0.zip").format


def test_an_npm_tarball_may_hold_a_pkg_info() -> None:
    seen = npm([("package/package.json", package()), ("package/PKG-INFO", metadata())])

    assert (Format.NPM_TARBALL, []) == (seen.format, problems(seen))


def test_what_could_be_either_is_said_to_be() -> None:
    folder = npm([("package/package.json", package()), ("a-1.0/PKG-INFO", metadata())])
    neither = npm([("x/package.json", package()), ("x/PKG-INFO", metadata())])

    assert Format.SDIST is folder.format
    assert "npm would install it too" in problems(folder)[0]
    assert [AnomalyKind.SEVERAL_TOP_FOLDERS] == kinds(folder)
    assert Format.SDIST is neither.format
    assert "npm would install it too" in problems(neither)[0]


def test_several_pkg_info_are_a_problem_and_the_named_folder_counts() -> None:
    seen = npm([("x/PKG-INFO", metadata("x")), ("a-1.0/PKG-INFO", metadata()), ("loose", b"")])

    assert "a" == seen.claims.name
    assert "there are 2 PKG-INFO" in problems(seen)[0]
    assert ["3 entries at the top (x, a-1.0, loose): the index allows one folder"] == [
        anomaly.detail for anomaly in seen.anomalies
    ]


def test_a_wheel_is_one() -> None:
    seen = wheel(WHEEL)

    assert (Format.WHEEL, Ecosystem.PYPI) == (seen.format, seen.ecosystem)
    assert ("a", "1.0", []) == (seen.claims.name, seen.claims.version, problems(seen))


@pytest.mark.parametrize(
    "name",
    ["A-1.0-py3-none-any.whl", "a-1.0.0-py3-none-any.whl", "a-1.0-1-py3-none-any.whl", "upload.whl", "a.zip"],
)
def test_a_wheel_is_one_under_any_spelling_of_its_name(name: str) -> None:
    assert (Format.WHEEL, []) == (wheel(WHEEL, name).format, problems(wheel(WHEEL, name)))


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("b-1.0-py3-none-any.whl", 'its Name is "a", but the file name'),
        ("a-2.0-py3-none-any.whl", 'its Version is "1.0", but the file name'),
    ],
)
def test_a_file_name_that_says_otherwise_is_a_problem(name: str, problem: str) -> None:
    assert problem in problems(wheel(WHEEL, name))[0]


def test_a_folder_that_says_otherwise_is_a_problem() -> None:
    entries = [(path.replace("a-1.0.dist", "b-2.0.dist"), content) for path, content in WHEEL]
    found = problems(wheel(entries, "x.whl"))
    bare = [(path.replace("a-1.0.dist", "a.dist"), content) for path, content in WHEEL]

    assert 2 == len(found)
    assert all('the folder "b-2.0.dist-info" says otherwise' in problem for problem in found)
    assert "does not name a package" in problems(wheel(bare, "x.whl"))[0]


@pytest.mark.parametrize("name", ["METADATA", "WHEEL", "RECORD"])
def test_a_missing_manifest_is_a_problem(name: str) -> None:
    seen = wheel([entry for entry in WHEEL if not entry[0].endswith(name)])

    assert Format.WHEEL is seen.format
    assert [f"a-1.0.dist-info has no {name}: pip and the index refuse it"] == problems(seen)


def test_several_dist_info_folders_are_reported_and_the_named_one_counts() -> None:
    other: Entries = [("0-2.dist-info/METADATA", metadata("evil")), ("0-2.dist-info/WHEEL", b"")]
    named = wheel([*other, *WHEEL])
    unnamed = wheel([*other, *WHEEL], "x.whl")

    assert ("a", "evil") == (named.claims.name, unnamed.claims.name)
    assert [AnomalyKind.SEVERAL_TOP_FOLDERS] == kinds(named)
    assert "it has 2 .dist-info folders" in problems(named)[0]


def test_a_vendored_dist_info_is_not_the_wheels_own() -> None:
    seen = wheel([*WHEEL, ("a/_vendor/b-1.dist-info/METADATA", metadata("b"))])

    assert ("a", [], []) == (seen.claims.name, problems(seen), kinds(seen))


VSIX = b'<PackageManifest><Metadata><Identity Id="Tool" Version="1.0.0" Publisher="p"/></Metadata></PackageManifest>'


def test_an_extension_is_one() -> None:
    seen = wheel(
        [("extension.vsixmanifest", VSIX), ("extension/package.json", package("tool", license="MIT"))], "a.vsix"
    )

    assert (Format.VSIX, None, None) == (seen.format, seen.ecosystem, seen.claims.ecosystem)
    assert ("tool", "1.0.0", []) == (seen.claims.name, seen.claims.version, problems(seen))


def test_an_extension_that_contradicts_itself_has_problems() -> None:
    bare = wheel([("extension.vsixmanifest", VSIX)], "a.vsix")
    crooked = wheel(
        [
            ("extension.vsixmanifest", VSIX),
            ("extension.vsixmanifest", VSIX),
            ("extension/package.json", package("b", "2.0.0", repository="o/r")),
        ],
        "a.vsix",
    )

    assert "no extension/package.json is inside" in problems(bare)[0]
    assert 3 == len(problems(crooked))
    assert crooked.claims.repository_is_public


def test_a_directory_claims_nothing() -> None:
    seen = observe([("package/package.json", package()), ("PKG-INFO", metadata())], ContainerKind.DIRECTORY, "site")

    assert (Format.DIRECTORY, None, None) == (seen.format, seen.ecosystem, seen.claims.name)


@pytest.mark.parametrize(
    ("kind", "name", "count"),
    [(ContainerKind.ZIP, "a.whl", 1), (ContainerKind.ZIP, "a.vsix", 1), (ContainerKind.TAR, "a.tar", 0)],
)
def test_anything_else_is_an_archive_and_a_name_that_promises_more_is_a_problem(
    kind: ContainerKind, name: str, count: int
) -> None:
    seen = observe([("x/y", b""), ("package.json", b"")], kind, name)

    assert (Format.ARCHIVE, count) == (seen.format, len(problems(seen)))


def test_manifests_of_nested_archives_are_ignored() -> None:
    recogniser = Recogniser(("a.tgz",), ContainerKind.TAR_GZIP, Limits())
    inner = Member(
        container=("a.tgz", "x/b.tgz"),
        raw_name=b"package/package.json",
        path="package/package.json",
        kind=MemberKind.FILE,
        content=package(),
    )
    recogniser.visit(inner)

    assert Format.ARCHIVE is recogniser.conclude([]).format


def test_a_manifest_that_cannot_be_read_in_full_is_a_gap() -> None:
    deep = b'{"a":' + b"[" * 300 + b"]" * 300 + b"}"
    found = [
        npm([("package/package.json", deep)]),
        wheel([("extension.vsixmanifest", VSIX), ("extension/package.json", deep)], "a.vsix"),
        wheel([("extension.vsixmanifest", b" " * 2_000_000)], "a.vsix"),
        wheel([("a-1.0.dist-info/METADATA", metadata().strip() + b"\nSummary: " + b"x" * 2_000_000)]),
        npm([("a-1.0/PKG-INFO", metadata().strip() + b"\nSummary: " + b"x" * 2_000_000)]),
    ]

    assert [[GapKind.LIMIT]] * 5 == [[gap.kind for gap in seen.gaps] for seen in found]


def test_a_hundred_thousand_manifests_cost_bounded_memory() -> None:
    recogniser = Recogniser(("a.tgz",), ContainerKind.TAR_GZIP, Limits())
    for index in range(1000):
        top = f"t{index}"
        recogniser.visit(
            Member(
                container=("a.tgz",),
                raw_name=f"{top}/package.json".encode(),
                path=f"{top}/package.json",
                content=package(top),
            )
        )
    seen = recogniser.conclude([])

    assert "t999" == seen.claims.name


@pytest.mark.parametrize(
    ("fields", "osi", "public", "against"),
    [
        ({"license": "MIT", "repository": "o/r"}, "MIT", "o/r", ""),
        ({"license": "MIT", "repository": "https://git.acme.example/o/r"}, "MIT", None, ""),
        ({"license": "BUSL-1.1", "repository": "o/r"}, None, "o/r", ""),
        ({"license": "UNLICENSED"}, None, None, '"license": "UNLICENSED"'),
        ({"license": "SEE LICENSE IN EULA.md"}, None, None, '"license": "SEE LICENSE IN EULA.md"'),
        ({}, None, None, "nothing of a licence"),
        ({"license": "MIT", "repository": "o/r", "private": True}, "MIT", "o/r", '"private": true'),
    ],
)
def test_the_evidence_for_open_source_is_named(
    fields: dict[str, object], osi: str | None, public: str | None, against: str
) -> None:
    evidence = npm([("package/package.json", package(**fields))]).evidence  # type: ignore[arg-type]

    assert (osi, public, against) == (evidence.osi_license, evidence.public_repository, evidence.against)


@pytest.mark.parametrize(
    ("headers", "against"),
    [
        ("License: MIT\nClassifier: Private :: Do Not Upload\n", 'the classifier "Private ::"'),
        ("License: Proprietary\n", '"License: Proprietary"'),
        ("License-Expression: MIT\n", ""),
        ("", "nothing of a licence"),
    ],
)
def test_the_evidence_in_python_metadata_is_named(headers: str, against: str) -> None:
    assert against == npm([("a-1.0/PKG-INFO", metadata(more=headers))]).evidence.against


PATHS = st.sampled_from(
    [
        "package/package.json",
        "./package/package.json",
        "/package.json",
        "x/package.json",
        "extension/package.json",
        "extension.vsixmanifest",
        "a-1.dist-info/METADATA",
        "b-1.dist-info/WHEEL",
        "a-1.0/PKG-INFO",
        "PKG-INFO",
        "METADATA",
        "x",
    ]
)


@given(
    st.lists(
        st.tuples(PATHS, st.none() | st.binary(max_size=60) | st.just(package()) | st.just(metadata())), max_size=6
    ),
    st.sampled_from(ContainerKind),
)
def test_any_members_in_any_container_have_an_answer(entries: Entries, kind: ContainerKind) -> None:
    seen = observe(entries, kind, "a.whl")

    assert seen.format in Format
    assert (seen.ecosystem is None) or (seen.claims.ecosystem is seen.ecosystem)
