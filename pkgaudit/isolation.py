"""One child process per artifact: a parser that crashes, hangs or eats memory costs that artifact and nothing else."""

from __future__ import annotations

import os
import resource
import selectors
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import msgspec
from msgspec import Struct, field

from pkgaudit.model.examination import Examination
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import Limits
from pkgaudit.model.target import Target

_CHUNK = 1 << 20
_OPEN_FILES = 256

AnswerT = TypeVar("AnswerT")


class Work(Struct, Generic[AnswerT], frozen=True, kw_only=True):
    """What each child does.

    Attributes:
        do: Runs in the child; whatever it needs must be loaded before, so that children share it.
        answer: What it answers with; made of what msgspec can send.
        gapped: Makes the answer for a target that gave none.
    """

    do: Callable[[Target], AnswerT]
    answer: type[AnswerT]
    gapped: Callable[[Gap], AnswerT]


class _Child(Struct, kw_only=True):
    """A running examination, as its parent sees it."""

    index: int
    pid: int
    pipe: int
    deadline: float
    received: bytearray = field(default_factory=bytearray)


def examine_all(
    targets: Sequence[Target],
    examine: Callable[[Target], Examination],
    limits: Limits,
    jobs: int,
) -> Iterator[tuple[int, Examination]]:
    """Examine each target in a process of its own, up to ``jobs`` at a time.

    Args:
        targets: What to examine.
        examine: Runs in the child; whatever it needs must be loaded before, so that children share it.
        limits: ``seconds``, ``memory_bytes`` and ``report_bytes`` apply to each child.
        jobs: Children at a time, at least 1.

    Yields:
        The target's index and its examination, in the order in which they finish. A child that dies, hangs or answers
        with nonsense yields an examination that is one gap.
    """
    work = Work(do=examine, answer=Examination, gapped=lambda gap: Examination(artifact=None, gaps=(gap,)))
    yield from work_apart(targets, work, limits, jobs)


def work_apart(
    targets: Sequence[Target], work: Work[AnswerT], limits: Limits, jobs: int
) -> Iterator[tuple[int, AnswerT]]:
    """Do the work for each target in a process of its own, as `examine_all` does.

    Yields:
        The target's index and its answer, in the order in which they finish.
    """
    waiting = list(reversed(range(len(targets))))
    running: dict[int, _Child] = {}
    selector = selectors.DefaultSelector()
    try:
        while waiting or running:
            while waiting and len(running) < max(jobs, 1):
                index = waiting.pop()
                child = _start(index, targets[index], work, limits, tuple(running))
                running[child.pipe] = child
                selector.register(child.pipe, selectors.EVENT_READ)
            patience = min(child.deadline for child in running.values()) - time.monotonic()
            for key, _ in selector.select(max(patience, 0.0)):
                child = running[key.fd]
                answer = _receive(child, targets[child.index], work, limits)
                if answer is not None:
                    _forget(child, selector, running)
                    yield child.index, answer
            for child in [late for late in running.values() if late.deadline <= time.monotonic()]:
                os.kill(child.pid, signal.SIGKILL)
                os.waitpid(child.pid, 0)
                _forget(child, selector, running)
                why = f"seconds: not done after {limits.seconds} s. Raise [limits] seconds if the artifact is trusted."
                yield child.index, _only_gap(work, targets[child.index], GapKind.LIMIT, why)
    finally:
        for child in running.values():
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)
            os.close(child.pipe)
        selector.close()


def _start(index: int, target: Target, work: Work[AnswerT], limits: Limits, others: Sequence[int]) -> _Child:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        status = 70
        try:
            for pipe in (reading, *others):
                os.close(pipe)
            _confine(limits)
            _send(writing, msgspec.msgpack.encode(_guarded(target, work, limits)))
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    os.set_blocking(reading, False)
    return _Child(index=index, pid=pid, pipe=reading, deadline=time.monotonic() + limits.seconds)


def _confine(limits: Limits) -> None:
    """Give up what a reader of hostile bytes must not have."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _lower(resource.RLIMIT_DATA, limits.memory_bytes)
    # Ends a child whose parent was killed before it could keep the deadline.
    _lower(resource.RLIMIT_CPU, limits.seconds + 1)


def _lower(which: int, value: int) -> None:
    _, hard = resource.getrlimit(which)
    ceiling = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (ceiling, hard))


def _guarded(target: Target, work: Work[AnswerT], limits: Limits) -> AnswerT:
    try:
        return work.do(target)
    except MemoryError:
        why = f"memory_bytes: needs more than {limits.memory_bytes:,} bytes. Raise [limits] memory_bytes if trusted."
        return _only_gap(work, target, GapKind.LIMIT, why)
    except Exception as error:  # noqa: BLE001 -- the last fence: a reader's fault costs this artifact a gap
        why = (
            f"the reader failed ({type(error).__name__}{_place(error)}); nothing of it was judged. Please report this."
        )
        return _only_gap(work, target, GapKind.UNREADABLE, why)


def _place(error: Exception) -> str:
    trace = error.__traceback__
    if trace is None:
        return ""
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f" in {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}"


def _send(pipe: int, message: bytes) -> None:
    view = memoryview(message)
    while view:
        view = view[os.write(pipe, view) :]


def _receive(child: _Child, target: Target, work: Work[AnswerT], limits: Limits) -> AnswerT | None:
    """Take what is there; an answer once the child closed its end, else None."""
    chunk = os.read(child.pipe, _CHUNK)
    child.received += chunk
    if len(child.received) > limits.report_bytes:
        os.kill(child.pid, signal.SIGKILL)
        os.waitpid(child.pid, 0)
        why = f"report_bytes: the examination is larger than {limits.report_bytes:,} bytes"
        return _only_gap(work, target, GapKind.LIMIT, why)
    if chunk:
        return None
    _, status = os.waitpid(child.pid, 0)
    code = os.waitstatus_to_exitcode(status)
    if code != 0:
        return _only_gap(work, target, GapKind.UNREADABLE, _obituary(code))
    try:
        return msgspec.msgpack.decode(child.received, type=work.answer)
    except msgspec.MsgspecError:
        return _only_gap(work, target, GapKind.UNREADABLE, "the examiner's answer is garbled; nothing was judged")


def _obituary(code: int) -> str:
    if code < 0:
        try:
            cause = signal.Signals(-code).name
        except ValueError:
            cause = f"signal {-code}"
    else:
        cause = f"exit status {code}"
    return f"the examiner of this artifact died ({cause}); nothing of it was judged. Please report this."


def _only_gap(work: Work[AnswerT], target: Target, kind: GapKind, why: str) -> AnswerT:
    return work.gapped(Gap(kind=kind, location=target.location, why=why))


def _forget(child: _Child, selector: selectors.BaseSelector, running: dict[int, _Child]) -> None:
    selector.unregister(child.pipe)
    os.close(child.pipe)
    del running[child.pipe]
