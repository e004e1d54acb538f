from __future__ import annotations

from email.parser import BytesParser
from email.policy import compat32

from hypothesis import given
from hypothesis import strategies as st

from pkgaudit.manifests.mail_headers import read_headers

LINES = st.sampled_from(
    [
        b"Name: a",
        b"name:b",
        b"Version:  1 ",
        b" folded",
        b"\tfolded",
        b"",
        b"garbage",
        b": empty",
        b"From x",
        b"X\xc3\xa9: a",
        b"Y: \xc3\xa9",
        b"Y: \xff",
        b"A B: c",
    ]
)
BREAKS = st.sampled_from([b"\n", b"\r\n", b"\r"])


def by_the_email_package(content: bytes) -> list[tuple[str, str]]:
    message = BytesParser(policy=compat32).parsebytes(content, headersonly=True)
    return [
        (name.lower(), str(value).encode("ascii", "surrogateescape").decode("utf-8", "replace"))
        for name, value in message.raw_items()
    ]


def flat(value: str) -> str:
    return " ".join(value.split())


@given(st.lists(st.tuples(LINES, BREAKS), max_size=8))
def test_the_email_package_gives_the_same_answers(lines: list[tuple[bytes, bytes]]) -> None:
    content = b"".join(line + end for line, end in lines)
    ours = [(header.name, flat(header.value)) for header in read_headers(content).headers]
    theirs = [(name, flat(value)) for name, value in by_the_email_package(content)]

    assert theirs == ours
