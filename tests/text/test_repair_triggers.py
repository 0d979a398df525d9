"""Triggers: what a step changes has a trigger of the step in it, so that no line is passed over."""

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner.text.mojibake import MAX_CHARS
from cleaner.text.repair import STEPS, triggers

PATTERNS = {
    step: [regex.compile(pattern, regex.VERBOSE * is_verbose) for pattern, is_verbose in triggers(step)]
    for step in STEPS
    if step != "nfc"
}
lines = st.text(
    st.sampled_from('Ã¢â‚¬â„¢©ÂÅ²³”Î±Ð¿éè&amp;lt;#39; \t\x85\x07\xa0\u2009\u200b\u3000\xad`"abA1')
    | st.characters(),
    max_size=24,
)


@pytest.mark.no_cover
@pytest.mark.parametrize("step", PATTERNS)
@given(text=lines)
@settings(max_examples=1000)
def test_a_line_that_a_step_changes_has_a_trigger_of_it(step, text):
    assert STEPS[step](text) == text or any(pattern.search(text) for pattern in PATTERNS[step])


@given(lines.map(lambda text: (text + " ") * (MAX_CHARS // 10)))
@settings(max_examples=30)
def test_a_long_line_that_is_decoded_in_pieces_has_a_trigger(text):
    assert STEPS["mojibake"](text) == text or any(pattern.search(text) for pattern in PATTERNS["mojibake"])
