"""How far a run over many artifacts has come, drawn on standard error without a thread."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from pkgaudit.model.target import Target
from pkgaudit.reporters.terminal import colour_wanted, is_interactive
from pkgaudit.reporters.visible import clip

if TYPE_CHECKING:
    from rich.progress import Progress

_FEWEST = 2
_NAME_WIDTH = 40
_CLEAR = "\r\x1b[K"
_SECONDS_BETWEEN_DRAWINGS = 0.1


class Watcher:
    """Is told how far a run has come; this one shows nothing."""

    def packing(self, what: str) -> None:
        """Learn what is about to be packed."""

    def started(self, total: int) -> None:
        """Learn how many targets there are."""

    def finished(self, target: Target) -> None:
        """Learn that one of them was examined."""

    def close(self) -> None:
        """Take away what was drawn."""


class Bar(Watcher):
    """Draws one line that goes away at the end; a single target gets none.

    The process forks while this is alive, so nothing here may start a thread: drawing happens when something
    finished, at most ten times a second.
    """

    def __init__(self, stream: TextIO, *, colour: bool) -> None:
        self._stream = stream
        self._colour = colour
        self._progress: Progress | None = None
        self._drawn = 0.0
        self._said = False

    def packing(self, what: str) -> None:
        """Say what is being packed, in a line that the next one replaces."""
        self._said = True
        self._stream.write(f"{_CLEAR}Packing {clip(what, _NAME_WIDTH)}")
        self._stream.flush()

    def started(self, total: int) -> None:
        """Draw the empty bar."""
        self._unsay()
        if total < _FEWEST:
            return
        from rich.console import Console  # noqa: PLC0415 -- slow to import, and most runs draw nothing
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn  # noqa: PLC0415 -- as above

        console = Console(
            file=self._stream, force_terminal=True, no_color=not self._colour, highlight=False, markup=False
        )
        self._progress = Progress(
            TextColumn("Examining", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TextColumn("{task.fields[name]}", markup=False),
            console=console,
            auto_refresh=False,
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._progress.add_task("", total=total, name="")
        self._progress.start()

    def finished(self, target: Target) -> None:
        """Move on by one."""
        if self._progress is None:
            return
        task = self._progress.task_ids[0]
        self._progress.update(task, advance=1, name=clip(" > ".join(target.location), _NAME_WIDTH))
        now = time.monotonic()
        if now - self._drawn >= _SECONDS_BETWEEN_DRAWINGS:
            self._drawn = now
            self._progress.refresh()

    def close(self) -> None:
        """Take the bar away."""
        self._unsay()
        if self._progress is not None:
            self._progress.stop()
            self._progress = None

    def _unsay(self) -> None:
        if self._said:
            self._said = False
            self._stream.write(_CLEAR)
            self._stream.flush()


@contextmanager
def progress(stream: TextIO | None, environ: Mapping[str, str], *, wanted: bool) -> Iterator[Watcher]:
    """Yield what a run reports its progress to; it draws only when ``wanted`` and ``stream`` is a terminal."""
    watcher = Watcher()
    if wanted and stream is not None and is_interactive(stream, environ):
        watcher = Bar(stream, colour=colour_wanted(stream, environ))
    try:
        yield watcher
    finally:
        watcher.close()
