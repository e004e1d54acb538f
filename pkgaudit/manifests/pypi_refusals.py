"""What in core metadata and file names makes PyPI refuse an upload that installers may take."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pkgaudit.expression import Expression
from pkgaudit.manifests.lenient_json import quoted
from pkgaudit.manifests.licenses import is_osi
from pkgaudit.manifests.mail_headers import Header, read_headers
from pkgaudit.manifests.python_names import same_name, same_version

# https://packaging.python.org/en/latest/specifications/core-metadata/
_METADATA_VERSIONS = frozenset(("1.0", "1.1", "1.2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6"))
_CONTENT_TYPES = frozenset(("text/plain", "text/x-rst", "text/markdown"))
_LONGEST_SUMMARY = 512
_LONGEST_LABEL = 32
_LONGEST_PARSED = 1_000
_MOST = 100
# A name with plain versions, which nearly all are: the parser of `packaging` need not be loaded for those.
_CLAUSE = r"\s*(?:[<>]=?|~=|==|!=)\s*[0-9]+(?:\.[0-9]+)*(?:(?:a|b|rc)[0-9]+)?(?:\.post[0-9]+)?\s*"
_PLAIN_SPECIFIERS = Expression(rf"(?:{_CLAUSE}(?:,{_CLAUSE})*)?")
_PLAIN_REQUIREMENT = Expression(rf"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?:{_CLAUSE}(?:,{_CLAUSE})*)?")
_WHEEL = ".whl"
_WHEEL_PARTS = (5, 6)
_SDISTS = (".tar.gz", ".zip")

Refusal = tuple[str, str]
"""What PyPI refuses, and the edit."""


def metadata_refusals(content: bytes, *, released: bool = True) -> Iterator[Refusal]:
    """Yield what PyPI refuses in a METADATA or PKG-INFO; names, versions and doubled fields are judged elsewhere.

    Args:
        content: Of the file.
        released: Whether the package is the one to upload. One that was built to look at it has the version of a
            working tree, which says nothing about that of a release.
    """
    headers = read_headers(content).headers
    first: dict[str, str] = {}
    for header in headers:
        first.setdefault(header.name, header.value)
    yield from _fields(first, released=released)
    yield from _requirements(headers)


def file_name_refusals(
    name: str, package: str | None, version: str | None, *, released: bool = True
) -> Iterator[Refusal]:
    """Yield what PyPI refuses in the file name of a wheel or sdist.

    Args:
        name: Of the file, without a folder.
        package: As core metadata says.
        version: The same.
        released: As above: what is built to look at it is built for this machine alone.
    """
    if name.endswith(_WHEEL):
        yield from _wheel_name(name, released=released)
        return
    ending = next((ending for ending in _SDISTS if name.endswith(ending)), "")
    stem = name.removesuffix(ending)
    found, dash, numbered = stem.rpartition("-")
    if not ending:
        yield f"{quoted(name)} is no name of an sdist, which ends with .tar.gz", _NAME_EDIT
    elif package and version and not (dash and same_name(found, package) and same_version(numbered, version)):
        # A version may hold a dash; then the last one is not the one between name and version.
        whole = stem[len(package) :].lstrip("-_.")
        if not (same_name(stem[: len(package)], package) and same_version(whole, version)):
            yield (
                f"the file is called {quoted(name)}, and its PKG-INFO says {quoted(package)} {quoted(version)}",
                _NAME_EDIT,
            )


_NAME_EDIT = "Build again with `python -m build` and upload the file under the name that the build gave it."
_META_EDIT = "Correct it in [project] of pyproject.toml and build again"


def _wheel_name(name: str, *, released: bool) -> Iterator[Refusal]:
    parts = name.removesuffix(_WHEEL).split("-")
    if len(parts) not in _WHEEL_PARTS or not all(parts):
        yield f"{quoted(name)} is no name of a wheel (name-version-python-abi-platform.whl)", _NAME_EDIT
        return
    if len(parts) == max(_WHEEL_PARTS) and not parts[2][0].isdigit():
        yield f"the build number {quoted(parts[2])} in {quoted(name)} does not begin with a digit", _NAME_EDIT
    raw = [tag for tag in parts[-1].split(".") if tag.startswith("linux_")]
    if raw and released:
        edit = "Run `auditwheel repair` on the wheel, or build it with cibuildwheel, and upload what comes out of it."
        yield f"the platform {quoted(raw[0])} is not accepted: it does not say which Linux systems it runs on", edit


def _fields(first: dict[str, str], *, released: bool) -> Iterator[Refusal]:
    metadata_version = first.get("metadata-version", "")
    if metadata_version and metadata_version not in _METADATA_VERSIONS:
        edit = "Build again with a current build backend: Metadata-Version is its own doing."
        yield f"Metadata-Version {quoted(metadata_version)} is none that PyPI takes", edit
    version = first.get("version", "")
    if "+" in version and released:
        local = version[version.index("+") :][:80]
        edit = f'{_META_EDIT}: take `{local}` off the version (setuptools-scm: `local_scheme = "no-local-version"`).'
        yield f"the version {quoted(version)} has a local part", edit
    summary = first.get("summary", "")
    if len(summary) > _LONGEST_SUMMARY or "\n" in summary:
        what = "several lines" if "\n" in summary else f"{len(summary):,} characters, more than {_LONGEST_SUMMARY}"
        yield f"Summary has {what}", f"{_META_EDIT}: `description` is one short line; the rest belongs into `readme`."
    kind = first.get("description-content-type", "").partition(";")[0].strip().lower()
    if kind and kind not in _CONTENT_TYPES:
        edit = f"{_META_EDIT}: the content type of `readme` is text/markdown, text/x-rst or text/plain."
        yield f"Description-Content-Type {quoted(kind)} is none that PyPI can show", edit
    python = first.get("requires-python", "")
    if python and not _is_specifier(python):
        yield (
            f"Requires-Python {quoted(python)} is no version specifier",
            f'{_META_EDIT}: `requires-python = ">=3.11"`.',
        )
    expression = first.get("license-expression", "")
    if expression and not is_osi(expression) and not _is_license(expression):
        edit = f'{_META_EDIT}: `license = "MIT"`, with identifiers of the SPDX list, or `LicenseRef-...` for your own.'
        yield f"License-Expression {quoted(expression)} is no SPDX expression", edit


def _requirements(headers: Sequence[Header]) -> Iterator[Refusal]:
    told = 0
    for header in headers:
        if told == _MOST:
            return
        if header.name == "requires-dist":
            refusal = _requirement(header.value)
            if refusal is not None:
                told += 1
                yield refusal
        elif header.name == "project-url":
            label, comma, url = header.value.partition(",")
            if not comma or not label.strip() or len(label.strip()) > _LONGEST_LABEL or not _is_web(url.strip()):
                told += 1
                edit = f'{_META_EDIT}: in [project.urls], `Label = "https://..."`, at most {_LONGEST_LABEL} characters.'
                yield f"Project-URL {quoted(header.value)} is no `Label, https://...`", edit


def _requirement(value: str) -> Refusal | None:
    if _PLAIN_REQUIREMENT.fullmatch(value[:_LONGEST_PARSED]) and len(value) <= _LONGEST_PARSED:
        return None
    # Costs 20 ms to import, and most wheels with markers need it.
    from packaging.requirements import InvalidRequirement, Requirement  # noqa: PLC0415 -- as said

    if len(value) > _LONGEST_PARSED:
        return None
    try:
        requirement = Requirement(value)
    except InvalidRequirement:
        return (
            f"Requires-Dist {quoted(value)} is no requirement",
            f"{_META_EDIT}: `dependencies` has a line that is none.",
        )
    if requirement.url is None:
        return None
    edit = f"{_META_EDIT}: publish {requirement.name} and ask for a version of it, such as `{requirement.name}>=1.2`."
    return f"Requires-Dist {quoted(value)} asks for a file by its address", edit


def _is_specifier(text: str) -> bool:
    if len(text) > _LONGEST_PARSED:
        return True
    if _PLAIN_SPECIFIERS.fullmatch(text):
        return True
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 -- rarely needed

    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        return False
    return True


def _is_license(expression: str) -> bool:
    if len(expression) > _LONGEST_PARSED:
        return False
    from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression  # noqa: PLC0415 -- rarely needed

    try:
        canonicalize_license_expression(expression)
    except (InvalidLicenseExpression, RecursionError):
        return False
    return True


def _is_web(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))
