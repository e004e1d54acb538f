"""Names that npm's registry takes for no new package, though npm packs and installs what is called so."""

from __future__ import annotations

from collections.abc import Iterator

from pkgaudit.manifests.lenient_json import quoted

_LONGEST_NAME = 214
_SPECIAL = frozenset("~'!()*")
# Modules of Node itself, https://nodejs.org/api/, without those that have long been packages for the browser as well
# (assert, buffer, constants, events, path, process, punycode, querystring, stream, string_decoder, sys, timers, url,
# util): whoever publishes one of those does so rightly.
_CORE = frozenset(
    (
        *("async_hooks", "child_process", "cluster", "console", "crypto", "dgram", "diagnostics_channel", "dns"),
        *("domain", "fs", "http", "http2", "https", "inspector", "module", "net", "os", "perf_hooks", "readline"),
        *("repl", "tls", "trace_events", "tty", "v8", "vm", "wasi", "worker_threads", "zlib"),
    )
)

Refusal = tuple[str, str]
"""What the registry refuses, and the edit."""


def name_refusals(name: str) -> Iterator[Refusal]:
    """Yield what is against a name (https://github.com/npm/validate-npm-package-name); others are judged elsewhere."""
    edit = 'Choose another "name" in package.json.'
    if name != name.lower():
        yield f"the name {quoted(name)} has capitals", f'Write "name": {quoted(name.lower())} in package.json.'
    if len(name) > _LONGEST_NAME:
        yield f"the name has {len(name):,} characters, more than {_LONGEST_NAME}", edit
    if not name.startswith("@") and name.lower() in _CORE:
        yield f"the name {quoted(name)} is a module of Node itself", edit
    if _SPECIAL.intersection(name.rpartition("/")[2]):
        yield f"the name {quoted(name)} has one of the characters ~'!()*", edit
