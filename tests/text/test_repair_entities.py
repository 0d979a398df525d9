"""Entities: those that a page leaked are decoded, those that a text is about stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaner.text.entities import decode_entities

STAY = [
    "Put the entity &nbsp; between the two words that are to stay on one line.",
    "Use &copy; for the copyright sign and &mdash; for a long dash.",
    "To show an ampersand write &amp;amp; and to show a less-than sign write &amp;lt; in your source.",
    "Write `&nbsp;` or ``&lt;br&gt;`` there.",
    "The shell runs `make &amp;&amp; make test` twice.",
    'The reader sees "&hellip;" and not the dots.',
    "Das Zeichen „&auml;“ ist gemeint.",
    "Le signe «&eacute;» manque.",
    "The sign (&copy;) is an entity.",
    "It ends in &nbsp;, not in a space.",
    "The last one is &shy;.",
    "The code &#160; does the same.",
    "a&#13;b and &NewLine; and &#x2029; and &#10;",
    "&#0; &#1; &#xD800; &#99999999; stand for no character",
    "&nosuchname; &copy &; && &#; &#x;",
    "if (a < b &amp;&amp; c) return;",
    "`&nbsp;` and &mdash; too",
]
DECODED = [
    ("Tide &amp; Time", "Tide & Time"),
    ("S&amp;P 500, caf&eacute;, don&#39;t", "S&P 500, café, don't"),
    ("he left &mdash; she stayed &ndash; both &hellip; waited", "he left — she stayed – both … waited"),
    ("voil&agrave; et &agrave; bient&ocirc;t &agrave; tous", "voilà et à bientôt à tous"),
    ("a &lt; b &gt; c &times; d costs &euro; 5", "a < b > c × d costs € 5"),
    ("&copy; 2021 Harbour Times", "© 2021 Harbour Times"),
    ("All content &copy; 2021 Harbour Times", "All content © 2021 Harbour Times"),
    ("20 &deg; C", "20 ° C"),
    ("&nbsp;", "\N{NO-BREAK SPACE}"),
    ("&nbsp; The wall", "\N{NO-BREAK SPACE} The wall"),
    ("The wall&nbsp;holds.&nbsp;", "The wall\N{NO-BREAK SPACE}holds.\N{NO-BREAK SPACE}"),
    ("Home &nbsp;|&nbsp; News", "Home \N{NO-BREAK SPACE}|\N{NO-BREAK SPACE} News"),
    ("Home &nbsp; &nbsp; News", "Home \N{NO-BREAK SPACE} \N{NO-BREAK SPACE} News"),
    ("&quot;Yes,&quot; she said.", '"Yes," she said.'),
    ("“Tide &amp; Time” is a caf&eacute;", "“Tide & Time” is a café"),
    ("&lt;b&gt;bold&lt;/b&gt;", "<b>bold</b>"),
    ("Put &nbsp; between the words of caf&eacute; noir", "Put &nbsp; between the words of café noir"),
    ("?a=1&amp;b=2", "?a=1&b=2"),
    ("&amp;#13; is one layer", "&#13; is one layer"),
    ("a lone ` and S&amp;P", "a lone ` and S&P"),
    ("&EACUTE;TAT", "ÉTAT"),
]


@pytest.mark.parametrize("text", STAY)
def test_text_about_entities_keeps_them(text):
    assert decode_entities(text) == text


@pytest.mark.parametrize(("text", "decoded"), DECODED)
def test_an_entity_that_leaked_is_decoded(text, decoded):
    assert decode_entities(text) == decoded


@given(st.lists(st.sampled_from([*"ab ;é", "amp;", "lt;", "#38;", "#13;"]), max_size=6).map("".join))
def test_no_second_layer_is_decoded(tail):
    """Whatever is written behind it, an escaped ampersand never becomes more than an ampersand."""
    once = decode_entities(f"x&amp;{tail}")
    assert once in {f"x&{tail}", f"x&amp;{tail}"}
    assert decode_entities(once) == once
