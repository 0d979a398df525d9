// The shape of a line, in one pass over its characters: the same facts as `cleaner/text/line_shape.py` finds with
// patterns, which say what each is. There 15 to 40 µs a line, here below one.

#pragma once

#include <algorithm>
#include <bitset>
#include <deque>
#include <unordered_set>

#include "characters.hpp"

constexpr size_t MIN_USED_CHARS = 4;
constexpr int MAX_LOOKED_CHARS = Looked::MOST, MAX_USED_CHARS = 1200, MAX_LABEL_CHARS = 80, MAX_MENU_CHARS = 40,
              MAX_MENU_WORDS = 3, BEGINNING = 240, CODE_CHARS = 200, END_CHARS = 12, MAX_LINK_CHARS = 500,
              PROSE_WORDS = 12, FLOWING_WORDS = 18, SPOKEN_WORDS = 6, WORDS_OF_PROSE = 30;

// The facts that are numbers, as `LineShape` in Python names them.
#define FACTS(fact)                                                                                            \
    fact(is_prose) fact(words) fact(chars) fact(sentence) fact(comma_end) fact(digits) fact(capitals) fact(small) \
    fact(link) fact(time) fact(day) fact(copyright) fact(separators) fact(code) fact(columns) fact(labels)     \
    fact(cased) fact(is_menu)

struct Facts {
#define FIELD(name) int name = 0;
    FACTS(FIELD)
#undef FIELD
    std::string said, first_word;  // in UTF-8
};

// The words that labels consist of, handed over by Python. For most words the size, the first letter and the last
// one tell that they are not among them.
class LabelWords {
  public:
    bool empty() const { return words_.empty(); }
    void add(const Letters& word) {
        words_.insert(kept_.emplace_back(word));
        may_be_.set(mark(word));
    }
    bool has(LettersView word) const { return may_be_[mark(word)] && words_.count(word); }

  private:
    std::unordered_set<LettersView> words_;
    std::deque<Letters> kept_;
    std::bitset<1 << 16> may_be_;

    static size_t mark(LettersView word) {
        return (word.front() * 0x9E3779B1u ^ word.back() * 0x85EBCA6Bu ^ word.size() * 0xC2B2AE35u) >> 16 & 0xFFFF;
    }
};
inline LabelWords label_words;

template <typename Characters>
bool has_wide(const Characters& text, Py_ssize_t stop) {
    if (text.is_narrow()) return false;
    for (Py_ssize_t at = 0; at < stop; ++at)
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

template <typename Characters>
bool ends_sentence(const Characters& text) {
    for (Py_ssize_t at = text.size() - 1; at >= 0 && at >= text.size() - END_CHARS; --at)
        if (!(text.kinds(at) & is::closes)) return text.kinds(at) & is::ends_sentence;
    return false;
}

template <typename Characters>
bool begins_small(const Characters& text) {
    Py_ssize_t at = 0;
    while (text.has(at, is::opens)) ++at;
    return text.has(at, is::small);
}

template <typename Characters>
bool has_sentence_within(const Characters& text) {
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
template <typename Characters>
int plain_words(const Characters& text) {
    const Py_ssize_t stop = std::min<Py_ssize_t>(text.size(), BEGINNING);
    if (has_wide(text, stop)) return 0;
    int plain = 0, last = 0;
    bool in_word = false, is_plain = true;
    for (Py_ssize_t at = 0; at < stop; ++at) {
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

template <typename Characters>
bool is_prose(const Characters& text) {
    const int plain = plain_words(text);
    if (plain >= FLOWING_WORDS || (plain >= PROSE_WORDS && ends_sentence(text))) return true;
    const double count = count_words(text, has_wide(text, text.size()), FLOWING_WORDS);
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

// Call `found` with each row of letters in a text that is cased.
template <typename Found>
void find_rows_of_letters(LettersView text, Found found) {
    for (size_t at = 0; at < text.size();) {
        size_t stop = at;
        while (stop < text.size() && characters.kinds(text[stop]) & is::letter) ++stop;
        if (stop > at) found(text.substr(at, stop - at));
        at = stop + 1;
    }
}

// Of how many words there are, how many labels consist of.
struct Labels {
    int words, known;
};
inline Labels labels_of(LettersView text) {
    Labels labels{};
    find_rows_of_letters(text, [&](LettersView row) {
        ++labels.words;
        labels.known += label_words.has(row);
    });
    return labels;
}

inline bool is_menu_line(const Text& text, const Labels& labels) {
    return labels.words > 0 && labels.words <= MAX_MENU_WORDS && labels.known == labels.words &&
           !text.has(text.size() - 1, is::not_at_labels_end);
}

inline Facts facts_of(PyObject* whole) {
    Facts facts;
    const Text text(whole);
    Looked looked(text);
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
    if (text.size() > looked.size() ? is_prose(text) : is_prose(looked)) {
        facts.is_prose = 1;
        facts.words = WORDS_OF_PROSE;
        return facts;
    }
    if (used.empty()) used = cased(Text(whole, MAX_LOOKED_CHARS));
    const bool is_wide = has_wide(text, text.size());
    int alphabetic = 0, digits = 0, ideographs = 0, tokens = 0, capitals = 0;
    bool in_token = false, has_marks = false, has_gaps = false;
    Py_ssize_t token = 0, token_stop = 0;  // the first one
    for (Py_ssize_t at = 0; at < looked.size(); ++at) {
        const uint64_t kinds = looked.kinds(at);
        alphabetic += (kinds & is::alphabetic) != 0;
        digits += (kinds & is::digit) != 0;
        ideographs += (kinds & is::ideograph) != 0;
        has_marks = has_marks || !(kinds & is::common || looked[at] == ' ');
        has_gaps = has_gaps || (looked[at] == ' ' && looked.is(at + 1, ' '));
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
    facts.words = has_wide(looked, looked.size()) ? static_cast<int>(count_words(looked, true, MAX_LOOKED_CHARS + 1) + 0.5) : tokens;
    facts.chars += is_wide ? ideographs : 0;
    Py_ssize_t last = text.size() - 1;
    while (last >= 0 && last >= text.size() - END_CHARS && text.has(last, is::closing)) --last;
    facts.comma_end = last >= 0 && last >= text.size() - END_CHARS && text.has(last, is::comma);
    facts.digits = 100 * digits / std::max(1, digits + alphabetic);
    facts.capitals = 100 * capitals / std::max(1, tokens);
    facts.link = is_link(whole);
    facts.time = digits > 0 && has_time(looked);
    facts.day = digits > 0 && has_day(looked);
    facts.columns = (has_marks || has_gaps) && has_columns(looked);
    if (has_marks) {  // what these look for is none but signs between words
        facts.copyright = has_copyright(looked);
        facts.separators = count_separators(looked);
    }
    facts.labels = labels.words && used.size() <= MAX_LABEL_CHARS ? 100 * labels.known / labels.words : 0;
    facts.said.reserve(std::min<size_t>(used.size(), MAX_LOOKED_CHARS));
    for (char32_t character : LettersView(used).substr(0, MAX_LOOKED_CHARS))
        if (characters.kinds(character) & is::common) add_utf8(character, facts.said);
    Letters first_word;
    for (Py_ssize_t at = token; at < token_stop; ++at) characters.add_cased(looked[at], first_word);
    for (char32_t character : first_word) add_utf8(character, facts.first_word);
    looked.cut(CODE_CHARS);
    facts.code = has_marks ? count_code(looked) : 0;
    return facts;
}
