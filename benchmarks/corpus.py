"""Generate the corpus on which speed is measured: articles of invented sentences, most of them with chrome.

    python benchmarks/corpus.py prose|english|multilingual|mojibake MEGABYTES [--format text|jsonl] > FILE

Half of the documents are wrapped at 80 columns, half have a paragraph a line. 60 % carry 3 to 8 chrome lines,
drawn from the phrases of the shipped packs. `english` has curly quotes, and `prose` is the same without any chrome;
`multilingual` has ten languages in seven scripts; in `mojibake`, which mixes both, 2 % of the lines went through the
wrong encoding once. The same arguments give the same bytes, as long as the phrases of the packs are the same.
"""

import argparse
import json
import random
import sys
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from cleaner.ruleset.packs import load_packs

WORDS = {
    "en": "the of and to in that was his with they had not which from been their would when there were more no so "
    "out about into than them only other time new could these two may first then now people over also after many "
    "harbour council engineer winter barrier lighthouse street market season village ferry captain weather budget "
    "minister hospital teacher border company project history morning question answer century window river",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur "
    "Hafen Gemeinderat Winter Straße Markt Mauer Schiff Wetter Haushalt Brücke Schule Größe Gespräch",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ils son "
    "mais comme ou si leur été cette aussi après deux port conseil hiver marché phare bateau météo école rivière",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más pero sus le ya este sí porque "
    "esta entre cuando muy sin sobre también puerto invierno mercado faro barco niño año señal camión río",
    "pl": "w i na z do się nie że to jest o jak za od po przez dla który ich był tym tylko może także lub więc już port "
    "rada zima mur statek pogoda szkoła rzeka łódź źródło miasto książka pięć gwiazda",
    "ru": "и в не на я быть он с что а по это она этот к но они мы весь который из у то за свой что весь год от так о "
    "для ты же все тот мочь вы человек такой его сказать один гавань совет зима стена рынок маяк погода школа река",
    "el": "και το να του η της με που την από για είναι τα στο ο οι θα τη δεν των σε μια τον αυτό ως λιμάνι χειμώνας "
    "αγορά φάρος πλοίο καιρός σχολείο ποτάμι πόλη δρόμος",
    "ar": "في من على أن إلى التي عن الذي ما هذا هذه كان قد لا ذلك بين بعد كل أو مع لم حتى يوم ميناء مجلس شتاء سوق منارة "
    "سفينة طقس مدرسة نهر مدينة",
    "hi": "के का में की है और से को पर यह ने कि एक भी नहीं लिए था हैं वह तो कर ही कहा साथ बंदरगाह परिषद सर्दी बाज़ार नाव मौसम "
    "विद्यालय नदी शहर",
    "zh": "的 一 是 不 了 人 我 在 有 他 这 为 之 大 来 以 个 中 上 们 港口 议会 冬天 市场 灯塔 天气 学校 河流 城市 问题 工程师 认为 今年",
    "ja": "の に は を た が で て と し れ さ ある いる も する から な こと として い や 港 議会 冬 市場 灯台 天気 学校 川 町 問題 技術者 今年",
}  # fmt: skip
UNSPACED = {"zh": "。", "ja": "。"}
WIDTH = 80
CHROME_SHARE = 0.6
"""The share of documents with chrome, `prose` aside."""


def documents(kind: str, megabytes: float, seed: int = 20_261_123) -> Iterator[str]:
    """Yield documents until their UTF-8 bytes reach the size."""
    chance = random.Random(f"{kind} {seed}")
    chrome = _chrome()
    languages = ["en"] if kind in ("prose", "english") else list(WORDS)
    left = megabytes * 1e6
    while left > 0:
        language = chance.choice(languages)
        phrases = () if kind == "prose" else chrome.get(language) or chrome["en"]
        text = _document(chance, language, phrases)
        if kind == "mojibake":
            text = "\n".join(_mangled(line) if chance.random() < 0.02 else line for line in text.split("\n"))
        yield text
        left -= len(text.encode())


@cache
def _chrome() -> Mapping[str, list[str]]:
    """Return by language the phrases without slots of the shipped packs, sorted."""
    found: dict[str, set[str]] = {}
    for pack in load_packs():
        language = pack.name.partition("/")[0]
        for rule in pack.rules:
            phrases = getattr(rule, "phrases", ())
            found.setdefault(language, set()).update(phrase for phrase in phrases if "{" not in phrase)
    return {language: sorted(phrases) for language, phrases in found.items() if phrases}


def _document(chance: random.Random, language: str, chrome: Sequence[str]) -> str:
    wraps = chance.random() < 0.5
    headline = _sentence(chance, language, chance.randint(5, 9))[:-1]
    parts = [headline]
    for _ in range(chance.randint(5, 14)):
        body = _paragraph(chance, language)
        parts.append(textwrap.fill(body, WIDTH, break_on_hyphens=False) if wraps else body)
        if chance.random() < 0.1:
            parts.append(_sentence(chance, language, 4)[:-1])
    if chrome and chance.random() < CHROME_SHARE:
        for _ in range(chance.randint(3, 8)):
            parts.insert(_place(chance, len(parts)), chance.choice(chrome))
    return "\n\n".join(parts) + "\n"


def _place(chance: random.Random, parts: int) -> int:
    """Choose where a chrome line stands: two thirds below the text, the rest anywhere."""
    return parts if chance.random() < 0.67 else chance.randint(1, parts)


def _paragraph(chance: random.Random, language: str) -> str:
    joint = "" if language in UNSPACED else " "
    return joint.join(_sentence(chance, language, chance.randint(6, 24)) for _ in range(chance.randint(2, 5)))


def _sentence(chance: random.Random, language: str, size: int) -> str:
    words = chance.choices(_LISTS[language], k=size)
    if language in UNSPACED:
        return "".join(words) + UNSPACED[language]
    text = " ".join(words)
    text = text[0].upper() + text[1:]
    if chance.random() < 0.15:
        return f"“{text},” she said."
    return text.replace(" not ", " didn’t ") + "."


def _mangled(line: str) -> str:
    return line.encode().decode("cp1252", "replace") if not line.isascii() else line + " â€“ cafÃ©"


_LISTS = {language: words.split() for language, words in WORDS.items()}


def main() -> None:
    """Write a corpus to standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kind", choices=("prose", "english", "multilingual", "mojibake"))
    parser.add_argument("megabytes", type=float)
    parser.add_argument("--format", choices=("text", "jsonl"), default="text")
    chosen = parser.parse_args()
    sink = sys.stdout.buffer
    for number, text in enumerate(documents(chosen.kind, chosen.megabytes)):
        if chosen.format == "text":
            sink.write(text.encode() + b"\n")
        else:
            record = {"id": f"doc-{number}", "score": round(number / 7, 3), "text": text, "lang": chosen.kind}
            sink.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")


if __name__ == "__main__":
    main()
