"""Link foods of the United States tables with the same foods in other tables, by name, form and energy.

The rule (see also docs/food-tables.md):

1. A name is reduced to the words for the thing (stems, synonyms joined, remarks such as "without salt" dropped) and to
   its form: raw, dried, cooked, fried, roasted, canned, frozen, smoked.
2. Two foods are the same if the words for the thing are equal as sets, the forms are equal or one of them is not
   stated, and the energy differs by at most 20 % or 20 kcal per 100 g. If a form is not stated, both energies must be
   known. Magnesium is never looked at: a link must not depend on the figures that it lets one compare.
3. Of several candidates in a table the one with the same form counts, then the one whose printed name agrees, then the
   one of nearest energy.

Foods without an English name are linked by the translation in ``data-sources/food_names.csv``, made by hand, which also
states what a name leaves open. Values that were taken from a table of the United States are listed apart: they are
copies.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import attrs

from magnesium.text import words
from tools.tables import Table, csv_table

HEADER = ("id", "food_ids", "copies")
FILE = "food_links.csv"

_WITHOUT_ENERGY = frozenset({"cnf"})
"""Tables that are bundled without energies; their foods are linked by name and form alone."""

_RELATIVE, _KCAL = 0.20, 20.0
"""Energies that differ by no more than this share, or by no more than these kcal per 100 g, agree."""

_REMARKS = re.compile(
    r"""\([^)]*\)|cooked in water|in unsalted water|mixed species
      |without (?:added )?(?:salt|sugar|skin|stone|shell|peel)
      |(?:with )?added vitamin.*|without added vitamin.*|no added (?:fat|salt|sugar)
      |all (?:commercial )?varieties|mature seeds|flesh and skin|separable lean(?: only)?|meat only
      |year round average|regular and quick(?:,? not fortified)?|not fortified|ready-to-eat|lightly|with salt added
      |from the market|sold as .*|\bdl\b|\bNFS\b|commercially prepared|food service|vitamin [acd]\b""",
    re.IGNORECASE | re.VERBOSE,
)
_HEAT = re.compile(r"(?P<moist>moist heat)|dry heat|dry-(?:roasted|grilled)", re.IGNORECASE)
_NOISE = frozenset(
    words(
        """nuts nut seeds seed spices spice fish beverages beverage alcoholic crustaceans mollusks cereals
        cereal leavening agents sweeteners and or of in the with from to for a an all average
        mature drained regular commercial plain varieties unsalted unsweetened unenriched enriched
        kernels kernel generic salt fluid flesh pulp uncooked standard type types prepared brewed infusion
        edible common large grade hulled shelled filet fillet species farmed atlantic cut style made product
        ready home long-grain medium-grain short-grain pre-packaged prepacked industrial domestic
        peeled without skin average"""
    )
)
_SAME = {
    words(word)[0]: words(same)
    for same, others in {
        "yogurt": "yoghurt yogourt",
        "zucchini": "courgette",
        "eggplant": "aubergine",
        "chickpea": "garbanzo chickpeas",
        "flaxseed": "linseed flax",
        "bell": "capsicum",
        "arugula": "rocket",
        "rutabaga": "swede",
        "beet": "beetroot",
        "corn": "maize sweetcorn",
        "shrimp": "prawn",
        "hazelnut": "filberts filbert hazelnuts cobnut",
        "wholemeal": "wholegrain wholewheat",
        "cilantro": "coriander",
        "fava": "broad broadbean",
        "bean": "haricot",
        "rapeseed": "canola",
        "cottage": "cottage-cheese",
        "ham": "gammon",
        "peanut": "groundnut",
        "brazilnut": "brazil brazilnuts",
        "soy": "soya soybean",
        "mandarin": "tangerine clementine",
    }.items()
    for word in others.split()
}
_FORMS = {
    form: frozenset(words(named))
    for form, named in {
        "dried": "dried dry dehydrated powder powdered desiccated",
        "canned": "canned tinned appertised",
        "frozen": "frozen deep-frozen",
        "smoked": "smoked",
        "fried": "fried pan-fried",
        "roasted": "roasted grilled broiled baked barbecued oven",
        "cooked": "cooked boiled steamed stewed braised simmered poached moist heat",
        "raw": "raw fresh",
    }.items()
}
"""The words for a form, the stronger form first: "canned, drained, cooked" is canned."""

_RAW_IF_UNSTATED = frozenset({"vegetables", "fruits", "beef", "pork", "poultry", "lamb and game", "fish"})
"""Categories of foods whose bare name means the raw food."""

_CLASS_OF_CHEESE = frozenset(words("milk cream cottage hard soft goat sheep blue white processed fresh low fat"))
"""Words that need "cheese" to say what a food is; "Cheese, brie" does not."""


@attrs.frozen
class Name:
    """A reduced name: the food and its form."""

    things: frozenset[str]
    form: str
    """Empty if it is not stated."""


def reduced(name: str) -> Name:
    """Return what a name says.

    >>> reduced("Nuts, almonds") == reduced("Almond") and reduced("Lentils, raw").form
    'raw'
    """
    plain = _HEAT.sub(lambda heat: "cooked" if heat["moist"] else "roasted", _REMARKS.sub(" ", name))
    found = [same for word in words(plain) for same in _SAME.get(word, (word,))]
    stated = [form for form, named in _FORMS.items() if named & set(found)]
    all_forms = frozenset().union(*_FORMS.values())
    things = frozenset(found) - _NOISE - all_forms
    if not things & _WHOLE_DIFFERS:
        things -= _WHOLE
    if _NAMES_A_CHEESE.search(name) and len(things) == len(_CHEESE) + 1 and not things & _CLASS_OF_CHEESE:
        things -= _CHEESE
    return Name(things, stated[0] if stated else "")


_CHEESE = frozenset(words("cheese"))
_NAMES_A_CHEESE = re.compile(r"^cheese,|\bcheese$", re.IGNORECASE)
_WHOLE = frozenset(words("whole"))
_WHOLE_DIFFERS = frozenset(words("wheat grain flour bread pasta milk rye oat barley egg yogurt cornmeal"))
"""Foods of which a "whole" one is another thing."""


def names_of(name: str, category: str, everyday: Iterable[str] = ()) -> tuple[Name, ...]:
    """Return what the name and the *everyday* names of a food say; these mean the form of the printed name.

    >>> names_of("Beans, snap, green, raw", "vegetables", ["green beans"])[1].form
    'raw'
    """
    own = reduced(name)
    if not own.form and category in _RAW_IF_UNSTATED:
        own = Name(own.things, "raw")
    others = (reduced(other) for other in everyday)
    return tuple(dict.fromkeys((own, *(Name(other.things, own.form or other.form) for other in others))))


def is_average(name: str, category: str) -> bool:
    """Return whether a name means an average of several foods, which is never linked; varieties count as one food."""
    return "average" in name.casefold() and category not in {"vegetables", "fruits", "fish"}


@attrs.frozen(kw_only=True)
class Linked:
    """A food with the features used for linking."""

    id: str
    names: tuple[Name, ...]
    """What its name says, and the everyday names that mean it alone."""
    kcal: float | None
    category: str
    is_copy: bool = False
    """Whether its value was taken from a table of the United States."""

    @property
    def table(self) -> str:
        """Id of the food's table."""
        return self.id.partition(":")[0]


