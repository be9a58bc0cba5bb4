"""The vocabulary of reference values: their kinds, and how well each figure was checked."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from magnesium.evidence import Vocabulary


class ReferenceKind(Vocabulary):
    """The kind of a reference value, in the words of the body that sets it."""

    EAR = "EAR"
    AR_PROVISIONAL = "AR_PROVISIONAL"
    """0.8 × the AI (NNR 2023); not an average requirement for the EAR cut-point."""
    RDA = "RDA"
    RDI = "RDI"
    RNI = "RNI"
    PRI = "PRI"
    AI = "AI"
    ESTIMATED_VALUE = "ESTIMATED_VALUE"
    LRNI = "LRNI"
    UL = "UL"
    GUIDANCE_LEVEL = "GUIDANCE_LEVEL"
    UL_SUGGESTED = "UL_SUGGESTED"
    DV = "DV"
    NRV = "NRV"

    @property
    def label(self) -> str:
        """The kind as printed."""
        return _LABELS.get(self, str(self))


_LABELS = MappingProxyType(
    {
        ReferenceKind.AR_PROVISIONAL: "provisional AR",
        ReferenceKind.ESTIMATED_VALUE: "estimated value",
        ReferenceKind.GUIDANCE_LEVEL: "guidance level",
        ReferenceKind.UL_SUGGESTED: "suggested UL",
    }
)

Family = Literal["ear", "provisional_ar", "rda", "ai", "lrni", "ul"]
"""The names of families of reference values."""

FAMILIES: Mapping[str, tuple[ReferenceKind, ...]] = MappingProxyType(
    {
        "ear": (ReferenceKind.EAR,),
        "provisional_ar": (ReferenceKind.AR_PROVISIONAL,),
        "rda": (ReferenceKind.RDA, ReferenceKind.RDI, ReferenceKind.RNI, ReferenceKind.PRI),
        "ai": (ReferenceKind.AI, ReferenceKind.ESTIMATED_VALUE),
        "lrni": (ReferenceKind.LRNI,),
        "ul": (ReferenceKind.UL, ReferenceKind.GUIDANCE_LEVEL, ReferenceKind.UL_SUGGESTED),
    }
)
"""Kinds with the same meaning, by their field of :class:`~magnesium.ReferenceValues`."""


class Confidence(Vocabulary):
    """In how many independent places a figure was verified."""

    TWO_SOURCES = "two sources"
    ONE_SOURCE = "one source"
