"""Each kind of rule: what it leaves alone first, then what it claims."""

from dataclasses import replace
from textwrap import dedent

import pytest

from cleaner import Edit, Line
from cleaner.engine import Engine
from cleaner.kinds import Zone
from cleaner.kinds.block import Block
from cleaner.kinds.interlude import Interlude
from cleaner.kinds.line import Line as LineRule
from cleaner.kinds.neighbour import Neighbour
from cleaner.kinds.part import Part
from cleaner.kinds.repeat import Repeat
from cleaner.kinds.rewrite import Rewrite
from cleaner.kinds.run import Run
from cleaner.kinds.section import Section
from cleaner.kinds.squeeze import Squeeze
from cleaner.shape import Shape
from cleaner.wording import Wording

PROSE = "The old wall will not hold another winter, the harbour master told the council on Monday evening."


def rule(kind, name="test/rule", **keys):
    return kind(id=name, why="A test.", **keys)


def clean(rules, text):
    """Clean a document written with `P` for a line of prose."""
    text = dedent(text).lstrip("\n").replace("P\n", PROSE + "\n")
    events = list(Engine(rules, steps=()).run([text.encode()]))
    kept = "".join(event.text for event in events if isinstance(event, Line))
    return kept.replace(PROSE, "P").split("\n")[:-1], [event for event in events if isinstance(event, Edit)]


def gone(rules, text):
    return [edit.old.strip() for edit in clean(rules, text)[1]]


SHARE = rule(LineRule, phrases=("Share this", "{:n} comments", "By {byline:name}"))


@pytest.mark.parametrize(
    "line",
    [
        "Share this with her",
        "share",
        "“Share this”",
        "Share this!",
        "comments",
        "some comments",
        "By the sea, she sold shells",
        "Sharethis",
    ],
)
def test_a_line_that_only_looks_like_a_phrase_stays(line):
    assert gone([SHARE], f"{line}\n") == []


@pytest.mark.parametrize(
    "line",
    ["Share this", "SHARE  THIS:", "» Share this", "[ Share this ]", "Share\N{NO-BREAK SPACE}this", "— share this —",
     "12 comments", "1,204 comments:", "12comments", "۱۲ comments", "By Ines Calder"],
)  # fmt: skip
def test_a_phrase_is_known_in_every_dress(line):
    assert gone([SHARE], f"{line}\n") == [line]


@pytest.mark.parametrize(
    ("phrase", "line"),
    [("Kaynak", "KAYNAK"), ("İlgili haberler", "ilgili haberler"), ("Нажмите ещё", "НАЖМИТЕ ЕЩЕ"), ("نظرات کاربران", "نظرات كاربران"),
     ("Σχόλια", "ΣΧΟΛΙΑ"), ("相关文章", "■相关文章："), ("Distribuiți", "Distribuiţi"), ("STRASSE", "Straße"), ("Kelvin", "\N{KELVIN SIGN}elvin")],
)  # fmt: skip
def test_phrases_fold_in_every_script(phrase, line):
    assert gone([rule(LineRule, phrases=(phrase,))], f"{line}\n") == [line]


def test_letters_that_make_another_word_are_not_folded():
    assert gone([rule(LineRule, phrases=("Báo cáo",))], "Bao cao\n") == []
    assert gone([rule(LineRule, phrases=("Publié",))], "Publie\n") == []


def test_a_zone_counts_surviving_lines():
    head = rule(LineRule, phrases=("Menu",), zone=Zone.HEAD)
    chrome = "Menu\n" * 30
    assert gone([head], f"{chrome}P\n") == ["Menu"] * 30
    assert gone([head], "P\n" * 12 + "Menu\n") == []
    tail = rule(LineRule, phrases=("Menu",), zone=Zone.TAIL)
    assert gone([tail], f"P\n{chrome}") == ["Menu"] * 30
    assert gone([tail], "Menu\n" + "P\n" * 24) == []


def test_unless_protects_a_line():
    patient = rule(LineRule, pattern="share .*", unless=(".*with her",))
    assert gone([patient], "Share this with her\nShare this\n") == ["Share this"]


BOX = rule(Block, start=Wording("security key:?"), end=Wording("captcha refresh"), max_lines=4)


