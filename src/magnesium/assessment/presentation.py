"""How an assessment is shown: as text for a terminal, as one small page of HTML, and in a notebook."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterator

import attrs

from magnesium.assessment.findings import WHEN, Finding, FindingKind, in_notebook, other_explanations, paragraphs
from magnesium.catalogs.sources import sources
from magnesium.clinical.differential_diagnoses import differential_diagnoses
from magnesium.evidence import Urgency
from magnesium.people import Person

DISCLAIMER = (
    "It describes what was given here and what sources say of it. It makes no diagnosis, advises no treatment, and "
    "does not replace anybody who can examine a person."
)
RED_FLAGS = "Red flags"
LOOK_FOR = "Look for these too: nobody said whether they are there"
_TITLES = {
    FindingKind.BLOOD_VALUE: "Blood value",
    FindingKind.SYMPTOM: "Symptoms",
    FindingKind.KIDNEY_CAUTION: "Kidneys and supplements",
    FindingKind.KIDNEY_FUNCTION: "Kidney function",
    FindingKind.UPPER_LEVEL: "Too much",
    FindingKind.ADEQUACY: "Intake",
    FindingKind.RISK_FACTOR: "Risk factors and medications",
    FindingKind.INTERACTION: "Interactions",
    FindingKind.DEPLETION_SCORE: "Magnesium depletion score",
    FindingKind.TEST: "Tests that a clinician may order",
    FindingKind.WARNING_SIGN: "Warning signs",
}


@attrs.frozen(kw_only=True)
class Shown:
    """What is shown of an assessment."""

    person: Person
    findings: tuple[Finding, ...]
    not_given: tuple[str, ...]
    urgency: Urgency
    sources: tuple[str, ...]


def sections(findings: tuple[Finding, ...]) -> dict[str, list[Finding]]:
    """Return the findings by the heading under which they stand; every one, in their order.

    Red flags come first, whatever they are about, then the signs to look for.
    """
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        title = RED_FLAGS if finding.is_red_flag else LOOK_FOR if finding.is_conditional else _TITLES[finding.kind]
        found.setdefault(title, []).append(finding)
    return found


def _summary(shown: Shown) -> str:
    if shown.urgency is Urgency.NONE:
        return "Nothing that was given is urgent by itself; what was not given is not known."
    return f"Most urgent of what was given: {WHEN[shown.urgency]}."


# -- text -----------------------------------------------------------------------------------------


def as_text(shown: Shown, width: int) -> str:
    """Return an assessment for a terminal of *width* columns, at least 40."""
    return "\n".join(_lines(shown, max(width, 40))) + "\n"


def _lines(shown: Shown, width: int) -> Iterator[str]:
    yield from _wrapped(f"Assessment: {shown.person}", width, "")
    yield from _wrapped(DISCLAIMER, width, "")
    yield from _wrapped(_summary(shown), width, "")
    for title, findings in sections(shown.findings).items():
        yield ""
        yield from _wrapped(title.upper() if title == RED_FLAGS else title, width, "")
        for finding in findings:
            yield from _finding(finding, width)
    if shown.not_given:
        yield ""
        yield "Not given, so not known"
        for text in shown.not_given:
            yield from _wrapped(text, width, "  ")
    if shown.sources:
        yield ""
        yield "Sources"
        for key in shown.sources:
            yield from _wrapped(f"[{key}] {sources[key]}", width, "  ")


def _finding(finding: Finding, width: int) -> Iterator[str]:
    mark = "! " if finding.is_red_flag else "- "
    yield from _wrapped(f"{mark}{finding.name}{finding.when and f' [{finding.when}]'}", width, "  ")
    for paragraph in paragraphs(finding):
        yield from _wrapped(paragraph, width, "      ")


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    further = indent + ("  " if len(indent) <= 2 else "")
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=further, break_on_hyphens=False)


# -- notebooks ------------------------------------------------------------------------------------


def as_notebook(shown: Shown) -> str:
    """Return an assessment as a small part of a page: red flags in full, all else folded, in its order."""
    from magnesium.rendering.notebook import note

    parts = [note(f"Assessment: {shown.person}", (DISCLAIMER, _summary(shown)))]
    for title, findings in sections(shown.findings).items():
        parts.append(_heading(title))
        parts += (in_notebook(finding, folded=not finding.is_red_flag) for finding in findings)
    if shown.not_given:
        parts.append(note("Not given, so not known", shown.not_given))
    return f"<div>{''.join(parts)}</div>"


def _heading(title: str) -> str:
    return f'<p style="margin:0.8em 0 0.2em"><strong>{_escaped(title)}</strong></p>'


# -- HTML -----------------------------------------------------------------------------------------

# One colour for each urgency, chosen to be read on white and on near-black.
_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d5d9de, #3b424b); --soft: light-dark(#586069, #a3acb8);
  --emergency: light-dark(#b00020, #ff8a8a); --prompt: light-dark(#9a4b00, #ffb566);
  --routine: light-dark(#0b5a8f, #86c5f2); --none: light-dark(#586069, #a3acb8); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 1rem;
  color: light-dark(#1c2127, #e6e9ed); background: light-dark(#fff, #15181c); }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
article { border: 1px solid var(--line); border-left: 4px solid var(--edge); border-radius: 4px;
  padding: .6rem .9rem; margin: .7rem 0; overflow-wrap: anywhere; }
article p, article ul { margin: .4rem 0 0; }
.emergency { --edge: var(--emergency); } .prompt { --edge: var(--prompt); }
.routine { --edge: var(--routine); } .none { --edge: var(--line); }
.when { color: var(--edge); font-weight: 600; } .none .when { color: var(--none); }
.support, .about { color: var(--soft); font-size: .875rem; } .caution { font-weight: 600; }
li { margin: .2rem 0; }
"""


