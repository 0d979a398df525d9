"""Restoring: the original from the cleaned text and the log, strictly, or as far as edited text allows."""

import io
import json
import random

import pytest

from cleaner import Cleaner
from cleaner.errors import LogError
from cleaner.formats.log import LogWriter
from cleaner.formats.log_index import read_log
from cleaner.formats.placing import places_of, undone
from cleaner.formats.restore import CleanedText, Standing, standing, write_original
from cleaner.text.edits import Edit, apply

PAGE = """News ID: 314510
The council voted late on Sunday to rebuild the sea wall.

Security Key:
Captcha refresh
The first stones were laid in 1742 by fishermen.

Page generated in 0.1 sec
"""


def edits_between(text, removed):
    """Remove lines of a text, by their numbers."""
    start = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        if number in removed:
            yield Edit(start, start + len(line), line, "", "test/line", number)
        start += len(line)


def logged(*documents, encoding="utf-8"):
    """Write a log of documents, each a text and its edits; return the log and the cleaned text of each."""
    sink = io.BytesIO()
    writer = LogWriter(sink, {})
    cleaned = []
    for number, (text, edits) in enumerate(documents):
        writer.begin(f"{number}.txt", encoding, {})
        after = apply(text, edits).encode(encoding, "surrogateescape")
        before = text.encode(encoding, "surrogateescape")
        writer.add(before, after, edits, chars=len(text), record=None, records=0, literal=None)
        writer.end()
        cleaned.append(after)
    return sink.getvalue(), cleaned


def index_of(data):
    return read_log(io.BytesIO(data), "log")


def original(log, document, cleaned):
    sink = io.BytesIO()
    write_original(log, document, CleanedText(io.BytesIO(cleaned), 0, len(cleaned)), sink)
    return sink.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "iso-2022-jp", "hz", "gb18030", "utf-7"]
)
def test_every_document_of_a_log_is_led_back_in_its_encoding(encoding):
    texts = ["海堤\nShare\n最後", PAGE if encoding != "hz" else "海\n", "最後"]
    data, cleaned = logged(*((text, list(edits_between(text, {2}))) for text in texts), encoding=encoding)
    log = index_of(data)
    for document, text, after in zip(log.documents, texts, cleaned, strict=True):
        assert original(log, document, after) == text.encode(encoding)


def test_a_document_that_failed_is_copied_without_a_look_at_its_encoding():
    sink = io.BytesIO()
    writer = LogWriter(sink, {})
    writer.begin("odd", "utf-16", {})
    writer.add(b"\xff\xfea\x00b", b"\xff\xfea\x00b", [], chars=0, record=None, records=0, literal=None)
    writer.end()
    log = index_of(sink.getvalue())
    assert original(log, log.documents[0], b"\xff\xfea\x00b") == b"\xff\xfea\x00b"
    assert "chars" not in json.loads(sink.getvalue().splitlines()[-1])["input"]


def test_the_original_itself_comes_back_as_it_is():
    data, _ = logged((PAGE, list(edits_between(PAGE, {1}))))
    log = index_of(data)
    assert original(log, log.documents[0], PAGE.encode()) == PAGE.encode()


def test_other_text_is_refused_before_anything_is_written():
    data, (cleaned,) = logged((PAGE, list(edits_between(PAGE, {1}))))
    log = index_of(data)
    sink = io.BytesIO()
    changed = cleaned.replace(b"1742", b"1743")
    text = CleanedText(io.BytesIO(changed), 0, len(changed))
    assert standing(text, log.documents[0].foot) is Standing.OTHER
    with pytest.raises(LogError, match="hash differs"):
        write_original(log, log.documents[0], text, sink)
    assert not sink.getvalue()


@pytest.mark.parametrize(
    ("entry", "field", "value"),
    [("rule", "old", "News ID: 314511\n"), ("edits", "input", {"bytes": 1, "sha256": "0" * 64})],
)
def test_what_is_restored_is_compared_with_the_hash_of_the_original(entry, field, value):
    data, (cleaned,) = logged((PAGE, list(edits_between(PAGE, {1}))))
    entries = [json.loads(line) for line in data.splitlines()]
    for each in entries:
        if entry in each:
            each[field] = value
    log = index_of("".join(json.dumps(each) + "\n" for each in entries).encode())
    with pytest.raises(LogError, match="the restored text is not the original"):
        original(log, log.documents[0], cleaned)


