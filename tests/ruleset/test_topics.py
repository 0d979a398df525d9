"""Topics and languages: rules declared once, and the words that languages give them."""

import pytest

from cleaner import Cleaner, RuleError
from cleaner.deciding.examples import Outcome, judge
from cleaner.ruleset.aliases import RENAMED
from cleaner.ruleset.guards import GUARDS, OF_LABELS
from cleaner.ruleset.packs import load_packs, rules_of

TOPIC = """topic = "Boats"

[line.sale]
why = "A test."
zone = "tail"

[section.offers]
why = "A test."
zone = "tail"
words-of = ["sale"]
"""
LANGUAGE = """language = "Pidgin"

[boats.sale]
phrases = ["Buy our boat", "Boats are sold."]
examples = '''
- Buy our boat
  Buy our boat.
'''
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "boats.toml").write_text(TOPIC)
    (tmp_path / "pidgin.toml").write_text(LANGUAGE)
    return tmp_path


def told(folder):
    with pytest.raises(RuleError) as caught:
        load_packs([folder])
    return str(caught.value).replace(str(folder), "").splitlines()


def test_a_language_has_a_pack_for_each_topic_it_gives_words_to(folder):
    (pack,) = load_packs([folder])
    assert (pack.name, pack.about) == ("pidgin/boats", "Boats")
    (rule,) = pack.rules
    assert (rule.id, rule.zone, rule.phrases) == (
        "pidgin/boats/sale",
        "tail",
        ("Buy our boat", "Boats are sold."),
    )
    assert [verdict.outcome for verdict in judge(pack)] == [Outcome.OK]


def test_a_pack_from_the_cache_has_its_examples(folder, monkeypatch):
    monkeypatch.setenv("CLEANER_CACHE", str(folder / "cache"))
    (read,) = load_packs([folder])
    (cached,) = load_packs([folder])
    assert cached.examples == read.examples
    assert cached.source("pidgin/boats/sale").startswith("[boats.sale]\nphrases")


def test_a_language_may_differ_in_level_and_zone_only(folder):
    path = folder / "pidgin.toml"
    path.write_text(LANGUAGE.replace("phrases", 'level = "strong"\nphrases'))
    assert [rule.level for rule in rules_of(load_packs([folder]))] == ["strong"]
    path.write_text(LANGUAGE.replace("phrases", 'why = "No."\nphrases'))
    assert told(folder)[0].startswith("/pidgin.toml:4: [boats.sale]: unknown key 'why'")


def test_a_rule_takes_in_the_words_of_others(folder):
    more = "[boats.offers]\nexamples = '''\n  The council meets again on Thursday, and the vote is close this time.\n- Buy our boat\n  Anna\n  Mary\n'''\n"
    (folder / "pidgin.toml").write_text(f"{LANGUAGE}\n{more}")
    (pack,) = load_packs([folder])
    assert pack.rules[1].heading.phrases == ("Buy our boat", "Boats are sold.")
    assert [verdict.outcome for verdict in judge(pack)] == [Outcome.OK, Outcome.OK]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[boats.sale]", "[boots.sale]", "/pidgin.toml:3: unknown topic 'boots'; did you mean 'boats'?"),
        ("[boats.sale]", "[boats.sail]", "/pidgin.toml:3: [boats.sail]: unknown rule 'sail'; did you mean 'sale'?"),
        ('"Boats are sold."', '"+1"', "/pidgin.toml:4: [boats.sale]: the phrase '+1' of 'phrases' has no letter and matches every line '1'; write the words of the line"),
        ("phrases", "unless = ['oars']\nphrases", "/pidgin.toml:3: [boats.sale]: the exception 'oars' of 'unless' protects no line that has a phrase of the rule beyond what the guards protect; leave it out"),
        ("phrases", 'not = ["speach"]\nphrases', "/pidgin.toml:4: [boats.sale]: unknown guard 'speach'; did you mean 'speech'?"),
    ],
    ids=["topic", "rule", "phrase without letters", "exception that never acts", "guard"],
)  # fmt: skip
def test_what_is_wrong_with_a_language_is_told(folder, old, new, message):
    (folder / "pidgin.toml").write_text(LANGUAGE.replace(old, new))
    assert message in told(folder)


def test_a_phrase_of_two_rules_of_one_kind_and_zone_is_refused(folder):
    with (folder / "topics" / "boats.toml").open("a") as topic:
        topic.write('\n[line.hire]\nwhy = "A test."\nzone = "tail"\n')
    (folder / "pidgin.toml").write_text(LANGUAGE + LANGUAGE.partition("\n\n")[2].replace("sale", "hire"))
    assert "the phrase 'Buy our boat' is also in [boats.sale]; leave one out" in told(folder)[0]


def test_a_user_gives_words_to_the_shipped_topics(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(LANGUAGE.replace("boats.sale", "share.share-heading"))
    cleaner = Cleaner(rules=[path], select=["mine/share"])
    assert [rule.id for rule in cleaner.rules] == ["mine/share/share-heading"]


STAYS_AND_GOES = [
    ("speech", ["“Share this", "— Share this", "- Share this", "«Share» this"], ["Share this", "- Share -", "« Back"]),
    ("sentence", ["Share this.", "Share this!", "分享。", "Share this, and"[:-4]], ["Share this", "Share this…", "Wait..."]),
    ("full-stop", ["Read more: a boat.", "a boat,"], ["Read more: a boat?", "Read more: a boat!"]),
    ("few-words", ["See also: chapter 3"], ["See also: council votes to keep library"]),
    ("list-item", ["3. Share", "• Share"], ["Share"]),
    ("quantity", ["Published 3 novels"], ["Published 3 May 2021, 10:15"]),
    ("year", ["Updated 2003"], ["Updated 3 May 2003"]),
    ("bare-number", ["Updated 12", "Updated: 2.4.1"], ["Updated 12.03.2021"]),
    ("old-year", ["Published 1962"], ["Published 2012"]),
    ("colon", ["Contact:"], ["Contact"]),
]  # fmt: skip


def test_every_guard_is_tried():
    assert {name for name, _, _ in STAYS_AND_GOES} == set(GUARDS)
    assert set(OF_LABELS) <= set(GUARDS)


@pytest.mark.parametrize(
    ("name", "stays", "goes"), STAYS_AND_GOES, ids=[name for name, _, _ in STAYS_AND_GOES]
)
def test_a_guard_protects_what_only_looks_like_a_label(name, stays, goes):
    assert [line for line in stays if not GUARDS[name].fits(line)] == []
    assert [line for line in goes if GUARDS[name].fits(line)] == []


def test_a_rule_that_was_renamed_is_found_by_its_former_id_with_a_note():
    with pytest.warns(FutureWarning, match="is named 'vi/advertising/ad-sign' now"):
        ids = [rule.id for rule in Cleaner(select=["vi/advertising/ad-word"], repair=[]).rules]
    assert ids == ["vi/advertising/ad-sign"]


def test_every_former_id_leads_to_a_rule():
    ids = {rule.id for rule in rules_of(load_packs())}
    assert set(RENAMED.values()) <= ids
    assert not ids & set(RENAMED)


def test_a_heading_of_one_word_needs_a_second_sign(tmp_path):
    path = tmp_path / "rules.toml"
    rule = """about = "A test"
[section.boats]
why = "A test."
heading = ["Boats"]
examples = '''
- Boats
- Anna
  Boats
'''
"""
    path.write_text(rule)
    with pytest.raises(
        RuleError, match="single word, which authors write above their lists, too; give the rule"
    ):
        load_packs([path])
    path.write_text(rule.replace("examples", 'zone = "tail"\nexamples'))
    assert load_packs([path])