def as_html(shown: Shown) -> str:
    """Return an assessment as one page of HTML that needs nothing else; every text in it is escaped."""
    title = _escaped(f"Assessment: {shown.person}")
    return "\n".join(
        (
            "<!doctype html>",
            '<html lang="en">',
            '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{title}</title><style>{_STYLE}</style></head>",
            "<body><main>",
            f"<h1>{title}</h1>",
            f'<p class="about">{_escaped(DISCLAIMER)}</p>',
            f'<p class="{shown.urgency}"><span class="when">{_escaped(_summary(shown))}</span></p>',
            *_html_sections(shown),
            "</main></body></html>",
            "",
        )
    )


def _html_sections(shown: Shown) -> Iterator[str]:
    for title, findings in sections(shown.findings).items():
        yield f"<section><h2>{_escaped(title)}</h2>"
        for finding in findings:
            yield from _html_finding(finding)
        yield "</section>"
    if shown.not_given:
        yield "<section><h2>Not given, so not known</h2><ul>"
        yield from (f"<li>{_escaped(text)}</li>" for text in shown.not_given)
        yield "</ul></section>"
    if shown.sources:
        yield '<section class="support"><h2>Sources</h2><ul>'
        for key in shown.sources:
            source = sources[key]
            link = f"https://doi.org/{source.doi}" if source.doi else source.url
            citation = _escaped(source.citation)
            yield (
                f"<li>[{_escaped(key)}] {citation}</li>"
                if link is None
                else f'<li>[{_escaped(key)}] <a href="{_escaped(link)}">{citation}</a></li>'
            )
        yield "</ul></section>"


def _html_finding(finding: Finding) -> Iterator[str]:
    yield f'<article class="{finding.urgency}"><h3>{_escaped(finding.name)}</h3>'
    if finding.when:
        yield f'<p class="when">{_escaped(finding.when)}</p>'
    yield f"<p>{_escaped(finding.text)}</p>"
    for caution in finding.cautions:
        yield f'<p class="caution">{_escaped(caution)}</p>'
    if finding.explanations:
        yield f"<details><summary>It can also be ({len(finding.explanations)})</summary><ul>"
        for id_, name in other_explanations(finding).items():
            yield f"<li><b>{_escaped(name)}</b>: {_escaped(differential_diagnoses[id_].clue)}</li>"
        yield "</ul></details>"
    yield f'<p class="support">{_escaped(finding.support)}</p></article>'


def _escaped(text: str) -> str:
    return html.escape(text, quote=True)
