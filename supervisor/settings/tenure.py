"""Tenure bands: how long somebody has been with the centre, in steps that targets can differ by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import msgspec

from supervisor.words import _


@dataclass(frozen=True)
class TenureBand:
    """People who joined fewer than *below_days* days ago (None: any number) and are in no band before."""

    name_zh: str
    name_en: str
    below_days: Annotated[int, msgspec.Meta(ge=1, le=20_000)] | None = None

    @property
    def id(self) -> str:
        """What targets refer to it by."""
        return self.name_en

    def name(self, language: str) -> str:
        """What a person reads."""
        return self.name_zh if language.startswith("zh") else self.name_en


USUAL_BANDS = (
    TenureBand("新人", "New", 91),
    TenureBand("成长期", "Growing", 366),
    TenureBand("熟手", "Tenured", None),
)


def bands_rise(bands: Sequence[TenureBand]) -> str | None:
    """What is expected of the bands; None when they are so: rising, the last one for everybody else."""
    limits = [band.below_days for band in bands]
    names = {band.id for band in bands}
    rising = [limit for limit in limits if limit is not None]
    fine = limits and limits[-1] is None and rising == sorted(set(rising)) and len(rising) == len(limits) - 1
    if fine and len(names) == len(bands) and all(band.name_zh and band.name_en for band in bands):
        return None
    return _("bands with rising days and names of their own, the last one without a limit")
