"""Real exports: recognized by their header or read by a mapping, with the answers that their README states."""

from __future__ import annotations

import io
import json
import os
import re
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import magnesium as mg
from magnesium.cli.main import main

CASES = Path(os.environ.get("MAGNESIUM_SHARED", "../shared"), "cases")
needs_cases = pytest.mark.skipif(not CASES.is_dir(), reason="the folder of shared cases is absent")


def log(text: str, **options: object) -> mg.Intake:
    return mg.read_food_log(io.StringIO(text), **options)  # type: ignore[arg-type]


@needs_cases
@pytest.mark.parametrize(
    ("file", "key", "expected"),
    [
        ("cronometer_servings.csv", "date", {"2026-03-01": (411.8, 0), "2026-03-02": (76.5, 1)}),
        ("cronometer_servings.csv", "origin", {"food": (288.3, 1), "supplement": (200, 0)}),
        ("waistline_diary_export.csv", "date", {"2026-03-01": (312.4, 0), "2026-03-02": (0, 1)}),
        ("sparkyfitness_diary.csv", "date", {"2026-03-01": (178, 0)}),
        ("apple_health_export.xml", "date", {"2026-03-01": (411.8, 0)}),
        ("asa24_items.csv", "date", {"2026-01-05": (288.1, 0), "2026-01-12": (34.0, 0)}),
        ("asa24_items_prefixed.csv", "date", {"2026-01-05": (288.1, 0), "2026-01-12": (34.0, 0)}),
        ("nhanes_iff_floats.csv", "person", {"1": (60.9, 1), "2": (258.5, 0)}),
        ("loseit_foodlog.csv", "date", {"2026-03-01": (76.5, 0)}),
        ("total_decimal_comma.csv", "person", {"P1": (83, 0)}),
        ("total_names.csv", "person", {"P1": (81, 0)}),
    ],
)
def test_an_export_gives_the_answer_of_its_readme(file: str, key: str, expected: dict[str, tuple[float, int]]) -> None:
    intake = mg.read_food_log(CASES / file)
    found = {str(value): part.total for value, part in intake.by(key).items()}  # type: ignore[arg-type]
    assert {value: len(total.unknown) for value, total in found.items()} == {v: n for v, (_, n) in expected.items()}
    assert {value: total.mg for value, total in found.items()} == {
        value: pytest.approx(number, abs=0.06) for value, (number, _) in expected.items()
    }


@needs_cases
@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("mfp_nutrition_summary.csv", "no magnesium column"),
        ("fooddates.csv", r"line 2, column 'date'.*day 3 of month 1 or day 1 of month 3"),
        ("semicolon_german.csv", r"line 4, column 'amount': '1.250' can be read two ways"),
        ("fdc_log.csv", r"3 problems(.|\n)*only those of Foundation Foods are known"),
    ],
)
def test_an_export_gives_the_refusal_of_its_readme(file: str, message: str) -> None:
    with pytest.raises(mg.FoodLogError, match=message):
        mg.read_food_log(CASES / file)


@needs_cases
def test_the_command_reads_an_export_and_names_its_profile(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", str(CASES / "cronometer_servings.csv"), "--age", "34", "--sex", "female"]) == 0
    out = capsys.readouterr().out
    assert "Cronometer: servings.csv" in out
    assert "412 mg" in out


@needs_cases
@pytest.mark.parametrize(
    ("file", "columns", "expected"),
    [
        (
            "ciqual.csv",
            {"id": "alim_code", "name": "alim_nom_fr", "mg": "Magnésium (mg/100 g)"},
            [(228, None), (4.2, None), (None, "below"), (None, "trace"), (None, "unknown")],
        ),
        (
            "cofid.csv",
            {"id": "Food Code", "name": "Food Name", "mg": "Magnesium (mg)"},
            [(None, "trace"), (None, "unknown"), (110, "estimated"), (2, None)],
        ),
        (
            "nevo.csv",
            {"id": "NEVO-code", "name": "Engelse naam/Food name", "mg": "MG (mg)"},
            [(21, None), (0, None)],
        ),
    ],
)
def test_a_national_table_is_read_by_a_mapping(
    file: str, columns: dict[str, str], expected: list[tuple[float | None, str | None]]
) -> None:
    foods = mg.read_food_table(CASES / file, columns=columns).values()
    assert [(food.mg_per_100g, food.stated and food.stated.kind) for food in foods] == expected


@needs_cases
def test_two_marks_in_one_table_are_refused_and_nothing_else_in_it() -> None:
    with pytest.raises(mg.DataError) as caught:
        mg.read_food_table(CASES / "table_renamed.csv")
    assert [(problem.line, problem.column) for problem in caught.value.problems] == [
        (11, "mg_per_100g"),
        (12, "mg_per_100g"),
    ]


# --- columns -----------------------------------------------------------------------------------

HEADERS = st.text(st.characters(categories=("L", "Nd"), include_characters=" ()%"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
)
ROLES: tuple[str, ...] = ("food", "mg", "date", "meal")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["Oats", "Müsli", "a pill"]),
        st.none() | st.floats(0, 500).map(lambda mg: round(mg, 2)),
        st.dates().map(str),
        st.sampled_from(["lunch", "dinner"]),
    ),
    min_size=1,
    max_size=6,
)


