"""The exit codes, as promised; the README's table is made from this."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """What the process ends with."""

    PASSED = 0
    FINDINGS = 1
    USAGE = 2
    INCOMPLETE = 3
    DEFECT = 4
    INTERRUPTED = 130
    TERMINATED = 143

    @property
    def meaning(self) -> str:
        """One sentence for users."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.PASSED: "examined completely, nothing open at or above the bar",
    ExitCode.FINDINGS: "at least one open finding at or above `--fail-on` (default `high`)",
    ExitCode.USAGE: "usage, configuration, rule file or waiver wrong: nothing was judged",
    ExitCode.INCOMPLETE: "incomplete: something could not be read, packed or examined, or there was nothing to examine",
    ExitCode.DEFECT: "a defect of pkgaudit's own; the message says how to report it",
    ExitCode.INTERRUPTED: "interrupted (Ctrl-C): nothing was judged",
    ExitCode.TERMINATED: "told to end (SIGTERM, SIGHUP): nothing was judged",
}
