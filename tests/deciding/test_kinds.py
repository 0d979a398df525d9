"""Each kind of rule that goes by words: what it leaves alone first, then what it removes."""

import pytest
from sketch import HEADLINE, PROSE, clean, gone, rule

from cleaner.deciding import fixpoint
from cleaner.deciding.line_facts import MAX_PASSES
from cleaner.deciding.surviving import FEW_LINES
from cleaner.ruleset.kinds.block import BlockRule
from cleaner.ruleset.kinds.line import LineRule
from cleaner.ruleset.kinds.repeat import FOLLOWING, RepeatRule
from cleaner.ruleset.kinds.rewrite import RewriteRule
from cleaner.ruleset.kinds.section import SectionRule
from cleaner.ruleset.kinds.squeeze import SqueezeRule
from cleaner.ruleset.view import HEAD_LINES, TAIL_LINES, Zone
from cleaner.ruleset.wording import Wording

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


BOX = rule(BlockRule, start=Wording("security key:?"), end=Wording("captcha refresh"), max_lines=4)


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


RELATED = rule(SectionRule, heading=Wording(phrases=("Related",)), until=Wording("the end"), max_lines=3)


@pytest.mark.parametrize(
    "text",
    ["Related\nP\n", "P\nRelated\n", "Related\na\nb\nc\nd\nP\n", "Related\nThe end\n"],
    ids=["prose-at-once", "nothing-below", "too-long", "until-at-once"],
)
def test_a_section_without_a_list_stays(text):
    assert gone([RELATED], text) == []


def test_a_section_removes_its_heading_and_leaves_its_lines_to_the_evidence():
    assert gone([RELATED], "P\nRelated\nHarbour opens\nTown votes\nP\nShort\n") == ["Related"]


def test_a_section_runs_to_the_end_below_the_last_prose_if_it_may():
    endless = rule(SectionRule, heading=Wording(phrases=("Related",)), max_lines=3, to_end=True)
    tail = "Related\n" + "".join(f"Story {number}\n" for number in range(50))
    assert gone([endless], "P\n" + tail) == ["Related"]
    assert gone([endless], "P\n" + tail + "P\n") == []
    assert gone([RELATED], "P\n" + tail) == []
    assert gone([endless], tail) == []


TWICE = rule(RepeatRule, within=3, min_chars=20, zone=Zone.HEAD)


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
    far = rule(RepeatRule, min_chars=20)
    between = "".join(f"{number} {PROSE}\n" for number in range(300))
    assert gone([far], f"{HEADLINE}\n{between}{HEADLINE}\nP\n") == [HEADLINE]


def test_a_rewrite_changes_part_of_a_line():
    site = rule(RewriteRule, pattern=r" \| the daily tide$", with_="")
    turn = rule(
        RewriteRule,
        "test/turn",
        pattern=r"(?P<first>\w+) <-> (?P<second>\w+)",
        with_=r"\g<second> and \g<first>",
    )
    kept, edits = clean([site, turn], "Flood | The Daily Tide\nThe Daily Tide | Flood\nsea <-> wall\n")
    assert kept == ["Flood", "The Daily Tide | Flood", "wall and sea"]
    assert {edit.rule for edit in edits} == {"test/rule", "test/turn"}


def test_a_rewrite_that_never_comes_to_rest_leaves_the_line():
    assert clean([rule(RewriteRule, pattern="a", with_="aa")], "a\n")[0] == ["a"]


SQUEEZE = rule(SqueezeRule, at_most=1)


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


@pytest.mark.parametrize(("above", "goes"), [(HEAD_LINES - 1, True), (HEAD_LINES, False)])
def test_the_head_has_just_so_many_lines(above, goes):
    menu = rule(LineRule, phrases=("Menu",), zone=Zone.HEAD)
    assert gone([menu], "P\n\n" * above + "Menu\n" + "P\n" * 40) == ["Menu"] * goes


@pytest.mark.parametrize(("below", "goes"), [(TAIL_LINES - 1, True), (TAIL_LINES, False)])
def test_the_tail_has_just_so_many_lines(below, goes):
    menu = rule(LineRule, phrases=("Menu",), zone=Zone.TAIL)
    assert gone([menu], "P\n" * 40 + "Menu\n" + "P\n\n" * below) == ["Menu"] * goes


@pytest.mark.parametrize(("lines", "goes"), [(BOX.max_lines, True), (BOX.max_lines + 1, False)])
def test_a_block_has_at_most_so_many_lines(lines, goes):
    inside = "".join(f"{number}\n" for number in range(lines - 2))
    assert len(gone([BOX], f"Security Key:\n{inside}Captcha refresh\n")) == lines * goes


ENDLESS = rule(SectionRule, heading=Wording(phrases=("Related",)), max_lines=3, to_end=True)


@pytest.mark.parametrize(("lines", "goes"), [(3, True), (4, False)])
@pytest.mark.parametrize(("section", "below"), [(RELATED, "P\n"), (RELATED, ""), (ENDLESS, "P\n")])
def test_a_section_has_at_most_so_many_lines(section, below, lines, goes):
    items = "".join(f"Story {number}\n" for number in range(lines))
    assert gone([section], f"P\nRelated\n{items}{below}") == ["Related"] * goes


@pytest.mark.parametrize(("between", "goes"), [(2, True), (3, False)])
def test_a_repeat_stands_at_most_so_many_lines_below(between, goes):
    assert gone([TWICE], HEADLINE + "\n" + "Home\n" * between + HEADLINE + "\nP\n") == [HEADLINE] * goes


