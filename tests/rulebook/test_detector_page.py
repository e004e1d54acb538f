"""The page for who writes rules tells every parameter and fact of every detector."""

from __future__ import annotations

import msgspec
import pytest

from pkgaudit.detectors.registry import DETECTORS, detector
from pkgaudit.rulebook.detector_page import parameter_words, render_detectors
from tests.tools import ROOT

PAGE = ROOT / "docs" / "detectors.md"


def test_the_page_is_what_the_detectors_say(request: pytest.FixtureRequest) -> None:
    made = render_detectors()
    if request.config.getoption("--golden") == "write":
        PAGE.write_text(made, encoding="utf-8")

    assert made == PAGE.read_text(encoding="utf-8"), "rewrite it with: pytest --golden=write tests/rulebook"


@pytest.mark.parametrize("name", DETECTORS)
def test_every_parameter_is_put_in_words(name: str) -> None:
    module = detector(name)
    words = parameter_words(module)

    assert {field.name for field in msgspec.structs.fields(module.PARAMS)} == set(words)
    assert [] == [parameter for parameter, said in words.items() if not said.endswith(".")]


def test_the_page_has_the_choices_of_a_parameter_and_its_default() -> None:
    page = render_detectors()

    assert "| `by` | Who refuses: `npm` for its registry, `pypi`, or `author` for a package" in page
    assert "Known: `npm`, `pypi`, `author`. | must be stated |" in page
    assert "| `nested` | Whether members of archives inside the artifact count too. | `true` |" in page
    assert (
        "| `resolved` | For relative ones: whether the map it names is in the package; left out, both count. | none |"
        in page
    )
