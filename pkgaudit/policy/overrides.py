"""What the command line says over the configuration."""

from __future__ import annotations

from msgspec.structs import replace

from pkgaudit.policy.baseline import Baseline
from pkgaudit.policy.configuration_words import Bar
from pkgaudit.policy.policy import Policy, bar_of


def overridden(
    policy: Policy,
    *,
    fail_on: Bar | None = None,
    select: frozenset[str] = frozenset(),
    ignore: frozenset[str] = frozenset(),
    strict_waivers: bool = False,
    baseline: Baseline | None = None,
) -> Policy:
    """Return the policy with the last word of the command line about everything that it names.

    ``select`` takes the place of the configured one, and what it names is no longer ignored; ``ignore`` adds to the
    configured one.

    Args:
        policy: Of the configuration.
        fail_on: None leaves it.
        select: Empty leaves it.
        ignore: Empty leaves it.
        strict_waivers: False leaves it.
        baseline: None leaves it.
    """
    origins = dict(policy.origins)
    if fail_on is not None:
        origins["fail-on"] = "--fail-on"
        policy = replace(policy, fail_on=bar_of(fail_on))
    if select:
        origins["select"] = "--select"
        policy = replace(policy, select=select, ignore=policy.ignore - select)
    origins.update(dict.fromkeys((f"ignore.{name}" for name in ignore - policy.ignore), "--ignore"))
    return replace(
        policy,
        ignore=policy.ignore | ignore,
        strict_waivers=strict_waivers or policy.strict_waivers,
        baseline=baseline or policy.baseline,
        origins=origins,
    )
