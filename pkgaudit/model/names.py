"""What is ours by name: what the user says must not leave, and whose hosts may be named."""

from __future__ import annotations

from msgspec import Struct


class Names(Struct, frozen=True, kw_only=True):
    """The names a user declared; each attribute is a key of ``[names]``.

    Attributes:
        private_scopes: npm scopes of packages that are never public, with their ``@``.
        private_names: Package names that are never public.
        codenames: Words that must not appear in what is shipped.
        internal_hosts: Hosts that must not be named; ``*.`` at the start stands for any name below.
        allowed_map_hosts: Hosts on which source maps may be said to be; ``*.`` as above.
    """

    private_scopes: tuple[str, ...] = ()
    private_names: tuple[str, ...] = ()
    codenames: tuple[str, ...] = ()
    internal_hosts: tuple[str, ...] = ()
    allowed_map_hosts: tuple[str, ...] = ()
