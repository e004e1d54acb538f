"""The temporary folder is made when it is needed, and nothing of it stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pkgaudit.targets.scratch import Scratch

NOBODY = 65534


def test_the_folder_is_the_users_alone_and_goes_with_what_is_in_it() -> None:
    with Scratch() as scratch:
        folder = scratch.folder()
        (folder / "copy").mkdir()
        (folder / "copy" / "file").write_text("x")
        mode = folder.stat().st_mode & 0o777
        again = scratch.folder()

    assert 0o700 == mode
    assert folder == again
    assert not folder.exists()


def test_the_folder_goes_after_an_error() -> None:
    scratch = Scratch()
    folder = scratch.folder()
    with pytest.raises(RuntimeError, match="packing failed"), scratch:
        raise RuntimeError("packing failed")

    assert not folder.exists()


def test_folders_nobody_may_write_to_go_and_what_links_lead_to_stays_as_it_is(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir(mode=0o500)
    # Modes bind only those who are not root.
    child = os.fork()
    if child == 0:
        left = True
        try:
            if os.geteuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            with Scratch() as scratch:
                folder = scratch.folder()
                for name in ("read-only", "closed"):
                    (folder / name / "deeper").mkdir(parents=True)
                    (folder / name / "deeper" / "file").write_text("x")
                (folder / "read-only" / "link").symlink_to(outside)
                (folder / "read-only" / "deeper").chmod(0o500)
                (folder / "read-only").chmod(0o500)
                (folder / "closed").chmod(0)
            left = folder.exists()
        finally:
            os._exit(1 if left else 0)
    _, status = os.waitpid(child, 0)

    assert 0 == os.waitstatus_to_exitcode(status)
    assert 0o500 == outside.stat().st_mode & 0o777
