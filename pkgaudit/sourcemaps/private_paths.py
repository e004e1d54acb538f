"""Source names that show whose machine a build ran on."""

from __future__ import annotations

from pkgaudit.expression import Expression

_LONGEST = 2048

# Places where home directories and build machines keep their checkouts; each must stand at the root of a path.
# Sources: the default working directories named in the vendors' documentation of GitHub, GitLab, Azure Pipelines,
# Jenkins, CircleCI, Bitbucket, AWS CodeBuild, Vercel, Netlify, Drone and Travis.
_ROOTED = Expression(
    r"/(?:"
    r"(?:Users|home)/[^/]+/."
    r"|root/[^/]+/."
    r"|(?:builds|__w|bamboo-home|buildkite|teamcity|vsts)/[^/]+/."
    r"|var/(?:jenkins(?:_home)?|lib/(?:jenkins|buildkite-agent))/."
    r"|(?:github|drone|codebuild|vercel|zuul)/(?:workspace|src|output|path0|home)/."
    r"|(?:workspace|workspaces|jenkins|bitrise)/[^/]+/."
    r"|opt/(?:build/repo|atlassian/pipelines|buildagent|hostedtoolcache|teamcity)/."
    r"|(?:private/)?var/folders/[^/]+/."
    r"|data/(?:jenkins|gitlab|teamcity)/."
    r"|mnt/[a-z]/(?:Users|dev|work|projects|repos?)/."
    r")"
)
_DRIVE = Expression(r"/?[A-Za-z]:[\\/][^\\/]")
_UNC = Expression(r"\\\\[^\\/]+\\[^\\/]")
_SCHEME = Expression(r"([A-Za-z][A-Za-z0-9+.-]{1,30}):/{2}([^/]{0,255})")
_CLIMB = Expression(r"(?:\.\./){3,}(?=(?:Users|home|builds|root|var|opt|private)/)")


def shows_a_machine(name: str) -> bool:
    """Whether a source name shows a home directory, a user name or a build machine's path.

    Names below ``webpack://`` and its like are virtual, and a path that only climbs says nothing; both count only when
    an absolute path of a machine follows.
    """
    name = name[:_LONGEST]
    path = name.replace("\\", "/")
    scheme = _SCHEME.match(path)
    if scheme is not None:
        return _below_a_scheme(scheme[1].lower(), path[scheme.end() :])
    if _UNC.match(name) or path[:5].lower() == "file:" or _DRIVE.match(path) or _ROOTED.match(path):
        return True
    climb = _CLIMB.match(path)
    return climb is not None and _ROOTED.match("/" + path[climb.end() :]) is not None


def _below_a_scheme(scheme: str, rest: str) -> bool:
    if scheme == "file":
        return len(rest) > 1 and not rest.startswith("/./")
    if scheme in {"http", "https"}:
        return False
    # webpack:///home/x is a folder of the project; webpack:////home/x and webpack:///C:/x are not.
    return _DRIVE.match(rest) is not None or (rest.startswith("//") and _ROOTED.match(rest[1:]) is not None)
