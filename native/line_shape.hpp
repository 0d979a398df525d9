// The shape of a line, in one pass over its characters: the same facts as `cleaner/text/line_shape.py` finds with
// patterns, which say what each is. There 15 to 40 µs a line, here below one.

#pragma once

#include <algorithm>
#include <unordered_set>

#include "characters.hpp"

constexpr int MAX_LOOKED_CHARS = Looked::MOST, MAX_USED_CHARS = 1200, MAX_LABEL_CHARS = 80, MAX_MENU_CHARS = 40,
              MAX_MENU_WORDS = 3, BEGINNING = 240, CODE_CHARS = 200, END_CHARS = 12, MAX_LINK_CHARS = 500,
              PROSE_WORDS = 12, FLOWING_WORDS = 18, SPOKEN_WORDS = 6, MIN_USED_CHARS = 4, WORDS_OF_PROSE = 30;

// A word among the used ones of a line, as a span of its cased text; the hash only speeds up comparing.
struct Word {
    size_t begin, size;
};

// The facts that are numbers, as `LineShape` in Python names them.
#define FACTS(fact)                                                                                            \
    fact(is_prose) fact(words) fact(chars) fact(sentence) fact(comma_end) fact(digits) fact(capitals) fact(small) \
    fact(link) fact(time) fact(day) fact(copyright) fact(separators) fact(code) fact(columns) fact(labels)     \
    fact(cased) fact(is_menu)

struct Facts {
#define FIELD(name) int name = 0;
    FACTS(FIELD)
#undef FIELD
    Letters said, first_word;
};

struct Lines {
    std::unordered_set<Letters> label_words;  // the words that labels consist of, handed over by Python
};
inline Lines lines_data;

inline bool has_wide(const Text& text) {
    if (text.is_narrow()) return false;
    for (Py_ssize_t at = 0; at < text.size(); ++at)
        if (text.kinds(at) & is::wide) return true;
    return false;
}

// Words: runs of what may be inside a word, each with something that may end one; ideographs and letters of scripts that do
// not part words count by themselves. Counts no further than it has to.
template <typename Characters>
double count_words(const Characters& text, bool wide, double enough) {
    int runs = 0, halves = 0, fifths = 0;
    bool counted = false;
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        const uint64_t kinds = text.kinds(at);
        if (wide && kinds & (is::half | is::fifth)) {
            ++(kinds & is::half ? halves : fifths);
            counted = false;
        } else if (!(kinds & is::inner)) {
            counted = false;
            continue;
        } else if (kinds & is::common && !counted) {
            ++runs;
            counted = true;
        } else {
            continue;
        }
        if (runs + halves / 2.0 + fifths / 5.0 >= enough) break;
    }
    return runs + halves / 2.0 + fifths / 5.0;
}

inline bool ends_sentence(const Text& text) {
    for (Py_ssize_t at = text.size() - 1; at >= 0 && at >= text.size() - END_CHARS; --at)
        if (!(text.kinds(at) & is::closes)) return text.kinds(at) & is::ends_sentence;
    return false;
}

inline bool begins_small(const Text& text) {
    Py_ssize_t at = 0;
    while (text.has(at, is::opens)) ++at;
    return text.has(at, is::small);
}

inline bool has_sentence_within(const Text& text) {
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        const uint64_t kinds = text.kinds(at);
        if (kinds & is::stops && at + 1 < text.size() && text[at + 1] != '\n') return true;
        if (!(kinds & is::ends_within) || at == 0 || !text.has(at - 1, is::before_end)) continue;
        Py_ssize_t next = at + 1;
        while (text.has(next, is::closes_within)) ++next;
        if (!text.is(next, ' ')) continue;
        while (text.is(next, ' ')) ++next;
        while (text.has(next, is::opens)) ++next;
        if (text.has(next, is::begins)) return true;
    }
    return false;
}

