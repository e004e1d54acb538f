"""Fetches one resource over HTTP: streamed, bounded, retried, and never half of it taken for the whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, BinaryIO, Self, TypeVar
from urllib.parse import urljoin

from msgspec import Struct

from pkgaudit import __version__
from pkgaudit.registry.answer import DownloadError, PassingError, Wanted, check_head, stated_length, too_long
from pkgaudit.registry.web_address import UrlError, checked_url, shown_url

if TYPE_CHECKING:
    from requests import Response, Session  # noqa: TID251 -- this folder opens connections

T = TypeVar("T")

_CHUNK = 1 << 16
_MOST_REDIRECTS = 5
Progress = Callable[[int, int | None], None]
"""Is told how many bytes are there and how many there will be, None when the server does not say."""


class Patience(Struct, frozen=True, kw_only=True):
    """How long to wait for what.

    Attributes:
        connect: Seconds for a connection to stand.
        silence: Seconds without a byte.
        whole: Seconds for one resource, all attempts together.
        attempts: How often it is tried.
        pause: Seconds before the second attempt; doubled before each later one.
        longest_pause: Seconds; a server that asks for more is not waited for.
    """

    connect: float = 10.0
    silence: float = 30.0
    whole: float = 900.0
    attempts: int = 4
    pause: float = 1.0
    longest_pause: float = 60.0


class Downloader:
    """Fetches resources, one after the other, over connections that are kept open.

    Proxies, certificates and credentials come from the user's environment, as other tools have them
    (``HTTPS_PROXY``, ``NO_PROXY``, ``REQUESTS_CA_BUNDLE``, ``.netrc``). Certificates are always checked.

    Args:
        patience: How long to wait for what.
        clock: Seconds, from any start.
        sleep: Waits for some seconds.
    """

    def __init__(
        self,
        patience: Patience | None = None,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        from requests import Session  # noqa: PLC0415, TID251 -- as above; few commands need it

        self._patience = patience or Patience()
        self._clock = clock
        self._sleep = sleep
        self._session: Session = Session()
        # Without compression on the way, the length that is said is the length that comes.
        self._session.headers.update({"User-Agent": f"pkgaudit/{__version__}", "Accept-Encoding": "identity"})

    def __enter__(self) -> Self:
        """Return itself; the connections are closed at the end."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close all connections."""
        self._session.close()

    def save(self, wanted: Wanted, file: BinaryIO, progress: Progress | None = None) -> int:
        """Write a resource to a file, from its beginning, and return its length.

        Raises:
            UrlError: The address may not be asked.
            MissingError: There is no such resource.
            DownloadError: It could not be had, or is not what it may be.
            OSError: The file cannot be written to.
        """

        def take(chunks: Iterator[bytes], total: int | None) -> int:
            file.seek(0)
            file.truncate()
            there = 0
            for chunk in chunks:
                file.write(chunk)
                there += len(chunk)
                if progress is not None:
                    progress(there, total)
            file.flush()
            return there

        return self._fetch(wanted, take)

    def read(self, wanted: Wanted, enough: Callable[[bytearray], bool] | None = None) -> bytes:
        """Return a resource, or as much from its beginning as is enough.

        Args:
            wanted: Which.
            enough: Is asked with all that came so far whether the rest is not needed.

        Raises:
            UrlError: The address may not be asked.
            MissingError: There is no such resource.
            DownloadError: It could not be had, or is not what it may be.
        """

        def take(chunks: Iterator[bytes], _total: int | None) -> bytes:
            content = bytearray()
            for chunk in chunks:
                content += chunk
                if enough is not None and enough(content):
                    break
            return bytes(content)

        return self._fetch(wanted, take)

    def _fetch(self, wanted: Wanted, take: Callable[[Iterator[bytes], int | None], T]) -> T:
        """Return what ``take`` makes of the resource; after what may pass it is tried again."""
        deadline = self._clock() + self._patience.whole
        shown = shown_url(wanted.url)
        for attempt in range(1, self._patience.attempts + 1):
            try:
                return self._try(wanted, take, deadline)
            except PassingError as error:
                pause = self._patience.pause * 2 ** (attempt - 1) if error.pause is None else error.pause
                late = self._clock() + pause > deadline
                if attempt == self._patience.attempts or late or pause > self._patience.longest_pause:
                    asked = "" if error.pause is None else f", and it asks to wait {error.pause:,.0f} s"
                    tried = f"{attempt} attempt{'s' if attempt > 1 else ''}"
                    raise DownloadError(f"{shown}: {error}{asked} (after {tried}); try again later") from error
                self._sleep(pause)
        raise DownloadError(f"{shown}: was not tried; allow at least one attempt")

    def _try(self, wanted: Wanted, take: Callable[[Iterator[bytes], int | None], T], deadline: float) -> T:
        from requests import exceptions  # noqa: PLC0415, TID251 -- as above
        from urllib3.exceptions import HTTPError  # noqa: PLC0415 -- as above

        shown = shown_url(wanted.url)
        try:
            response = self._ask(wanted.url, deadline)
            try:
                check_head(response, wanted)
                return take(self._chunks(response, wanted, deadline), stated_length(response))
            finally:
                response.close()
        except exceptions.SSLError as error:
            raise DownloadError(
                f"{shown}: the connection cannot be trusted ({_cause(error)}); a company's own certificates are named "
                "with REQUESTS_CA_BUNDLE"
            ) from error
        except (exceptions.InvalidURL, exceptions.InvalidSchema, exceptions.InvalidHeader) as error:
            raise UrlError(f"{shown!r} cannot be asked ({_cause(error)}); write https://HOST/PATH") from error
        except (exceptions.Timeout, exceptions.ConnectionError, HTTPError) as error:
            raise PassingError(_cause(error)) from error
        except exceptions.RequestException as error:
            raise DownloadError(f"{shown}: {_cause(error)}; check the address and the proxy") from error

    def _ask(self, url: str, deadline: float) -> Response:
        """Return the head of the answer; what it redirects to is asked only where that is safe."""
        where = checked_url(url)
        for _ in range(_MOST_REDIRECTS + 1):
            left = deadline - self._clock()
            if left <= 0:
                raise PassingError(f"not done after {self._patience.whole:,.0f} s")
            patience = (min(self._patience.connect, left), min(self._patience.silence, left))
            response = self._session.get(where, stream=True, allow_redirects=False, timeout=patience)
            target = self._session.get_redirect_target(response)
            if target is None:
                return response
            # Its body is not read: nobody says how long it is.
            response.close()
            try:
                where = checked_url(urljoin(where, target))
            except UrlError as error:
                raise DownloadError(f"{shown_url(url)}: redirects to where it must not ({error})") from None
        raise DownloadError(f"{shown_url(url)}: redirects more than {_MOST_REDIRECTS} times; check the address")

    def _chunks(self, response: Response, wanted: Wanted, deadline: float) -> Iterator[bytes]:
        """Yield the body as it comes in.

        Raises:
            PassingError: It came too slowly, or ended too early.
            DownloadError: It is too long.
        """
        total = stated_length(response)
        there = 0
        # What is there at once, so that one byte every few seconds does not keep this from looking at the clock.
        while chunk := response.raw.read1(_CHUNK, decode_content=False):
            there += len(chunk)
            if there > wanted.most_bytes:
                raise DownloadError(too_long(wanted, there))
            if self._clock() > deadline:
                raise PassingError(f"not done after {self._patience.whole:,.0f} s, with {there:,} bytes")
            yield chunk
        if total is not None and there != total:
            raise PassingError(f"cut off after {there:,} of {total:,} bytes")


def _cause(error: BaseException) -> str:
    """Return the innermost words of an error that may be wrapped several times; an address may hold a password."""
    inner = error
    for _ in range(10):
        reason = getattr(inner, "reason", None)
        following = (
            reason
            if isinstance(reason, BaseException)
            else next((each for each in inner.args if isinstance(each, BaseException)), None)
        )
        if following is None:
            break
        inner = following
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror
    said = str(inner).partition(": ")[2] or str(inner)
    return f"{type(inner).__name__}: {said[:200]}"
