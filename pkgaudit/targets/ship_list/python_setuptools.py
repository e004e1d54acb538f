"""Which files setuptools takes: packages, their data, MANIFEST.in, and what git tracks when a plug-in asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from pkgaudit.expression import Expression
from pkgaudit.model.ship_list import Reason, ReasonKind
from pkgaudit.targets.building.pyproject import table, text_at, texts_at
from pkgaudit.targets.ship_list.python_manifest_in import (
    NAME,
    keep_out,
    manifest_entries,
    manifest_exclusions,
    read_manifest_in,
)
from pkgaudit.targets.ship_list.python_metadata import metadata_entries
from pkgaudit.targets.ship_list.python_patterns import Matches, exactly, glob
from pkgaudit.targets.ship_list.python_recipe import ENTRIES, Entry, Recipe, always, listed, swept
from pkgaudit.targets.ship_list.python_view import ProjectView

_QUOTED = Expression(r"""["']([^"'\n]{1,300})["']""")
_WORD = Expression(r"\b(packages|py_modules|package_data|data_files|ext_modules|scripts|cffi_modules)\b")
_MODULES = (".py", ".pyi")
_READMES = ("README", "README.txt", "README.rst", "README.md")
_SCM = ("setuptools-scm", "setuptools_scm", "setuptools-git", "setuptools_git", "vcs-versioning", "pbr")
_NOT_FINDERS = ("setuptools-git-versioning", "setuptools_git_versioning", "setuptools-scm-git-archive")
# Where a flat project is searched for packages, these are passed over.
_NO_PACKAGES = frozenset(
    {
        *("ci", "bin", "debian", "doc", "docs", "documentation", "manpages", "news", "newsfragments", "changelog"),
        *("test", "tests", "unit_test", "unit_tests", "example", "examples", "scripts", "tools", "util", "utils"),
        *("python", "build", "benchmark", "benchmarks", "exercise", "exercises", "htmlcov", "tasks"),
    }
)
_NAME_CHARACTERS = 500
_WRITTEN_TO = ("version_file", "version-file", "write_to", "write-to")


def setuptools_recipe(view: ProjectView) -> Recipe:
    """Return how setuptools packs a project."""
    plan = _Plan(view)
    lines = read_manifest_in(view.text(NAME))
    return Recipe(
        entries=(
            always("setup.py, setup.cfg", "setup.py", "setup.cfg"),
            always("README", *_READMES),
            always(NAME, NAME),
            *metadata_entries(view),
            *plan.packages(),
            *plan.data(),
            *plan.package_data(),
            *manifest_entries(lines),
            Entry(
                reason=Reason(kind=ReasonKind.ALWAYS, by="tests/test*.py"),
                matches=_any(glob("tests/test*.py"), glob("test/test*.py")),
                in_wheel=False,
            ),
            *plan.extensions(),
            *plan.tracked(),
            *plan.any_package(),
        ),
        exclusions=manifest_exclusions(lines),
        moves=(*plan.moves(), ("", "src/"), ("", ""), ("", "lib/")),
        data=plan.data_sources(),
        generated=plan.generated(),
        keep_out=keep_out,
        file=NAME,
        reads_manifest=True,
    )


class _Plan:
    """What pyproject.toml, setup.cfg and the text of setup.py say; nothing runs."""

    def __init__(self, view: ProjectView) -> None:
        self._view = view
        self._table = table(view.document, "tool", "setuptools")
        self._options = view.setup_cfg.get("options", {})
        script = view.text("setup.py")
        self._words = frozenset(_WORD.findall(script))
        self._quoted = frozenset(text[1:-1].removeprefix("./") for text in _QUOTED.findall(script))

        find = view.setup_cfg.get("options.packages.find", {})
        found = table(self._table, "packages", "find")
        self._excluded = (*texts_at(found, "exclude"), *find.get("exclude", ()))[:ENTRIES]
        self._included = (*texts_at(found, "include"), *find.get("include", ()))[:ENTRIES]
        self._roots = tuple(dict.fromkeys(root for inside, root in self.moves() if not inside)) or ("src/", "")

    def moves(self) -> Iterator[tuple[str, str]]:
        """Yield from where in the wheel to where in the project, the longest package first."""
        found = [(name, text) for name, text in table(self._table, "package-dir").items() if isinstance(text, str)]
        for line in self._options.get("package_dir", ()):
            name, _, text = line.partition("=")
            found.append((name.strip(), text.strip()))
        for name, text in sorted(found[:ENTRIES], key=lambda each: -len(each[0])):
            inside = f"{name.replace('.', '/')}/" if name else ""
            yield inside, f"{text.strip('/')}/" if text.strip("/.") else ""
        for where in texts_at(self._table, "packages", "find", "where"):
            yield "", f"{where.strip('/')}/" if where.strip("/.") else ""
        for where in self._view.setup_cfg.get("options.packages.find", {}).get("where", ()):
            yield "", f"{where.strip('/')}/" if where.strip("/.") else ""

    def packages(self) -> Iterator[Entry]:
        """Yield what brings the modules in."""
        view = self._view
        names = texts_at(self._table, "packages")
        for name in names[:ENTRIES]:
            yield listed("tool.setuptools.packages", name, _modules_in(self._folders(name)), checked=False)
        for name in texts_at(self._table, "py-modules")[:ENTRIES]:
            yield listed("tool.setuptools.py-modules", name, exactly(f"{name}.py", f"src/{name}.py"))
        configured = self._options.get("packages", ())
        if names:
            pass
        elif table(self._table, "packages"):
            yield swept("tool.setuptools.packages.find", self._is_found_module)
        elif configured:
            kind = ReasonKind.SWEPT if configured[0].startswith("find") else ReasonKind.LISTED
            by = f"setup.cfg: packages = {configured[0][:80]}"
            yield Entry(reason=Reason(kind=kind, by=by), matches=self._is_found_module)
        elif "packages" in self._words:
            yield Entry(reason=Reason(kind=ReasonKind.LISTED, by="setup.py: packages"), matches=self._is_found_module)
        elif "py_modules" not in self._words:
            yield swept("packages found automatically", self._is_found_module)
            yield swept("modules found automatically", _is_at_top)
        modules = frozenset(self._options.get("py_modules", ()))
        if modules:
            named = exactly(*(f"{name}.py" for name in modules), *(f"src/{name}.py" for name in modules))
            yield Entry(reason=Reason(kind=ReasonKind.LISTED, by="setup.cfg: py_modules"), matches=named)
        if "py_modules" in self._words:
            yield Entry(
                reason=Reason(kind=ReasonKind.LISTED, by="setup.py: py_modules"),
                matches=lambda path: _is_at_top(path) and path.rpartition("/")[2].removesuffix(".py") in self._quoted,
            )
        yield Entry(
            reason=Reason(kind=ReasonKind.ALWAYS, by="py.typed and *.pyi of a package"),
            matches=lambda path: path.endswith(("/py.typed", ".pyi")) and view.exists(_sibling(path)),
        )

    def any_package(self) -> Iterator[Entry]:
        """Yield what brings in packages of whatever name, as a plain ``find_packages()`` does."""
        if "packages" in self._words:
            yield Entry(
                reason=Reason(kind=ReasonKind.LISTED, by="setup.py: packages"),
                matches=lambda path: path.endswith(_MODULES) and self._is_package(path),
            )

    def package_data(self) -> Iterator[Entry]:
        """Yield what brings other files of packages in."""
        data = table(self._table, "package-data")
        for package in list(data)[:ENTRIES]:
            for text in texts_at(data, package)[:ENTRIES]:
                yield self._data(f"tool.setuptools.package-data.{package[:80]}", package, text)
        for package, lines in list(self._view.setup_cfg.get("options.package_data", {}).items())[:ENTRIES]:
            for text in [text.strip() for line in lines for text in line.split(",") if text.strip()]:
                yield self._data(f"options.package_data.{package[:80]}", package, text, file="setup.cfg")
        if "package_data" in self._words:
            written = [pattern for pattern in self._quoted if not pattern.isidentifier()][:ENTRIES]
            endings = [(pattern, glob(f"**/{pattern}")) for pattern in sorted(written)]
            yield Entry(
                reason=Reason(kind=ReasonKind.LISTED, by="setup.py: package_data"),
                matches=lambda path: self._is_package(path) and any(matches(path) for _, matches in endings),
            )

    def data(self) -> Iterator[Entry]:
        """Yield what brings in files for the data folder and scripts."""
        for text in self._configured_data():
            yield listed("data-files", text, glob(text), checked=False)
        if self._words & {"data_files", "scripts", "ext_modules"}:
            quoted = self._quoted
            yield Entry(
                reason=Reason(kind=ReasonKind.LISTED, by="setup.py names it"), matches=lambda path: path in quoted
            )

    def data_sources(self) -> tuple[str, ...]:
        """Return the files, and globs of files, that may go into the data folder."""
        quoted = sorted(self._quoted)[: 2 * ENTRIES] if self._words & {"data_files", "scripts"} else ()
        return (*self._configured_data(), *quoted)

    def _configured_data(self) -> tuple[str, ...]:
        data = table(self._table, "data-files")
        found = [text for key in data for text in texts_at(data, key)]
        found += texts_at(self._table, "script-files")
        for lines in self._view.setup_cfg.get("options.data_files", {}).values():
            found += [text.strip() for line in lines for text in line.split(",") if text.strip()]
        found += self._options.get("scripts", ())
        return tuple(dict.fromkeys(found))[: 2 * ENTRIES]

    def extensions(self) -> Iterator[Entry]:
        """Yield what brings in the sources of compiled extensions."""
        value = self._table.get("ext-modules")
        modules = [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
        for module in modules[:ENTRIES]:
            for text in (*texts_at(module, "sources"), *texts_at(module, "depends")):
                yield listed("tool.setuptools.ext-modules", text, glob(text), checked=False, in_wheel=False)
        if "ext_modules" in self._words or "cffi_modules" in self._words:
            sources = (".c", ".cc", ".cpp", ".cxx", ".h", ".hpp", ".pyx", ".pxd", ".rs", ".toml", ".lock")
            names = frozenset(text.rpartition("/")[2] for text in self._quoted)
            yield Entry(
                reason=Reason(kind=ReasonKind.LISTED, by="setup.py: ext_modules"),
                matches=lambda path: path.endswith(sources) and path.rpartition("/")[2] in names,
            )

    def tracked(self) -> Iterator[Entry]:
        """Yield what brings in everything that git tracks, when a plug-in does."""
        requires = [
            *texts_at(self._view.document, "build-system", "requires"),
            *self._options.get("setup_requires", ()),
        ]
        wanted = [*requires, *self._quoted]
        for plugin in _SCM:
            if any(text.startswith(plugin) and not text.startswith(_NOT_FINDERS) for text in wanted):
                yield swept(f"{plugin} takes all that git tracks", self._view.is_tracked)
                return

    def generated(self) -> Matches:
        """Return the modules that plug-ins write."""
        tools: list[Mapping[str, object]] = [
            table(self._view.document, "tool", name) for name in ("setuptools_scm", "setuptools-scm", "vcs-versioning")
        ]
        named = [text_at(tool, key) for tool in tools for key in _WRITTEN_TO]
        named += [text_at(self._view.document, "tool", "versioningit", "write", "file")]
        named += [*self._view.setup_cfg.get("versioneer", {}).get("versionfile_source", ())]
        return exactly(*(text for text in named if text))

    def _data(self, key: str, package: str, text: str, *, file: str = "pyproject.toml") -> Entry:
        anywhere = package in ("*", "")
        if anywhere:
            pattern = glob(f"**/{text}")
            matches = _both(self._is_package, pattern)
        else:
            matches = _any(*(glob(f"{folder}/{text}") for folder in self._folders(package)))
        by = key if file == "pyproject.toml" else f"{file}: {key}"
        return listed(by, text, matches, file=file, checked=not anywhere)

    def _folders(self, package: str) -> tuple[str, ...]:
        """Return where a package may lie in the project."""
        inside = package.replace(".", "/")
        found = [f"src/{inside}", inside, f"lib/{inside}"]
        for name, source in self.moves():
            if f"{inside}/".startswith(name):
                found.append((source + f"{inside}/"[len(name) :]).strip("/"))
        return tuple(dict.fromkeys(found))

    def _is_found_module(self, path: str) -> bool:
        """Return whether a module lies in a package where packages are looked for."""
        if not path.endswith(_MODULES):
            return False
        for root in self._roots:
            if path.startswith(root):
                folders = path[len(root) :].rpartition("/")[0]
                name = folders.replace("/", ".")[:_NAME_CHARACTERS]
                if not name or (not root and self._excluded == () and name.partition(".")[0] in _NO_PACKAGES):
                    continue
                if any(fnmatchcase(name, each) for each in self._excluded):
                    continue
                if not self._included or any(fnmatchcase(name, each) for each in self._included):
                    return self._is_package(path) or bool(self._included) or bool(root)
        return False

    def _is_package(self, path: str) -> bool:
        """Return whether a file lies in a package, at any depth."""
        parts = path.split("/")
        return any(
            self._view.exists("/".join((*parts[:depth], "__init__.py"))) for depth in range(len(parts) - 1, 0, -1)
        )


def _modules_in(folders: tuple[str, ...]) -> Matches:
    return lambda path: path.rpartition("/")[0] in folders and path.endswith(_MODULES)


def _is_at_top(path: str) -> bool:
    return path.endswith(".py") and "/" not in path.removeprefix("src/")


def _sibling(path: str) -> str:
    folder, _, name = path.rpartition("/")
    return f"{folder}/__init__.py" if name == "py.typed" or folder else name[:-1]


def _both(one: Matches, other: Matches) -> Matches:
    return lambda path: one(path) and other(path)


def _any(*matchers: Matches) -> Matches:
    return lambda path: any(matches(path) for matches in matchers)
