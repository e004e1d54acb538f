"""What is not needed is not imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pkgaudit.cli.app import COMMANDS

HEAVY = {
    "brotli",
    "concurrent",
    "cyclonedx",
    "http",
    "multiprocessing",
    "packaging",
    "requests",
    "rich",
    "socket",
    "sourcemap",
    "tomllib",
    "zstandard",
}
# What only `pkgaudit pack` and projects need.
PACKING = (
    "pkgaudit.reporters.ship_list",
    "pkgaudit.shipping",
    "pkgaudit.targets.listing",
    "pkgaudit.targets.pack_projects",
    "pkgaudit.targets.ship_list",
)


def modules_after(*arguments: str, cache: Path) -> set[str]:
    code = (
        "import sys\n"
        "from pkgaudit.cli import main\n"
        f"sys.argv = {['pkgaudit', *arguments]!r}\n"
        "try:\n    main()\nexcept SystemExit as end:\n    code = end.code\n"
        "print('\\0' + '\\n'.join(sys.modules), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PKGAUDIT_CACHE_DIR": str(cache), "PATH": ""},
    )
    return set(done.stderr.rpartition("\0")[2].split("\n"))


def test_the_version_needs_neither_engine_nor_rules(tmp_path: Path) -> None:
    modules = modules_after("--version", cache=tmp_path)

    assert "typer" in modules
    assert set() == {name for name in modules if name.split(".")[0] in HEAVY | {"hyperscan", "isal", "msgspec"}}
    assert set() == {name for name in modules if name.startswith(("pkgaudit.examine", "pkgaudit.reporters", *PACKING))}


def test_a_scan_of_a_plain_package_loads_only_what_it_uses(tmp_path: Path, plain_tarball: Path) -> None:
    modules_after("scan", str(plain_tarball), cache=tmp_path)
    modules = modules_after("scan", str(plain_tarball), cache=tmp_path)

    assert {"typer", "hyperscan", "msgspec"} <= modules
    assert set() == {name for name in modules if name.split(".")[0] in HEAVY}
    assert set() == {name for name in modules if name.startswith(PACKING)}
    assert {"pkgaudit.cli.scan"} == modules & {f"pkgaudit.cli.{name}" for name in COMMANDS}
