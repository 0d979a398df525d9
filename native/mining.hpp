// Mining: the lines of a document, counted and looked up: the same as `cleaner/mining/counting.py`, which says why.
//
// A line is looked at as the bytes of its UTF-8, and becomes a text of Python only where that is asked for. Python is
// asked for the template of a line with a date, a time, or digits of another script than ours, and for a label that is
// not in ASCII.

#pragma once

#include <cstring>
#include <deque>

#include "characters.hpp"

namespace mining {

using Bytes = std::string_view;

constexpr Py_ssize_t MIN_CHARS = 2, MAX_LINE_CHARS = 300, MAX_TEMPLATE_CHARS = 160, MAX_LABEL_CHARS = 60;
constexpr Py_ssize_t LABEL_LINES = 12, PROSE_CHARS = 160, MAX_SENTENCE_CHARS = 80, MIN_SENTENCE_CHARS = 24;
constexpr size_t FEATURES = 12, MAX_COLON = 23;
constexpr uint16_t MOST = 255;
constexpr Bytes NUMBER = "\xEF\xA3\xB2", NAME = "\xEF\xA3\xB3", WIDE_COLON = "\xEF\xBC\x9A", WIDE_STOP = "\xE3\x80\x82";

// CRC-32 as zlib has it, eight bytes at a time.
class Crc {
  public:
    Crc() {
        for (uint32_t byte = 0; byte < 256; ++byte) {
            uint32_t value = byte;
            for (int bit = 0; bit < 8; ++bit) value = value >> 1 ^ (value & 1 ? 0xEDB88320u : 0);
            tables_[0][byte] = value;
        }
        for (int at = 1; at < 8; ++at)
            for (uint32_t byte = 0; byte < 256; ++byte)
                tables_[at][byte] = tables_[at - 1][byte] >> 8 ^ tables_[0][tables_[at - 1][byte] & 0xFF];
    }

    uint32_t of(Bytes text, uint32_t seed) const {
        uint32_t value = ~seed;
        const auto* at = reinterpret_cast<const unsigned char*>(text.data());
        size_t left = text.size();
        for (; left >= 8; left -= 8, at += 8)
            value = tables_[7][at[0] ^ (value & 0xFF)] ^ tables_[6][at[1] ^ (value >> 8 & 0xFF)] ^
                    tables_[5][at[2] ^ (value >> 16 & 0xFF)] ^ tables_[4][at[3] ^ value >> 24] ^ tables_[3][at[4]] ^
                    tables_[2][at[5]] ^ tables_[1][at[6]] ^ tables_[0][at[7]];
        for (; left; --left) value = tables_[0][(*at++ ^ value) & 0xFF] ^ value >> 8;
        return ~value;
    }

  private:
    std::array<std::array<uint32_t, 256>, 8> tables_;
};

inline const Crc crc;

inline bool is_inner(char byte) { return (byte & 0xC0) == 0x80; }  // of a character, not its first byte
inline bool is_ascii(char byte) { return !(byte & 0x80); }
inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
inline bool is_letter(char byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z' ? true : byte == '_'; }
inline bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= '\x1C' && byte <= '\x1F'); }
inline bool is_digit_at(Bytes text, size_t at) { return at < text.size() && is_digit(text[at]); }

inline Py_ssize_t chars_of(Bytes text) {
    Py_ssize_t count = 0;
    for (char byte : text) count += !is_inner(byte);
    return count;
}

// Returns the first characters of a text, at most so many.
inline Bytes beginning(Bytes text, Py_ssize_t most) {
    size_t at = 0;
    for (; at < text.size(); ++at)
        if (!is_inner(text[at]) && most-- == 0) break;
    return text.substr(0, at);
}

// Returns the character that begins at a byte, and how many bytes it has.
inline std::pair<char32_t, size_t> character_at(Bytes text, size_t at) {
    const auto byte = [&](size_t place) { return static_cast<unsigned char>(text[at + place]); };
    const auto inner = [&](size_t place) { return static_cast<char32_t>(byte(place) & 0x3F); };
    if (byte(0) < 0x80) return {byte(0), 1};
    if (byte(0) < 0xE0) return {(byte(0) & 0x1F) << 6 | inner(1), 2};
    if (byte(0) < 0xF0) return {(byte(0) & 0x0F) << 12 | inner(1) << 6 | inner(2), 3};
    return {(byte(0) & 0x07) << 18 | inner(1) << 12 | inner(2) << 6 | inner(3), 4};
}