_COPIED = frozenset({"0", "4", "5", "108"})
"""Sources of Canadian values that are USDA's: unchanged, calculated or imputed from them, or deleted there since."""


def copied_foods(amounts: Path) -> frozenset[str]:
    """Return the ids of the Canadian foods whose magnesium is a value of the USDA."""
    with amounts.open(encoding="utf-8", newline="") as file:
        return frozenset(
            f"cnf:{row['food_id']}" for row in csv.DictReader(file) if row["nutrient_source_id"] in _COPIED
        )


def surveyed_foods(foods: Path) -> frozenset[str]:
    """Return the ids of the foods of SR28 that the national survey uses, by the flag in FOOD_DES.txt."""
    lines = foods.read_bytes().decode("latin-1").split("\r\n")
    fields = (line.split("^") for line in lines if line)
    return frozenset(f"sr28:{ndb.strip('~')}" for ndb, _, _, _, _, _, survey, *_ in fields if survey == "~Y~")


def linked_foods(
    rows: Iterable[Mapping[str, str]], names: Mapping[str, Sequence[str]], copies: Container[str] = ()
) -> Iterator[Linked]:
    """Yield the foods of bundled rows, with known magnesium, that are not averages of several foods.

    *names* holds further names by id: everyday names, or an English name that counts instead of a foreign one.
    """
    for row in rows:
        if row["mg_per_100g"] and not is_average(row["name"], row["category"]):
            yield Linked(
                id=row["id"],
                names=names_of(row["name"], row["category"], names.get(row["id"], ())),
                kcal=float(row["kcal_per_100g"]) if row["kcal_per_100g"] else None,
                category=row["category"],
                is_copy=row["id"] in copies,
            )


