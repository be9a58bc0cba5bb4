from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import magnesium as mg
from magnesium.foods.error_terms import mg_text
from tests.conftest import ROOT

DAY = (ROOT / "examples" / "day.csv").read_text(encoding="utf-8")
WOMAN = {"age": "25", "sex": "female", "life_stage": "pregnant", "authority": "nasem"}
ATTACKS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onfocus=alert(1) autofocus='",
    "</textarea><script>alert(1)</script>",
    "</title><svg onload=alert(1)>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; &#60;i&#62;",
    "javascript:alert(1)",
)
SPINACH = mg.Intake([mg.foods["sr28:11458"].serving("1 cup")])
ALMONDS = mg.Intake([mg.foods["sr28:12061"].grams(30)])
TAGS = (
    "a body button caption code details div fieldset figure footer form h1 h2 h3 head header html img input label "
    "legend li link main meta option p picture pre script section select source strong summary table tbody td textarea "
    "tfoot th thead title tr ul"
)

pytestmark = pytest.mark.filterwarnings("ignore:Glyph:UserWarning")  # Matplotlib's font lacks some writings


class Page(HTMLParser):
    """What a page is made of: its tags with their attributes, its text, and what stands in the form."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.day = ""
        self.codes: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.day = self.day.removeprefix("\n")  # as a browser drops it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open and self._open[-1] == "textarea":
            self.day += data
        if self._open and self._open[-1] == "code":
            self.codes.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def is_harmless(self) -> None:
        """Assert that only the page's own tags are there, none of which runs anything or loads from elsewhere."""
        assert {tag for tag, _ in self.tags} <= set(TAGS.split())
        assert [script["src"] for script in self.all("script")] == ["/static/suggest.js"]
        assert not [name for _, attributes in self.tags for name in attributes if name.startswith(("on", "style"))]
        assert all((image["src"] or "").startswith("data:image/svg+xml;base64,") for image in self.all("img"))


def post(client: Any, fields: dict[str, str]) -> tuple[int, Page]:
    response = client.post(
        "/", content=urlencode(fields), headers={"content-type": "application/x-www-form-urlencoded"}
    )
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    return response.status_code, Page(response.text)