// Words of the beginning of a line that are letters only, but for its last.
inline int plain_words(const Text& text) {
    if (has_wide(text)) return 0;
    int plain = 0, last = 0;
    bool in_word = false, is_plain = true;
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        const uint64_t kinds = text.kinds(at);
        if (kinds & is::space) {
            in_word = false;
        } else {
            if (!in_word) {
                plain += last;
                is_plain = true;
            }
            in_word = true;
            is_plain = is_plain && kinds & is::alphabetic;
            last = is_plain;
        }
    }
    return plain;
}

inline bool is_prose(PyObject* whole) {
    const Text text(whole);
    const int plain = plain_words(Text(whole, BEGINNING));
    if (plain >= FLOWING_WORDS || (plain >= PROSE_WORDS && ends_sentence(text))) return true;
    const double count = count_words(text, has_wide(text), FLOWING_WORDS);
    if (count >= FLOWING_WORDS) return true;
    if (count < SPOKEN_WORDS) return false;
    if (count >= PROSE_WORDS) {
        if (ends_sentence(text)) return true;
        for (Py_ssize_t at = 0; at < text.size(); ++at)
            if (text.kinds(at) & is::fifth) return true;
    }
    return begins_small(text) || has_sentence_within(text);
}

inline bool has_time(const Looked& text) {
    const auto digit = [&](Py_ssize_t at) { return text.has(at, is::decimal); };
    const auto between = [&](Py_ssize_t at, char32_t low, char32_t high) {
        return at < text.size() && text[at] >= low && text[at] <= high;
    };
    const auto minutes = [&](Py_ssize_t at) {  // what follows an hour
        return (text.is(at, ':') || text.is(at, '.') || text.is(at, 'h') || text.is(at, 'H')) &&
               between(at + 1, '0', '5') && digit(at + 2) && !digit(at + 3) && !text.is(at + 3, '.');
    };
    const auto hour_sign = [&](Py_ssize_t at) { return text.is(at, U'时') || text.is(at, U'時'); };
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (hour_sign(at) && digit(at + 1)) return true;
        if (!digit(at)) continue;
        if (hour_sign(at + 1)) return true;
        if (at == 0 || !(digit(at - 1) || text.is(at - 1, ':') || text.is(at - 1, '.'))) {
            if (minutes(at + 1)) return true;
            if (between(at, '0', '1') && digit(at + 1) && minutes(at + 2)) return true;
            if (text.is(at, '2') && between(at + 1, '0', '3') && minutes(at + 2)) return true;
        }
        Py_ssize_t next = at + 1;
        if (text.has(next, is::gap)) ++next;
        if (!(text.is(next, 'a') || text.is(next, 'A') || text.is(next, 'p') || text.is(next, 'P'))) continue;
        if (text.is(++next, '.')) ++next;
        if ((text.is(next, 'm') || text.is(next, 'M')) && !text.has(next + 1, is::word)) return true;
    }
    return false;
}

inline bool has_day(const Looked& text) {
    const auto parts = [&](Py_ssize_t at) { return text.is(at, '.') || text.is(at, '/') || text.is(at, '-'); };
    const auto digits = [&](Py_ssize_t at) {
        Py_ssize_t stop = at;
        while (text.has(stop, is::decimal)) ++stop;
        return stop - at;
    };
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (!text.has(at, is::decimal)) continue;
        const Py_ssize_t count = digits(at), stop = at + count;
        if (text.is(stop, U'月') || text.is(stop, U'日') || text.is(stop, U'년') || text.is(stop, U'월')) return true;
        if (count == 4) {
            const char32_t a = text[at], b = text[at + 1], c = text[at + 2];
            if (a == '1' && b == '9' && c >= '5' && c <= '9') return true;
            if (a == '2' && b == '0' && c >= '0' && c <= '4') return true;
        }
        if (count <= 2 && parts(stop) && !(at > 0 && text.is(at - 1, '.'))) {
            const Py_ssize_t month = digits(stop + 1), after = stop + 1 + month;
            if (month == 1 || month == 2) {
                if (!text.is(after, '.')) return true;
                const Py_ssize_t year = digits(after + 1);
                if (year >= 2 && year <= 4 && !text.is(after + 1 + year, '.')) return true;
            }
        }
        at = stop - 1;
    }
    return false;
}