@given(
    st.lists(HEADERS.filter(bool), min_size=7, max_size=7, unique_by=str.casefold),
    st.permutations(range(7)),
    ROWS,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    st.sampled_from([".", ","]),
)
def test_order_of_columns_others_beside_them_delimiter_encoding_and_decimal_mark_change_nothing(
    headers: list[str],
    order: list[int],
    rows: list[tuple[str, float | None, str, str]],
    delimiter: str,
    encoding: str,
    mark: str,
) -> None:
    import csv

    headers = [header if encoding != "cp1252" else f"h{n}" for n, header in enumerate(headers)]
    mg_header = "Total"  # a share (%) or "100" in the header of magnesium would be refused
    headers[1] = mg_header
    if len({" ".join(header.split()) for header in headers}) < 7:
        return
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow([headers[place] for place in order])
    for food, mg_eaten, date, meal in rows:
        shown = "" if mg_eaten is None else f"{mg_eaten:.2f}".replace(".", mark)
        cells = [food, shown, date, meal, "x", "1.234", ""]
        writer.writerow([cells[place] for place in order])
    columns: dict[str, str] = dict(zip(ROLES, headers, strict=False))
    intake = mg.read_food_log(io.BytesIO(out.getvalue().encode(encoding)), columns=columns)
    assert [entry.mg for entry in intake] == [row[1] for row in rows]
    assert [(entry.item.name, str(entry.date), entry.meal) for entry in intake] == [(r[0], r[2], r[3]) for r in rows]


@given(
    st.permutations(["food", "amount", "date"]),
    st.lists(st.sampled_from([str.upper, str.title, str.lower]), min_size=3),
)
def test_order_and_case_of_the_usual_headers_change_nothing(order: list[str], cases: list[object]) -> None:
    cells = {"food": "almonds", "amount": "30 g", "date": "2026-03-01"}
    header = ",".join(case(name) for case, name in zip(cases, order, strict=False))  # type: ignore[operator]
    intake = log(f"{header}\n{','.join(cells[name] for name in order)}\n")
    assert intake == log("food,amount,date\nalmonds,30 g,2026-03-01\n")


@pytest.mark.parametrize(("header", "mg_eaten"), [("Magnesium (g)", 200), ("magnesium_ug", 0.0002), ("MAGN", 0.2)])
def test_the_header_of_magnesium_states_its_unit(header: str, mg_eaten: float) -> None:
    assert log(f"x,{header}\npill,0.2\n", columns={"food": "x", "mg": header}).total.mg == pytest.approx(mg_eaten)


@pytest.mark.parametrize("header", ["Magnesium (%)", "Magnesium (mg/100 g)", "Magnesium % DV"])
def test_a_share_or_a_density_is_no_amount_eaten(header: str) -> None:
    with pytest.raises(mg.FoodLogError, match="share or an amount per 100 g"):
        log(f"x,{header}\npill,2\n", columns={"food": "x", "mg": header})


def test_errors_of_a_mapping_name_what_would_be_right() -> None:
    with pytest.raises(mg.NotFoundError, match=r"no role of a column 'foood'; did you mean food\?"):
        log("Item,Qty\nalmonds,30 g\n", columns={"foood": "Item"})
    with pytest.raises(mg.FoodLogError, match=r"line 1, column 'Itm': is missing .*did you mean 'Item'"):
        log("Item,Qty\nalmonds,30 g\n", columns={"food": "Itm", "amount": "Qty"})
    with pytest.raises(mg.InvalidValueError, match="columns must be a mapping"):
        log("Item,Qty\nalmonds,30 g\n", columns="food=Item")
    with pytest.raises(mg.NotFoundError, match="no profile 'cronometr'"):
        log("Item,Qty\nalmonds,30 g\n", profile="cronometr")


@pytest.mark.parametrize("header", ["item,qty", "Food,Amount", "Food Name,Quantity", "product,serving"])
def test_usual_words_for_food_and_amount(header: str) -> None:
    assert log(f"{header}\nalmonds,30 g\n").total.mg == pytest.approx(81)


