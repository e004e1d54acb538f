"""What the facts mean that every sighting of a package has; apart, so that rules load quickly."""

from __future__ import annotations

SEEN_FACTS = {
    "name": "the package",
    "version": "its version, empty where the file does not tell one",
    "release": "both: `name@version`",
    "how": "`locked`, `fetched` (its address names it, whatever the entry says), `pinned`, `asked for` or `shipped`",
    "requirement": "what was asked for, as written",
    "group": "what kind of dependency it is, as the file says: `dev`, `optional`...; empty for what always counts",
    "chain": "the way to it through the lockfile: `app > http-kit > axios`",
    "document": "which kind of file names it",
    "kind": "name and version, to tell findings apart",
}
