from __future__ import annotations

import itertools
import re

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.needs.editions import find_edition
from magnesium.needs.requirements import requirement_cv
from magnesium.needs.values import Published, published_values, undetermined_values
from magnesium.needs.within_person_sd import (
    WithinPersonSD,
    bundled_within_person_sd,
    published_within_person_sd,
    within_person_sds,
)
from magnesium.people import Sex, SexWord

GRAMMAR = re.compile(
    r"(?P<authority>[a-z]+):(?P<edition>[a-z0-9-]+):(?P<kind>[a-z_]+):(?P<sex>female|male|both)"
    r":(?P<stage>[a-z_]+):(?P<ages>any|\d+-\d*)"
)


def test_ids_are_made_of_the_content_and_are_unique() -> None:
    """A dict cannot hold an id twice: the content itself must be unique too."""
    contents = set()
    every: dict[str, Published] = {**published_values, **undetermined_values}
    assert len(every) == len(published_values) + len(undetermined_values)
    for id_, value in every.items():
        match = GRAMMAR.fullmatch(id_)
        assert match is not None, id_
        edition = mg.editions[f"{match['authority']}:{match['edition']}"]
        start, end = value.age_from_months, value.age_to_months
        ages = "any" if start is None and end is None else f"{start or 0}-{'' if end is None else end}"
        assert (value.authority, value.edition) == (edition.authority, edition.title)
        assert match["kind"] == value.kind.value.lower()
        assert match["sex"] == (value.sex or "both")
        assert match["stage"] == value.life_stage
        assert match["ages"] == ages
        contents.add((value.authority, value.edition, value.kind, value.sex, value.life_stage, start, end))
    assert len(contents) == len(every)


def test_the_example_of_the_design_is_there() -> None:
    value = published_values["nasem:dri1997:ear:female:general:228-372"]
    assert (value.mg_per_day, str(value.group)) == (255, "women 19–30 years")


def test_every_scope_counts_supplements_and_only_whole_intakes_count_food() -> None:
    for scope in mg.UpperLevelScope:
        assert mg.Origin.SUPPLEMENT in scope.origins
        whole = scope in {mg.UpperLevelScope.TOTAL, mg.UpperLevelScope.LABEL}
        assert (mg.Origin.FOOD in scope.origins) == whole
        assert not whole or scope.origins == set(mg.Origin)
    assert set(mg.upper_level_scopes) == set(mg.UpperLevelScope)


def test_upper_levels_have_the_scope_of_an_upper_level() -> None:
    every: list[Published] = [*published_values.values(), *undetermined_values.values()]
    for value in every:
        is_limit = value.kind in {"UL", "GUIDANCE_LEVEL", "UL_SUGGESTED"}
        assert is_limit == (mg.Origin.FOOD not in value.scope.origins), value.id


def test_within_person_sds_are_named_by_their_group() -> None:
    for id_, sd in within_person_sds.items():
        assert id_ == f"{sd.source}:{sd.group.key}"


def test_the_requirement_cv_is_the_edition_s_or_nasem_s() -> None:
    nasem = mg.reference_values(mg.Person(age=30, sex="male")).ear
    korea = mg.reference_values(mg.Person(age=30, sex="male"), authority="korea").ear
    assert mg.editions["nasem:dri1997"].requirement_cv == 0.1
    assert requirement_cv(nasem) == requirement_cv(korea) == requirement_cv() == 0.1


