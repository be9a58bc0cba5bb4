from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.integrations.strategies import persons
from magnesium.needs.authorities import authority_named
from magnesium.needs.editions import find_edition
from magnesium.needs.naming import body_named
from magnesium.needs.values import Published, published_values, undetermined_values

MAN = mg.Person(age=40, sex="male")


def rda(authority: str, as_of: dt.date | str) -> tuple[str, float]:
    value = mg.recommended(age=40, sex="male", authority=authority, as_of=as_of)
    return value.edition, value.mg_per_day


@pytest.mark.parametrize(
    ("authority", "day", "edition", "expected"),
    [
        ("korea", "2025-12-30", "KDRI 2020", 370),
        ("korea", "2025-12-31", "KDRI 2025", 380),
        ("japan", "2024-12-01", "DRIs 2020", 370),  # the newer one was published, and not yet in force
        ("japan", "2025-04-01", "DRIs 2025", 380),
        ("who", "2003-12-31", "FAO/WHO 2001", 260),
        ("who", "2026-01-01", "FAO/WHO 2004", 260),
        ("india", "2023-12-31", "RDA and EAR 2020", 440),
    ],
)
def test_a_date_picks_the_edition_in_force(authority: str, day: str, edition: str, expected: float) -> None:
    assert rda(authority, day) == rda(authority, dt.date.fromisoformat(day)) == (edition, expected)


def test_an_upper_level_of_an_older_edition_that_was_not_replaced_stays_in_force() -> None:
    values = mg.reference_values(MAN, authority="efsa", as_of="2026-01-01")
    assert values.ai is not None
    assert values.ul is not None
    assert (values.ai.edition, values.ul.edition) == ("DRV 2015", "UL 2001")


def test_before_the_first_edition_nothing_is_in_force() -> None:
    with pytest.raises(
        mg.NoReferenceValueError, match=r"in force on 1996-12-31; its editions here are DRI 1997 from 1997"
    ):
        mg.reference_values(MAN, as_of="1996-12-31")
    with pytest.raises(mg.NoReferenceValueError, match="DRIs 8th edition from an unknown date"):
        mg.reference_values(MAN, authority="taiwan", as_of="2026-01-01")


def test_an_edition_superseded_by_one_that_is_not_bundled_says_so() -> None:
    newest = mg.reference_values(MAN, authority="india")
    (note,) = newest.edition_notes
    assert "superseded 2024" in note
    assert "not bundled" in note
    assert note in newest._repr_html_()
    assert mg.reference_values(MAN, authority="korea").edition_notes == ()
    assert mg.reference_values(MAN, authority="korea", edition="KDRI 2020").edition_notes == ()
    with pytest.raises(mg.NoReferenceValueError, match=r"superseded 2024 by .* not bundled"):
        mg.reference_values(MAN, authority="india", as_of="2024-01-01")


def test_an_edition_and_a_date_together_are_refused() -> None:
    with pytest.raises(mg.InvalidValueError, match="cannot be combined with edition"):
        mg.reference_values(MAN, authority="japan", edition="DRIs 2020", as_of="2026-01-01")
    with pytest.raises(mg.InvalidValueError, match="cannot be combined with edition"):
        mg.adequacy(mg.Intake([]), MAN, authority="japan", edition="DRIs 2020", as_of="2026-01-01")


@pytest.mark.parametrize("day", ["2026", "yesterday", "2026-02-30", 2026, 1.5])
def test_what_is_not_a_date_is_refused(day: object) -> None:
    with pytest.raises(mg.InvalidValueError, match="must be a date such as"):
        mg.reference_values(MAN, as_of=day)  # type: ignore[arg-type]


@given(persons(), st.sampled_from(sorted(mg.authorities)), st.dates(dt.date(1990, 1, 1), dt.date(2027, 1, 1)))
def test_no_value_comes_from_an_edition_that_was_not_yet_in_force(
    person: mg.Person, authority: str, day: dt.date
) -> None:
    try:
        values = mg.reference_values(person, authority=authority, as_of=day)
    except mg.MagnesiumError:
        return
    for value in values.found:
        edition = find_edition(authority, value.edition)
        assert edition.begins is not None
        assert edition.begins <= day
        newer = [
            e
            for e in mg.editions.values()
            if e.authority == authority and e.begins and edition.begins < e.begins <= day
        ]
        names = {e.title for e in newer}
        assert not any(
            other.edition in names and other.kind == value.kind and person in other.group
            for other in mg.authorities[authority].every
            if other.life_stage == value.life_stage
        )