inline int count_code(const Looked& text) {
    const auto gap = [&](Py_ssize_t at) { return text.has(at, is::gap); };
    const auto word = [&](Py_ssize_t at) { return text.has(at, is::word); };
    const auto option = [&](Py_ssize_t at) -> Py_ssize_t {  // the end of `-x` or `--x`; 0 where there is none
        if (!text.is(at, '-')) return 0;
        if (text.is(at + 1, '-') && word(at + 2)) return at + 3;
        return word(at + 1) ? at + 2 : 0;
    };
    int count = 0;
    for (Py_ssize_t at = 0; at < text.size();) {
        Py_ssize_t stop = 0;
        if (text.has(at, is::code_mark)) {
            stop = at + 1;
        } else if ((text.is(at, ':') && text.is(at + 1, ':')) || (text.is(at, '-') && text.is(at + 1, '>'))) {
            stop = at + 2;
        } else if (word(at) && ((text.is(at + 1, '(') && text.is(at + 2, ')')) || (text.is(at + 1, '_') && word(at + 2)))) {
            stop = at + 3;
        } else if (at == 0 && option(at)) {
            stop = option(at);
        } else if (gap(at)) {
            stop = option(at + 1);
        }
        count += stop > 0;
        at = std::max(stop, at + 1);
    }
    return count;
}

inline int count_separators(const Looked& text) {
    int count = 0;
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (text.has(at, is::separator)) {
            ++count;
        } else if (text.has(at, is::gap) && text.is(at + 1, '/') && text.has(at + 2, is::gap)) {
            ++count;
            at += 2;
        }
    }
    return count;
}

inline bool has_columns(const Looked& text) {
    int bars = 0;
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\t') return true;
        bars += text[at] == '|';
        if (bars == 2) return true;
        if (text[at] == ' ' && at > 0 && !text.has(at - 1, is::gap)) {
            Py_ssize_t stop = at;
            while (text.is(stop, ' ')) ++stop;
            if (stop - at >= 3 && stop < text.size() && !text.has(stop, is::gap)) return true;
        }
    }
    return false;
}

inline bool has_copyright(const Looked& text) {
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (text.has(at, is::copyright)) return true;
        if (text[at] != '(' || !(text.is(at + 1, 'c') || text.is(at + 1, 'C')) || !text.is(at + 2, ')')) continue;
        Py_ssize_t next = at + 3;
        while (text.has(next, is::gap)) ++next;
        if (text.has(next, is::decimal)) return true;
    }
    return false;
}

// Whether it is an address; most lines are seen not to be one without asking Python.
inline bool is_link(PyObject* whole) {
    const Text text(whole);
    if (text.size() >= MAX_LINK_CHARS) return false;
    bool is_parted = false;
    for (Py_ssize_t at = 0; at < text.size(); ++at) {
        if (text.has(at, is::gap)) return false;
        is_parted = is_parted || text[at] == '.' || text[at] == ':';
    }
    if (!is_parted || PyErr_Occurred()) return false;
    static PyObject* ask = imported("cleaner.text.shape", "is_link");
    PyObject* found = ask ? PyObject_CallOneArg(ask, whole) : nullptr;
    Py_XDECREF(found);
    return found == Py_True;
}

inline Letters cased(const Text& text) {
    Letters letters;
    letters.reserve(text.size());
    for (Py_ssize_t at = 0; at < text.size(); ++at) characters.add_cased(text[at], letters);
    return letters;
}

// The rows of letters in a text that is cased, of some size.
inline std::vector<Word> rows_of_letters(LettersView text, size_t least) {
    std::vector<Word> rows;
    for (size_t at = 0; at < text.size();) {
        size_t stop = at;
        while (stop < text.size() && characters.kinds(text[stop]) & is::letter) ++stop;
        if (stop > at && stop - at >= least) rows.push_back({at, stop - at});
        at = stop + 1;
    }
    return rows;
}