@pytest.mark.parametrize(("between", "goes"), [(FEW_LINES + 3, True), (FEW_LINES + 4, False)])
def test_a_repeat_stands_at_most_so_many_lines_below_where_many_are_looked_through(between, goes):
    far = rule(RepeatRule, within=FEW_LINES + 4, min_chars=20)
    assert gone([far], HEADLINE + "\n" + "Home\n" * between + HEADLINE + "\nP\n") == [HEADLINE] * goes


@pytest.mark.parametrize(("between", "goes"), [(FOLLOWING - 1, True), (FOLLOWING, False)])
def test_a_repeat_has_prose_at_most_so_many_lines_below_it(between, goes):
    far = rule(RepeatRule, within=3, min_chars=20)
    lines = "".join(f"Line {number}\n" for number in range(between))
    assert gone([far], f"{HEADLINE}\n{HEADLINE}\n{lines}P\n") == [HEADLINE] * goes


@pytest.mark.parametrize(
    ("line", "goes"), [("A flood wall" + "s" * 8, True), ("A flood wall" + "s" * 7, False)]
)
def test_a_repeat_has_at_least_so_many_characters(line, goes):
    assert gone([TWICE], f"{line}\n{line}\nP\n") == [line] * goes


def test_unless_protects_a_line_amid_those_that_a_rule_removes():
    box = rule(BlockRule, start=Wording("box"), end=Wording("end of box"), max_lines=5, unless=("town .*",))
    assert gone([box], "P\nBox\nTown votes\nBoats\nEnd of box\nP\n") == ["Box", "Boats", "End of box"]


@pytest.mark.parametrize("unless", ["box", "end of box"])
def test_a_block_whose_first_or_last_line_is_protected_stays(unless):
    box = rule(BlockRule, start=Wording("box"), end=Wording("end of box"), max_lines=5, unless=(unless,))
    assert gone([box], "P\nBox\nBoats\nEnd of box\nP\n") == []


def test_a_section_whose_heading_is_protected_stays():
    box = rule(SectionRule, heading=Wording("box.*"), max_lines=5, unless=("box office",))
    assert gone([box], "P\nBox office\nBoats\nP\n") == []


def test_the_copy_that_stays_is_one_that_no_other_rule_removes():
    twice = rule(RepeatRule, "test/twice", min_chars=20)
    text = f"P\nSecurity Key:\n{HEADLINE}\nCaptcha refresh\nP\n{HEADLINE}\nP\n"
    assert gone([twice, BOX], text) == ["Security Key:", HEADLINE, "Captcha refresh"]


@pytest.mark.parametrize(("paragraphs", "goes"), [(1, True), (2, False)], ids=["standfirst", "text"])
def test_a_heading_that_is_said_again_below_the_first_paragraphs_stays(paragraphs, goes):
    twice = rule(RepeatRule, within=3, min_chars=20, zone=Zone.HEAD)
    text = f"{'P' + chr(10)}" * paragraphs + f"{HEADLINE.upper()}\nBoats\n{HEADLINE}\nP\n"
    assert gone([twice], text) == [HEADLINE] * goes


def test_unless_protects_a_line_from_being_a_repeat():
    twice = rule(RepeatRule, within=3, min_chars=20, unless=("harbour .*",))
    assert gone([twice], f"{HEADLINE}\n{HEADLINE}\nP\n") == []


def test_what_one_rule_protects_another_may_remove():
    kept = rule(
        BlockRule, "test/box", start=Wording("box"), end=Wording("end"), max_lines=5, unless=("town .*",)
    )
    other = rule(LineRule, "test/town", phrases=("Town votes",))
    edits = clean([kept, other], "P\nBox\nTown votes\nBoats\nEnd\nP\n")[1]
    assert [(edit.old.strip(), edit.rule) for edit in edits] == [
        ("Box", "test/box"), ("Town votes", "test/town"), ("Boats", "test/box"), ("End", "test/box"),
    ]  # fmt: skip


def test_of_two_rules_that_remove_a_line_the_more_direct_kind_is_named():
    block = rule(BlockRule, "a/block", start=Wording("box"), end=Wording("end"), max_lines=5)
    line = rule(LineRule, "b/line", phrases=("Boats",), zone=Zone.TAIL)
    edits = clean([block, line], "P\nBox\nBoats\nEnd\nP\n")[1]
    assert [edit.rule for edit in edits] == ["a/block", "b/line", "a/block"]


@pytest.mark.parametrize(("rounds", "goes"), [(1, False), (2, True)], ids=["goes on", "rests in the second"])
def test_a_document_that_does_not_come_to_rest_is_left_alone(rounds, goes, monkeypatch):
    monkeypatch.setattr(fixpoint, "MAX_ROUNDS", rounds)
    menu = rule(LineRule, phrases=("Menu",), zone=Zone.TAIL)
    assert bool(gone([menu], "P\nMenu\n")) is goes


def test_lines_come_into_a_zone_until_none_is_left():
    menu = rule(LineRule, phrases=("Menu",), zone=Zone.TAIL)
    assert len(gone([menu], "P\n" + "Menu\n" * 10 * TAIL_LINES)) == 10 * TAIL_LINES


@pytest.mark.parametrize("rewrites", [MAX_PASSES - 1, MAX_PASSES])
def test_a_line_that_rewrites_never_bring_to_rest_is_left_alone(rewrites):
    shorten = rule(RewriteRule, pattern="^a", with_="")
    line = "a" * rewrites
    kept, _ = clean([shorten], f"{line}b\n")
    assert kept == (["b"] if rewrites < MAX_PASSES else [f"{line}b"])