def log_of(*rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([("food", "amount", "meal"), *rows])
    return out.getvalue()


def hostile() -> st.SearchStrategy[str]:
    """Return texts that want to be markup, alone and among others."""
    pieces = st.sampled_from(ATTACKS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
    return st.lists(pieces, min_size=1, max_size=3).map("".join)


def test_the_empty_page_states_nothing_for_the_person(client: Any) -> None:
    page = Page(client.get("/").text)
    assert not [radio for radio in page.all("input") if radio.get("type") == "radio" and "checked" in radio]
    assert [field["value"] for field in page.all("input") if field["name"] == "age"] == [""]
    assert page.day == ""


def test_every_field_has_a_label(client: Any) -> None:
    text = client.get("/").text
    page = Page(text)
    labels = {label.get("for") for label in page.all("label")}
    fields = [*page.all("input"), *page.all("select"), *page.all("textarea")]
    for field in fields:
        inside = f'<label class="choice"><input type="{field.get("type")}" name="{field["name"]}"' in text
        assert field.get("id") in labels or inside, field
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    described = {field["aria-describedby"] for field in fields if "aria-describedby" in field}
    assert described <= set(ids)


def test_the_report_has_the_librarys_figures_and_sources(client: Any) -> None:
    status, page = post(client, {**WOMAN, "day": DAY})
    assert status == 200
    woman = mg.Person(age=25, sex="female", life_stage="pregnant")
    report = mg.build_report(mg.read_food_log(io.StringIO(DAY)), woman)
    found = report.adequacy
    assert f"{found.percent_of_recommended:.0f} % of {found.recommended}" in page.text
    assert f"{found.supplemental}, not above it" in page.text
    for entry in report.intake:
        assert entry.item.name in page.text
        assert mg_text(entry.mg) in page.text
    for key in report.cited():
        assert str(mg.sources[key]) in page.text
    images = page.all("img")
    assert len(images) == 2
    assert all((image["src"] or "").startswith("data:image/svg+xml;base64,") and image["alt"] for image in images)


@pytest.mark.parametrize(
    ("person", "authority"),
    [
        (mg.Person(age=40, sex="male"), "nasem"),
        (mg.Person(age=40, sex="male"), "efsa"),
        (mg.Person.from_months(3, sex="male"), "nasem"),
        (mg.Person(age=30, sex="female"), "japan"),
        (mg.Person(age=30, sex="female"), "korea"),
        (mg.Person(age=30, sex=None), "dach"),
    ],
)
@pytest.mark.parametrize("log", ["food,amount\nwhite bread,1 slice\nmoon cheese,1 g", "food,amount\nalmonds,2 kg"])
def test_what_is_missing_unknown_or_too_much_is_said(client: Any, person: mg.Person, authority: str, log: str) -> None:
    fields = {"day": log, "age": str(person.age), "sex": person.sex or "unknown", "authority": authority}
    status, page = post(client, {**fields, "keep_unknown": "true"})
    try:
        intake = mg.read_food_log(io.StringIO(log), on_unknown="keep")
        report = mg.build_report(intake, person, authority=authority)
    except mg.MagnesiumError as error:
        assert status == 422
        assert str(error) in page.text
        return
    assert status == 200
    found = report.adequacy
    assert found.probability_note in page.text
    assert str(found.total) in page.text
    assert ("at most" in page.text) == bool(found.is_lower_bound and found.shortfall_mg)
    assert ("none set" in page.text) == (found.ul is None)
    for suggestion in report.suggestions:
        assert str(suggestion) in page.text


def test_every_bad_line_is_shown_with_its_number_its_text_and_near_matches(client: Any) -> None:
    log = "food,amount\r\nalmonds,30 g\r\ncooked spinach zz,1 cup\r\nalmonds,3 moons\r\n"
    status, page = post(client, {**WOMAN, "day": log})
    assert status == 422
    with pytest.raises(mg.FoodLogError) as error:
        mg.read_food_log(io.StringIO(log))
    for problem in error.value.problems:
        assert f"Line {problem.line}, {problem.column}" in page.text
        assert problem.message in page.text
    lines = [log.splitlines()[(problem.line or 0) - 1] for problem in error.value.problems]
    assert [code.strip() for code in page.codes[: len(lines)]] == lines
    assert page.day == log


def test_a_slip_in_a_number_is_told_in_plain_words(client: Any) -> None:
    status, page = post(client, {**WOMAN, "day": DAY, "age": "40,5", "days": "one"})
    assert status == 422
    assert "age\n      must be a number, such as 40 or 0.5" in page.text
    assert "days\n      must be a whole number" in page.text


@pytest.mark.parametrize("left_out", ["day", "age", "sex"])
def test_what_was_not_stated_is_asked_for(client: Any, left_out: str) -> None:
    fields = {"day": DAY, **WOMAN}
    for sent in ({**fields, left_out: ""}, {name: text for name, text in fields.items() if name != left_out}):
        status, page = post(client, sent)
        assert status == 422
        assert f"{left_out}\n      is missing" in page.text


def test_a_day_without_a_line_is_told_as_such(client: Any) -> None:
    status, page = post(client, {**WOMAN, "day": "food,amount,meal\n"})
    assert status == 422
    assert "the day\n      has a header and no rows" in page.text


def test_too_many_fields_are_refused(client: Any) -> None:
    status, page = post(client, {f"f{number}": "x" for number in range(5_000)})
    assert status == 422
    assert "more than 20 fields" in page.text


@settings(max_examples=60)
@given(
    fields=st.fixed_dictionaries(
        {"day": hostile() | hostile().map(lambda food: log_of((food, "30 g", "lunch"))), "age": hostile()},
        optional={name: hostile() for name in ("sex", "life_stage", "authority", "days", "keep_unknown", "edition")},
    )
)
@example(fields={"day": "\n\nfood,amount\n", "age": " "})
def test_nothing_typed_becomes_markup_or_is_lost(client: Any, fields: dict[str, str]) -> None:
    status, page = post(client, fields)
    assert status == 422
    page.is_harmless()
    assert page.day == fields["day"]
    typed = {field["name"]: field["value"] for field in page.all("input") if field.get("id")}
    assert typed == {"age": fields["age"], "days": fields.get("days", "")}


@settings(max_examples=25)
@given(meal=hostile(), food=hostile())
@example(meal="a\x07b", food="x")
@example(meal="a", food="x\ufffey")
def test_a_hostile_log_that_can_be_read_is_shown_as_text(client: Any, meal: str, food: str) -> None:
    log = log_of(("almonds", "30 g", meal), (food, "1 g", ""))
    strict = post(client, {**WOMAN, "day": log})[1]
    strict.is_harmless()
    assert strict.day == log
    status, page = post(client, {**WOMAN, "day": log, "keep_unknown": "true"})
    try:
        intake = mg.read_food_log(io.StringIO(log), on_unknown="keep")
    except mg.FoodLogError:
        assert status == 422
        return
    if status == 422:  # a line break inside of quotation marks is no fault, a line of the bound is
        assert "300 characters" in page.text or "which is not allowed in text" in page.text
        return
    page.is_harmless()
    for entry in intake:
        assert entry.item.name in page.text
        assert (entry.meal or "") in page.text


# --- in a browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A headless Chromium that is installed here; none is ever downloaded."""
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the dependency group service")
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.skip("needs Chromium, which is not installed")
    switches = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    switches += ["--disable-background-networking", "--disable-component-update"]
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=switches)
        yield browser
        browser.close()


@pytest.fixture
def tab(browser: Any, server: str) -> Iterator[Any]:
    """A tab with the page, which must send no request to another host and must raise no error."""
    context = browser.new_context(base_url=server, java_script_enabled=True)
    tab = context.new_page()
    wrong: list[str] = []

    def dismiss(dialog: Any) -> None:
        wrong.append(dialog.message)
        dialog.dismiss()

    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    tab.on("request", lambda asked: None if asked.url.startswith((server, "data:")) else wrong.append(asked.url))
    tab.on("dialog", dismiss)
    tab.goto("/")
    yield tab
    context.close()
    assert wrong == []


def fill(tab: Any, day: str) -> None:
    tab.get_by_label("What was eaten, drunk and taken").fill(day)
    tab.get_by_label("Age in years").fill("25")
    tab.get_by_label("female").check()
    tab.get_by_label("Life stage").select_option("pregnant")


def test_a_person_enters_a_day_and_sees_the_report_and_its_plots(tab: Any) -> None:
    fill(tab, DAY)
    tab.get_by_role("button", name="Show the report").click()
    tab.get_by_role("heading", name="Report", exact=True).wait_for()
    intake = mg.read_food_log(io.StringIO(DAY))
    assert (
        f"{intake.total} a day: {100 * intake.total.mg / 350:.0f} % of RDA 350 mg/day"
        in tab.locator(".headline").inner_text()
    )
    assert tab.locator("table.entries tbody tr").count() == len(intake)
    for image in tab.locator("figure img").all():
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth)") > 400
    assert tab.locator("figure img").count() == 2
    tab.locator("#report:focus").wait_for()
    assert tab.get_by_label("What was eaten, drunk and taken").input_value() == DAY
    assert tab.get_by_label("female").is_checked()
    assert tab.get_by_label("Life stage").input_value() == "pregnant"