// Of how many words there are, how many labels consist of.
struct Labels {
    int words, known;
};
inline Labels labels_of(LettersView text) {
    int known = 0;
    const auto rows = rows_of_letters(text, 1);
    for (const Word& row : rows) known += lines_data.label_words.count(Letters(text.substr(row.begin, row.size)));
    return {static_cast<int>(rows.size()), known};
}

inline bool is_menu_line(const Text& text, const Labels& labels) {
    return labels.words > 0 && labels.words <= MAX_MENU_WORDS && labels.known == labels.words &&
           !text.has(text.size() - 1, is::not_at_labels_end);
}

inline Facts facts_of(PyObject* whole) {
    Facts facts;
    const Text text(whole), looked(whole, MAX_LOOKED_CHARS);
    Py_ssize_t first = 0;
    while (looked.has(first, is::leading)) ++first;
    facts.small = looked.has(first, is::lower);
    facts.cased = looked.has(first, is::lower | is::upper);
    facts.chars = static_cast<int>(text.size());
    facts.sentence = ends_sentence(text);
    Letters used;
    Labels labels{};
    if (text.size() <= MAX_LABEL_CHARS) {  // what is longer when it is cased is no label either
        used = cased(text);
        labels = labels_of(used);
        facts.is_menu = text.size() > 0 && text.size() <= MAX_MENU_CHARS && is_menu_line(text, labels);
    }
    if (is_prose(whole)) {
        facts.is_prose = 1;
        facts.words = WORDS_OF_PROSE;
        return facts;
    }
    Looked begin(looked);
    if (used.empty()) used = cased(looked);
    const bool is_wide = has_wide(text);
    int alphabetic = 0, digits = 0, ideographs = 0, tokens = 0, capitals = 0;
    bool in_token = false;
    Py_ssize_t token = 0, token_stop = 0;  // the first one
    for (Py_ssize_t at = 0; at < begin.size(); ++at) {
        const uint64_t kinds = begin.kinds(at);
        alphabetic += (kinds & is::alphabetic) != 0;
        digits += (kinds & is::digit) != 0;
        ideographs += (kinds & is::ideograph) != 0;
        if (!(kinds & is::inner)) in_token = false;
        if (kinds & is::common) {
            if (!in_token) {
                capitals += (kinds & is::upper) != 0;
                if (++tokens == 1) token = at;
            }
            if (tokens == 1) token_stop = at + 1;
            in_token = true;
        }
    }
    facts.words = static_cast<int>(count_words(begin, has_wide(looked), MAX_LOOKED_CHARS + 1) + 0.5);
    facts.chars += is_wide ? ideographs : 0;
    Py_ssize_t last = text.size() - 1;
    while (last >= 0 && last >= text.size() - END_CHARS && text.has(last, is::closing)) --last;
    facts.comma_end = last >= 0 && last >= text.size() - END_CHARS && text.has(last, is::comma);
    facts.digits = 100 * digits / std::max(1, digits + alphabetic);
    facts.capitals = 100 * capitals / std::max(1, tokens);
    facts.link = is_link(whole);
    facts.time = digits > 0 && has_time(begin);
    facts.day = digits > 0 && has_day(begin);
    facts.copyright = has_copyright(begin);
    facts.separators = count_separators(begin);
    facts.columns = has_columns(begin);
    facts.labels = labels.words && used.size() <= MAX_LABEL_CHARS ? 100 * labels.known / labels.words : 0;
    for (char32_t character : LettersView(used).substr(0, MAX_LOOKED_CHARS))
        if (characters.kinds(character) & is::common) facts.said += character;
    for (Py_ssize_t at = token; at < token_stop; ++at) characters.add_cased(begin[at], facts.first_word);
    begin.cut(CODE_CHARS);
    facts.code = count_code(begin);
    return facts;
}
