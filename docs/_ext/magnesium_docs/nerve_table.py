"""The threshold of the motor node by magnesium and calcium, computed when the site is built.

Without scripts it is a table; with ``nerve.js`` it has two sliders.
"""

from __future__ import annotations

from magnesium.excitability import NerveExcitability, nerve_excitability, parameters

MAGNESIUM = (*(number / 20 for number in range(2, 15)), 0.8, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0)
CALCIUM = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4)

_BEFORE = """\
<div class="nerve" data-normal="{normal}" data-charges="{charges}">
<div class="nerve-controls" hidden>
<label>Ionized magnesium <output></output><input type="range" step="1" min="0" data-of="magnesium"></label>
<label>Ionized calcium <output></output><input type="range" step="1" min="0" data-of="calcium"></label>
<p class="nerve-answer" aria-live="polite"></p>
<div class="nerve-scale" aria-hidden="true">
<span class="nerve-range"></span>
<span class="nerve-mark">normal, 100 %</span><span class="nerve-end">300 % and more</span>
</div>
</div>
<p class="nerve-caption">Threshold in percent of normal, by ionized magnesium (rows) and calcium (columns), in
mmol/L: with {densities} charges per nm². “lost”: no resting state, the node fires by itself. Last column: NMDA
receptors that are unblocked at {nmda_mv} mV, in percent.</p>
<div class="nerve-scroll" tabindex="0" role="region" aria-label="Thresholds by magnesium and calcium">
<table class="nerve-table">
"""
_AFTER = '</table>\n</div>\n</div>\n<script src="_static/nerve.js" defer></script>\n'


def nerve_table() -> str:
    """Return the table, and the sliders that a script shows, as HTML."""
    rows = [[_answer(magnesium, calcium) for calcium in CALCIUM] for magnesium in MAGNESIUM]
    charges = [f"{node.charges_per_nm2:g}" for node in rows[0][0].nodes]
    normal = (parameters[f"plasma-ionized-{ion}"].value for ion in ("magnesium", "calcium"))
    before = _BEFORE.format(
        normal=",".join(f"{ions:g}" for ions in normal),
        charges=",".join(charges),
        densities=" and ".join(reversed(charges)),
        nmda_mv=f"{rows[0][0].nmda_voltage_mv:g}".replace("-", "−"),
    )
    heads = "".join(f'<th scope="col" data-value="{calcium:g}">{calcium:.1f}</th>' for calcium in CALCIUM)
    head = f'<thead><tr><th scope="col">Mg \\ Ca</th>{heads}<th scope="col">NMDA</th></tr></thead>\n'
    return before + head + "<tbody>\n" + "".join(map(_row, rows)) + "</tbody>\n" + _AFTER


def _answer(magnesium: float, calcium: float) -> NerveExcitability:
    return nerve_excitability(magnesium_mmol_per_l=magnesium, calcium_mmol_per_l=calcium)


def _row(answers: list[NerveExcitability]) -> str:
    magnesium = answers[0].magnesium_mmol_per_l
    cells = "".join(map(_cell, answers))
    head = f'<th scope="row" data-value="{magnesium:g}">{magnesium:.2f}</th>'
    return f'<tr>{head}{cells}<td class="nerve-nmda">{100 * answers[0].nmda_unblocked:.0f}</td></tr>\n'


def _cell(answer: NerveExcitability) -> str:
    """Return the range of the threshold, lower end first; "lost" if the node has no resting state."""
    sparse, dense = ("lost" if percent is None else f"{percent:.0f}" for percent in answer.percent_of_normal)
    shown = sorted({sparse, dense}, key=lambda text: 0 if text == "lost" else int(text))
    data = f'data-sparse="{sparse}" data-dense="{dense}"'
    return f'<td class="{_class(shown)}" {data}>{"–".join(shown)}</td>'


def _class(shown: list[str]) -> str:
    return "nerve-lost" if shown == ["lost"] else "nerve-part" if "lost" in shown else "nerve-rest"