def links_table(bases: Iterable[Linked], others: Iterable[Linked]) -> Table:
    """Return the table of links from *bases*, foods of the United States tables, to the *others*."""
    found = list(_links(list(bases), list(others)))
    return csv_table(FILE, HEADER, sorted(found))


def _links(bases: Collection[Linked], others: Collection[Linked]) -> Iterator[tuple[str, str, str]]:
    chosen: dict[str, list[Linked]] = defaultdict(list)
    filled: set[tuple[str, str]] = set()
    for _, base, other in sorted(_candidates(bases, others), key=lambda found: found[0]):
        if (base.id, other.table) not in filled:
            chosen[base.id].append(other)
            filled.add((base.id, other.table))
    for id_, same in chosen.items():
        independent = [other.id for other in same if not other.is_copy]
        copies = [other.id for other in same if other.is_copy]
        if independent:
            yield id_, "|".join(sorted(independent)), "|".join(sorted(copies))


_Rank = tuple[bool, bool, int, float, str, str]


def _candidates(bases: Collection[Linked], others: Collection[Linked]) -> Iterator[tuple[_Rank, Linked, Linked]]:
    """Yield the pairs that are the same food, with the ranking between several candidates."""
    by_things: Mapping[frozenset[str], list[tuple[Linked, Name]]] = defaultdict(list)
    for other in others:
        for name in other.names:
            by_things[name.things].append((other, name))
    for base in bases:
        for place, name in enumerate(base.names):
            for other, named in by_things.get(name.things, ()):
                if name.things and _same_form(name, named, base, other):
                    gap = 0.0 if base.kcal is None or other.kcal is None else abs(base.kcal - other.kcal)
                    rank = (name.form != named.form, other.is_copy, place, gap, base.id, other.id)
                    yield rank, base, other


def _same_form(name: Name, named: Name, base: Linked, other: Linked) -> bool:
    known = base.kcal is not None and other.kcal is not None
    if (not known and other.table not in _WITHOUT_ENERGY) or frozenset({base.category, other.category}) in _NEVER_ONE:
        return False
    if name.form != named.form and (not known or (name.form and named.form and not _is_dry(name, named, base))):
        return False
    return not known or _agree(base.kcal or 0, other.kcal or 0)


_NEVER_ONE = (
    frozenset({"spices", "baked goods"}),
    frozenset({"spices", "sweets"}),
    frozenset({"spices", "beverages"}),
    frozenset({"spices", "mixed dishes"}),
    frozenset({"beverages", "grains"}),
)
"""Categories of a food and of what may be named for it: ginger nuts, rice wine."""


def _is_dry(name: Name, named: Name, base: Linked) -> bool:
    """Return whether the forms are raw and dried of nuts, pulses or grains, which mean the same."""
    return base.category in {"nuts", "legumes", "grains"} and {name.form, named.form} == {"raw", "dried"}


def _agree(kcal: float, other: float) -> bool:
    return abs(kcal - other) <= max(_KCAL, _RELATIVE * max(kcal, other))