@pytest.mark.parametrize(
    "text",
    ["Security Key:\nP\n", "Captcha refresh\nSecurity key\n", "Security Key:\na\nb\nc\nd\nCaptcha refresh\n"],
    ids=["no-end", "wrong-order", "too-far"],
)
def test_a_block_without_its_end_stays(text):
    assert gone([BOX], text) == []


def test_a_block_goes_from_start_to_end_and_names_its_anchor():
    edits = clean([BOX], "P\nSecurity Key:\nType it\nCaptcha refresh\nP\n")[1]
    assert [(edit.old.strip(), edit.anchor) for edit in edits] == [
        ("Security Key:", None), ("Type it", 2), ("Captcha refresh", 2),
    ]  # fmt: skip


def test_a_block_begins_at_the_nearest_start():
    assert gone([BOX], "Security Key:\nSecurity Key:\nCaptcha refresh\n") == [
        "Security Key:",
        "Captcha refresh",
    ]


RELATED = rule(Section, heading=Wording(phrases=("Related",)), until=Wording("the end"), max_lines=3)


@pytest.mark.parametrize(
    "text",
    ["Related\nP\n", "P\nRelated\n", "Related\na\nb\nc\nd\nP\n", "Related\nThe end\n"],
    ids=["prose-at-once", "nothing-below", "too-long", "until-at-once"],
)
def test_a_section_without_a_list_stays(text):
    assert gone([RELATED], text) == []


def test_a_section_ends_at_prose():
    assert gone([RELATED], "P\nRelated\nHarbour opens\nTown votes\nP\nShort\n") == [
        "Related",
        "Harbour opens",
        "Town votes",
    ]


def test_a_section_leaves_the_sub_heading_of_the_prose_below_it():
    text = "P\n\nRelated\nHarbour opens\nTown votes\n\nA wall older than the town\n\nP\n"
    assert gone([RELATED], text) == ["Related", "Harbour opens", "Town votes"]


def test_a_section_runs_to_the_end_below_the_last_prose_if_it_may():
    endless = rule(Section, heading=Wording(phrases=("Related",)), max_lines=3, to_end=True)
    tail = "Related\n" + "".join(f"Story {number}\n" for number in range(50))
    assert len(gone([endless], "P\n" + tail)) == 51
    assert gone([endless], "P\n" + tail + "P\n") == []
    assert gone([RELATED], "P\n" + tail) == []
    assert gone([endless], tail) == []


MENU = rule(Run, shape=Shape(max_words=2, sentence=False), min_lines=4)


@pytest.mark.parametrize(
    "text", ["Home\nNews\nSport\nP\nContact\n", "Yes.\nNo.\nYes.\nNo.\nMaybe.\n", "Home\nNews\nSport\n"]
)
def test_a_run_that_is_too_short_or_of_another_shape_stays(text):
    assert gone([MENU], text) == []


def test_a_run_goes_whole():
    assert gone([MENU], "P\nHome\nNews\nSport\nContact us\nP\n") == ["Home", "News", "Sport", "Contact us"]


def test_a_run_is_found_in_scripts_without_spaces_and_capitals():
    assert len(gone([MENU], "首页\n新闻\n体育\n联系我们\n")) == 4
    assert len(gone([MENU], "الرئيسية\nأخبار\nرياضة\nاتصل بنا\n")) == 4


HEADLINE = "Harbour town plans flood barrier"
TWICE = rule(Repeat, within=3, min_chars=20, zone=Zone.HEAD)


@pytest.mark.parametrize(
    "text",
    [
        "We shall walk along the river\nWe shall walk along the river\nDown to where the willows are\n",
        "Never again!\nNever again!\nP\n",
        "“Who goes there in the night?”\n“Who goes there in the night?”\nP\n",
        "What do we want for the harbour now?\nWhat do we want for the harbour now?\nP\n",
        "– Who goes there in the night\n– Who goes there in the night\nP\n",
        "Wins Draws Losses Points\n3 1 0 10\nWins Draws Losses Points\n",
        f"{HEADLINE}\na\nb\nc\n{HEADLINE}\nP\n",
        "P\n" * 12 + f"{HEADLINE}\n{HEADLINE}\nP\n",
        "Приключения капитана на севере\nПриключения капитана на юге\nP\n",
        f"{HEADLINE} - what it means for the people of the old town\n{HEADLINE}\nP\n",
    ],
    ids=[
        "verse",
        "short",
        "dialogue",
        "chant",
        "dash",
        "table",
        "too-far",
        "not-the-head",
        "other-cyrillic",
        "longer-headline",
    ],
)
def test_a_repeat_that_an_author_means_stays(text):
    assert gone([TWICE], text) == []


