from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.licenses import is_closed, is_osi


@pytest.mark.parametrize(
    "expression",
    [
        "MIT",
        "mit",
        "(MIT OR Apache-2.0)",
        "MIT AND (BSD-3-Clause OR ISC)",
        "GPL-2.0-or-later WITH Classpath-exception-2.0",
        "GPL-3.0+",
        "Apache 2.0",
        "Apache License, Version 2.0",
        "The MIT License",
        "BSD",
        "BSD 3-Clause License",
        "MIT/X11",
        "MIT, Apache-2.0",
        "License :: OSI Approved",
        "License :: OSI Approved :: BSD License",
    ],
)
def test_open_licences_are_osi(expression: str) -> None:
    assert is_osi(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "",
        " ",
        "/",
        "UNLICENSED",
        "SEE LICENSE IN LICENSE.md",
        "Proprietary",
        "LicenseRef-acme",
        "MIT AND LicenseRef-acme",
        "(MIT OR UNLICENSED)",
        "CC-BY-NC-4.0",
        "BUSL-1.1",
        "SSPL-1.0",
        "MIT OR",
        "OR MIT",
        "MIT MIT",
        "(MIT",
        "MIT)",
        "MIT (ISC)",
        "MIT WITH (ISC)",
        "()",
        "License :: Other/Proprietary License",
        "License :: OSI Approvedly",
        "MIT" + " OR MIT" * 500,
        "(" * 1000,
    ],
)
def test_anything_else_is_not(expression: str) -> None:
    assert not is_osi(expression)


@pytest.mark.parametrize("text", ["Proprietary", "UNLICENSED", "SEE LICENSE IN x", "All rights reserved."])
def test_closed_words_are_known(text: str) -> None:
    assert is_closed(text)


def test_an_open_licence_is_not_closed() -> None:
    assert not is_closed("MIT")


@given(st.text(max_size=1200))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_osi(text) in (True, False)
    assert not (is_osi(text) and is_closed(text))
