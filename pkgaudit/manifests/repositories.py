"""Whether a repository address is on a public code host."""

from __future__ import annotations

from urllib.parse import urlsplit

from pkgaudit.expression import Expression

_LONGEST = 2048
_HOSTS = frozenset(
    (
        "github.com",
        "gitlab.com",
        "bitbucket.org",
        "codeberg.org",
        "git.sr.ht",
        "hg.sr.ht",
        "sr.ht",
        "gitee.com",
        "framagit.org",
        "gitlab.gnome.org",
        "gitlab.freedesktop.org",
        "invent.kde.org",
        "opendev.org",
        "sourceforge.net",
    )
)
_SHORTHANDS = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "gist": "gist.github.com"}
_SHORTHAND = Expression(r"(?:(github|gitlab|bitbucket):)?([A-Za-z0-9][\w.-]*)/([\w.-]+)(?:#.*)?")
_SCP = Expression(r"(?:[\w.-]+@)?([A-Za-z0-9][\w.-]*\.[A-Za-z]+):(?!//)([^\s]+)")
_SCHEMES = frozenset(("http", "https", "git", "ssh", "git+http", "git+https", "git+ssh", "git+git", "hg+https"))
# Where a project without open source may still talk to its users.
_NO_SOURCE = frozenset(("issues", "discussions", "wiki", "releases", "pulls", "projects"))
_NO_OWNER = frozenset(("sponsors", "orgs", "marketplace", "features", "apps", "settings", "topics"))
_OWNER_AND_NAME = 2


def is_public_repository(url: str) -> bool:
    """Return whether an address names a repository on a well-known public code host.

    Args:
        url: A URL, ``git@host:owner/name``, or npm's shorthands (``owner/name``, ``github:owner/name``). Whether
            that one repository is open cannot be known offline; a host of one's own is never public.
    """
    text = url.strip()
    if not text or len(text) > _LONGEST:
        return False
    host, path = _split(text)
    return host.removeprefix("www.") in _HOSTS and _names_repository(path)


def _split(text: str) -> tuple[str, str]:
    shorthand = _SHORTHAND.fullmatch(text)
    if shorthand is not None:
        return _SHORTHANDS[shorthand[1] or "github"], f"{shorthand[2]}/{shorthand[3]}"
    scp = _SCP.fullmatch(text)
    if scp is not None:
        return scp[1].lower(), scp[2]
    try:
        parts = urlsplit(text)
        host = parts.hostname or ""
    except ValueError:
        return "", ""
    if parts.scheme.lower() not in _SCHEMES:
        return "", ""
    # git+ssh://git@github.com:owner/name keeps the owner where a port would stand.
    authority = parts.netloc.rpartition("@")[2]
    _, colon, owner = authority.partition(":")
    path = f"{owner}/{parts.path}" if colon and not owner.isdigit() else parts.path
    return host, path


def _names_repository(path: str) -> bool:
    parts = [part for part in path.split("/") if part]
    if len(parts) < _OWNER_AND_NAME or parts[0].lower() in _NO_OWNER or parts[1] in (".", "..", ".git"):
        return False
    return len(parts) == _OWNER_AND_NAME or parts[2].lower() not in _NO_SOURCE