// Returns a text without the characters of some kinds at its ends.
inline Bytes stripped(Bytes text, uint64_t kinds) {
    while (!text.empty()) {
        const auto [character, size] = character_at(text, 0);
        if (!(characters.kinds(character) & kinds)) break;
        text.remove_prefix(size);
    }
    while (!text.empty()) {
        size_t at = text.size() - 1;
        while (is_inner(text[at])) --at;
        if (!(characters.kinds(character_at(text, at).first) & kinds)) break;
        text.remove_suffix(text.size() - at);
    }
    return text;
}

// Hands over the lines of a text that are not blank, stripped; they end where `str.splitlines` ends them.
template <typename Take>
void each_line(Bytes text, Take take) {
    const auto end_at = [&](size_t at) -> size_t {  // the bytes of the line ending there
        const char byte = text[at];
        if (is_ascii(byte)) return (byte >= '\n' && byte <= '\r') || (byte >= '\x1C' && byte <= '\x1E');
        if (byte == '\xC2') return text[at + 1] == '\x85' ? 2 : 0;
        if (byte == '\xE2') return text[at + 1] == '\x80' && (text[at + 2] & ~1) == '\xA8' ? 3 : 0;
        return 0;
    };
    size_t begin = 0;
    for (size_t at = 0; at <= text.size();) {
        const size_t size = at < text.size() ? end_at(at) : 1;
        if (!size) {
            ++at;
            continue;
        }
        const Bytes line = stripped(text.substr(begin, at - begin), is::space);
        if (!line.empty()) take(line);
        begin = at += size;
    }
}

// Returns how long the number is that begins at a digit, with the marks that part its thousands or its fraction.
inline size_t number_size(Bytes text, size_t at) {
    size_t stop = at;
    while (is_digit_at(text, stop)) ++stop;
    if (stop - at <= 3) {
        size_t end = stop;
        while (end < text.size() && Bytes(".,' ").find(text[end]) != Bytes::npos && is_digit_at(text, end + 1) &&
               is_digit_at(text, end + 2) && is_digit_at(text, end + 3) && !is_digit_at(text, end + 4))
            end += 4;
        if (end > stop) return end - at;
    }
    if (stop < text.size() && (text[stop] == '.' || text[stop] == ',') && is_digit_at(text, stop + 1)) {
        ++stop;
        while (is_digit_at(text, stop)) ++stop;
    }
    return stop - at;
}

// Returns whether a line, in which all digits are ours, may have a date or a time in it.
inline bool may_be_dated(Bytes line) {
    for (size_t at = 0; at < line.size(); ++at) {
        if (!is_digit(line[at])) continue;
        if (at + 2 < line.size() && Bytes("./-:").find(line[at + 1]) != Bytes::npos && is_digit(line[at + 2])) return true;
        const bool is_year = (line[at] == '1' && is_digit_at(line, at + 1) && line[at + 1] >= '8') ||
                             (line[at] == '2' && is_digit_at(line, at + 1) && line[at + 1] == '0');
        if (is_year && is_digit_at(line, at + 2) && is_digit_at(line, at + 3)) return true;
    }
    return false;
}

// What Python is asked for: the template of a line, and its label.
struct Asked {
    PyObject *template_of, *label_of;

    // Returns what Python says of a line; nothing for None, and after an error.
    static PyObject* answer(PyObject* function, Bytes line) {
        PyObject* text = PyErr_Occurred() ? nullptr : PyUnicode_DecodeUTF8(line.data(), line.size(), nullptr);
        PyObject* found = text ? PyObject_CallOneArg(function, text) : nullptr;
        Py_XDECREF(text);
        if (found != Py_None) return found;
        Py_DECREF(found);
        return nullptr;
    }
};

// The lines of one document, with room for the templates that are no part of it.
class Templates {
  public:
    explicit Templates(const Asked& asked) : asked_(asked) {}

    // Returns the template of a line of at most `MAX_LINE_CHARS`.
    Bytes of(Bytes line) {
        Bytes plain = stripped(line, is::edge);
        if (plain.empty()) plain = line;
        bool has_digit = false, has_other = false;
        for (size_t at = 0; at < plain.size(); ++at) {
            if (is_ascii(plain[at])) {
                has_digit = has_digit || is_digit(plain[at]);
            } else if (!is_inner(plain[at])) {
                has_other = has_other || characters.kinds(character_at(plain, at).first) & is::digit;
            }
        }
        if (!(has_digit || has_other) || chars_of(plain) > MAX_TEMPLATE_CHARS) return plain;
        if (has_other || may_be_dated(plain)) return kept(Asked::answer(asked_.template_of, line));
        std::string& made = made_.emplace_back();
        for (size_t at = 0; at < plain.size();) {
            if (!is_digit(plain[at])) {
                made += plain[at++];
                continue;
            }
            at += number_size(plain, at);
            made += NUMBER;
        }
        return made;
    }

