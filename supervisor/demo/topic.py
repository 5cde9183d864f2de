"""What the demo's issues are about: a title, what customers say, a cause and a measure, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.issues.issue import CauseKind

LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class Said:
    """A topic in one language."""

    title: str
    says: str
    cause: str
    measure: str


@dataclass(frozen=True)
class Topic:
    """*department* is a key of `departments.DEPARTMENTS`, *type* one of the demo's types of contact.
    *varies*: "area", "plan" or "" by what several issues about it differ. *severity* 1 is worst."""

    key: str
    department: str
    type: str
    severity: int
    cause: CauseKind
    zh: Said
    en: Said
    varies: str = ""

    def said(self, language: str) -> Said:
        """Its words in *language*."""
        return self.zh if language == "zh_CN" else self.en


AREAS: tuple[tuple[str, str], ...] = (
    ("城东", "East district"),
    ("滨江", "Riverside"),
    ("高新区", "High-tech zone"),
    ("老城区", "Old town"),
    ("大学城", "University town"),
    ("开发区", "Development zone"),
    ("西山", "West Hill"),
    ("临港", "Harbour"),
    ("新城", "New town"),
    ("南湖", "South Lake"),
)
PLANS: tuple[tuple[str, str], ...] = (
    ("畅享 59", "Free 59"),
    ("畅享 99", "Free 99"),
    ("融合 129", "Bundle 129"),
    ("融合 199", "Bundle 199"),
    ("校园 39", "Campus 39"),
    ("商务 299", "Business 299"),
    ("亲情网", "Family circle"),
    ("流量月包", "Monthly data pack"),
)
