"""One budget for an artifact and everything nested in it."""

from __future__ import annotations

from pkgaudit.model.limits import LimitReached, Limits


class Budget:
    """Counts what reading costs, over all nesting levels together, and stops at a limit.

    Args:
        limits: The ceilings in force.
        packed_bytes: Size of the artifact on disk; the inflation ratio is measured against it.
    """

    def __init__(self, limits: Limits, packed_bytes: int) -> None:
        self.limits = limits
        self._packed_bytes = max(packed_bytes, 1)
        self.members = 0
        self.inflated_bytes = 0

    def charge_member(self) -> None:
        """Count one member.

        Raises:
            LimitReached: There are more than ``members``.
        """
        self.members += 1
        if self.members > self.limits.members:
            raise LimitReached("members", self.limits.members, self.members)

    def charge_inflated(self, count: int) -> None:
        """Count bytes that came out of a decompressor or out of a stored entry.

        Raises:
            LimitReached: ``inflated_bytes`` or ``ratio`` is exceeded.
        """
        self.inflated_bytes += count
        if self.inflated_bytes > self.limits.inflated_bytes:
            raise LimitReached("inflated_bytes", self.limits.inflated_bytes, self.inflated_bytes)
        if self.inflated_bytes > self.limits.ratio_floor_bytes:
            ratio = self.inflated_bytes // self._packed_bytes
            if ratio > self.limits.ratio:
                raise LimitReached("ratio", self.limits.ratio, ratio)