    // Returns the label with a name behind it, as one of the first lines of a document may be; else nothing.
    Bytes label_of(Bytes line) {
        if (chars_of(line) > MAX_LABEL_CHARS) return {};
        if (std::any_of(line.begin(), line.end(), [](char byte) { return !is_ascii(byte); }))
            return may_be_label(line) ? kept(Asked::answer(asked_.label_of, line)) : Bytes();
        size_t stop = size_with_colon(line);
        if (!stop) stop = size_before_capitals(line);
        if (!stop) return {};
        std::string& made = made_.emplace_back(line.substr(0, stop));
        return made += NAME;
    }

  private:
    const Asked& asked_;
    std::deque<std::string> made_;

    Bytes kept(PyObject* text) {
        Py_ssize_t size = 0;
        const char* data = text ? PyUnicode_AsUTF8AndSize(text, &size) : nullptr;
        const Bytes found = data ? made_.emplace_back(data, size) : Bytes();
        Py_XDECREF(text);
        return found;
    }

    // Returns the bytes of a label with a colon that a line in ASCII begins with, and the space behind it.
    static size_t size_with_colon(Bytes line) {
        const size_t colon = line.find(':');
        if (!is_letter(line[0]) || colon > MAX_COLON || colon == line.size() - 1) return 0;
        const size_t stop = colon + 1 + (line[colon + 1] == ' ');
        return is_space(line[stop]) ? 0 : stop;
    }

    // Returns the bytes of one or two words that stand ahead of two to four with capitals, in ASCII.
    static size_t size_before_capitals(Bytes line) {
        std::vector<Bytes> words;
        for (size_t at = 0; at <= line.size() && words.size() <= 6;) {
            const size_t stop = std::min(line.find(' ', at), line.size());
            words.push_back(line.substr(at, stop - at));
            at = stop + 1;
        }
        const auto is_word = [](Bytes word, size_t most) {
            return !word.empty() && word.size() <= most && std::all_of(word.begin(), word.end(), is_letter);
        };
        const auto is_capital = [](Bytes word) {
            return !word.empty() && word[0] >= 'A' && word[0] <= 'Z' &&
                   std::all_of(word.begin(), word.end(), [](char byte) {
                       return is_letter(byte) || is_digit(byte) || byte == '.' || byte == '\'' || byte == '-';
                   });
        };
        const auto are_capitals = [&](size_t first) {
            return words.size() >= first + 2 && words.size() <= first + 4 &&
                   std::all_of(words.begin() + first, words.end(), is_capital);
        };
        if (!is_word(words[0], 9)) return 0;
        if (words.size() > 1 && is_word(words[1], 4) && are_capitals(2)) return words[0].size() + words[1].size() + 2;
        return are_capitals(1) ? words[0].size() + 1 : 0;
    }

    // Returns whether a line has a colon, or three to six words, the last with a capital or in another script.
    static bool may_be_label(Bytes line) {
        if (line.find(':') != Bytes::npos || line.find(WIDE_COLON) != Bytes::npos) return true;
        const auto spaces = std::count(line.begin(), line.end(), ' ');
        if (spaces < 2 || spaces > 5) return false;
        const char first = line[line.rfind(' ') + 1];
        return !is_ascii(first) || (first >= 'A' && first <= 'Z');
    }
};

// The cells of a sketch.
struct Cells {
    uint16_t* cells;
    uint32_t mask, seed;

    uint16_t& of(Bytes text) const { return cells[crc.of(text, seed) & mask]; }
};

// Counts the templates of a document, each once.
inline void count(Bytes text, const Cells& cells, const Asked& asked) {
    Templates templates(asked);
    std::vector<std::pair<uint32_t, Bytes>> found;
    Py_ssize_t number = 0;
    const auto add = [&](Bytes made) { found.emplace_back(crc.of(made, cells.seed), made); };
    each_line(text, [&](Bytes line) {
        const Py_ssize_t size = chars_of(line);
        const bool is_first = number++ < LABEL_LINES;
        if (size > MAX_LINE_CHARS) return add(beginning(line, MAX_LINE_CHARS));
        if (size < MIN_CHARS) return;
        add(templates.of(line));
        const Bytes label = is_first ? templates.label_of(line) : Bytes();
        if (!label.empty()) add(label);
    });
    std::sort(found.begin(), found.end());
    found.erase(std::unique(found.begin(), found.end()), found.end());
    for (const auto& [hash, made] : found) {
        uint16_t& cell = cells.cells[hash & cells.mask];
        if (cell < MOST) ++cell;
    }
}

