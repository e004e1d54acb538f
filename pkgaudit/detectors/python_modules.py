"""Which modules a wheel would install, and whether one that it names must be among them."""

from __future__ import annotations

from collections.abc import Iterable

_NATIVE = (".so", ".pyd", ".dll", ".dylib")
_SOURCES = (".py", ".pyc", ".pyw")
_FURTHEST = 50


class Modules:
    """The modules of a wheel.

    Args:
        files: Paths in the wheel.
        complete: Whether the wheel requires no other distribution, so that nobody else can supply a module.
    """

    def __init__(self, files: Iterable[str], *, complete: bool) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()
        self._complete = complete
        self._redirected = False
        for path in files:
            self._add(_installed(path))

    def lacks(self, module: str) -> bool:
        """Return whether importing a module must fail; False where another distribution may supply it."""
        parts = module.split(".")[:_FURTHEST]
        if self._redirected:
            return False
        for count in range(1, len(parts) + 1):
            base = "/".join(parts[:count])
            if base in self._files or base in self._folders:
                continue
            parent = "/".join(parts[: count - 1])
            # Below a regular package nobody else puts modules; a namespace and the top are everybody's.
            return f"{parent}/__init__" in self._files or self._complete
        return False

    def _add(self, path: str) -> None:
        folder, _, base = path.rpartition("/")
        if base.endswith(_NATIVE):
            self._files.add(f"{folder}/{base.partition('.')[0]}".lstrip("/"))
        elif base.endswith(_SOURCES):
            self._files.add(path.rpartition(".")[0])
        elif base.endswith(".pth") or base == "namespace_packages.txt":
            # Other folders join in, as in an editable install, or `__init__` looks in other distributions.
            self._redirected = True
        while folder and folder not in self._folders:
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]


def _installed(path: str) -> str:
    """Return where a member lands: the data folder's libraries go beside the rest."""
    top, _, rest = path.partition("/")
    scheme, _, inner = rest.partition("/")
    return inner if top.endswith(".data") and scheme in ("purelib", "platlib") else path
