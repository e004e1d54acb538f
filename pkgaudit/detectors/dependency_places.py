"""Where a manifest or a lockfile stands in an artifact, and so what it has to say about what is installed."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from pkgaudit.dependencies.recognise import is_lockfile
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import DeclaredPackage, DependencyDocument, DocumentFormat
from pkgaudit.model.grades import Ecosystem, Format

_TEST_DATA = frozenset(
    ("test", "tests", "__tests__", "spec", "specs", "fixture", "fixtures", "__fixtures__", "testdata", "test-data",
     "test_data", "mock", "mocks", "__mocks__")
)  # fmt: skip
_SHRINKWRAP = "npm-shrinkwrap.json"
_FOLDER = "node_modules"
_TOOLS = frozenset(("devDependencies",))
_ROOT_ONLY = frozenset(("overrides", "resolutions", "pnpm.overrides"))
_NAMES_ONLY = frozenset(("bundleDependencies", "bundledDependencies"))


class Places:
    """Answers for the documents of one artifact.

    Args:
        artifact: With its documents.
    """

    def __init__(self, artifact: Artifact) -> None:
        self._artifact = artifact
        self._depth = len(artifact.location)
        self.alone = artifact.format in (Format.LOCKFILE, Format.MANIFEST)
        self._bundled: frozenset[str] | None = None

    def documents(self) -> Iterator[DependencyDocument]:
        """Yield every document, in archive order."""
        yield from self._artifact.documents

    def is_test_data(self, document: DependencyDocument) -> bool:
        """Return whether it lies among the artifact's own tests, where nothing is installed from."""
        inside = document.location[self._depth :]
        return any(part.lower() in _TEST_DATA for path in inside for part in path.split("/")[:-1])

    def is_lockfile(self, document: DependencyDocument) -> bool:
        """Return whether it pins what is installed."""
        return is_lockfile(document.location[-1])

    def is_third_party(self, document: DependencyDocument) -> bool:
        """Return whether it belongs to a package that is shipped inside."""
        return any(_FOLDER in path.split("/")[:-1] for path in document.location[self._depth :])

    def is_installed_from(self, document: DependencyDocument) -> bool:
        """Return whether an installer goes by this lockfile: one that stands alone, or the shrinkwrap of a package."""
        if not self.is_lockfile(document) or self.is_test_data(document):
            return False
        if self._artifact.format in (Format.NPM_TARBALL, Format.WHEEL, Format.SDIST, Format.VSIX):
            return document.location[-1].rpartition("/")[2] == _SHRINKWRAP and not self.is_third_party(document)
        return True

    def counts(self, declared: DeclaredPackage) -> bool:
        """Return whether what is declared there is installed by anybody, as far as it is known.

        A manifest that stands alone is its developers': everything counts. From a package that ships nobody installs
        the tools of its developers, and its overrides are for them too.
        """
        if declared.group in _NAMES_ONLY:
            return False
        return self.alone or declared.group not in _TOOLS | _ROOT_ONLY

    def is_settled(self, document: DependencyDocument, name: str) -> bool:
        """Return whether another file decides which version of a name is installed for a manifest."""
        folder = (*document.location[:-1], dirname(document.location[-1]))
        for other in self._artifact.documents:
            beside = (*other.location[:-1], dirname(other.location[-1])) == folder
            if (
                beside
                and other is not document
                and self.is_installed_from(other)
                and any(package.name == name for package in other.locked)
            ):
                return True
        return document.ecosystem is Ecosystem.NPM and self._is_bundled(name)

    def _is_bundled(self, name: str) -> bool:
        if self._bundled is None:
            self._bundled = frozenset(
                document.location[-1].rpartition(f"/{_FOLDER}/")[2].removesuffix("/package.json")
                for document in self._artifact.documents
                if document.format is DocumentFormat.PACKAGE_JSON and f"/{_FOLDER}/" in document.location[-1]
            )
        return name in self._bundled
