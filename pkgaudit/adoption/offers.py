"""What is offered to a project: each file as it would be, and whether it can be written."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from msgspec import Struct

from pkgaudit.adoption.configuration_text import configuration_text
from pkgaudit.adoption.outlook import Outlook
from pkgaudit.adoption.pre_commit import has_hook, hook_entry, with_hook
from pkgaudit.adoption.workflow import github_workflow, gitlab_job
from pkgaudit.policy.configuration_search import Place, find_configuration
from pkgaudit.remedy.edit import Edit

WORKFLOW = ".github/workflows/pkgaudit.yml"
PRE_COMMIT = ".pre-commit-config.yaml"
GITLAB = ".gitlab-ci.yml"
_WORKFLOW_BYTES = 1024 * 1024
_WORKFLOWS = 100


class OfferKind(StrEnum):
    """What becomes of an offer."""

    NEW = "new"
    """A file that is not there yet."""
    ADDED = "added"
    """Some lines in a file that is there."""
    THERE = "there"
    """Nothing: what it would do is done."""
    BY_HAND = "by hand"
    """Lines that somebody has to put where they belong."""


class Offer(Struct, frozen=True, kw_only=True):
    """One file.

    Attributes:
        kind: What becomes of it.
        path: Relative to the project; of what is there already, where that is.
        text: What it would hold, or the lines to add.
        edit: What to write, None where nothing is to be written.
        why: Why nothing is written, or why it has to be done by hand.
    """

    kind: OfferKind
    path: str
    text: str = ""
    edit: Edit | None = None
    why: str = ""


def offers(folder: Path, outlook: Outlook) -> tuple[Offer, ...]:
    """Return what is offered: a configuration, a hook and a workflow.

    Args:
        folder: The project's.
        outlook: What was seen of it.

    Raises:
        PolicyError: The configuration that is there cannot be read.
        OSError: A file that is there cannot be read.
    """
    return tuple(_offers(folder, outlook))


def _offers(folder: Path, outlook: Outlook) -> Iterator[Offer]:
    found = find_configuration(folder).file
    if found is not None:
        yield Offer(kind=OfferKind.THERE, path=found.shown, why="it holds the configuration")
    else:
        yield _new(Place.OWN, configuration_text(outlook))
    if not outlook.packages:
        return
    yield _hook(folder, outlook)
    yield _workflow(folder, outlook)


def _hook(folder: Path, outlook: Outlook) -> Offer:
    if not outlook.is_root:
        return _elsewhere(PRE_COMMIT, hook_entry())
    before = _content(folder / PRE_COMMIT)
    if before is None:
        return _new(PRE_COMMIT, hook_entry())
    if has_hook(before):
        return Offer(kind=OfferKind.THERE, path=PRE_COMMIT, why="it names a hook of pkgaudit")
    after = with_hook(before)
    if after is None:
        why = "it cannot be edited without changing more"
        return Offer(kind=OfferKind.BY_HAND, path=PRE_COMMIT, text=hook_entry(), why=why)
    edit = Edit(path=PRE_COMMIT, before=before, after=after)
    return Offer(kind=OfferKind.ADDED, path=PRE_COMMIT, text=hook_entry().partition("\n")[2], edit=edit)


def _workflow(folder: Path, outlook: Outlook) -> Offer:
    if outlook.gitlab and not outlook.github:
        if b"pkgaudit" in (_content(folder / GITLAB) or b""):
            return Offer(kind=OfferKind.THERE, path=GITLAB, why="it names pkgaudit")
        why = "a pipeline that is there is not edited"
        return Offer(kind=OfferKind.BY_HAND, path=GITLAB, text=gitlab_job(outlook), why=why)
    if not outlook.is_root:
        return _elsewhere(WORKFLOW, github_workflow(outlook))
    workflows = folder / ".github" / "workflows"
    for path in sorted([*workflows.glob("*.yml"), *workflows.glob("*.yaml")])[:_WORKFLOWS]:
        if path.name == "pkgaudit.yml" or b"pkgaudit" in (_content(path) or b""):
            there = path.relative_to(folder).as_posix()
            return Offer(kind=OfferKind.THERE, path=there, why="it names pkgaudit")
    return _new(WORKFLOW, github_workflow(outlook))


def _new(path: str, text: str) -> Offer:
    return Offer(kind=OfferKind.NEW, path=path, text=text, edit=Edit(path=path, before=None, after=text.encode()))


def _elsewhere(path: str, text: str) -> Offer:
    why = "it belongs into the root of the repository: run `pkgaudit init` there"
    return Offer(kind=OfferKind.BY_HAND, path=path, text=text, why=why)


def _content(path: Path) -> bytes | None:
    try:
        with path.open("rb") as file:
            return file.read(_WORKFLOW_BYTES)
    except FileNotFoundError:
        return None
