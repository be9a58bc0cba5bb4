"""Turn the collected supplement salts into our table; names and notes are ours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from magnesium.catalogs.reading import columns
from magnesium.foods.compounds import Compound
from tools.tables import Table, csv_table, number

# Their id → our id, our name, other names (| between), note, source. A salt that is not here is
# left out: its composition was marked as unverified.
OURS = {
    "oxide": ("magnesium-oxide", "Magnesium oxide", "magnesia", "", "case2021"),
    "hydroxide": ("magnesium-hydroxide", "Magnesium hydroxide", "milk of magnesia", "", "case2021"),
    "citrate-tribasic-anhydrous": (
        "magnesium-citrate",
        "Magnesium citrate, tribasic, anhydrous",
        "trimagnesium dicitrate|trimagnesium citrate",
        "three magnesium and two citrate ions, without water; the nonahydrate and the dibasic salt hold less",
        "merck-citrate",
    ),
    "citrate-tribasic-nonahydrate": (
        "magnesium-citrate-nonahydrate",
        "Magnesium citrate, tribasic, nonahydrate",
        "trimagnesium dicitrate nonahydrate",
        "nine water molecules to each formula unit",
        "merck-citrate",
    ),
    "citrate-dibasic": (
        "magnesium-hydrogen-citrate",
        "Magnesium hydrogen citrate",
        "magnesium citrate, dibasic|dibasic magnesium citrate",
        "many tables call this salt magnesium citrate; it holds 11.3 % magnesium, the tribasic salt 16.2 %",
        "merck-citrate",
    ),
    "bisglycinate": (
        "magnesium-bisglycinate",
        "Magnesium bisglycinate",
        "magnesium glycinate|magnesium diglycinate",
        "products sold as buffered also hold magnesium oxide",
        "case2021",
    ),
    "malate": ("magnesium-malate", "Magnesium malate", "", "", "case2021"),
    "taurate": ("magnesium-taurate", "Magnesium taurate", "", "", "case2021"),
    "l-threonate": ("magnesium-l-threonate", "Magnesium L-threonate", "magnesium threonate", "", "case2021"),
    "l-threonate-monohydrate": (
        "magnesium-l-threonate-monohydrate",
        "Magnesium L-threonate, monohydrate",
        "magnesium threonate monohydrate",
        "",
        "threonate-spec2026",
    ),
    "chloride-anhydrous": ("magnesium-chloride", "Magnesium chloride, anhydrous", "", "", "case2021"),
    "chloride-hexahydrate": (
        "magnesium-chloride-hexahydrate",
        "Magnesium chloride, hexahydrate",
        "",
        "molar mass computed from the formula",
        "ciaaw",
    ),
    "sulfate-anhydrous": ("magnesium-sulfate", "Magnesium sulfate, anhydrous", "magnesium sulphate", "", "case2021"),
    "sulfate-heptahydrate": (
        "magnesium-sulfate-heptahydrate",
        "Magnesium sulfate, heptahydrate",
        "epsom salt|epsom salts|magnesium sulphate heptahydrate",
        "molar mass computed from the formula",
        "ciaaw",
    ),
    "carbonate": ("magnesium-carbonate", "Magnesium carbonate, anhydrous", "", "", "case2021"),
    "aspartate": ("magnesium-l-aspartate", "Magnesium L-aspartate, anhydrous", "magnesium aspartate", "", "case2021"),
    "lactate": ("magnesium-lactate", "Magnesium lactate, anhydrous", "", "", "magnesioboi"),
    "gluconate": (
        "magnesium-gluconate",
        "Magnesium gluconate, anhydrous",
        "",
        "molar mass computed from the formula",
        "ciaaw",
    ),
    "orotate": ("magnesium-orotate", "Magnesium orotate, anhydrous", "", "", "case2021"),
    "pidolate": (
        "magnesium-pidolate",
        "Magnesium pidolate",
        "magnesium pyroglutamate",
        "formula from charge balance (two pyroglutamate ions to one magnesium ion)",
        "ciaaw",
    ),
    "citrate-malate": (
        "magnesium-citrate-malate",
        "Magnesium citrate malate",
        "",
        "a mixed salt of variable composition, 12 to 15 % magnesium: give the elemental amount",
        "efsa2018-citrate-malate",
    ),
}


def read_compounds(path: Path) -> list[dict[str, Any]]:
    """Return the collected salts as they stand in the YAML file."""
    import yaml

    salts: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return salts


def compound_rows(salts: Iterable[dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    """Yield our rows of the *salts* that are verified."""
    for salt in salts:
        if salt["id"] not in OURS:
            continue
        id_, name, names, note, source = OURS[salt["id"]]
        yield (
            f"compound:{id_}",
            name,
            names,
            salt["formula"] or "",
            salt["hydration"],
            str(salt.get("mg_atoms") or ""),
            number(salt.get("molar_mass_g_mol")),
            salt["cas"] if salt.get("cas_status") == "seen" else "",
            " ".join(code["code"] for code in salt["atc"] or ()),
            note,
            source,
        )


def compounds_table(salts: Iterable[dict[str, Any]]) -> Table:
    """Return the table of supplement salts, sorted by id."""
    return csv_table(
        "compounds.csv",
        columns(Compound),
        sorted(compound_rows(salts)),
        {
            "title": "Magnesium salts in supplements and medicines: formula, hydration, molar mass",
            "publisher": "the works named in each row's source",
            "edition": "2026",
            "sources": "bibliography.csv",
            "licence": "figures are facts; single ATC codes are cited (WHOCC)",
            "built_by": "tools/compounds.py",
        },
    )
