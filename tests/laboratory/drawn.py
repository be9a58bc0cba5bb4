"""What several tests of the laboratory draw."""

from __future__ import annotations

from hypothesis import strategies as st

from magnesium import laboratory as lab

mmol = st.floats(min_value=0.05, max_value=10.0)


serum_keyword = st.sampled_from([("mmol_per_l", "mmol/L", 0.1, 10.0), ("mg_per_dl", "mg/dL", 0.2, 24.0)])


interval_ids = st.sampled_from([*lab.reference_intervals, None])


sexes = st.sampled_from(["female", "male"])
