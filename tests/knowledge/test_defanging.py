"""An address of malware is no link, and is itself again when it is needed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.knowledge.defanging import defanged, refanged


@pytest.mark.parametrize(
    ("real", "written"),
    [
        ("evil.example", "evil[.]example"),
        ("192.0.2.7", "192[.]0[.]2[.]7"),
        ("http://evil.example:8000/a.sh", "hxxp://evil[.]example:8000/a.sh"),
        ("https://evil.example", "hxxps://evil[.]example"),
    ],
)
def test_hosts_lose_their_dots_and_schemes_their_name(real: str, written: str) -> None:
    assert written == defanged(real)
    assert real == refanged(written)


@given(
    st.sampled_from(["", "http://", "https://"]),
    st.from_regex(r"[a-z0-9-]{1,9}(\.[a-z0-9-]{1,9}){1,3}", fullmatch=True),
    st.from_regex(r"(/[a-z0-9._-]{0,9}){0,3}", fullmatch=True),
)
def test_what_was_defanged_comes_back(scheme: str, host: str, path: str) -> None:
    address = scheme + host + path

    assert address == refanged(defanged(address))
    assert host not in defanged(address)
