"""Where links of an archive lead."""

from __future__ import annotations

from pkgaudit.model.member import AnomalyKind, MemberKind

_MIN_DRIVE = 2


def link_anomalies(kind: MemberKind, path: str, target: str) -> list[tuple[AnomalyKind, str]]:
    """Return that a member is a link, and that it leaves the archive's root when it does.

    Args:
        kind: A symbolic link's target counts from its own folder, a hard link's from the root.
        path: The link's own path.
        target: Where it points, decoded.
    """
    which = AnomalyKind.SYMLINK if kind is MemberKind.SYMLINK else AnomalyKind.HARDLINK
    problems = [(which, f"{kind} to {target[:200]!r}")]
    if _leaves(path if kind is MemberKind.SYMLINK else "", target):
        problems.append((AnomalyKind.LINK_OUTSIDE, f"{target[:200]!r} is outside the archive"))
    return problems


def _leaves(start: str, target: str) -> bool:
    slashed = target.replace("\\", "/")
    if slashed[:1] == "/" or (len(slashed) >= _MIN_DRIVE and slashed[1] == ":"):
        return True
    depth = len([part for part in start.split("/")[:-1] if part not in ("", ".", "..")])
    for part in slashed.split("/"):
        if part == "..":
            depth -= 1
            if depth < 0:
                return True
        elif part not in ("", "."):
            depth += 1
    return False