def test_a_slip_is_shown_in_words_and_can_be_mended(tab: Any) -> None:
    fill(tab, "food,amount,meal\nappel pye,1 cup,<script>alert(1)</script>\n")
    tab.get_by_role("button", name="Show the report").click()
    alert = tab.get_by_role("alert").inner_text()
    tab.locator("#problem:focus").wait_for()  # there a screen reader begins
    assert "did you mean 'apple pie'?" in alert
    assert "<script>alert(1)</script>" in alert
    day = tab.get_by_label("What was eaten, drunk and taken")
    day.fill(day.input_value().replace("appel pye", "cooked spinach"))
    tab.get_by_role("button", name="Show the report").click()
    assert f"{SPINACH.total} a day" in tab.locator(".headline").inner_text()
    assert "<script>alert(1)</script>" in tab.locator("table.entries").inner_text()


def test_the_form_can_be_filled_in_by_keyboard_alone_and_asks_for_the_sex(tab: Any) -> None:
    keyboard = tab.keyboard
    for _ in range(10):
        if tab.evaluate("document.activeElement.id") == "day":
            break
        keyboard.press("Tab")
    keyboard.press("Control+End")
    keyboard.type("30 g almonds")
    keyboard.press("Tab")  # the example
    keyboard.press("Tab")
    keyboard.type("40")
    keyboard.press("Enter")
    assert tab.locator("input[name=sex]:invalid").count() == 3  # none was chosen, and nothing was sent
    assert tab.locator(".headline").count() == 0
    keyboard.press("Space")
    keyboard.press("Enter")
    tab.get_by_role("heading", name="Report", exact=True).wait_for()
    assert f"{ALMONDS.total} a day" in tab.locator(".headline").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1000])
def test_the_page_is_readable_light_and_dark_wide_and_narrow(tab: Any, tmp_path: Path, scheme: str, width: int) -> None:
    tab.emulate_media(color_scheme=scheme)
    tab.set_viewport_size({"width": width, "height": 800})
    fill(tab, DAY)
    tab.get_by_role("button", name="Show the report").click()
    tab.get_by_role("heading", name="Report", exact=True).wait_for()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    cells = tab.locator("table.entries tbody td:last-child").all()
    assert all(cell.bounding_box()["x"] + cell.bounding_box()["width"] <= width for cell in cells)
    brightness = """part => {
        const [r, g, b] = getComputedStyle(document.body)[part].match(/[\\d.]+/g).map(Number);
        return (r * 299 + g * 587 + b * 114) / 1000;
    }"""
    ink, paper = (tab.evaluate(brightness, part) for part in ("color", "backgroundColor"))
    assert (ink > 200 and paper < 50) if scheme == "dark" else (ink < 50 and paper > 200)
    shot = tab.screenshot(path=tmp_path / "page.png", full_page=True)
    assert shot.startswith(b"\x89PNG")


def test_the_page_works_without_scripts(browser: Any, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False)
    tab = context.new_page()
    tab.goto("/")
    fill(tab, DAY)
    tab.get_by_role("button", name="Show the report").click()
    assert "221 %" in tab.locator(".headline").inner_text()
    context.close()


def test_the_page_of_the_api_is_drawn_without_the_net(tab: Any) -> None:
    tab.get_by_role("link", name="the API").click()
    tab.locator(".opblock").first.wait_for()
    paths = tab.request.get("/openapi.json").json()["paths"]
    assert tab.locator(".opblock").count() == sum(map(len, paths.values()))