def spoilt(line, random_of):
    """Change one line of a log in one of many ways."""
    entry = json.loads(line)
    values = [None, True, -1, 0, 10**30, 1e400, 0.5, "", "x", "\udcff", [], {}, [[]], {"bytes": 1}]
    how = random_of.randrange(4)
    if how == 0:
        entry[random_of.choice(list(entry))] = random_of.choice(values)
    elif how == 1:
        del entry[random_of.choice(list(entry))]
    elif how == 2:
        inner = random_of.choice([value for value in entry.values() if isinstance(value, dict)] or [entry])
        if inner:
            inner[random_of.choice(list(inner))] = random_of.choice(values)
    else:
        at = random_of.randrange(len(line))
        return line[:at] + bytes([random_of.randrange(256)]) + line[at + 1 :]
    return json.dumps(entry).encode() + b"\n"


def test_no_spoilt_log_is_anything_but_a_told_error():
    data, cleaned = logged(*((PAGE, list(edits_between(PAGE, set(gone)))) for gone in ([1, 4, 5], [], [8])))
    lines = data.splitlines(keepends=True)
    random_of = random.Random(5)
    refused = 0
    for _ in range(1500):
        changed = list(lines)
        at = random_of.randrange(len(lines))
        how = random_of.randrange(4)
        if how == 0:
            del changed[at]
        elif how == 1:
            changed.insert(random_of.randrange(len(lines)), lines[at])
        else:
            changed[at] = spoilt(lines[at], random_of)
        try:
            log = index_of(b"".join(changed))
            for document, after in zip(log.documents, cleaned, strict=False):
                assert original(log, document, after) == PAGE.encode()
        except LogError:
            refused += 1
    assert refused > 500


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b"[]",
        b"5",
        b'{"log": 99}',
        b'{"log": ' + b"9" * 5000 + b"}",
        b'{"log": true, "document": "x", "encoding": "utf-8"}',
        b'{"log": 1, "document": "x", "encoding": "rot13"}',
        b'{"log": 1, "document": "x", "encoding": "a\\u0000b"}',
        b'{"record": 1}',
        b'{"edits": 0}',
        b"\xff\xfe",
    ],
    ids=lambda line: repr(line[:20]),
)
def test_a_line_that_is_not_an_entry_is_told_with_its_number(line):
    with pytest.raises(LogError, match=r"^log:1: "):
        index_of(line + b"\n")