def test_what_an_mg_column_states_is_written_and_read_back() -> None:
    intake = log("food,amount,mg,origin\nMy pill,2 capsules,200,supplement\nStew,1 bowl,,\n")
    out = io.StringIO()
    mg.write_food_log(intake, out)
    again = log(out.getvalue(), on_unknown="keep")
    assert [(entry.item, entry.mg, entry.origin) for entry in again] == [
        (entry.item, entry.mg, entry.origin) for entry in intake
    ]


# --- origins -----------------------------------------------------------------------------------

PILLS = (
    "food,amount\nmagnesium-oxide,775 mg elemental\n",
    "food,mg\nMagnesium pill,775\n",
    "item,magnesium (g)\nMg,0.775\n",
)


@pytest.mark.parametrize("text", PILLS)
@pytest.mark.parametrize("also", ["", ",supplement", ",medicine"])
def test_775_mg_from_pills_are_never_said_to_be_below_the_upper_level(text: str, also: str) -> None:
    header, row, _ = text.split("\n")
    intake = log(f"{header}{',origin' if also else ''}\n{row}{also}\n")
    found = mg.adequacy(intake, mg.Person(age=40, sex="male"), days=1)
    assert found.exceeds_ul is not False


@given(st.text(st.characters(categories=["L"]), min_size=1, max_size=12), st.sampled_from(PILLS))
def test_no_word_of_a_category_makes_pills_food(category: str, text: str) -> None:
    if category.casefold() in {"food", "foods", "water"}:
        return
    header, row, _ = text.split("\n")
    intake = log(f"{header},category\n{row},{category}\n")
    assert mg.adequacy(intake, mg.Person(age=40, sex="male"), days=1).exceeds_ul is not False


def test_categories_state_origins_by_a_mapping() -> None:
    text = "x,mg,kind\na,100,Pillen\nb,50,Gemüse\n"
    columns = {"food": "x", "mg": "mg", "category": "kind"}
    total = log(text, columns=columns, origins={"Pillen": "supplement", "Gemüse": "food"}).total
    assert (total.supplement_mg, total.food_mg) == (100, 50)


# --- plausibility ------------------------------------------------------------------------------


def test_amounts_that_look_wrong_get_a_note() -> None:
    assert "above 2 kg" in " ".join(log("food,amount\nspinach,3 kg\n").notes)
    assert "above 2,000 mg" in " ".join(log("food,mg,date\na,1500,2026-03-01\nb,600,2026-03-01\n").notes)
    assert not log("food,mg,date\na,1500,2026-03-01\nb,600,2026-03-02\n").notes


def test_kilojoules_in_a_column_of_kcal_are_refused_and_converted_where_the_header_states_them() -> None:
    with pytest.raises(mg.DataError, match=r"line 2, column 'kcal_per_100g'.*is it in kJ"):
        mg.read_food_table(io.StringIO("id,name,mg_per_100g,kcal_per_100g\na,Oil,50,3700\n"))
    (oil,) = mg.read_food_table(io.StringIO("id,name,mg_per_100g,Energy (kJ/100 g)\na,Oil,50,3700\n")).values()
    assert oil.kcal_per_100g == pytest.approx(3700 / 4.184)


@given(st.floats(1, 500), st.floats(1, 500))
def test_values_per_serving_become_values_per_100_g(mg_per_serving: float, grams: float) -> None:
    text = f"id,name,Magnesium (mg),grams\nmy:a,A,{mg_per_serving!r},{grams!r}\n"
    columns = {"id": "id", "name": "name", "mg": "Magnesium (mg)", "grams": "grams"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        food = mg.read_food_table(io.StringIO(text), columns=columns, per="serving")["my:a"]
    assert food.serving("1 serving").mg == pytest.approx(mg_per_serving)
    with pytest.raises(mg.DataError, match="need a column of what a serving weighs"):
        mg.read_food_table(io.StringIO("id,name,mg_per_100g\na,A,50\n"), per="serving")


def test_the_zero_of_transport_files_is_zero() -> None:
    assert log("food,mg\na,5.397605346934028e-79\n").total.mg == 0


# --- formats -----------------------------------------------------------------------------------


def test_a_workbook_is_read_like_text(tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    import datetime as dt

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["My diary"])
    sheet.append(["Food", "Amount", "Unit", "Date"])
    sheet.append(["almonds", 30.125, "g", dt.date(2026, 3, 1)])
    book.save(tmp_path / "log.xlsx")
    intake = mg.read_food_log(tmp_path / "log.xlsx")
    assert [(entry.grams, str(entry.date)) for entry in intake] == [(30.125, "2026-03-01")]


def test_foods_of_open_food_facts_and_fooddata_central() -> None:
    tsv = 'code\tproduct_name\tbrands\tmagnesium_100g\n17\tOat "drink\tx\t0.0152\n18\tBar\tx\t0.21\n'
    products = (("17", "Oat", 0.0152), ("18", "Bar", 0.21))
    jsonl = "".join(
        json.dumps({"code": code, "product_name": name, "nutriments": {"magnesium_100g": grams}}) + "\n"
        for code, name, grams in products
    )
    nutrients = [
        {"nutrient": {"number": number, "unitName": "mg"}, "amount": amount}
        for number, amount in (("301", 5), ("304", 79))
    ]
    nested = json.dumps({"FoundationFoods": [{"fdcId": 1, "description": "A", "foodNutrients": nutrients}]})
    for text in (tsv, jsonl):
        assert [food.mg_per_100g for food in mg.read_food_table(io.StringIO(text)).values()] == pytest.approx(
            [15.2, 210]
        )
    assert mg.read_food_table(io.StringIO(nested))["1"].mg_per_100g == 79


def test_food_nutrient_csv_takes_its_names_from_the_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "food.csv").write_text('"fdc_id","data_type","description"\n"7","x","Spinach"\n')
    text = '"id","fdc_id","nutrient_id","amount"\n"1","7","1087","5"\n"2","7","1090","79"\n'
    (tmp_path / "food_nutrient.csv").write_text(text)
    (food,) = mg.read_food_table(tmp_path / "food_nutrient.csv").values()
    assert (food.name, food.mg_per_100g) == ("Spinach", 79)


