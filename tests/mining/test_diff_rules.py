"""`cleaner diff-rules`: the lines of a corpus that a change of rules removes or keeps."""

import json

from command import ADVERT, inside

PROSE = "The wall will hold for another winter, said the harbour master to the council on Monday.\n"


def corpus(folder):
    texts = [PROSE + "Buy our boat\n", PROSE, PROSE + "Rent our boat\n" + PROSE + "Rent our boat\n"]
    lines = [json.dumps({"text": text}) for text in texts]
    (folder / "pages.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
    (folder / "old.toml").write_text(ADVERT, "utf-8")


def test_the_same_rules_change_nothing(tmp_path):
    corpus(tmp_path)
    done = inside("diff-rules", "old.toml", "old.toml", "pages.jsonl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"nothing changes in 3 documents\n"


def test_lines_are_grouped_by_what_becomes_of_them_and_rule(tmp_path):
    corpus(tmp_path)
    (tmp_path / "new.toml").write_text(ADVERT.replace("Buy our boat", "Rent our boat"), "utf-8")
    done = inside("diff-rules", "old.toml", "new.toml", "pages.jsonl", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        "newly removed by new/advert: 2 lines in 1 document",
        "  pages.jsonl:3:2: Rent our boat",
        "  pages.jsonl:3:4: Rent our boat",
        "newly kept by old/advert: 1 line in 1 document",
        "  pages.jsonl:1:2: Buy our boat",
    ]
    assert done.stderr == b"2 lines newly removed, 1 line newly kept, in 2 of 3 documents\n"


def test_several_processes_say_the_same(tmp_path):
    corpus(tmp_path)
    (tmp_path / "new.toml").write_text(ADVERT.replace("Buy our boat", "Rent our boat"), "utf-8")
    arguments = ["diff-rules", "old.toml", "new.toml", "pages.jsonl"]
    assert inside(*arguments, "-j", "2", cwd=tmp_path).stdout == inside(*arguments, cwd=tmp_path).stdout


def test_samples_are_as_many_as_asked_for(tmp_path):
    corpus(tmp_path)
    (tmp_path / "new.toml").write_text(ADVERT.replace("Buy our boat", "Rent our boat"), "utf-8")
    done = inside("diff-rules", "old.toml", "new.toml", "pages.jsonl", "--samples", "0", cwd=tmp_path)
    assert done.stdout.count(b"\n") == 2


def test_a_record_that_cannot_be_read_is_told(tmp_path):
    corpus(tmp_path)
    with (tmp_path / "pages.jsonl").open("a") as stream:
        stream.write("{\n")
    done = inside("diff-rules", "old.toml", "old.toml", "pages.jsonl", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.count(b"is not valid JSON") == 1
