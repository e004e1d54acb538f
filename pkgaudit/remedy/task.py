"""One package's findings on the way to a proved edit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from pkgaudit.model.grades import Ecosystem
from pkgaudit.remedy.aims import Aim
from pkgaudit.remedy.dead_lines import without_dead_lines
from pkgaudit.remedy.edit import Contents, EditError
from pkgaudit.remedy.npm_candidates import npm_candidates
from pkgaudit.remedy.packages import Package
from pkgaudit.remedy.python_candidates import python_candidates

_NOTHING_TRIED = "no edit of the packer's configuration leaves the file out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What a candidate did for the aims it was made for.

    Attributes:
        contents: The candidate, by path relative to what is copied.
        cured: The aims it meets.
        extras: How many files it takes along that were not meant.
    """

    contents: Contents
    cured: tuple[Aim, ...]
    extras: int


class Task:
    """Tries candidates for one package until its findings are cured or there are no more.

    Args:
        package: As packed from the project.
        aims: What would cure its findings.
        read: Gives what a file of what is copied holds in the original.

    Attributes:
        accepted: Edits that were proved, by path relative to what is copied.
        failed: Aims that nothing met, with the reason.
        cured: Aims that what was accepted meets.
        aims: Those that are being worked on.
    """

    def __init__(self, package: Package, aims: Sequence[Aim], read: Callable[[str], bytes | None]) -> None:
        self.package = package
        self.accepted: dict[str, bytes] = {}
        self.failed: list[tuple[Aim, str]] = []
        self.cured: list[Aim] = []
        self.aims: tuple[Aim, ...] = tuple(aims)
        self._later: tuple[Aim, ...] = ()
        self._read = read
        self._best: Weighed | None = None
        self._why = _NOTHING_TRIED
        self._candidates = self._fresh()

    @property
    def unwanted(self) -> frozenset[str]:
        """Files that the present aims want out, relative to the package's folder."""
        return frozenset(path for aim in self.aims for path in aim.unwanted)

    @property
    def met(self) -> frozenset[str]:
        """Files that what was accepted keeps out, relative to the package's folder."""
        return frozenset(path for aim in self.cured for path in aim.unwanted)

    def next(self) -> Contents | None:
        """Return the next candidate, by path relative to what is copied; None when the task is over."""
        while self.aims:
            try:
                for contents in self._candidates:
                    absolute = {self.package.within(path): content for path, content in contents.items()}
                    changed = {path: new for path, new in absolute.items() if new != self._held(path)}
                    if changed:
                        return changed
            except (EditError, OSError) as error:
                self.reject(str(error))
            self._turn()
        return None

    def reject(self, why: str) -> None:
        """Learn why the last candidate will not do; what is said of the first, the most natural, is kept."""
        if self._why == _NOTHING_TRIED:
            self._why = why

    def weigh(self, weighed: Weighed) -> None:
        """Learn what the last candidate did; one that does all and nothing else is accepted."""
        if len(weighed.cured) == len(self.aims) and not weighed.extras:
            self._accept(weighed)
            return
        if weighed.cured and (self._best is None or _rank(weighed) > _rank(self._best)):
            self._best = weighed

    def give_up(self) -> None:
        """Leave what is not cured yet."""
        self.failed.extend((aim, "it took too many attempts") for aim in (*self.aims, *self._later))
        self.aims = self._later = ()

    def _accept(self, weighed: Weighed) -> None:
        self.accepted.update(weighed.contents)
        self.cured.extend(weighed.cured)
        self.aims, self._later = self._later, ()
        self._restart()

    def _turn(self) -> None:
        """Go on when there are no more candidates: with the best one, with fewer aims, or not at all."""
        best = self._best
        if best is None:
            self.failed.extend((aim, self._why) for aim in self.aims)
            self.aims, self._later = self._later, ()
            self._restart()
        elif len(best.cured) == len(self.aims):
            self._accept(best)
        else:
            left = tuple(aim for aim in self.aims if aim not in best.cured)
            self.aims, self._later = best.cured, (*left, *self._later)
            self._restart()

    def _restart(self) -> None:
        self._best = None
        self._why = _NOTHING_TRIED
        self._candidates = self._fresh()

    def _fresh(self) -> Iterator[Contents]:
        """Yield candidates by path relative to the package's folder, on top of what was accepted."""
        aims = self.aims
        cleaned = without_dead_lines([aim.dead for aim in aims if aim.dead is not None], self._read_within)
        unwanted = self.unwanted

        def read(path: str) -> bytes | None:
            return cleaned[path] if path in cleaned else self._read_within(path)

        if not unwanted and cleaned:
            yield cleaned
        candidates = npm_candidates if self.package.origin.ecosystem is Ecosystem.NPM else python_candidates
        for contents in candidates(self.package, unwanted, read):
            yield {**cleaned, **contents}

    def _read_within(self, path: str) -> bytes | None:
        return self._held(self.package.within(path))

    def _held(self, path: str) -> bytes | None:
        return self.accepted[path] if path in self.accepted else self._read(path)


def _rank(weighed: Weighed) -> tuple[int, int]:
    return len(weighed.cured), -weighed.extras


def edited_within(package: Package, paths: Collection[str]) -> frozenset[str]:
    """Return those of the edited files that lie in a package's folder, relative to it."""
    prefix = f"{package.folder}/" if package.folder else ""
    return frozenset(path.removeprefix(prefix) for path in paths if path.startswith(prefix))