def test_apple_health_counts_each_record_once_and_refuses_entities() -> None:
    record = (
        '<Record type="HKQuantityTypeIdentifierDietaryMagnesium" sourceName="A" unit="mg" '
        'startDate="2026-03-01 08:00:00 +0100" value="55"/>'
    )
    xml = f"<HealthData>{record}<Correlation>{record}</Correlation></HealthData>"
    assert mg.read_food_log(io.BytesIO(xml.encode())).total.mg == 55
    with pytest.raises(mg.FoodLogError, match="entities"):
        mg.read_food_log(io.BytesIO(b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + xml.encode()))
    with pytest.raises(mg.FoodLogError, match="no magnesium was recorded"):
        mg.read_food_log(io.BytesIO(b"<HealthData></HealthData>"))


@pytest.mark.parametrize("profile", list(mg.log_profiles.values()), ids=str)
def test_every_profile_is_recognized_by_its_own_columns(profile: mg.LogProfile) -> None:
    """A file with all columns of a profile is recognized as that profile, and not as another."""
    if profile.element or any("[" in column or "." in column for column in profile.columns):
        pytest.skip("is not a table of text")
    headers = list(dict.fromkeys((*profile.recognized_by, *(header for _, header in profile.roles))))
    text = "\t".join(headers) + "\n" + "\t".join("1" for _ in headers) + "\n"
    reader = mg.read_food_log if profile.holds == "log" else mg.read_food_table
    other = mg.read_food_table if profile.holds == "log" else mg.read_food_log
    with pytest.raises((mg.FoodLogError, mg.DataError), match=f"is {profile.title.partition(':')[0]}"):
        other(io.StringIO(text))
    if profile.refusal:
        with pytest.raises(mg.FoodLogError, match="nothing can be said"):
            reader(io.StringIO(text))


# --- codes -------------------------------------------------------------------------------------


@given(
    st.sampled_from(["sr28:12061", "sr28:02031", "fndds:63107010", "fndds:11112110", "foundation:748967"]),
    st.sampled_from(["", "prefix", "upper", "float", "science"]),
)
def test_a_code_means_the_same_food_however_a_program_writes_it(id_: str, form: str) -> None:
    table, _, code = id_.partition(":")
    written = {
        "": code,
        "prefix": id_,
        "upper": f"{table.upper()}:{code}",
        "float": f"{int(code)}.0",
        "science": f"{int(code):.7e}",
    }[form]
    assert mg.find_item(written).id == id_
    if table == "sr28":
        assert mg.find_item(f"NDB {int(code)}").id == id_


@pytest.mark.parametrize("count", range(1, 9))
def test_a_note_names_some_of_what_looks_wrong_and_counts_the_others(count: int) -> None:
    rows = [f"food {number},{1000 + number} mg,2026-01-{number:02}\n" for number in range(1, count + 1)]
    intake = log("food,magnesium (mg),amount,date\n" + "".join(row.replace(" mg,", ",1 g,") * 3 for row in rows))
    (note,) = [text for text in intake.notes if "above 2,000 mg" in text]
    assert "and 0 more" not in note
    assert int("".join(re.findall(r"and (\d+) more", note)) or 0) + note.count(" on 2026") == count
