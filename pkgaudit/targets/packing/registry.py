"""Every packer there is."""

from __future__ import annotations

from collections.abc import Mapping

from pkgaudit.targets.packing import bun, npm, pnpm, yarn_berry, yarn_classic
from pkgaudit.targets.packing.packer import Packer
from pkgaudit.targets.packing.packer_choice import PackerName

PACKERS: Mapping[PackerName, Packer] = {
    PackerName.NPM: npm,
    PackerName.PNPM: pnpm,
    PackerName.YARN_CLASSIC: yarn_classic,
    PackerName.YARN_BERRY: yarn_berry,
    PackerName.BUN: bun,
}
