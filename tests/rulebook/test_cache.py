"""The cache gives back the same rule book, never an old one, and never stands in the way."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pkgaudit import kept_from_files
from pkgaudit.kept_file import cache_folder, own_bytes
from pkgaudit.rulebook.load import RuleBookError, load_rulebook
from tests.rulebook.rule_files import RULE, write_rule


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rule files written by a test are as good as old ones."""
    monkeypatch.setattr(kept_from_files, "_SETTLED_NS", 0)


def kept(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_what_comes_back_is_what_was_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_rulebook()
    monkeypatch.setitem(sys.modules, "tomllib", None)
    monkeypatch.setitem(sys.modules, "pkgaudit.rulebook.parse", None)
    second = load_rulebook()

    assert first == second
    assert list(first.rules) == list(second.rules)
    assert kept(cache).name.startswith("rules-")


def test_with_the_cache_toml_is_not_even_imported(cache: Path) -> None:
    load_rulebook()
    code = "import sys; from pkgaudit.rulebook.load import load_rulebook; load_rulebook(); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PKGAUDIT_CACHE_DIR": str(cache)}
    )
    modules = set(done.stdout.split())

    assert "msgspec" in modules
    assert set() == modules & {"tomllib", "difflib", "tempfile", "pkgaudit.rulebook.parse", "pkgaudit.detectors.size"}


def test_a_changed_rule_is_read_again(cache: Path, tmp_path: Path) -> None:
    folder = write_rule(tmp_path / "mine")
    before = load_rulebook([folder])
    # The same length and the same modification time: what tells is the time of the change itself.
    path = folder / "ours" / "our-rule.toml"
    times = path.stat()
    path.write_text(RULE.replace("A map", "A cap"))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    after = load_rulebook([folder])

    assert "A map" == before.rules["our-rule"].title
    assert "A cap" == after.rules["our-rule"].title
    assert before.digest != after.digest
    assert 1 == len(list(cache.iterdir()))


def test_an_added_and_a_removed_rule_are_noticed(cache: Path, tmp_path: Path) -> None:
    folder = write_rule(tmp_path / "mine")
    load_rulebook([folder])
    write_rule(folder, "second-rule")
    two = load_rulebook([folder])
    (folder / "ours" / "our-rule.toml").unlink()
    one = load_rulebook([folder])

    assert {"our-rule", "second-rule"} <= set(two.rules)
    assert "our-rule" not in one.rules
    assert cache.is_dir()


def test_a_broken_rule_is_an_error_though_a_good_book_is_kept(cache: Path, tmp_path: Path) -> None:
    folder = write_rule(tmp_path / "mine")
    load_rulebook([folder])
    write_rule(folder, text="title = ")

    with pytest.raises(RuleBookError):
        load_rulebook([folder])
    assert cache.is_dir()


@pytest.mark.parametrize("damage", [b"", b"x", b"pkgaudit rules 1\n" + bytes(32) + b"\x93", None])
def test_a_damaged_cache_is_made_again(cache: Path, damage: bytes | None) -> None:
    book = load_rulebook()
    file = kept(cache)
    good = file.read_bytes()
    flipped = good[:-1] + bytes([good[-1] ^ 1])
    file.write_bytes(flipped if damage is None else damage)

    assert book == load_rulebook()
    assert good == file.read_bytes()


def test_a_cache_of_another_shape_is_made_again(cache: Path) -> None:
    import hashlib  # noqa: PLC0415 -- only here

    import msgspec  # noqa: PLC0415 -- only here

    book = load_rulebook()
    body = msgspec.msgpack.encode(["key", "digest", [{"name": "half a rule"}]])
    kept(cache).write_bytes(b"pkgaudit rules 1\n" + hashlib.sha256(body).digest() + body)

    assert book == load_rulebook()


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_what_others_could_have_written_is_not_believed(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_rulebook()
    file = kept(cache)

    assert 0o600 == file.stat().st_mode & 0o777
    assert own_bytes(str(file)) is not None
    file.chmod(0o620)
    assert own_bytes(str(file)) is None
    file.chmod(0o600)
    monkeypatch.setattr(os, "geteuid", lambda: 12345678)
    assert own_bytes(str(file)) is None
    link = cache / "link"
    link.symlink_to(file)
    assert own_bytes(str(link)) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("PKGAUDIT_CACHE_DIR", str(tmp_path / "file" / "cache"))

    assert load_rulebook().rules


def test_a_full_disk_is_no_error_and_leaves_nothing(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)

    assert load_rulebook().rules
    assert [] == list(cache.iterdir())


def test_rules_changed_just_now_are_not_kept(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_from_files, "_SETTLED_NS", 3_600_000_000_000)
    folder = write_rule(tmp_path / "mine")
    load_rulebook([folder])

    assert not cache.exists()
    assert time.time() > 0


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"PKGAUDIT_CACHE_DIR": "/c"}, "/c"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/pkgaudit"),
        ({"XDG_CACHE_HOME": "relative", "HOME": "/h"}, "/h/.cache/pkgaudit"),
        ({"HOME": "/h"}, "/h/.cache/pkgaudit"),
    ],
)
@pytest.mark.skipif(os.name != "posix", reason="the paths are POSIX's")
def test_where_the_cache_is(environment: dict[str, str], expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PKGAUDIT_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    assert expected == cache_folder()