// Hands over the sentences of a paragraph that are longer than a few words; all of it where there are none.
template <typename Take>
void each_sentence(Bytes line, Take take) {
    bool is_parted = false;
    const auto add = [&](Bytes part) {
        if (chars_of(part) < MIN_SENTENCE_CHARS) return;
        is_parted = true;
        take(part);
    };
    if (chars_of(line) >= 2 * MIN_SENTENCE_CHARS) {
        size_t begin = 0;
        for (size_t at = 0; at < line.size(); ++at) {
            const char byte = line[at];
            size_t size = 0;
            if (byte == '.' || byte == '?' || byte == '!') size = at + 1 < line.size() && line[at + 1] == ' ' ? 2 : 0;
            if (byte == WIDE_STOP[0] && line.substr(at, WIDE_STOP.size()) == WIDE_STOP) size = WIDE_STOP.size();
            if (!size) continue;
            add(line.substr(begin, at - begin));
            begin = at + size;
            at = begin - 1;
        }
        add(line.substr(begin));
    }
    if (!is_parted) take(line);
}

// What a sketch says of a line.
struct Looked {
    Bytes text, made;
    uint16_t count;
    bool recurs;
    // `made` is its template; empty for a line that is too long for a rule.
};

// Hands over the lines of a document that are not blank, and the sentences of its own prose that recur as lines do.
template <typename TakeLine, typename TakeSentence>
void look_up(Bytes text, const Cells& cells, int least, int few, const Asked& asked, TakeLine take, TakeSentence say) {
    Templates templates(asked);
    Py_ssize_t number = 0;
    each_line(text, [&](Bytes line) {
        const Py_ssize_t size = chars_of(line);
        const bool is_long = size > MAX_LINE_CHARS, is_first = number++ < LABEL_LINES;
        Bytes made = is_long ? beginning(line, MAX_LINE_CHARS) : templates.of(line);
        uint16_t count = cells.of(made);
        bool recurs = count >= least && size >= MIN_CHARS;
        if (is_long) made = {};
        const Bytes label = is_first ? templates.label_of(line) : Bytes();
        if (!label.empty()) {
            const uint16_t by_label = cells.of(label);
            if (by_label >= std::max(least, 2 * count)) {  // there are other names
                made = label;
                count = by_label;
                recurs = true;
            }
        }
        count = std::min(count, MOST);
        take(Looked{line, made, count, recurs});
        if (count > few || size < PROSE_CHARS || line.find(". ") == Bytes::npos) return;
        Bytes rest = line.substr(0, line.find_last_not_of('.') + 1);
        for (bool is_last = false; !is_last;) {
            const size_t stop = rest.find(". ");
            is_last = stop == Bytes::npos;
            const Bytes part = rest.substr(0, stop);
            if (chars_of(part) <= MAX_SENTENCE_CHARS && cells.of(part) >= least) say(part);
            if (!is_last) rest.remove_prefix(stop + 2);
        }
    });
}

inline std::vector<uint32_t> smallest(std::vector<uint32_t>& hashes) {
    std::sort(hashes.begin(), hashes.end());
    hashes.erase(std::unique(hashes.begin(), hashes.end()), hashes.end());
    hashes.resize(std::min(hashes.size(), FEATURES));
    return hashes;
}

// Returns the hashes that stand for a document: of the sentences of lines that few documents have, and of all.
// `is_next_rare` says of one line after the other whether few have it.
template <typename IsNextRare>
std::pair<std::vector<uint32_t>, std::vector<uint32_t>> features(Bytes text, IsNextRare is_next_rare) {
    std::vector<uint32_t> own, all;
    std::string joined;
    each_line(text, [&](Bytes line) {
        const bool is_rare = is_next_rare();
        if (chars_of(line) < MIN_SENTENCE_CHARS) return;
        each_sentence(line, [&](Bytes sentence) {
            all.push_back(crc.of(sentence, 0));
            if (is_rare) own.push_back(all.back());
        });
    });
    if (all.empty()) {
        each_line(text, [&](Bytes line) { (joined += joined.empty() ? "" : "\n") += line; });
        all.push_back(crc.of(joined, 0));
    }
    return {smallest(own), smallest(all)};
}

}  // namespace mining
