from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.repositories import is_public_repository


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/o/r",
        "http://www.github.com/o/r.git",
        "git+https://github.com/o/r.git#main",
        "git://github.com/o/r.git",
        "git+ssh://git@github.com/o/r.git",
        "git+ssh://git@github.com:o/r.git",
        "ssh://git@gitlab.com:22/o/r.git",
        "git@github.com:o/r.git",
        "o/r",
        "o/r#semver:1",
        "github:o/r",
        "gitlab:o/r",
        "bitbucket:o/r",
        "https://gitlab.com/group/sub/r",
        "https://codeberg.org/o/r/src/branch/main",
        "https://git.sr.ht/~o/r",
        "https://github.com/o/r/tree/main/packages/a",
    ],
)
def test_addresses_on_public_hosts_are_public(url: str) -> None:
    assert is_public_repository(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://github.com/",
        "https://github.com/o",
        "https://github.com/sponsors/o",
        "https://github.com/o/r/issues",
        "https://github.com/o/r/wiki",
        "https://github.com.evil.example/o/r",
        "https://github.acme.example/o/r",
        "https://github.com@evil.example/o/r",
        "git@git.acme.example:o/r.git",
        "http://localhost/o/r",
        "file:///home/o/r",
        "javascript://github.com/o/r",
        "gist:0123456789abcdef",
        "https://[github.com/o/r",
        "https://evil.example/?github.com/o/r",
        "../local/path",
        "https://github.com/o/" + "r" * 3000,
    ],
)
def test_other_addresses_are_not(url: str) -> None:
    assert not is_public_repository(url)


@given(st.text(max_size=300))
def test_any_text_has_an_answer(text: str) -> None:
    assert is_public_repository(text) in (True, False)
