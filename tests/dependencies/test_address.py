from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.dependencies.address import without_credentials


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("https://user:pass@host.example/simple", "https://host.example/simple"),
        ("https://token@host.example", "https://host.example"),
        ("https://a@b:c@host.example/x", "https://host.example/x"),
        ("https://${USER}:${PASS}@host.example/simple", "https://host.example/simple"),
        ("git+ssh://git@host.example/a.git@main", "git+ssh://host.example/a.git@main"),
        ("https://host.example/a@b", "https://host.example/a@b"),
        ("https://host.example/?a@b", "https://host.example/?a@b"),
        ("https://a:b@h.example/ https://c:d@i.example/", "https://h.example/ https://i.example/"),
        ("name@1.0", "name@1.0"),
        ("", ""),
    ],
)
def test_user_and_password_are_left_out_and_nothing_else(written: str, shown: str) -> None:
    assert shown == without_credentials(written)


@given(st.text(alphabet="ab:/@?# ", max_size=60))
def test_leaving_them_out_twice_changes_nothing(text: str) -> None:
    once = without_credentials(text)

    assert once == without_credentials(once)