@pytest.mark.parametrize("between", [" - ", " | ", " – ", " — ", " : ", " » ", " · "])
def test_a_headline_with_a_site_behind_it_is_a_repeat(between):
    suffixed = f"{HEADLINE}{between}The Daily Tide"
    assert gone([TWICE], f"{suffixed}\n\n{HEADLINE}\nP\n") == [suffixed]
    assert gone([TWICE], f"{HEADLINE}\n\n{suffixed}\nP\n") == [suffixed]


@pytest.mark.parametrize(
    "copy",
    ["Harbour town plans flood…", "Harbour town plans flo...", "HARBOUR TOWN PLANS FLOOD BARRIER", HEADLINE],
)
def test_a_headline_cut_short_or_in_capitals_is_a_repeat(copy):
    assert gone([TWICE], f"{HEADLINE}\n{copy}\nP\n") == [copy]


@pytest.mark.parametrize(
    "line",
    ["海港城市计划修建新的防洪大坝", "Город у моря строит новую дамбу", "الميناء يبني سدا جديدا ضد الفيضان"],
)
def test_a_headline_repeats_in_every_script(line):
    assert gone([TWICE], f"{line}\n\n{line}\nP\n") == [line]


def test_a_repeat_without_within_looks_far_back():
    far = rule(Repeat, min_chars=20)
    between = "".join(f"{number} {PROSE}\n" for number in range(300))
    assert gone([far], f"{HEADLINE}\n{between}{HEADLINE}\nP\n") == [HEADLINE]


def test_neighbours_go_between_claimed_lines_only():
    share = rule(LineRule, "test/share", phrases=("Share", "Tweet"))
    near = rule(Neighbour, shape=Shape(max_words=3, sentence=False), max_gap=2)
    assert gone([near], "One\nTwo\nP\n") == []
    assert gone([share, near], "P\nShare\nOne\nP\n") == ["Share"]
    assert gone([share, near], "P\nShare\nOne\nTwo\nThree\nTweet\nP\n") == ["Share", "Tweet"]
    assert gone([share, near], "P\nShare\nA line that ends so.\nTweet\nP\n") == ["Share", "Tweet"]
    edits = clean([share, near], "P\nShare\nOne\nTwo\nTweet\nP\n")[1]
    assert [(edit.old.strip(), edit.anchor) for edit in edits] == [
        ("Share", None),
        ("One", 2),
        ("Two", 2),
        ("Tweet", None),
    ]
    assert gone([share, near], "P\nShare\nOne\n") == ["Share", "One"]


def test_neighbours_above_the_first_prose_stay():
    share = rule(LineRule, "test/share", phrases=("Share", "Tweet"))
    near = rule(Neighbour, shape=Shape(max_words=3, sentence=False), max_gap=2)
    assert gone([share, near], "Share\nThe flood\nTweet\n") == ["Share", "Tweet"]
    assert gone([share, near], "Share\nThe flood\n") == ["Share"]
    assert gone([share, near], "Share\nThe flood\nTweet\nP\n") == ["Share", "Tweet"]


def test_a_rewrite_changes_part_of_a_line():
    site = rule(Rewrite, pattern=r" \| the daily tide$", with_="")
    turn = rule(
        Rewrite, "test/turn", pattern=r"(?P<first>\w+) <-> (?P<second>\w+)", with_=r"\g<second> and \g<first>"
    )
    kept, edits = clean([site, turn], "Flood | The Daily Tide\nThe Daily Tide | Flood\nsea <-> wall\n")
    assert kept == ["Flood", "The Daily Tide | Flood", "wall and sea"]
    assert {edit.rule for edit in edits} == {"test/rule", "test/turn"}


def test_a_rewrite_that_never_comes_to_rest_leaves_the_line():
    assert clean([rule(Rewrite, pattern="a", with_="aa")], "a\n")[0] == ["a"]


