"""Lines, edits, shapes and repair: the ground floor."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaner import Edit, Offsets, apply
from cleaner.edits import merge
from cleaner.lines import LONGEST, fold_label, folded_offsets, split
from cleaner.repair import ALL_STEPS, STEPS, difference, repair
from cleaner.shape import ends_sentence, has_capital, is_date, is_link, is_prose, words

EVERY = list(STEPS)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}"])
def test_a_line_ends_with_its_ending(ending):
    assert [line.raw for line in split([f"one{ending}two{ending}"])] == [f"one{ending}", f"two{ending}"]


@pytest.mark.parametrize("inside", ["\f", "\v", "\x1c", "\N{NEXT LINE}", "\0"])
def test_other_separators_stay_inside_their_line(inside):
    assert [line.raw for line in split([f"one{inside}two\n"])] == [f"one{inside}two\n"]


@given(st.text(alphabet="ab\r\n\N{LINE SEPARATOR}", max_size=40), st.integers(1, 5))
def test_lines_do_not_depend_on_the_pieces(text, step):
    pieces = [text[at : at + step] for at in range(0, len(text), step)]
    assert list(split(pieces)) == list(split([text]))
    assert "".join(line.raw for line in split(pieces)) == text


@pytest.mark.parametrize("step", [1 << 16, LONGEST, 3 * LONGEST])
def test_an_over_long_line_comes_in_pieces(step):
    text = "a" * (2 * LONGEST + 5) + "\nshort\n"
    lines = list(split(text[at : at + step] for at in range(0, len(text), step)))
    assert [len(line.raw) for line in lines] == [LONGEST, LONGEST, 6, 6]
    assert [line.number for line in lines] == [1, 1, 1, 2]


@given(st.text(max_size=30))
def test_folded_characters_come_from_where_they_say(text):
    assert len(folded_offsets(text)) == len(fold_label(text))
    assert all(0 <= at < len(text) for at in folded_offsets(text))


UNMENDED = [
    "“Quotes” and ‘quotes’ – dashes — and … dots",
    "ﬁnd the ﬂag",
    "Ｆｕｌｌ　ｗｉｄｔｈ，句号。",
    "　　一段中文从这里开始。",
    "می\N{ZERO WIDTH NON-JOINER}خواهم",
    "क्\N{ZERO WIDTH JOINER}ष 👩\N{ZERO WIDTH JOINER}🚀 ❤\N{VARIATION SELECTOR-16}",
    "10\N{NO-BREAK SPACE}km «\N{NO-BREAK SPACE}oui\N{NO-BREAK SPACE}»",
    "ภาษา\N{ZERO WIDTH SPACE}ไทย",
    "\tif x:  # two  spaces",
    "hard break  ",
    "\x1b[31mred\x1b[0m \0 \f",
    "Ünïcödé, żółć, Ελληνικά, Ђура",
    "if (a < b && b > c) { return &a; }",
    "שָׁלוֹם \N{RIGHT-TO-LEFT MARK}x",
    "\udcff\udcfe",
]


@pytest.mark.parametrize("text", [unicodedata.normalize("NFC", text) for text in UNMENDED])
def test_what_an_author_chose_is_not_mended(text):
    assert repair(text, EVERY) == (text, [])


@pytest.mark.parametrize(
    ("text", "mended", "rule"),
    [
        ("cafÃ©", "café", "repair/mojibake"),
        ("donâ€™t", "don’t", "repair/mojibake"),
        ("Tide &amp; Time", "Tide & Time", "repair/entities"),
        ("soft\N{SOFT HYPHEN}ly", "softly", "repair/invisible"),
        ("zero\N{ZERO WIDTH SPACE}width", "zerowidth", "repair/invisible"),
        ("bell\x07", "bell", "repair/invisible"),
        ("a\N{NO-BREAK SPACE} b", "a b", "repair/spaces"),
        ("\N{NO-BREAK SPACE}a\N{THIN SPACE}", "a", "repair/spaces"),
        ("e\N{COMBINING ACUTE ACCENT}t", "ét", "repair/nfc"),
    ],
)
def test_a_step_mends_and_is_named(text, mended, rule):
    done, edits = repair(text, EVERY)
    assert done == mended
    assert {edit.rule for edit in edits} == {rule}
    assert repair(text, [step for step in EVERY if f"repair/{step}" != rule])[0] == text


def test_entities_do_not_remember_the_line_before():
    assert repair("a < b", EVERY)[0] == "a < b"
    assert repair("c &amp; d", EVERY)[0] == "c & d"


def test_line_ends_are_a_step_too():
    assert set(ALL_STEPS) - set(STEPS) == {"line-ends"}


@given(st.text(alphabet="aé Ã©&amp;\N{NO-BREAK SPACE}\x07e\N{COMBINING ACUTE ACCENT}", max_size=30))
@settings(max_examples=300)
def test_the_edits_of_a_repair_lead_to_it(text):
    done, edits = repair(text, EVERY)
    assert apply(text, edits) == done


@given(st.text("ab ", max_size=12), st.text("ab ", max_size=12), st.text("ab ", max_size=12))
@settings(max_examples=500)
def test_merged_edits_do_what_both_do(one, two, three):
    first, second = list(difference(one, two, "x/first")), list(difference(two, three, "x/second"))
    merged = merge(first, second, one)
    assert apply(one, merged) == three
    assert all(one[edit.start : edit.end] == edit.old for edit in merged)


def test_offsets_inside_an_edit_go_to_its_sides():
    offsets = Offsets([Edit(start=2, end=6, old="cafe", new="café!", rule="x")])
    assert (offsets.to_output(4), offsets.to_output(4, after=True)) == (2, 7)
    assert (offsets.to_input(4), offsets.to_input(4, after=True)) == (2, 6)
    assert (offsets.to_output(8), offsets.to_input(9)) == (9, 8)


NO_PROSE = [
    "Harbour town plans flood barrier", "Home", "", "— * —", "Read more about the harbour", "相关文章", "12 March 2021, 14:30",
    "Читайте также", "ข่าวล่าสุด", "الأكثر قراءة", "Share on Facebook, Twitter and LinkedIn",
]  # fmt: skip
PROSE = [
    "The old wall will not hold another winter, the harbour master told the council on Monday.",
    "and nobody in the town has forgotten the night",
    "He left. She stayed. Nobody asked them why.",
    "Старая стена не выдержит ещё одной зимы, сказал в понедельник начальник порта на заседании городского совета.",
    "港务局长周一告诉市议会，旧墙撑不过下一个冬天，必须马上重建。",
    "古い壁は次の冬を越せないと、港長は月曜日に町議会で語った。",
    "قال مدير الميناء للمجلس يوم الاثنين إن الجدار القديم لن يصمد شتاء آخر في هذه المدينة الصغيرة.",
    "กำแพงเก่าจะไม่สามารถทนต่อฤดูหนาวอีกครั้งได้ นายท่าเรือกล่าวกับสภาเมืองเมื่อวันจันทร์",
    "पुरानी दीवार एक और सर्दी नहीं झेल पाएगी, बंदरगाह के प्रमुख ने सोमवार को परिषद से कहा।",
]


@pytest.mark.parametrize("text", NO_PROSE)
def test_labels_and_headlines_are_no_prose(text):
    assert not is_prose(text)


@pytest.mark.parametrize("text", PROSE)
def test_sentences_are_prose_in_every_script(text):
    assert is_prose(text)


def test_shapes():
    assert words("Ein Wort-Paar, 3.5 km") == 4
    assert ends_sentence("“So,” he said.”")
    assert ends_sentence("结束。")
    assert not ends_sentence("A headline")
    assert has_capital("Ärger")
    assert has_capital("新闻")
    assert not has_capital("lower")
    assert is_link("https://example.org/a?b=c")
    assert not is_link("see example.org for more")


@pytest.mark.parametrize(
    "text",
    [
        "July 05, 2021",
        "2021-07-05 14:33",
        "5 июля 2021 г.",
        "2021年7月5日",
        "14:33",
        "Friday 15 September 2023 - 13:23",
    ],
)
def test_dates(text):
    assert is_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "Apollo 13",
        "Chapter 7",
        "In the summer of 1914 the harbour was closed for the first time in years",
        "42",
    ],
)
def test_no_dates(text):
    assert not is_date(text)
