"""The entry for ``.pre-commit-config.yaml``, alone or added to the file that is there."""

from __future__ import annotations

from pkgaudit import __version__
from pkgaudit.manifests.plain_yaml import YamlError, YamlValue
from pkgaudit.remedy.edit import newline_of
from pkgaudit.targets.packing.yaml_reading import YAML_BYTES, read_yaml

HOOK = "pkgaudit-project"
_REPOSITORY = "https://github.com/pkgaudit/pkgaudit"
_REVISION = f"v{__version__}"


def hook_entry() -> str:
    """Return a whole ``.pre-commit-config.yaml`` with the hook alone."""
    return "\n".join(["repos:", *_lines(), ""])


def has_hook(content: bytes) -> bool:
    """Return whether one of our hooks is named in a file."""
    return b"pkgaudit-" in content


def with_hook(content: bytes) -> bytes | None:
    """Return the file with the hook after the last repository, or None where that cannot be done and nothing else.

    What comes out is read again: it says what it said before and the hook.
    """
    try:
        before = read_yaml(content)
        edited = _inserted(content)
        if edited is not None and read_yaml(edited) == _wanted(before):
            return edited
    except (YamlError, UnicodeDecodeError):
        return None
    return None


def _wanted(before: YamlValue) -> YamlValue | None:
    if not isinstance(before, dict):
        return None
    repos = before.get("repos")
    if not isinstance(repos, list):
        return None
    own: YamlValue = {"repo": _REPOSITORY, "rev": _REVISION, "hooks": [{"id": HOOK}]}
    return {**before, "repos": [*repos, own]}


def _inserted(content: bytes) -> bytes | None:
    import yaml  # noqa: PLC0415 -- only where there is such a file

    if len(content) > YAML_BYTES:
        return None
    text = content.decode()
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        # It holds more than one document.
        return None
    if not isinstance(root, yaml.MappingNode):
        return None
    listed = next((value for key, value in root.value if key.value == "repos"), None)
    if not isinstance(listed, yaml.SequenceNode) or listed.flow_style or not listed.value:
        return None
    lines = text.split("\n")
    at = min(listed.end_mark.line + (listed.end_mark.column > 0), len(lines))
    while at and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1
    newline = newline_of(content)
    indent = " " * listed.start_mark.column
    end = "\r" if newline == "\r\n" else ""
    added = [f"{indent}{line}{end}" for line in _lines()]
    if at == len(lines):
        # The last line has no end.
        return "\n".join([*lines[:-1], lines[-1] + end, *added, ""]).encode()
    return "\n".join([*lines[:at], *added, *lines[at:]]).encode()


def _lines() -> list[str]:
    why = "# Packs the project and scans what came out, before each push: pre-commit install --hook-type pre-push"
    return [why, f"- repo: {_REPOSITORY}", f"  rev: {_REVISION}", "  hooks:", f"  - id: {HOOK}"]