@given(persons(), st.sampled_from(sorted(set(mg.authorities) - {"taiwan", "india"})))
def test_far_in_the_future_the_newest_editions_are_in_force(person: mg.Person, authority: str) -> None:
    def ask(as_of: str | None) -> object:
        try:
            return mg.reference_values(person, authority=authority, as_of=as_of)
        except mg.MagnesiumError as error:
            return str(error)

    assert ask("2999-12-31") == ask(None)


# --- the records -------------------------------------------------------------------------------


def test_editions_are_consistent() -> None:
    bodies = {*mg.authorities, *mg.label_bodies}
    for edition in mg.editions.values():
        assert edition.authority in bodies
        assert edition.source in mg.sources
        assert set(edition.confirmed_by) <= set(mg.sources)
        assert (edition.superseded is None) == (edition.superseded_by is None)
        if edition.begins and edition.ends:
            assert edition.begins < edition.ends
        if edition.superseded_by is not None and not edition.lacks_successor:
            successor = mg.editions[edition.superseded_by]
            assert successor.authority == edition.authority
            assert edition.superseded == (successor.applies_from or successor.published)


def test_every_edition_has_values_and_every_value_an_edition() -> None:
    titles = {(edition.authority, edition.title): edition for edition in mg.editions.values()}
    assert len(titles) == len(mg.editions)
    every: list[Published] = [*published_values.values(), *undetermined_values.values()]
    assert {(value.authority, value.edition) for value in every} == set(titles)
    for value in every:
        edition = titles[value.authority, value.edition]
        assert value.source == edition.source
        assert getattr(value, "year", edition.year) == edition.year


def test_an_edition_is_found_by_its_title_and_its_id() -> None:
    for edition in mg.editions.values():
        for name in (edition.title, edition.title.upper(), edition.id, edition.id.partition(":")[2]):
            assert find_edition(edition.authority, name) is edition
    with pytest.raises(mg.NotFoundError, match="DRIs 2020 or DRIs 2025"):
        find_edition("japan", "DRIs 1900")


@pytest.mark.parametrize("field", ["published", "applies_from", "superseded"])
@pytest.mark.parametrize("date", ["97", "2021-13", "spring 2021", "2021-02-30", 2021])
def test_a_date_that_cannot_be_is_refused(field: str, date: object) -> None:
    with pytest.raises(mg.InvalidValueError, match="a date, a month or a year"):
        mg.Edition(id="a:b", title="B", source="c", **{field: date})  # type: ignore[arg-type]


# --- names -------------------------------------------------------------------------------------


def test_every_name_of_a_body_names_that_body_only() -> None:
    for bodies in (mg.authorities, mg.label_bodies):
        for body in bodies.values():
            for name in (body.id, body.name, *body.names):
                for written in (name, name.upper(), f" {name.title()} "):
                    assert body_named(bodies, written) is body


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("us", "nasem"),
        ("DGE", "dach"),
        ("SACN", "uk"),
        ("Health Canada", "nasem"),
        ("NASEM", "nasem"),
        ("Norway", "nordic"),
    ],
)
def test_people_s_names_for_authorities(name: str, id_: str) -> None:
    assert authority_named(name).id == id_
    assert mg.reference_values(MAN, authority=name) == mg.reference_values(MAN, authority=id_)


def test_label_bodies_have_names_too() -> None:
    assert mg.daily_value("US") == mg.daily_value("FDA") == mg.daily_value()
    assert mg.daily_value("Health Canada").authority == "canada"
    assert mg.allowed_content_claims(84, authority="USA") == mg.allowed_content_claims(84)


@pytest.mark.parametrize("name", ["", " ", "narnia", "!"])
def test_a_name_that_no_body_has_is_not_found(name: str) -> None:
    with pytest.raises(mg.NotFoundError):
        mg.reference_values(MAN, authority=name)


@pytest.mark.parametrize("name", [None, 3, ["nasem"]])
def test_what_is_not_a_name_is_refused(name: object) -> None:
    with pytest.raises(mg.InvalidValueError, match="must be an id such as 'nasem'"):
        mg.reference_values(MAN, authority=name)  # type: ignore[arg-type]
