"""Where an address in a map or in a ``sourceMappingURL`` leads."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes, urlsplit

from pkgaudit.expression import Expression
from pkgaudit.model.source_map import ReferenceKind

_LONGEST = 2048
_SCHEME = Expression(r"([A-Za-z][A-Za-z0-9+.-]+):")
_DRIVE = Expression(r"[A-Za-z]:[\\/]")
_ARCHIVE_SUFFIXES = [
    ".zip",
    ".tgz",
    ".tar",
    ".tar.gz",
    ".tar.bz2",
    ".tar.xz",
    ".tar.zst",
    ".tbz2",
    ".txz",
    ".7z",
    ".rar",
    ".gz",
    ".bz2",
    ".xz",
    ".zst",
    ".br",
    ".whl",
    ".jar",
    ".asar",
    ".vsix",
]

# Public object storage, by the host names in the vendors' documentation: Amazon S3, Google Cloud Storage and Firebase,
# Azure Blob Storage, Cloudflare R2, DigitalOcean Spaces, Backblaze B2, Wasabi, Linode, Scaleway, Alibaba, Tencent,
# Oracle, IBM, Vultr, OVH, Supabase, Vercel Blob, Yandex. A leading dot stands for any number of names before it.
_STORAGE_HOSTS = [
    ".storage.googleapis.com",
    ".storage.cloud.google.com",
    ".firebasestorage.googleapis.com",
    ".firebasestorage.app",
    ".blob.core.windows.net",
    ".blob.storage.azure.net",
    ".dfs.core.windows.net",
    ".r2.dev",
    ".r2.cloudflarestorage.com",
    ".digitaloceanspaces.com",
    ".backblazeb2.com",
    ".wasabisys.com",
    ".linodeobjects.com",
    ".objectstorage.oci.customer-oci.com",
    ".cloud-object-storage.appdomain.cloud",
    ".vultrobjects.com",
    ".supabase.co",
    ".public.blob.vercel-storage.com",
    ".storage.yandexcloud.net",
    ".bunnycdn.com",
    ".b-cdn.net",
]
# s3.amazonaws.com, bucket.s3.eu-west-1.amazonaws.com, bucket.s3-website-us-east-1.amazonaws.com, and those of China.
_S3 = Expression(r"(?:.*\.)?s3[.a-z0-9-]*\.amazonaws\.com(?:\.cn)?")
_REGIONAL = Expression(
    r"objectstorage\.[a-z0-9-]+\.oraclecloud\.com|(?:[^.]+\.)?(?:oss-[a-z0-9-]+\.aliyuncs\.com|cos\.[a-z0-9-]+\.myqcloud\.com"
    r"|s3\.[a-z0-9-]+\.scw\.cloud|s3\.[a-z0-9-]+\.(?:io\.)?cloud\.ovh\.net|storage\.[a-z0-9-]+\.cloud\.ovh\.net)"
)


def classify(url: str) -> ReferenceKind:
    """Return the class of an address; an archive on a storage host is an archive.

    Never opens anything. An address that cannot be taken apart is remote when it names a scheme, else relative.
    """
    url = url.strip()[:_LONGEST]
    if _path_of(url).lower().endswith(tuple(_ARCHIVE_SUFFIXES)):
        return ReferenceKind.ARCHIVE
    if _DRIVE.match(url) or url.startswith("\\\\") or url[:5].lower() == "file:":
        return ReferenceKind.FILE_URL
    if url.startswith("//") or _SCHEME.match(url):
        return ReferenceKind.STORAGE if is_storage_host(_host_of(url)) else ReferenceKind.REMOTE
    return ReferenceKind.RELATIVE


def is_storage_host(host: str) -> bool:
    """Whether a host name is one of a public object store."""
    dotted = "." + host.lower().rstrip(".")
    return (
        dotted.endswith(tuple(_STORAGE_HOSTS))
        or _S3.fullmatch(dotted[1:]) is not None
        or _REGIONAL.fullmatch(dotted[1:]) is not None
    )


def resolve(url: str, base: str) -> str | None:
    """Return the path inside the same container that a relative address in the member ``base`` names.

    None for an address with a host or scheme, from the server's root, or leading out of the container.
    """
    if _SCHEME.match(url) or _DRIVE.match(url) or url.startswith(("/", "\\")):
        return None
    path = unquote_to_bytes(_path_of(url)).decode("utf-8", "replace").replace("\\", "/")
    if not path:
        return None
    parts = base.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _path_of(url: str) -> str:
    return re.split(r"[?#]", url, maxsplit=1)[0]


def _host_of(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
