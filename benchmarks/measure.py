"""What a command costs: processor time, wall time and memory of its whole family of processes."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

_MIB = 1024 * 1024


class BenchmarkError(RuntimeError):
    """A measured command did not do its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Medians over some runs.

    Attributes:
        cpu: Seconds of processor time, user and system, children included.
        wall: Seconds.
        largest: Peak resident memory of the largest process, in MiB.
    """

    cpu: float
    wall: float
    largest: float


def cost(command: Sequence[str], *, runs: int = 5, codes: Sequence[int] = (0,)) -> Cost:
    """Run a command a few times, after one run that warms the caches.

    Raises:
        BenchmarkError: It ended with a code that is not among ``codes``.
    """
    _once(command, codes)
    measured = [_once(command, codes) for _ in range(runs)]
    return Cost(
        cpu=statistics.median(one.cpu for one in measured),
        wall=statistics.median(one.wall for one in measured),
        largest=max(one.largest for one in measured),
    )


def in_turn(
    first: Sequence[str], second: Sequence[str], *, runs: int = 5, codes: Sequence[int] = (0,)
) -> tuple[Cost, Cost]:
    """Measure two commands in turn, so that a machine that gets slower does so for both."""
    _once(first, codes)
    _once(second, codes)
    pairs = [(_once(first, codes), _once(second, codes)) for _ in range(runs)]
    ours, theirs = (
        Cost(
            cpu=statistics.median(pair[side].cpu for pair in pairs),
            wall=statistics.median(pair[side].wall for pair in pairs),
            largest=max(pair[side].largest for pair in pairs),
        )
        for side in (0, 1)
    )
    return ours, theirs


def _environment() -> dict[str, str]:
    """Return the environment of a user, who has compiled modules on disk whatever the one who measures has."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def family_peak(command: Sequence[str], *, codes: Sequence[int] = (0,)) -> float:
    """Return the most memory that the command and its children held at one time, in MiB, shared pages counted once."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(_held(pid) for pid in _family(process.pid)))
        time.sleep(0.004)
    _check(command, process.returncode, codes)
    return peak / _MIB


def _once(command: Sequence[str], codes: Sequence[int]) -> Cost:
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=_environment())
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    _check(command, process.returncode, codes)
    return Cost(cpu=usage.ru_utime + usage.ru_stime, wall=wall, largest=usage.ru_maxrss / 1024)


def _check(command: Sequence[str], code: int, codes: Sequence[int]) -> None:
    if code not in codes:
        raise BenchmarkError(
            f"{' '.join(command)} ended with {code}, not {' or '.join(map(str, codes))}: run it by hand"
        )


def _family(pid: int) -> list[int]:
    found = [pid]
    for parent in found:
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii")
        except OSError:
            continue
        found += map(int, children.split())
    return found


def _held(pid: int) -> int:
    """Return the proportional set size of a process in bytes, 0 when it is gone."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return 0
    return 0
