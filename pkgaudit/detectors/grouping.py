"""Many places of one rule in one artifact become one per folder, so that a report stays readable."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pkgaudit.model.gap import Location

SINGLY = 20
"""Up to so many places of one rule in one artifact are reported one by one."""

_MOST_GROUPS = 100
# Of one finding: what it stands for is sent out of the child process with it.
_MOST_PLACES = 1_000
_MOST_TEXT = 64 * 1024

T = TypeVar("T")


def by_member(items: Sequence[T], location_of: Callable[[T], Location]) -> list[tuple[Location, list[T]]]:
    """Return what `by_place` does, with the items of one member always put together."""
    members: dict[Location, list[T]] = {}
    for item in items:
        members.setdefault(location_of(item), []).append(item)
    places = by_place(list(members.items()), lambda member: member[0])
    return [(place, [item for _, held in held_by for item in held]) for place, held_by in places]


def by_place(items: Sequence[T], location_of: Callable[[T], Location]) -> list[tuple[Location, list[T]]]:
    """Return the items with the place to report them at, in the order in which places were first seen.

    Up to `SINGLY` items stand alone. More are put together by folder; where that leaves more than a hundred folders,
    the deepest levels are folded into their parents until it does not. Items of different containers stay apart.
    """
    if len(items) <= SINGLY:
        return [(location_of(item), [item]) for item in items]
    folders = [_folder(location_of(item)) for item in items]
    # The number of groups only grows with the depth, so the deepest that fits is found by halving.
    low, high = 0, max(len(parts) for _, parts in folders)
    while low < high:
        middle = (low + high + 1) // 2
        if len({(container, parts[:middle]) for container, parts in folders}) <= _MOST_GROUPS:
            low = middle
        else:
            high = middle - 1
    groups = _grouped(items, folders, low)
    return [
        ((*container, "/".join(parts)) if parts else container, members)
        for (container, parts), members in groups.items()
    ]


def places(location: Location, held: Sequence[Location]) -> tuple[Location, ...]:
    """Return the members that a finding at ``location`` stands for, for `Hit.places`.

    Empty where it is the one member itself, and where they are too many to be carried along.
    """
    different = dict.fromkeys(held)
    if location in different or len(different) > _MOST_PLACES:
        return ()
    if sum(len(part) for each in different for part in each) > _MOST_TEXT:
        return ()
    return tuple(different)


def more(count: int) -> str:
    """Return what a message says after the first of several; nothing for a single one."""
    return f" (and {count - 1:,} more)" if count > 1 else ""


MORE = "how many others there are, to stand after the first of several, or nothing"


def _folder(location: Location) -> tuple[Location, tuple[str, ...]]:
    return location[:-1], tuple(location[-1].split("/")[:-1])


def _grouped(
    items: Sequence[T], folders: Sequence[tuple[Location, tuple[str, ...]]], depth: int
) -> dict[tuple[Location, tuple[str, ...]], list[T]]:
    groups: dict[tuple[Location, tuple[str, ...]], list[T]] = {}
    for item, (container, parts) in zip(items, folders, strict=True):
        groups.setdefault((container, parts[:depth]), []).append(item)
    return groups
