"""What the words of food names mean for a search: plain forms, changed forms, classes and synonyms.

The publishers mark a plain food with words such as "raw", "NFS" (not further specified) or
"cooked, no added fat", and put a class before many names ("Nuts, almonds"). These lists describe the publishers'
style and everyday English, not single foods.
"""

from __future__ import annotations

import re

from magnesium.text import words


def _stems(text: str) -> frozenset[str]:
    return frozenset(words(text))


PLAIN = _stems(
    """raw fresh plain regular whole nfs ns as to cooked boiled drained
    ready-to-eat unspecified all types varieties and or only from of
    enriched unenriched long grain mature seeds brewed prepared water unsalted fluid
    milkfat commercially commercial meat ground kernels dry roasted generic year round average
    home-prepared unsweetened hard form"""
)
"""Words of a plain form; a further one does not make a name less plain."""

CHANGED = _stems(
    """added with without fried canned dried frozen salted sweetened flavored flavor chocolate fast food restaurant
    school cafeteria imitation meatless substitute replacement oil butter sauce cream creamed reduced
    low light lightly lite lowfat nonfat free sodium fortified honey powder powdered mix condensed pickled
    candied glazed
    sandwich soup baby toddler topping bar stuffed filled topped dressing vegetarian dehydrated
    skin peel shell bone separable lean trimmed imported wild game microwaved instant diet
    coated breaded battered jerky smoked cured juice drink dip spread style deviled benedict peking
    alcoholic sprouted glutinous industrial ready-to-heat other"""
)
"""Words of a changed form, which must be stated to be meant."""

CLASSES = _stems(
    """nuts seeds fish spices beverages cereals cheese candies crustaceans mollusks sweeteners
    leavening agents babyfood snacks vegetables beans peppers squash cookies cake syrups game"""
)
"""First words of a name that only state the class of the food: "Nuts, almonds"."""

_SYNONYMS = """
    roast: roasted | bake: baked | grill: grilled broiled | grilled: broiled | fry: fried | boil: boiled
    steamed: cooked boiled | stewed: cooked | fresh: raw | tinned: canned | wholemeal: whole wheat
    omelette: omelet | porridge: oatmeal oats | prawn: shrimp | courgette: zucchini | aubergine: eggplant
    beetroot: beet | sweetcorn: corn | gherkin: pickle pickles | yoghurt: yogurt | chilli: chili | broad: fava
    mac: macaroni | skimmed: skim nonfat | semi: reduced | donut: doughnut | rocket: arugula | swede: rutabaga
    coriander: cilantro | mange: snow | mangetout: snow | crisps: chips | groundnut: peanut | mince: ground
    minced: ground | hazelnut: filberts | wholegrain: whole | black: brewed | hamburger: burger
    cocoa: cacao
"""
SYNONYMS: dict[str, frozenset[str]] = {
    words(left)[0]: _stems(right)
    for left, _, right in (line.partition(":") for line in _SYNONYMS.replace("\n", "|").split("|"))
    if right.strip()
}
"""Words that may replace a word in a food's name."""

# Foods that a plain word seldom means come after plain foods.
_CATEGORY_PENALTY = {
    "baby foods": 6,
    "fast foods": 4,
    "restaurant foods": 6,
    "traditional foods": 4,
    "mixed dishes": 2,
    "soups and sauces": 1,
    "other": 2,
}
_BRAND_PENALTY = 6


def has_brand(name: str) -> bool:
    """Return whether a name has a brand, which the publishers write in capitals: "Candies, MARS SNACKFOOD US, M&M's".

    >>> has_brand("McDONALD'S, BIG MAC"), has_brand("Big Mac (McDonalds)")
    (True, False)
    """
    return any(len(word) > 2 and word.isupper() for word in name.replace(",", " ").split())


def penalty(name: str, category: str) -> int:
    """Return how rarely a plain word means this food; above 0 for brands and dishes."""
    # The publishers write brands in capitals: "Candies, MARS SNACKFOOD US, M&M's".
    brand = not name[1:].islower() and any(len(word) > 3 and word.isupper() for word in name.replace(",", " ").split())
    return _CATEGORY_PENALTY.get(category, 0) + (_BRAND_PENALTY if brand or "(" in name else 0)


def cost(word: str) -> int:
    """Return the cost of a further word of a name in the order of a search."""
    return 0 if word in PLAIN else 3 if word in CHANGED else 2


_PLAIN_PHRASES = re.compile(r"\b(?:no added (?:fat|salt|sugar)|without (?:added )?(?:salt|sugar)|no salt added)\b")


def without_plain_phrases(name: str) -> str:
    """Return a name without the phrases that state that nothing was added.

    >>> without_plain_phrases("Kale, fresh, cooked, no added fat")
    'Kale, fresh, cooked, '
    """
    return _PLAIN_PHRASES.sub("", name)


def head(name: str) -> str:
    """Return the part of a name that names the food: the first, or the second after a class.

    >>> head("Nuts, almonds, dry roasted"), head("Spinach, raw")
    ('almonds', 'Spinach')
    """
    parts = name.split(", ")
    if len(parts) > 1 and set(words(parts[0])) <= CLASSES:
        return parts[1]
    return parts[0]
