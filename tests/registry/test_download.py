"""What is fetched is whole, of the right kind and within its bounds, or it is an error that says what to do."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pkgaudit import __version__
from pkgaudit.registry.answer import DownloadError, MissingError, Wanted
from pkgaudit.registry.download import Downloader, Patience
from pkgaudit.registry.retry_after import retry_after
from pkgaudit.registry.web_address import UrlError, checked_url, shown_url
from tests.registry.local_server import Answer, LocalServer, local_server

TEXT = {"Content-Type": "text/plain; charset=utf-8"}
BODY = bytes(range(256)) * 1000
NOW = datetime(2026, 6, 11, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def server() -> Iterator[LocalServer]:
    with local_server() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def downloader(slept: list[float]) -> Iterator[Downloader]:
    patience = Patience(connect=5, silence=0.5, whole=20, attempts=3, pause=1, longest_pause=10)
    with Downloader(patience, sleep=slept.append) as one:
        yield one


def wanted(server: LocalServer, path: str = "/a.txt", most_bytes: int = 10**6) -> Wanted:
    return Wanted(url=server.address + path, most_bytes=most_bytes, content_types=frozenset({"text/plain"}))


def test_a_resource_comes_whole_and_progress_is_told(server: LocalServer, downloader: Downloader) -> None:
    server.put("/a.txt", Answer(body=BODY, headers=TEXT))
    told: list[tuple[int, int | None]] = []
    file = io.BytesIO(b"what was there before, and longer" * 10_000)

    length = downloader.save(wanted(server), file, lambda there, total: told.append((there, total)))

    assert (len(BODY), BODY) == (length, file.getvalue())
    assert (len(BODY), len(BODY)) == told[-1]
    assert f"pkgaudit/{__version__}" == server.heads[0]["user-agent"]
    assert server.heads[0]["accept-encoding"] == "identity"


def test_a_resource_of_unknown_length_comes_whole(server: LocalServer, downloader: Downloader) -> None:
    server.put("/a.txt", Answer(body=BODY, length=-1))

    assert BODY == downloader.read(wanted(server))


def test_reading_ends_when_it_is_enough(server: LocalServer, downloader: Downloader) -> None:
    server.put("/a.txt", Answer(body=b"x" * 10**6, headers=TEXT))

    content = downloader.read(wanted(server), lambda content: len(content) > 100)

    assert 100 < len(content) < 10**6


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again(
    server: LocalServer, downloader: Downloader, slept: list[float], status: int
) -> None:
    server.put("/a.txt", Answer(status=status), Answer(status=status), Answer(body=BODY))

    assert BODY == downloader.read(wanted(server))
    assert [1, 2] == slept


@pytest.mark.parametrize("as_date", [False, True], ids=["seconds", "date"])
def test_a_server_is_left_alone_as_long_as_it_asks(
    server: LocalServer, downloader: Downloader, slept: list[float], *, as_date: bool
) -> None:
    header = format_datetime(datetime.now(tz=UTC) + timedelta(seconds=8), usegmt=True) if as_date else "7"
    server.put("/a.txt", Answer(status=429, headers={"Retry-After": header}), Answer(body=BODY))

    assert BODY == downloader.read(wanted(server))
    assert 1 == len(slept)
    assert 0 <= slept[0] <= 8


def test_a_server_that_asks_for_too_long_is_not_waited_for(
    server: LocalServer, downloader: Downloader, slept: list[float]
) -> None:
    server.put("/a.txt", Answer(status=503, headers={"Retry-After": "3600"}))

    with pytest.raises(DownloadError, match=r"status 503, and it asks to wait 3,600 s \(after 1 attempt\); try again"):
        downloader.read(wanted(server))
    assert [] == slept


def test_a_download_cut_off_is_tried_again_and_never_taken_for_whole(
    server: LocalServer, downloader: Downloader
) -> None:
    server.put("/a.txt", Answer(body=BODY, cut=1000), Answer(body=BODY))
    file = io.BytesIO()

    downloader.save(wanted(server), file)

    assert BODY == file.getvalue()


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(body=BODY, cut=1000), "after 3 attempts"),
        (Answer(body=BODY, length=len(BODY) + 1), "after 3 attempts"),
        (Answer(status=500), "status 500"),
        (Answer(status=401), "check the credentials"),
        (Answer(status=204), "status 204"),
        (Answer(body=b"<html>", headers={"Content-Type": "text/html"}), "is 'text/html', not text/plain"),
        (Answer(body=b"x", headers={"Content-Encoding": "gzip"}), "comes compressed"),
        (Answer(body=b"x" * 2_000_000), r"longer than 1,000,000 bytes \(2,000,000 so far\)"),
        (Answer(body=b"x" * 2_000_000, length=-1), "longer than 1,000,000 bytes"),
        (Answer(silence=2, body=b"late"), "imed out"),
        (Answer(status=302, headers={"Location": "/a.txt"}), "redirects more than 5 times"),
        (Answer(status=302, headers={"Location": "http://elsewhere.example/"}), "redirects to where it must not"),
        (Answer(status=302, headers={"Location": "file:///etc/hostname"}), "redirects to where it must not"),
    ],
)
def test_what_is_not_right_is_refused(server: LocalServer, downloader: Downloader, answer: Answer, error: str) -> None:
    server.put("/a.txt", answer)

    with pytest.raises(DownloadError, match=error):
        downloader.read(wanted(server))


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_missing_is_told_apart(server: LocalServer, downloader: Downloader, status: int) -> None:
    server.put("/a.txt", Answer(status=status))

    with pytest.raises(MissingError, match="is not there"):
        downloader.read(wanted(server))
    assert ["/a.txt"] == server.asked


def test_a_drop_at_a_time_does_not_go_on_for_ever(server: LocalServer) -> None:
    server.put("/a.txt", Answer(body=BODY, drip=0.05))

    with (
        Downloader(Patience(whole=0.5, silence=5), sleep=lambda _: None) as downloader,
        pytest.raises(DownloadError, match="not done after"),
    ):
        downloader.read(wanted(server))


@pytest.mark.parametrize(
    ("patience", "error"),
    [(Patience(whole=0), r"not done after 0 s \(after 1 attempt\)"), (Patience(attempts=0), "was not tried")],
)
def test_without_time_or_attempts_nothing_is_asked(server: LocalServer, patience: Patience, error: str) -> None:
    with Downloader(patience) as downloader, pytest.raises(DownloadError, match=error):
        downloader.read(wanted(server))
    assert [] == server.asked


def test_a_redirect_on_the_way_is_followed(server: LocalServer, downloader: Downloader) -> None:
    server.put("/a.txt", Answer(status=301, headers={"Location": "b.txt"}, body=b"moved"))
    server.put("/b.txt", Answer(body=BODY))

    assert BODY == downloader.read(wanted(server))


def test_a_server_that_is_not_there_is_an_error_without_secrets() -> None:
    with local_server() as gone:
        address = gone.address
    url = address.replace("://", "://user:hush@") + "/a.txt?key=hush"
    unreachable = Wanted(url=url, most_bytes=1, content_types=frozenset())

    with Downloader(Patience(attempts=2), sleep=lambda _: None) as downloader, pytest.raises(DownloadError) as caught:
        downloader.read(unreachable)

    assert f"{address}/a.txt: " in str(caught.value)
    assert "refused" in str(caught.value)
    assert "hush" not in str(caught.value)


def test_the_users_proxy_is_asked(server: LocalServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", server.address)
    monkeypatch.setenv("NO_PROXY", "")
    server.put("http://localhost:1/a.txt", Answer(body=BODY))

    with Downloader() as downloader:
        content = downloader.read(Wanted(url="http://localhost:1/a.txt", most_bytes=10**6, content_types=frozenset()))

    assert BODY == content
    assert ["http://localhost:1/a.txt"] == server.asked


def test_a_certificate_that_nobody_vouches_for_is_refused(server: LocalServer) -> None:
    encrypted = server.address.replace("http://", "https://")

    with (
        Downloader(Patience(attempts=1)) as downloader,
        pytest.raises(DownloadError, match="cannot be trusted"),
    ):
        downloader.read(Wanted(url=encrypted, most_bytes=1, content_types=frozenset()))


@pytest.mark.parametrize(
    "url",
    ["", "osv.example", "ftp://osv.example/", "https://", "http://osv.example/", "https://[::1", "https://a:b/",
     "https://osv.example/a b", "https://osv.example/\n", "file:///etc/hostname"],
)  # fmt: skip
def test_an_address_that_is_none_or_not_protected_is_not_asked(url: str, downloader: Downloader) -> None:
    with pytest.raises(UrlError, match="https://"):
        downloader.read(Wanted(url=url, most_bytes=1, content_types=frozenset()))


@pytest.mark.parametrize("url", ["https://osv.example/x", "http://127.0.0.1:1/", "http://localhost/", "http://[::1]/"])
def test_an_address_with_tls_or_on_this_machine_is_asked(url: str) -> None:
    assert url == checked_url(url)


def test_an_address_that_nobody_can_have_is_not_asked(downloader: Downloader) -> None:
    with pytest.raises(UrlError, match="cannot be asked"):
        downloader.read(Wanted(url="https://*.example/", most_bytes=1, content_types=frozenset()))


def test_an_address_is_shown_without_its_secrets() -> None:
    assert shown_url("https://me:hush@osv.example/a?token=hush#x") == "https://osv.example/a"
    assert shown_url("https://[::1") == "an address that cannot be read"


@given(st.sampled_from(["", "https://", "http://", "https://localhost"]), st.text())
def test_any_text_is_an_address_or_refused(begin: str, rest: str) -> None:
    asked = ""
    with suppress(UrlError):
        asked = checked_url(begin + rest)

    assert not asked or asked.lower().startswith(("https://", "http://localhost"))


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        (" 120 ", 120),
        ("9" * 40, 999_999_999),
        ("9" * 100, None),
        ("-1", None),
        ("soon", None),
        ("Thu, 11 Jun 2026 12:00:30 GMT", 30),
        ("Thu, 11 Jun 2026 12:00:30 -0000", 30),
        ("Thu, 11 Jun 2026 11:00:00 GMT", 0),
    ],
)
def test_the_time_to_wait_is_seconds_or_a_date(header: str | None, expected: float | None) -> None:
    assert expected == retry_after(header, NOW)


@given(st.text())
def test_any_header_is_a_time_or_nothing(header: str) -> None:
    seconds = retry_after(header, NOW)

    assert seconds is None or seconds >= 0
