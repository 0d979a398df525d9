"""Shapes: words, prose, dates and bullets in any script."""

import pytest

from cleaner.text.shape import (
    Shape,
    ends_sentence,
    has_capital,
    is_date,
    is_link,
    is_prose,
    words,
)

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


@pytest.mark.parametrize(
    "line", ["* Compass", "•Compass", "- Compass", "3. Compass", "12) Compass", "[4] Compass", "1、香港"]
)
def test_a_line_with_a_bullet_is_known(line):
    assert Shape(bullet=True).fits(line)
    assert not Shape(bullet=False).fits(line)


@pytest.mark.parametrize("line", ["Compass", "3 compasses", "5 °C", "2021", "*", "A. Calder"])
def test_a_line_without_a_bullet_is_known(line):
    assert Shape(bullet=False).fits(line)


def test_the_rows_of_a_table_are_known():
    rows = ["Caldmoor\t14\t31", "| Caldmoor | 14 |", "Caldmoor      14   31"]
    assert all(map(Shape(columns=True).fits, rows))
    assert all(map(Shape(columns=False).fits, ["Caldmoor | 14", "Caldmoor 14", "Caldmoor  14"]))
