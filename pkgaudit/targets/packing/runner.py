"""Runs one program with a time limit, bounded output and a chosen environment, and leaves no child behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess  # noqa: TID251 -- the one module here that starts a program
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from msgspec import Struct

KEPT_BYTES = 64 * 1024
_CHUNK = 64 * 1024
_TICK_SECONDS = 0.05
_GRACE_SECONDS = 0.5


class Outcome(Struct, frozen=True, kw_only=True):
    """How a program ended.

    Attributes:
        exit_code: Negative for a signal, None when it was killed at the limit or could not be started.
        timed_out: It was still running at the limit.
        not_started: Why the system refused to start it, or empty.
        stdout: The last `KEPT_BYTES` bytes.
        stderr: The last `KEPT_BYTES` bytes.
    """

    exit_code: int | None
    timed_out: bool = False
    not_started: str = ""
    stdout: bytes = b""
    stderr: bytes = b""

    @property
    def succeeded(self) -> bool:
        """It ended by itself and said that all is well."""
        return self.exit_code == 0


def run(
    command: Sequence[str], *, cwd: Path, environment: Mapping[str, str], timeout_seconds: float, kept: int = KEPT_BYTES
) -> Outcome:
    """Run a program to its end or to the limit; its whole process group is gone afterwards.

    Args:
        command: The program's absolute path and its arguments; no shell is involved.
        cwd: Never a folder somebody else wrote, unless it is a copy that scripts may run in.
        environment: All of it; nothing is inherited.
        timeout_seconds: Wall time.
        kept: Bytes kept of each output stream, from the end.
    """
    try:
        process = subprocess.Popen(  # noqa: S603 -- no shell; the caller names the program absolutely
            list(command),
            cwd=cwd,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        return Outcome(exit_code=None, not_started=str(error))
    try:
        return _attend(process, time.monotonic() + timeout_seconds, kept)
    finally:
        # What a script left in the background would write on into a folder that is being read.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _attend(process: subprocess.Popen[bytes], deadline: float, kept: int) -> Outcome:
    tails: dict[IO[bytes], bytearray] = {}
    with selectors.DefaultSelector() as selector:
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                tails[stream] = bytearray()
                selector.register(stream, selectors.EVENT_READ, stream)
        timed_out = False
        while selector.get_map() or process.poll() is None:
            now = time.monotonic()
            if now >= deadline:
                timed_out = process.poll() is None
                break
            if process.poll() is not None:
                # A child in the background may hold the pipes open for ever.
                deadline = min(deadline, now + _GRACE_SECONDS)
            wait = min(_TICK_SECONDS, deadline - now)
            if not selector.get_map():
                time.sleep(wait / 10)
                continue
            for key, _ in selector.select(wait):
                stream = key.data
                chunk = os.read(key.fd, _CHUNK)
                if not chunk:
                    selector.unregister(stream)
                tails[stream] += chunk
                del tails[stream][:-kept]
    texts = [bytes(tail) for tail in tails.values()]
    return Outcome(
        exit_code=None if timed_out else process.poll(), timed_out=timed_out, stdout=texts[0], stderr=texts[1]
    )
