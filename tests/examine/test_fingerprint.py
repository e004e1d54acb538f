"""A fingerprint names a finding across releases, and different findings differ."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.examine.fingerprint import fingerprint


def of(*location: str, rule: str = "embedded-sources", name: str | None = "cli", detail: str = "", nth: int = 0) -> str:
    return fingerprint(rule=rule, name=name, location=location[1:], detail=detail, occurrence=nth)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (("cli-1.0.0.tgz", "package/cli.js.map"), ("out/cli-2.3.1.tgz", "package/cli.js.map")),
        (("a.tgz", "package/app.3f9c1d.js"), ("a.tgz", "package/app.77ab02.js")),
        (("a.tgz", "package/chunk-QX4Z7PLM.js.map"), ("a.tgz", "package/chunk-9DKE2AAA.js.map")),
        (("a.tgz", "package/index_b81f2c9d.css"), ("a.tgz", "package/index_00aa11bb.css")),
        (("a.whl", "app-1.0.0.dist-info/METADATA"), ("a.whl", "app-1.2.0rc1.dist-info/METADATA")),
        (("a.tgz", "package/b-1.0.zip", "x.js"), ("b.tgz", "package/b-1.0.zip", "x.js")),
    ],
)
def test_the_same_finding_keeps_its_fingerprint(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    assert of(*before) == of(*after)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a.tgz", "package/app.main.js"), ("a.tgz", "package/app.vendor.js")),
        (("a.tgz", "package/settings.js"), ("a.tgz", "package/renderer.js")),
        (("a.tgz", "package/a/index.js"), ("a.tgz", "package/b/index.js")),
        (("a.tgz", "package/b.zip", "x.js"), ("a.tgz", "package/b.zip")),
        (("a.tgz",), ("a.tgz", "package/x.js")),
    ],
)
def test_different_places_differ(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert of(*one) != of(*other)


def test_rule_name_detail_and_occurrence_count() -> None:
    place = ("a.tgz", "package/x.js")
    all_different = {
        of(*place),
        of(*place, rule="other"),
        of(*place, name="other"),
        of(*place, name=None),
        of(*place, detail="kind"),
        of(*place, nth=1),
    }

    assert 6 == len(all_different)


@given(st.lists(st.text(), min_size=1, max_size=4).map(tuple))
def test_any_name_has_a_fingerprint_of_sixteen_digits(location: tuple[str, ...]) -> None:
    mark = of(*location)

    assert 16 == len(mark)
    assert mark == of(*location)
    assert set(mark) <= set("0123456789abcdef")


def test_a_hostile_name_costs_linear_time() -> None:
    assert 16 == len(of("a.tgz", "package/" + "1." * 2_000_000 + "-" * 2_000_000))
