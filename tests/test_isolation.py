"""A child that crashes, hangs, lies or eats memory costs its own artifact a gap and nothing else."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable

import pytest

from pkgaudit.isolation import examine_all
from pkgaudit.model.examination import Coverage, Examination
from pkgaudit.model.gap import Gap, GapKind
from pkgaudit.model.limits import MIB, Limits
from pkgaudit.model.target import Target, TargetKind


def a_target(name: str) -> Target:
    return Target(text=name, path=name, location=(name,), kind=TargetKind.FILE)


def examined(target: Target) -> Examination:
    return Examination(artifact=None, coverage=Coverage(members=len(target.text), examined=1))


def run(
    examine: Callable[[Target], Examination], names: list[str], *, jobs: int = 2, **limits: int
) -> list[Examination]:
    targets = [a_target(name) for name in names]
    answers = dict(examine_all(targets, examine, Limits(**limits), jobs))
    assert sorted(answers) == list(range(len(names)))
    return [answers[index] for index in range(len(names))]


def only_gap(examination: Examination) -> Gap:
    assert examination.artifact is None
    (gap,) = examination.gaps
    return gap


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_answers_belong_to_their_targets_whatever_the_number_of_jobs(jobs: int) -> None:
    names = ["a", "bb", "ccc", "dddd"]

    assert [examined(a_target(name)) for name in names] == run(examined, names, jobs=jobs)


def test_no_targets_give_no_answers() -> None:
    assert [] == run(examined, [])


@pytest.mark.parametrize(
    ("name", "fault", "expected"),
    [
        ("killed", lambda: os.kill(os.getpid(), signal.SIGKILL), "SIGKILL"),
        ("segfault", lambda: os.kill(os.getpid(), signal.SIGSEGV), "SIGSEGV"),
        ("odd signal", lambda: os.kill(os.getpid(), signal.SIGRTMIN + 3), "signal"),
        ("exits", lambda: os._exit(7), "exit status 7"),
        ("answers nothing", lambda: os._exit(0), "garbled"),
        ("raises", lambda: int("x"), "ValueError"),
    ],
)
def test_a_dying_child_is_a_gap_and_the_rest_go_on(name: str, fault: Callable[[], object], expected: str) -> None:
    def examine(target: Target) -> Examination:
        if target.text == name:
            faulthandler.disable()
            fault()
        return examined(target)

    answers = run(examine, ["x", name, "yy"])

    assert [examined(a_target("x")), examined(a_target("yy"))] == [answers[0], answers[2]]
    assert GapKind.UNREADABLE is only_gap(answers[1]).kind
    assert (name,) == only_gap(answers[1]).location
    assert expected in only_gap(answers[1]).why


def test_a_hanging_child_is_stopped_at_the_time_limit() -> None:
    def examine(target: Target) -> Examination:
        if target.text == "hangs":
            time.sleep(60)
        return examined(target)

    answers = run(examine, ["hangs", "yy"], seconds=3)

    assert GapKind.LIMIT is only_gap(answers[0]).kind
    assert "seconds" in only_gap(answers[0]).why
    assert examined(a_target("yy")) == answers[1]


def test_a_child_that_stops_in_the_middle_of_its_answer_is_stopped_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def send_half(pipe: int, message: bytes) -> None:
        os.write(pipe, message[: len(message) // 2])
        time.sleep(60)

    monkeypatch.setattr("pkgaudit.isolation._send", send_half)
    answers = run(examined, ["half"], seconds=1)

    assert GapKind.LIMIT is only_gap(answers[0]).kind
    assert "seconds" in only_gap(answers[0]).why


@pytest.mark.skipif(sys.platform != "linux", reason="RLIMIT_DATA covers mapped memory on Linux only")
def test_a_child_that_eats_memory_is_a_gap_that_names_the_limit() -> None:
    def examine(target: Target) -> Examination:
        if target.text == "eats":
            bytearray(2048 * MIB)
        return examined(target)

    answers = run(examine, ["eats", "yy"], memory_bytes=512 * MIB)

    assert GapKind.LIMIT is only_gap(answers[0]).kind
    assert "memory_bytes" in only_gap(answers[0]).why
    assert examined(a_target("yy")) == answers[1]


def test_a_child_that_floods_its_parent_is_stopped() -> None:
    def examine(target: Target) -> Examination:
        if target.text == "floods":
            gap = Gap(kind=GapKind.UNREADABLE, location=("x" * MIB,), why="")
            return Examination(artifact=None, gaps=(gap,) * 8)
        return examined(target)

    answers = run(examine, ["floods", "yy"], report_bytes=2 * MIB)

    assert GapKind.LIMIT is only_gap(answers[0]).kind
    assert "report_bytes" in only_gap(answers[0]).why
    assert examined(a_target("yy")) == answers[1]


def test_children_do_not_outlive_an_interrupted_parent() -> None:
    def examine(_: Target) -> Examination:
        time.sleep(60)
        return Examination(artifact=None)

    answers = examine_all([a_target("a"), a_target("b")], examine, Limits(seconds=60), 2)
    signal.signal(signal.SIGALRM, lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    with pytest.raises(KeyboardInterrupt):
        next(iter(answers))

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
