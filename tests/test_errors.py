from __future__ import annotations

import pickle

import pytest

import magnesium as mg
from magnesium.errors import MissingExtraError, RestingStateLostError

ERRORS = [
    mg.NotFoundError("food", "spinnach", ("spinach", "spinach, raw"), "search"),
    mg.AmbiguousError("what", ("a", "b", "c"), "say which"),
    mg.NoReferenceValueError("efsa", "recommended intake", "an AI exists"),
    mg.UnitError("bowl", "is not a portion", ("1 cup",)),
    mg.AmountError("grams", -1.0, "must not be negative"),
    mg.PersonError("pregnant and male"),
    MissingExtraError("population", "scipy"),
    MissingExtraError(None, "polars"),
    RestingStateLostError(-2.4, -2.004),
    mg.FoodLogError("log.csv", (mg.Problem(3, "food", "is blank"), mg.Problem(None, None, "is empty"))),
    mg.DataError("foods/sr28.csv", (mg.Problem(7, None, "3 fields where 7 belong"),)),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_errors_survive_pickling(error: mg.MagnesiumError, protocol: int) -> None:
    """A worker process hands its errors back pickled; a lost attribute would be a new error there."""
    again = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_one_base_and_a_builtin_beside_each_leaf(error: mg.MagnesiumError) -> None:
    assert isinstance(error, mg.MagnesiumError)
    assert isinstance(error, LookupError | ValueError | ImportError)


def test_messages_say_what_would_be_right() -> None:
    assert str(ERRORS[0]) == "no food 'spinnach'; did you mean spinach or spinach, raw?; search"
    assert str(ERRORS[1]) == "what: a, b or c; say which"
    assert str(mg.AmbiguousError("what", ("a", "b"))) == "what: a or b"
    assert str(ERRORS[2]) == "efsa sets no recommended intake; an AI exists"
    assert str(mg.NoReferenceValueError("efsa", "upper level")) == "efsa sets no upper level"
    assert str(ERRORS[6]).endswith("is not installed. Run: python -m pip install 'pymagnesium[population]'")
    assert str(ERRORS[7]).endswith("is not installed. Run: python -m pip install polars")
    assert str(ERRORS[3]) == "unit 'bowl': is not a portion; use 1 cup"


def test_a_file_error_with_many_problems_stays_readable() -> None:
    error = mg.FoodLogError("log.csv", tuple(mg.Problem(line, "food", "is blank") for line in range(2, 102)))
    assert len(error.problems) == 100
    assert "100 problems" in str(error)
    assert str(error).endswith("… and 80 more")
