"""The texts that every engine cleans, and what the command makes of them."""

import json
import re
from pathlib import Path

from command import BLOG, SAMPLE, inside

PROSE = "The harbour master closed the gates at noon, and the tide went out without a sound.\n"


def corpus():
    """Return texts with and without chrome, in several scripts, a missing one and an empty one."""
    pages = [BLOG.read_text("utf-8"), SAMPLE.read_text("utf-8")]
    made = [
        f"{PROSE}News ID: {number}\n“Café {number}”, wrote 海の男, and left.\nCaptcha refresh\n"
        for number in range(20)
    ]
    mended = [
        "She said it was a cafÃ© by the sea, and nobody believed her.\n",
        "News ID: 9\r\nThe wall will hold.\r\n",
    ]
    return [
        *pages,
        None,
        "",
        *made,
        *mended,
        PROSE,
        "\U0001f30a" * 3 + " the sea was high that night.\nShare this:\n",
    ]


def cleaned_by_command(texts, folder):
    """Return the texts as `cleaner --format jsonl` leaves them."""
    path = folder / "pages.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
    done = inside("clean", path)
    assert (done.returncode, done.stderr) == (0, b"")
    made = [json.loads(line)["text"] for line in done.stdout.splitlines()]
    assert made != texts
    return made


def pasted(page, number=0, *, folder="integrations", files=None):
    """Run a block of Python of a page of a folder of docs, as somebody would who pastes it.

    `files` is where its files are, for an engine that stays where it was started.
    """
    text = (Path(__file__).parents[2] / "docs" / folder / page).read_text("utf-8")
    block = re.findall(r"```python\n(.*?)```", text, re.DOTALL)[number]
    if files is not None:
        block = re.sub(r'"(\w+\.parquet)"', lambda name: repr(str(files / name.group(1))), block)
    exec(compile(block, page, "exec"), {"__name__": "__main__"})


def write_parquet(texts, folder):
    """Write texts, numbered, as the pages suppose them to be."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"n": range(len(texts)), "text": texts}), folder / "pages.parquet")


def texts_in(path):
    """Return the texts of a Parquet file, or of a folder of them, by number."""
    import pyarrow.parquet as pq

    return [row["text"] for row in sorted(pq.read_table(path).to_pylist(), key=lambda row: row["n"])]
