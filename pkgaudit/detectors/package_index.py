"""Settings that let packages come from more places than one, or from places nobody vouches for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from pkgaudit.detectors.concluding import ConcludingCheck
from pkgaudit.detectors.params import params_of
from pkgaudit.detectors.protocol import Need
from pkgaudit.model.artifact import Artifact
from pkgaudit.model.dependency_document import IndexSetting
from pkgaudit.model.finding import Hit
from pkgaudit.model.rule import Rule


class Params(msgspec.Struct, forbid_unknown_fields=True, frozen=True, kw_only=True, rename="kebab"):
    """What a rule asks.

    Attributes:
        options: Names of settings, in lower case and without dashes before them; any of these.
        values: How the value begins; empty means any.
        addresses: How the value of any other setting begins.
        unless: How neither begins.
    """

    options: tuple[str, ...]
    values: tuple[str, ...] = ("",)
    addresses: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


NEEDS = frozenset((Need.DEPENDENCIES,))
FACTS: Mapping[str, str] = {
    "option": "the setting, as written",
    "value": "its value, without user and password",
    "kind": "both, to tell findings apart",
}
PARAMS = Params
VISITS = False


def prepare(rules: Sequence[Rule]) -> ConcludingCheck:
    """Return a check for all rules about package indexes."""
    asked = [(rule.name, params_of(rule, Params)) for rule in rules]

    def judge(artifact: Artifact) -> Iterator[Hit]:
        if not any(document.indexes for document in artifact.documents):
            return
        from pkgaudit.detectors.dependency_places import Places  # noqa: PLC0415 -- only where there is such a setting

        places = Places(artifact)
        for document in places.documents():
            if places.is_test_data(document):
                continue
            for name, params in asked:
                for setting in document.indexes:
                    if _is_asked(setting, params):
                        facts = {
                            "option": setting.option,
                            "value": setting.value,
                            "kind": f"{setting.option} {setting.value}",
                        }
                        yield Hit(rule=name, location=document.location, line=setting.line, facts=facts)

    return ConcludingCheck(judge)


def _is_asked(setting: IndexSetting, params: Params) -> bool:
    plain, value = setting.option.lower().lstrip("-").replace("_", "-").rpartition(".")[2], setting.value.lower()
    wanted = params.values if plain in params.options else params.addresses
    return value.startswith(wanted) and not value.startswith(params.unless)