SQUEEZE = rule(Squeeze, at_most=1)


@pytest.mark.parametrize(
    "text", ["def a():\n    pass\n\n\ndef b():\n    pass\n", "\n\n\nP\n\n\n", "One\n\n\n\nTwo\n"]
)
def test_blank_lines_of_a_document_without_chrome_stay(text):
    assert gone([SQUEEZE, SHARE], text) == []


def test_blank_lines_left_over_go():
    kept, _ = clean([SQUEEZE, SHARE], "\nShare this\n\nP\n\n\nA heading\n\nP\n\n\nShare this\n\n\n")
    assert kept == ["P", "", "A heading", "", "P"]


def test_an_over_long_line_passes_and_is_as_good_as_prose():
    text = "Related\n" + "x" * (1 << 19) + "\nP\n"
    kept, edits = clean([RELATED], text)
    assert edits == []
    assert "\n".join(kept) + "\n" == text


def test_a_stretch_that_outgrows_the_window_is_passed_through_and_counted():
    engine = Engine([SHARE, MENU], steps=(), window_lines=50)
    text = "Share this\n" * 400 + "1 " + PROSE + "\n"
    run = engine.run([text.encode()])
    assert "".join(event.text for event in run if isinstance(event, Line)) == text
    assert run.passed_through > 300


BELOW = rule(Interlude, "test/below", part=Part.BELOW, min_lines=2, keeps=1, headlines=1)
LEAD = rule(Interlude, "test/lead", part=Part.LEAD, min_lines=2, keeps=1, headlines=1)
ABOVE = rule(Interlude, "test/above", part=Part.ABOVE, min_lines=2, max_lines=3, keeps=1)
MENU_LINES = "Boats\nWeather\nJobs\n"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (BELOW, f"P\n{MENU_LINES}P\n"),
        (BELOW, "P\nShare this\nBoats\nHarbour town plans a barrier\nJobs\nP\n"),
        (BELOW, f"Share this\n{MENU_LINES}P\n"),
        (BELOW, f"P\n{MENU_LINES}Share this\nP\n"),
        (LEAD, f"P\nShare this\n{MENU_LINES}P\n"),
        (LEAD, f"Share this\n{MENU_LINES}"),
        (LEAD, f"{MENU_LINES}P\nShare this\n"),
        (ABOVE, f"P\n{MENU_LINES}Contact\nShare this\nHome\nP\n"),
        (ABOVE, f"P\n{MENU_LINES}Share this\n"),
        (ABOVE, f"{MENU_LINES}Share this\nHome\nP\n"),
    ],
    ids=[
        "nothing-claimed", "headline-of-the-next-prose", "above-the-first-prose", "above-what-is-claimed",
        "below-prose", "no-prose", "claimed-elsewhere", "too-long", "below-the-last-prose", "lead",
    ],
)  # fmt: skip
def test_an_interlude_leaves_lines_it_is_not_sure_of(kind, text):
    assert set(gone([SHARE, kind], text)) <= {"Share this"}


def test_an_interlude_goes_below_above_or_around_a_claimed_line():
    assert gone([SHARE, BELOW], f"P\nOn foot\nShare this\n{MENU_LINES}Contact\nP\n")[1:] == [
        "Boats", "Weather", "Jobs",
    ]  # fmt: skip
    assert gone([SHARE, BELOW], f"P\nShare this\n{MENU_LINES}")[1:] == ["Boats", "Weather", "Jobs"]
    assert gone([SHARE, ABOVE], f"P\n{MENU_LINES}Share this\nOn foot\nP\n")[:-1] == [
        "Boats",
        "Weather",
        "Jobs",
    ]
    lead = f"Boats\nShare this\n{MENU_LINES}Harbour town plans a barrier\nOn foot\nP\n"
    assert gone([SHARE, LEAD], lead) == ["Boats", "Share this", "Boats", "Weather", "Jobs"]


def test_an_interlude_names_the_claimed_line_as_its_anchor():
    edits = clean([SHARE, BELOW], f"P\nShare this\n{MENU_LINES}")[1]
    assert [edit.anchor for edit in edits] == [None, 2, 2, 2]