def test_a_cv_that_an_edition_states_comes_before_that_of_nasem(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bundled edition but NASEM's states one; a later edition may."""
    korea = mg.reference_values(mg.Person(age=30, sex="male"), authority="korea").ear
    assert korea is not None

    def stating(authority: str, title: str) -> mg.Edition:
        return attrs.evolve(find_edition(authority, title), requirement_cv=0.15)

    monkeypatch.setattr("magnesium.needs.requirements.find_edition", stating)
    assert requirement_cv(korea) == 0.15


@pytest.mark.parametrize("catalog", [published_values, undetermined_values])
def test_a_value_is_found_by_its_authority_kind_and_group(catalog: mg.Catalog[Published]) -> None:
    for value in itertools.islice(catalog.values(), 0, None, 25):
        found = catalog.search(f"{value.authority} {value.kind.label} {value.group}", limit=len(catalog))
        assert value in found, value.id


# --- recommended and compare -------------------------------------------------------------------


def test_recommended_says_which_it_is() -> None:
    assert mg.recommended(age=40, sex="male").kind is mg.ReferenceKind.RDA
    assert mg.recommended(age=40, sex="male", authority="efsa").kind is mg.ReferenceKind.AI
    assert mg.recommended(age=0.3, sex=None).kind is mg.ReferenceKind.AI
    with pytest.raises(mg.NoReferenceValueError, match="upper levels only"):
        mg.recommended(age=40, sex="male", authority="efsa", edition="UL 2001")


def test_the_rda_comes_before_an_ai() -> None:
    """No bundled edition sets both for one person; a user's own values can."""
    man = mg.Person(age=40, sex="male")
    values = attrs.evolve(mg.reference_values(man), ai=mg.recommended(age=40, sex="male", authority="efsa"))
    assert values.recommended is values.rda
    assert attrs.evolve(values, rda=None).recommended is values.ai


def test_where_a_body_sets_only_an_ear_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """No bundled edition does; the data of a body may."""
    values = attrs.evolve(mg.reference_values(mg.Person(age=40, sex="male")), rda=None, ai=None)
    monkeypatch.setattr("magnesium.needs.reference_values.reference_values", lambda *_, **__: values)
    with pytest.raises(mg.NoReferenceValueError, match=r"no recommended or adequate intake.*EAR of 350 mg/day"):
        mg.recommended(age=40, sex="male")
    values = attrs.evolve(values, ear=None)
    with pytest.raises(mg.NoReferenceValueError, match=r"no recommended or adequate intake for .*male[^;]*$"):
        mg.recommended(age=40, sex="male")


@given(
    st.floats(0, 129.9), st.sampled_from([None, "female", "male"]), st.booleans(), st.sampled_from(list(mg.authorities))
)
def test_recommended_is_the_rda_wherever_there_is_one(
    age: float, sex: str | None, pregnant: bool, authority: str
) -> None:
    asked = {"age": age, "sex": sex, "pregnant": pregnant, "authority": authority}
    try:
        value = mg.recommended(**asked)  # type: ignore[arg-type]
    except mg.MagnesiumError:
        with pytest.raises(mg.MagnesiumError):
            mg.rda(**asked)  # type: ignore[arg-type]
        return
    if value.kind in {"AI", "ESTIMATED_VALUE"}:
        with pytest.raises(mg.NoReferenceValueError, match=f"AI of {value.mg_per_day:g} mg/day"):
            mg.rda(**asked)  # type: ignore[arg-type]
    else:
        assert mg.rda(**asked) == value.mg_per_day  # type: ignore[arg-type]


@given(st.floats(0, 129.9), st.sampled_from([None, "female", "male"]))
def test_comparing_loses_no_authority(age: float, sex: str | None) -> None:
    person = mg.Person(age=age, sex=sex)  # type: ignore[arg-type]
    found = mg.compare(person)
    answered = [values.authority for values in found.values]
    assert sorted([*answered, *(missing.authority for missing in found.missing)]) == sorted(mg.authorities)
    for values in found.values:
        assert values == mg.reference_values(person, authority=values.authority)
    for missing in found.missing:
        with pytest.raises(mg.MagnesiumError, match=re.escape(missing.reason)):
            mg.reference_values(person, authority=missing.authority)
    assert "\n" not in str(found)
    assert len(repr(found)) <= 200
    lines = [" ".join(line.split()) for line in found.text(200).splitlines()]
    for value in found.recommended.values():
        figures = f"{value.authority} {value.kind.label} {value.mg_per_day:g} mg {value.edition} {value.source}"
        assert figures in lines


def test_a_comparison_names_the_lowest_and_the_highest() -> None:
    found = mg.compare(mg.Person(age=40, sex="male"))
    amounts = sorted((value.mg_per_day, id_) for id_, value in found.recommended.items())
    (low, lowest), (high, highest) = amounts[0], amounts[-1]
    assert f"{low:g} ({lowest}) to {high:g} mg/day ({highest}), {len(amounts)} authorities" in str(found)


@given(st.floats(0, 129.9), st.sampled_from([None, "female", "male"]))
def test_a_comparison_states_each_reason_for_a_missing_value(age: float, sex: SexWord | None) -> None:
    found = mg.compare(mg.Person(age=age, sex=sex))
    text = " ".join(found.text(120).split())
    assert all(" ".join(missing.reason.split()) in text for missing in found.missing)


def test_a_comparison_without_a_value_says_so() -> None:
    found = attrs.evolve(mg.compare(mg.Person(age=40, sex="male")), values=())
    assert "no authority sets a recommended or adequate intake" in str(found)


def test_a_value_that_depends_on_the_trimester_is_explained() -> None:
    with pytest.raises(mg.NoReferenceValueError, match="420 mg in the first, 450 mg in the second and third"):
        mg.recommended(age=30, sex="female", pregnant=True, authority="russia")
    assert mg.rda(age=30, sex="female", lactating=True, authority="russia") == 450


# --- food tables -------------------------------------------------------------------------------


def test_every_food_is_from_a_food_table() -> None:
    assert {id_.partition(":")[0] for id_ in mg.foods} == set(mg.food_tables)
    assert len({table.rank for table in mg.food_tables.values()}) == len(mg.food_tables)
    assert all(table.source in mg.sources for table in mg.food_tables.values())


@given(st.floats(0, 129.9), st.sampled_from(["female", "male"]))
def test_the_title_of_a_comparison_counts_those_without_a_value(age: float, sex: SexWord) -> None:
    found = mg.compare(mg.Person(age=age, sex=sex))
    without = len(mg.authorities) - len(found.recommended)
    if found.recommended:
        assert (f"; {without} of {len(mg.authorities)} set none" in str(found)) == (without > 0)
        first = next(iter(found.recommended))
        one = attrs.evolve(found, values=tuple(values for values in found.values if values.authority == first))
        assert " to " not in str(one).partition("intake")[2]
    assert set(found.cited()) == {value.source for value in found.recommended.values()}


@given(st.floats(0, 129.9), st.sampled_from([None, "female", "male"]), st.sampled_from(list(mg.authorities)))
def test_what_could_not_be_set_is_said_with_its_reason_and_source(
    age: float, sex: SexWord | None, authority: str
) -> None:
    try:
        values = mg.reference_values(mg.Person(age=age, sex=sex), authority=authority)
    except mg.MagnesiumError:
        return
    said = " ".join(values.text(10_000).split())
    sources = {one.source for one in values.found} | {one.source for one in values.undetermined}
    assert set(values.cited()) == sources
    for missing in values.undetermined:
        assert " ".join(f"{missing.kind.label}: {missing.reason}".split()) in said


@pytest.mark.parametrize("sd", within_person_sds.values(), ids=lambda one: one.id)
def test_a_published_sd_comes_before_a_derived_one(sd: WithinPersonSD) -> None:
    person = mg.Person.from_months(
        (sd.age_from_months or 0) + 1, sex=sd.sex or Sex.FEMALE, life_stage=sd.life_stage or "general"
    )
    published, found = published_within_person_sd(person), bundled_within_person_sd(person)
    assert sd.is_derived == (sd.se_mg is not None)
    assert found is not None
    assert person in found.group
    assert found.is_derived == (published is None)
    assert published is None or found is published


@pytest.mark.parametrize("body", list(mg.label_bodies))
def test_an_ordinary_label_has_the_value_of_adults(body: str) -> None:
    for sex in Sex:
        assert mg.daily_value(body) == mg.daily_value(body, person=mg.Person(age=40, sex=sex))
