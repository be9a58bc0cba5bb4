"""The ranges of possible values: a value outside is refused as not measured or in another unit.

The limits are this library's own rule, not published figures. Each is far beyond what is observed and is chosen
so that usual values in a commonly confused unit fall outside; its docstring states why.
"""

from __future__ import annotations

from magnesium.laboratory.measures import EGFR_UNIT, MG_PER_DL, MMOL_PER_L, Plausible

SERUM_MMOL_PER_L = Plausible(
    lower=0.05,
    upper=10.0,
    unit=MMOL_PER_L,
    below="what was not measured is left out, not entered as 0; was it in mol/L or g/L?",
    above="did you mean mg/dL (mg_per_dl=) or mg/L (a tenth of it is mg/dL)?",
)
"""Cardiac arrest is described above 15 mg/dL, 6 to 7.5 mmol/L (MSD Manual); 10 leaves room for worse, and
lies below every ordinary value in mg/L and below 24 mg/dL entered as mmol/L. The lower end is a sixth of
the limit of the worst grade: a lower number is a missing value entered as 0, or is in mol/L."""

SERUM_CREATININE_MG_PER_DL = Plausible(
    lower=0.15,
    upper=30.0,
    unit=MG_PER_DL,
    below="was it in mmol/L? Creatinine must be in mg/dL",
    above="did you mean µmol/L? 88.4 µmol/L of creatinine are 1 mg/dL",
)
"""Usual values in µmol/L (40 and more) and in mmol/L (0.13 and less) fall outside; kidney failure
(5 to 25 mg/dL) and little muscle (0.2 mg/dL) do not."""

EGFR_ML_PER_MIN_PER_1_73_M2 = Plausible(
    lower=0.5,
    upper=250.0,
    unit=EGFR_UNIT,
    below="an eGFR that was not measured is left out, not entered as 0",
    above="was it creatinine in µmol/L?",
)
"""The equation gives 0.7 to 218 for every accepted age and creatinine."""

URINE_CREATININE_MG_PER_DL = Plausible(
    lower=1.0,
    upper=1000.0,
    unit=MG_PER_DL,
    below="was it in g/L? Creatinine must be in mg/dL",
    above="did you mean µmol/L? 88.4 µmol/L of creatinine are 1 mg/dL",
)
"""The most dilute urine has more than 1 mg/dL, the most concentrated some hundreds; µmol/L reach thousands."""

URINE_MAGNESIUM_MG_PER_DL = Plausible(
    lower=0.0,
    upper=250.0,
    unit=MG_PER_DL,
    below="a concentration",
    above="was it in mg/L? A tenth of it is mg/dL",
)
"""About 100 mmol/L: far more than food causes, with room for infusions. Detects only gross errors."""

URINE_MAGNESIUM_MG_PER_24_H = Plausible(
    lower=0.0,
    upper=50_000.0,
    unit="mg",
    below="an amount",
    above="was it in µg?",
)
"""The largest accepted concentration and volume amount to 50,000 mg. Detects only gross errors."""

URINE_VOLUME_ML = Plausible(
    lower=50.0,
    upper=20_000.0,
    unit="mL",
    below="was it in liters? The volume of 24 hours must be in mL",
    above="the volume of 24 hours must be in mL",
)
"""Less than 50 mL a day is anuria; a volume in liters is below it."""

LOAD_MMOL = Plausible(
    lower=1.0,
    upper=60.0,
    unit="mmol",
    below="was it in g? The load must be in mmol",
    above="did you mean mg? 24.305 mg are 1 mmol",
)
"""Protocols give 30 mmol or 0.1 to 0.2 mmol/kg; the same loads in mg are 100 and more."""

EXCRETED_MMOL = Plausible(
    lower=0.0,
    upper=100.0,
    unit="mmol",
    below="an amount",
    above="did you mean mg? 24.305 mg are 1 mmol",
)
"""The largest accepted load plus 40 mmol."""

CALCIUM_MG_PER_DAY = Plausible(
    lower=10.0,
    upper=20_000.0,
    unit="mg/day",
    below="was it in g? A usual daily intake in mg is meant",
    above="a usual daily intake in mg is meant",
)
"""Even infants ingest more than 10 mg a day; an intake in g is below it."""

MAGNESIUM_MG_PER_DAY = Plausible(
    lower=5.0,
    upper=10_000.0,
    unit="mg/day",
    below="was it in g? A usual daily intake in mg is meant, and nothing can be divided by 0",
    above="a usual daily intake in mg is meant",
)
"""Even infants ingest more than 5 mg a day; an intake in g is below it."""

WATER_MG_PER_L = Plausible(
    lower=0.0,
    upper=10_000.0,
    unit="mg/L",
    below="a concentration",
    above="was it in µg/L? It must be in mg/L",
)
"""No drinking water has more; sea water has little over 1000 mg/L of magnesium."""

HARDNESS_MG_PER_L = Plausible(
    lower=0.0,
    upper=70_000.0,
    unit="mg/L as CaCO3",
    below="a concentration",
    above="it must be in mg/L as CaCO3",
)
"""The largest accepted calcium and magnesium add up to 66,150."""

DRINKS_PER_DAY = Plausible(
    lower=0.0,
    upper=60.0,
    unit="drinks per day",
    below="a number of drinks",
    above="was it grams of alcohol? One drink is 14 g",
)
"""60 drinks are 840 g of alcohol in a day; a weekly amount in grams is above."""
