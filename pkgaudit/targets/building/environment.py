"""The environment a build gets: the user's index, compilers and version overrides, and no secret beyond the index's."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pkgaudit.targets.packing.environment import environment_for

# Zip cannot say an earlier date, and some backends fail over one.
_EARLIEST = 315_532_800
_INDEX = frozenset(
    {
        *("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_CONFIG_FILE"),
        *("PIP_TRUSTED_HOST", "PIP_PROXY", "PIP_CERT", "PIP_CLIENT_CERT", "PIP_KEYRING_PROVIDER"),
        *("PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT", "PIP_CACHE_DIR", "PIP_DEFAULT_TIMEOUT", "PIP_TIMEOUT"),
        *("PIP_RETRIES", "PIP_ONLY_BINARY", "PIP_NO_BINARY", "PIP_PREFER_BINARY", "PIP_PRE", "PIP_UPLOADED_PRIOR_TO"),
        *("UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_NO_INDEX", "UV_CONFIG_FILE", "UV_OFFLINE"),
        *(
            "UV_INDEX",
            "UV_DEFAULT_INDEX",
            "UV_INDEX_STRATEGY",
            "UV_KEYRING_PROVIDER",
            "UV_CACHE_DIR",
            "UV_EXCLUDE_NEWER",
        ),
        *("UV_NATIVE_TLS", "UV_SYSTEM_CERTS", "UV_INSECURE_HOST", "UV_HTTP_TIMEOUT", "UV_CONSTRAINT"),
        *("UV_BUILD_CONSTRAINT", "UV_PRERELEASE", "UV_NO_CACHE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC"),
        *("ALL_PROXY", "all_proxy", "XDG_CONFIG_DIRS"),
    }
)
_BUILDING = frozenset(
    {
        *("CC", "CXX", "CPP", "AR", "LD", "CFLAGS", "CXXFLAGS", "CPPFLAGS", "LDFLAGS", "LDSHARED", "PKG_CONFIG_PATH"),
        *("ARCHFLAGS", "MACOSX_DEPLOYMENT_TARGET", "SDKROOT", "_PYTHON_HOST_PLATFORM", "RUSTFLAGS", "RUSTC"),
        *("LD_LIBRARY_PATH", "LIBRARY_PATH", "CPATH", "PDM_BUILD_SCM_VERSION", "PBR_VERSION", "VERSIONEER_OVERRIDE"),
        *("PYTHONDONTWRITEBYTECODE", "PYTHONHASHSEED", "PYTHONUTF8"),
        *("POETRY_DYNAMIC_VERSIONING_BYPASS", "UV_DYNAMIC_VERSIONING_BYPASS"),
    }
)
_PREFIXES = ("SETUPTOOLS_SCM_", "VCS_VERSIONING_", "CMAKE_", "SKBUILD_", "MATURIN_", "UV_INDEX_", "HATCH_")
_SECRET = ("TOKEN", "PASSWORD", "SECRET", "AUTH", "USER", "KEY")


def build_environment(
    given: Mapping[str, str], *, project: Path, copy: Path, temporary: Path, newest: int, named: tuple[str, ...] = ()
) -> dict[str, str]:
    """Return the environment for one build.

    Args:
        given: The user's own.
        project: Folders of PATH inside it are left out.
        copy: What is built; no repository above it is looked at.
        temporary: Where temporary files go.
        newest: Seconds since 1970 of the project's newest file: what is packed says this date where the backend asks
            for one, so that two builds of one tree give the same bytes. The user's own SOURCE_DATE_EPOCH goes before.
        named: Further variables the user wants handed on.
    """
    chosen = environment_for(
        given, tree=project, temporary=temporary, scripts=True, named=(*named, *(n for n in given if _is_kept(n)))
    )
    return {
        "SOURCE_DATE_EPOCH": str(max(newest, _EARLIEST)),
        **chosen,
        # Messages are quoted: not folded, not coloured.
        "COLUMNS": "1000",
        "NO_COLOR": "1",
        "GIT_CEILING_DIRECTORIES": str(copy.parent),
        # The repository of a worktree or a submodule lies outside the copy: asking for its status must not write there.
        "GIT_OPTIONAL_LOCKS": "0",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
    }


def _is_kept(name: str) -> bool:
    if name in _INDEX or name in _BUILDING:
        return True
    if not name.startswith(_PREFIXES):
        return False
    # Of an index the credentials are needed; of a backend (HATCH_INDEX_AUTH) they are for publishing.
    return name.startswith("UV_INDEX_") or not any(word in name for word in _SECRET)
