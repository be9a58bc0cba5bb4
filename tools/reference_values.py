"""Turn the collected reference values into two tables: the authorities, and their values.

Figures, ages and editions are carried over; names, scopes and notes are ours. Rows that were not
verified stay out: the Italian ones (whether each is a PRI or an AI was not checked).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

from magnesium.needs.reference_values import COLUMNS
from tools.tables import Table, csv_table

# Our id for each body, in the order in which they are listed; label bodies come last.
AUTHORITIES = {
    "nasem": ("National Academies (NASEM, formerly IOM)", "United States and Canada"),
    "efsa": ("European Food Safety Authority (EFSA)", "European Union"),
    "uk": (
        "Committee on Medical Aspects of Food Policy (COMA) and Expert Group on Vitamins and Minerals (EVM)",
        "United Kingdom",
    ),
    "who": ("Food and Agriculture Organization and World Health Organization (FAO/WHO)", "world"),
    "anz": ("National Health and Medical Research Council and Ministry of Health (NHMRC)", "Australia and New Zealand"),
    "nordic": ("Nordic Council of Ministers (NNR)", "Nordic and Baltic countries"),
    "dach": ("Nutrition societies of Germany, Austria and Switzerland (D-A-CH)", "Germany, Austria and Switzerland"),
    "anses": ("Agence nationale de sécurité sanitaire (ANSES)", "France"),
    "netherlands": ("Health Council of the Netherlands (Gezondheidsraad)", "Netherlands"),
    "japan": ("Ministry of Health, Labour and Welfare (MHLW)", "Japan"),
    "korea": ("Ministry of Health and Welfare and Korean Nutrition Society", "South Korea"),
    "china": ("Chinese Nutrition Society (CNS)", "China"),
    "india": ("Indian Council of Medical Research, National Institute of Nutrition (ICMR-NIN)", "India"),
    "taiwan": ("Health Promotion Administration (HPA)", "Taiwan"),
}
LABEL_BODIES = ("fda", "eu", "canada")

# (authority, edition) as collected → our authority, our edition, our source.
EDITIONS = {
    ("IOM/NASEM (US, Canada)", "DRI 1997"): ("nasem", "DRI 1997", "iom1997"),
    ("EFSA (EU)", "DRV 2015"): ("efsa", "DRV 2015", "efsa2015"),
    ("SCF/EFSA (EU)", "UL 2001"): ("efsa", "UL 2001", "scf2001"),
    ("COMA (UK)", "DRV 1991"): ("uk", "DRV 1991", "coma1991"),
    ("EVM (UK)", "Safe Upper Levels 2003"): ("uk", "Safe Upper Levels 2003", "evm2003"),
    ("FAO/WHO", "FAO/WHO 2001"): ("who", "FAO/WHO 2001", "fao2001"),
    ("FAO/WHO", "FAO/WHO 2004 (2nd ed.)"): ("who", "FAO/WHO 2004", "fao2004"),
    ("NHMRC/MoH (Australia, New Zealand)", "NRV 2006"): ("anz", "NRV 2006", "nhmrc2006"),
    ("Nordic Council (NNR)", "NNR 2023"): ("nordic", "NNR 2023", "nnr2023"),
    ("D-A-CH (DGE, OeGE, SGE)", "Referenzwerte 2021"): ("dach", "Referenzwerte 2021", "dach2021"),
    ("ANSES (France)", "References nutritionnelles 2021"): ("anses", "Références 2021", "anses2021"),
    ("Gezondheidsraad (Netherlands)", "Adults 2018; children 2025"): (
        "netherlands",
        "Adults 2018, children 2025",
        "gr2025",
    ),
    ("MHLW (Japan)", "DRIs 2020"): ("japan", "DRIs 2020", "mhlw2020"),
    ("MHLW (Japan)", "DRIs 2025"): ("japan", "DRIs 2025", "mhlw2025"),
    ("MOHW/KNS (Korea)", "KDRI 2020"): ("korea", "KDRI 2020", "kdri2020"),
    ("CNS (China)", "DRIs 2013"): ("china", "DRIs 2013", "cns2013"),
    ("CNS (China)", "DRIs 2023"): ("china", "DRIs 2023", "cns2023"),
    ("ICMR-NIN (India)", "RDA/EAR 2020"): ("india", "RDA and EAR 2020", "icmr2020"),
    ("HPA (Taiwan)", "DRIs 8th ed."): ("taiwan", "DRIs 8th edition", "hpa-taiwan"),
    ("FDA (US)", "DV 2016"): ("fda", "DV 2016", "21cfr101.9"),
    ("FDA (US)", "DV before 2016"): ("fda", "DV before 2016", "21cfr101.9-1993"),
    ("European Union", "Reg. 1169/2011"): ("eu", "Regulation 1169/2011", "eu1169"),
    ("Health Canada", "Table of Daily Values 2016"): ("canada", "Table of Daily Values 2016", "hcdv2016"),
}
LEFT_OUT = {"SINU (Italy)"}
VERIFIED = {"one source", "two sources"}

SCOPES = {
    "total intake": "total intake",
    "label": "label",
    "supplements and pharmacological sources only (not food or water)": "supplements and medicines",
    "supplements only": "supplements and medicines",
    "supplemental magnesium": "supplements and medicines",
    "supplemental magnesium (readily dissociable salts)": "supplements and medicines",
    "readily dissociable Mg salts / supplements, not food": "supplements, medicines and added salts",
    # The rest of this one (in supplements, water or added to food, not naturally in food) is cut off.
    "readily dissociable Mg salts (and MgO)": "supplements, medicines and added salts",
    "sources other than ordinary food": "supplements, medicines and added salts",
    "sources other than food only": "supplements, medicines and added salts",
    "soluble magnesium in foods and drinking water": "soluble magnesium, also in drinking water",
}

# The year of Taiwan's magnesium table was not verified, so none is said.
NO_YEAR = {"taiwan"}


def read_reference_values(path: Path) -> Iterator[dict[str, str]]:
    """Yield the verified rows of the collected table in our names."""
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["authority"] not in LEFT_OUT and row["confidence"] in VERIFIED:
                yield _ours(row)


def _ours(row: dict[str, str]) -> dict[str, str]:
    authority, edition, source = EDITIONS[row["authority"], row["edition"]]
    return {
        "authority": authority,
        "edition": edition,
        "year": "" if authority in NO_YEAR else row["year"],
        "kind": row["kind"],
        "is_increment": {"absolute": "no", "increment": "yes"}[row["value_type"]],
        "scope": SCOPES[row["scope"].partition(" in supplements,")[0]],
        "sex": row["sex"],
        "life_stage": row["life_stage"],
        "age_from_months": row["age_from_months"],
        "age_to_months": row["age_to_months"],
        "mg_per_day": row["value_mg_per_day"],
        "note": note(row),
        "confidence": row["confidence"],
        "source": source,
    }


def note(row: dict[str, str]) -> str:
    """Return what a user must know of a value, in our words; most need nothing.

    >>> note({"kind": "AR_PROVISIONAL", "authority": "", "value_mg_per_day": "240", "notes": ""})
    'provisional: 0.8 × the AI, not an average requirement found by experiment'
    """
    theirs = row["notes"]
    if not row["value_mg_per_day"]:
        per_kg = "per kg body weight" in theirs
        return "5 mg per kg body weight a day; no figure in mg a day" if per_kg else "not determined for this age"
    if row["kind"] in KIND_NOTES:
        return KIND_NOTES[row["kind"]]
    return next((ours for mark, ours in AGE_NOTES.items() if mark in theirs), "")


KIND_NOTES = {
    "AR_PROVISIONAL": "provisional: 0.8 × the AI, not an average requirement found by experiment",
    "GUIDANCE_LEVEL": "a guidance level for adults, not a safe upper level; adult is taken as 18 years and over",
    "UL_SUGGESTED": "a suggested tolerable limit for soluble magnesium",
    "ESTIMATED_VALUE": "an estimated value (Schätzwert)",
}
# What a collected note says of an age → what we say of it.
AGE_NOTES = {
    "lower age 19 y assumed": "adult is taken as 19 years and over",
    "read as over 65": "the printed limit of 65 years is read as including age 65",
    "through age 65": "the printed limit of 65 years is read as including age 65",
    "read as 51": "printed 50+, read as 51 years and over",
}


def reference_values_table(rows: Iterable[dict[str, str]]) -> Table:
    """Return the table of values; its order is the collection's, its ids are numbers within a body."""
    counts: dict[str, int] = {}
    out = []
    for row in rows:
        body = row["authority"]
        counts[body] = counts.get(body, 0) + 1
        out.append(tuple({"id": f"{body}:{counts[body]}", **row}[column] for column in COLUMNS))
    return csv_table(
        "reference_values.csv",
        COLUMNS,
        out,
    )


def authorities_table() -> Table:
    """Return the table of the bodies that set reference intakes."""
    return csv_table(
        "authorities.csv",
        ("id", "name", "region"),
        [(id_, name, region) for id_, (name, region) in AUTHORITIES.items()],
    )
