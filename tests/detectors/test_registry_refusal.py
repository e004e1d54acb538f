"""What registries refuse is reported where it is said."""

from __future__ import annotations

import pytest

from pkgaudit.model.grades import Format
from tests.detectors.manifests import looked_at, told

INFO = "example-1.0.dist-info"
GOOD = "Metadata-Version: 2.4\nName: example\nVersion: 1.0\n"


def test_metadata_entries_and_file_name_are_three_findings() -> None:
    files: dict[str, str | bytes] = {
        f"{INFO}/METADATA": GOOD + "Requires-Dist: a @ https://a.example/a.zip\nSummary: one\n two\n",
        f"{INFO}/entry_points.txt": "[console_scripts]\na = b\n",
    }
    name = "example-1.0-cp311-cp311-linux_x86_64.whl"
    hits = looked_at(files, "registry_refusal", form=Format.WHEEL, by="pypi", name=f"dist/{name}")

    assert [(f"{INFO}/METADATA", 2), (f"{INFO}/entry_points.txt", 1), (f"dist/{name}", 1)] == [
        (hit.location[-1], hit.facts["problems"]) for hit in hits
    ]


def test_what_pypi_takes_is_not_reported() -> None:
    assert [] == looked_at({f"{INFO}/METADATA": GOOD}, "registry_refusal", form=Format.WHEEL, by="pypi")
    assert [] == looked_at(
        {"example-1.0/PKG-INFO": GOOD, "x.dist-info/entry_points.txt": "x"},
        "registry_refusal",
        form=Format.SDIST,
        by="pypi",
    )


def test_npm_s_names_are_judged_in_npm_s_packages() -> None:
    files: dict[str, str | bytes] = {"package/package.json": '{"name":"exampleCli","version":"1.0.0"}'}

    assert ['the name "exampleCli" has capitals'] == told(looked_at(files, "registry_refusal", by="npm"))
    assert [] == looked_at(files, "registry_refusal", by="pypi")
    assert [] == looked_at({"package/package.json": "{}"}, "registry_refusal", by="npm")


@pytest.mark.parametrize(
    ("files", "form", "expected"),
    [
        ({"package/package.json": '{"private":true}'}, Format.NPM_TARBALL, ["package/package.json"]),
        ({"package/package.json": '{"private":false}'}, Format.NPM_TARBALL, []),
        ({"x-1/PKG-INFO": GOOD + "Classifier: Private :: No\n"}, Format.SDIST, ["example-1.0.tar.gz"]),
        ({"x-1/PKG-INFO": GOOD}, Format.SDIST, []),
        ({"extension/package.json": '{"private":true}'}, Format.VSIX, []),
    ],
)
def test_a_package_marked_as_private_is_reported(
    files: dict[str, str | bytes], form: Format, expected: list[str]
) -> None:
    hits = looked_at(files, "registry_refusal", form=form, by="author", name="x.vsix" if form is Format.VSIX else "")

    assert expected == [hit.location[-1] for hit in hits]
