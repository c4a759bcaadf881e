"""Whatever JSON may come: strategies for hypothesis, with the values that a service might send oddly."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

quickly = settings(max_examples=60, deadline=None)
"""Each example is checked against a contract, which takes a while."""

TEXTS = st.sampled_from(["", " ", "a/b", "A/b:free", "other", "-1", "0.5", "1e999", "\ud800", "a/b\n"]) | st.text()
NUMBERS = st.integers() | st.sampled_from([0, 2**31, 2**62, 2**63, -1]) | st.floats()
SCALARS = st.none() | st.booleans() | NUMBERS | TEXTS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)


def objects(**likely: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Objects with any of these keys, each mostly with a likely value, or no such object at all."""
    odd = st.integers(0, 9).flatmap
    some = {key: odd(lambda number, value=value: JSON if number == 0 else value) for key, value in likely.items()}
    return odd(lambda number: JSON if number == 0 else st.fixed_dictionaries({}, optional=some))