def test_a_log_that_ends_amid_a_document_keeps_those_above():
    data, cleaned = logged((PAGE, list(edits_between(PAGE, {1}))), (PAGE, list(edits_between(PAGE, {8}))))
    for cut in range(len(data) // 2 + 200, len(data) - 1, 37):
        log = index_of(data[:cut])
        assert log.unfinished == "1.txt"
        assert original(log, log.documents[0], cleaned[0]) == PAGE.encode()


def test_memory_does_not_grow_with_the_document(tmp_path):
    import tracemalloc

    line = "The council voted late on Sunday to rebuild the sea wall.\n"
    path, log_path = tmp_path / "cleaned.txt", tmp_path / "log"
    edit = Edit(0, 2, "x\n", "", "test/line")
    count = 400_000
    with path.open("wb") as stream, log_path.open("wb") as sink:
        writer = LogWriter(sink, {})
        writer.begin("long.txt", "utf-8", {})
        for number in range(count // 1000):
            after = line.encode() * 1000
            before = (b"x\n" if not number else b"") + after
            stream.write(after)
            writer.add(
                before,
                after,
                [] if number else [edit],
                chars=len(before),
                record=None,
                records=0,
                literal=None,
            )
        writer.end()
    with log_path.open("rb") as stored, path.open("rb") as cleaned, (tmp_path / "back").open("wb") as sink:
        tracemalloc.start()
        log = read_log(stored, "log")
        write_original(log, log.documents[0], CleanedText(cleaned, 0, path.stat().st_size), sink)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert (tmp_path / "back").stat().st_size == path.stat().st_size + 2
    assert peak < 4 << 20


WORDS = ["wall", "harbour", "council", "winter", "stone", "quarry", "lamp", "boat", "rope", "tide", "market"]


def article(random_of):
    """Write lines of prose and of chrome; return them, and the numbers of the lines that go."""
    lines, gone = [], set()
    for number in range(1, random_of.randrange(3, 30)):
        is_chrome = random_of.random() < 0.3
        words = [random_of.choice(WORDS) for _ in range(2 if is_chrome else random_of.randrange(8, 20))]
        if random_of.random() < 0.2:
            words = []
        gone |= {number} if is_chrome else set()
        lines.append(f"[{' '.join(words)}]\n" if is_chrome else " ".join(words) + "\n")
    text = "".join(lines)
    return (text[:-1] if random_of.random() < 0.2 else text), gone


def changed_by_a_person(text, random_of):
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(random_of.randrange(1, 4)):
        at = random_of.randrange(len(lines))
        lines[at] = random_of.choice(
            [
                "",
                "A line put in here.\n" + lines[at],
                lines[at].replace("wall", "WALL"),
                lines[at].replace(" ", "  ", 1),
            ]
        )
    return "".join(lines)


def test_edited_text_gets_whole_lines_back_and_keeps_every_line_of_its_own():
    random_of = random.Random(11)
    placed = missed = 0
    for _ in range(1500):
        text, gone = article(random_of)
        data, (cleaned,) = logged((text, list(edits_between(text, gone))))
        log = index_of(data)
        edited = changed_by_a_person(cleaned.decode(), random_of)
        restored, rejected = undone(edited, places_of(log.entries(log.documents[0])))
        back = [edit.old for edit in edits_between(text, gone)]
        for reject in rejected:
            back.remove(reject.edit.old)
        assert sorted(restored.splitlines()) == sorted([*edited.splitlines(), *"".join(back).splitlines()])
        kept = [line for line in restored.splitlines() if not line.startswith("[")]
        assert [line for line in kept if line] == [line for line in edited.splitlines() if line]
        placed, missed = placed + len(back), missed + len(rejected)
    assert placed > 10 * missed


def test_text_that_was_not_edited_gets_all_its_edits_back_by_context_too():
    random_of = random.Random(3)
    for _ in range(300):
        text, gone = article(random_of)
        data, (cleaned,) = logged((text, list(edits_between(text, gone))))
        log = index_of(data)
        assert undone(cleaned.decode(), places_of(log.entries(log.documents[0]))) == (text, [])


def test_repairs_inside_lines_are_undone_where_their_words_are():
    text = "Caf&eacute; Calder stands by the harbour wall.\nThe stones are black with tar &amp; rope.\n"
    edits = list(Cleaner().clean(text).edits)
    data, (cleaned,) = logged((text, edits))
    log = index_of(data)
    edited = "A line on top.\n" + cleaned.decode().replace("harbour", "old harbour")
    restored, rejected = undone(edited, places_of(log.entries(log.documents[0])))
    assert restored == "A line on top.\n" + text.replace("harbour", "old harbour")
    assert not rejected


def test_what_stands_in_two_places_alike_is_rejected():
    verse = "O the tide, the tide, it will not wait for us.\nO the tide, the tide, it comes again.\n"
    text = verse + "[Share]\n" + verse * 2
    data, (cleaned,) = logged((text, list(edits_between(text, {3}))))
    log = index_of(data)
    edited = cleaned.decode().replace("tide", "TIDE", 1)[10:]
    restored, rejected = undone("New.\n" * 20 + edited, places_of(log.entries(log.documents[0])))
    assert "[Share]" not in restored
    assert [reject.edit.old for reject in rejected] == ["[Share]\n"]


def test_surrogates_of_broken_bytes_pass_through_the_log():
    text = "caf\udce9 one\nShare\n\udcff\n"
    data, (cleaned,) = logged((text, list(edits_between(text, {2, 3}))))
    log = index_of(data)
    assert original(log, log.documents[0], cleaned) == text.encode("utf-8", "surrogateescape")
