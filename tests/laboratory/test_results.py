"""What every result is: a frozen record whose cut-offs have sources."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import attrs
import pytest

from magnesium import laboratory as lab
from magnesium.catalogs.sources import sources
from magnesium.rendering.blocks import Heading


def _results() -> list[lab.Measurement[Any]]:
    return [
        lab.classify_serum(mmol_per_l=0.7, interval="iom1997"),
        lab.classify_serum(mg_per_dl=1.7, interval=lab.own_interval(lower_mg_per_dl=1.6, upper_mg_per_dl=2.4)),
        lab.ctcae_hypomagnesemia(mg_per_dl=1.1),
        lab.ctcae_hypermagnesemia(mg_per_dl=4.0),
        lab.fractional_excretion(
            urine_magnesium_mg_per_dl=3.0,
            serum_creatinine_mg_per_dl=1.0,
            serum_magnesium_mg_per_dl=1.2,
            urine_creatinine_mg_per_dl=100,
        ),
        lab.daily_excretion(volume_ml=1500, mg_per_dl=5),
        lab.egfr_ckd_epi_2021(creatinine_mg_per_dl=0.9, age_years=55, sex="female"),
        lab.magnesium_depletion_score(
            takes_diuretic=True, takes_ppi=True, egfr_ml_per_min_per_1_73_m2=55, drinks_per_day=3, sex="male"
        ),
        *(
            lab.loading_retention(
                dose_mmol=14, excreted_mmol=9, baseline_mmol=2 if protocol.subtracts_baseline else None, protocol=id_
            )
            for id_, protocol in lab.loading_protocols.items()
        ),
        lab.water_hardness(calcium_mg_per_l=50, magnesium_mg_per_l=10),
        lab.magnesium_from_hardness(total_hardness_mg_per_l_as_caco3=200, calcium_mg_per_l=60),
        lab.calcium_to_magnesium(calcium_mg_per_day=1000, magnesium_mg_per_day=400),
    ]


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
def test_a_result_is_frozen_and_survives_pickle(result: lab.Measurement[Any]) -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        result.value = 0.0  # type: ignore[misc]
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301  (our own bytes)
    assert hash(result) == hash(result)


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
def test_the_title_of_a_result_says_what_was_measured_and_the_result(result: lab.Measurement[Any]) -> None:
    first = next(iter(result.blocks()))
    assert isinstance(first, Heading)
    assert first == Heading(result.title, 1)
    assert str(result) in result.title


@pytest.mark.parametrize("result", _results(), ids=lambda result: type(result).__name__)
def test_every_cutoff_that_is_not_the_callers_has_a_source_of_the_result(result: lab.Measurement[Any]) -> None:
    for cutoff in result.cutoffs:
        assert cutoff.sources or "own limits" in cutoff.meaning
        assert set(cutoff.sources) <= set(result.sources)
    if not isinstance(result, lab.DepletionScore):
        assert {cutoff.unit for cutoff in result.cutoffs} <= {result.unit}


SEEN_WITH_THE_VIGNETTES = {"alfredpath", "davislab", "ukmi370", "medalghypermg", "jahnen2012"}
"""Read for facts.yaml beside the vignettes, which names them by other keys."""


def _sources() -> set[str]:
    found = {source for result in _results() for source in result.sources}
    found |= {source for interval in lab.reference_intervals.values() for source in interval.sources}
    return found | {source for protocol in lab.loading_protocols.values() for source in protocol.sources}


def test_sources_are_references_that_were_seen(shared: Path) -> None:
    path = shared / "facts" / "clinical" / "references.yaml"
    yaml = pytest.importorskip("yaml")
    references = yaml.safe_load(path.read_text(encoding="utf-8"))
    status = {reference["key"].lower().replace("_", "-"): reference["status"] for reference in references}
    for source in _sources() - {"ciaaw"} - SEEN_WITH_THE_VIGNETTES:  # atomic weights are in the bibliography already
        assert status[source] in {"seen", "seen_secondary"}, source


def test_what_must_stay_out_is_out() -> None:
    """No sound source was found for these, so there is no function for them."""
    names = " ".join(lab.__all__).casefold()
    assert not any(word in names for word in ("albumin", "absor", "shrink", "corrected"))


def test_the_module_offers_what_it_lists() -> None:
    assert sorted(lab.__all__) == list(lab.__all__)
    for name in lab.__all__:
        assert getattr(lab, name).__doc__


def test_every_source_of_a_laboratory_value_is_in_the_bibliography() -> None:
    for source in sorted(_sources()):
        assert sources[source].citation