def test_a_label_below_each_item_of_a_list_leads_to_none_of_them():
    items = "".join(f"Share this\nBoat {number}\n" for number in range(3))
    assert set(gone([SHARE, BELOW], f"P\n{items}")) == {"Share this"}
    other = rule(LineRule, "test/other", phrases=("Related",))
    assert "Boat 1" in gone([SHARE, other, BELOW], f"P\n{items}Related\n")


@pytest.mark.parametrize("leads_not", [rule(Run, "test/run", shape=Shape(max_words=1), min_lines=2), TWICE])
def test_runs_and_repeats_lead_to_no_other_line(leads_not):
    text = f"P\n{HEADLINE}\n{HEADLINE}\nOne\nTwo\nBy a boat\nAt the pier\nP\n"
    wide = rule(Interlude, part=Part.BELOW, min_lines=1)
    assert gone([leads_not], text)
    assert gone([leads_not, wide], text) == gone([leads_not], text)


REST = rule(Run, shape=Shape(max_words=4, sentence=False), part=Part.REST, min_lines=1)
LEAD_RUN = rule(Run, shape=Shape(max_words=3, sentence=False), part=Part.LEAD, min_lines=2)
AMID_RUN = rule(Run, shape=Shape(max_words=3, sentence=False), part=Part.AMID, min_lines=2, keeps=1)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (REST, "Ines Calder\nP\n"),
        (REST, "Ines Calder\n12 May 2021\n"),
        (LEAD_RUN, "Fish soup\nTwo eggs\nOne onion\nP\n"),
        (LEAD_RUN, "The song of the wall\nTwo eggs\nOne onion\n"),
        (LEAD_RUN, "The song of the wall\nP\nTwo eggs\nOne onion\n"),
        (AMID_RUN, "Sea and salt\nSalt and sea\nThe wall\n"),
    ],
    ids=["above-prose", "no-prose", "recipe", "verse", "below-prose", "no-prose-at-all"],
)
def test_a_run_with_a_part_stays_elsewhere(kind, text):
    assert gone([kind], text) == []


def test_a_run_with_a_part_goes_there_and_keeps_its_last_lines():
    assert gone([REST], "P\nThe keeper says no.\nInes Calder\n12 May 2021\n") == [
        "Ines Calder",
        "12 May 2021",
    ]
    assert gone([LEAD_RUN], f"Home\nBoats\n{HEADLINE}\n12 May 2021\nP\n") == ["Home", "Boats"]
    assert gone([AMID_RUN], "P\nHome\nBoats\nThe wall\nP\n") == ["Home", "Boats"]
    assert gone([AMID_RUN], "Home\nBoats\nThe wall\nP\n") == ["Home", "Boats"]


def test_headlines_are_kept_however_far_above_the_prose_they_stand():
    two = rule(Run, shape=Shape(max_words=9), part=Part.LEAD, min_lines=2, headlines=1)
    assert gone([two], f"Home\n{HEADLINE}\n12 May 2021\nShare\nP\n") == ["Home", "12 May 2021", "Share"]


def test_neighbours_among_which_prose_may_stand_leave_it():
    share = rule(LineRule, "test/share", phrases=("Share", "Tweet"))
    amid = rule(Neighbour, shape=Shape(max_words=3, sentence=False), max_gap=4, max_prose=1)
    assert gone([share, amid], "P\nShare\nOne\nP\nTwo\nTweet\nP\n") == ["Share", "One", "Two", "Tweet"]
    assert gone([share, amid], "P\nShare\nOne\nP\nP\nTweet\nP\n") == ["Share", "Tweet"]
    assert gone([share, amid], "P\nShare\nOne\nTwo\nP\nThree\nFour\nTweet\nP\n") == ["Share", "Tweet"]
    keeping = replace(amid, keeps=1)
    assert gone([share, keeping], "P\nShare\nOne\nTwo\nP\nTweet\nP\n") == ["Share", "One", "Tweet"]
    assert gone([share, keeping], "P\nShare\nOne\nP\nThree\nTweet\nP\n") == ["Share", "Three", "Tweet"]


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


def test_a_row_shorter_than_what_it_keeps_stays_whole():
    kept = rule(Run, shape=Shape(max_words=3, sentence=False), part=Part.AMID, min_lines=1, keeps=3)
    assert gone([kept], "P\nHome\nBoats\nP\n") == []
