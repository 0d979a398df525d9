// Templates: a line with slots in place of what varies, as `cleaner/mining/templates.py` has it, which says why.
//
// A line is looked at as the bytes of its UTF-8. Python is asked only for the template of a line with digits of another
// script than ours.

#pragma once

#include <cstring>
#include <deque>

#include "characters.hpp"

namespace mining {

using Bytes = std::string_view;

constexpr Py_ssize_t MAX_TEMPLATE_CHARS = 160, MAX_LABEL_CHARS = 60, MAX_COLON = 23;
constexpr Bytes NUMBER = "\xEF\xA3\xB2", NAME = "\xEF\xA3\xB3", DATE = "\xEF\xA3\xB0", TIME = "\xEF\xA3\xB1";
constexpr char32_t FIRST_SLOT = 0xF8F0, LAST_SLOT = 0xF8F3, WIDE_COLON = 0xFF1A;

inline bool is_inner(char byte) { return (byte & 0xC0) == 0x80; }  // of a character, not its first byte
inline bool is_ascii(char byte) { return !(byte & 0x80); }
inline bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }
inline bool is_letter(char byte) { return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z' ? true : byte == '_'; }
inline bool is_space(char byte) { return byte == ' ' || (byte >= '\t' && byte <= '\r') || (byte >= '\x1C' && byte <= '\x1F'); }
inline bool is_digit_at(Bytes text, size_t at) { return at < text.size() && is_digit(text[at]); }

inline Py_ssize_t chars_of(Bytes text) {
    Py_ssize_t count = 0;
    size_t at = 0;
    for (uint64_t eight; at + sizeof eight <= text.size(); at += sizeof eight) {
        std::memcpy(&eight, text.data() + at, sizeof eight);
        const uint64_t inner = (eight >> 7) & ~(eight >> 6) & 0x0101010101010101u;  // 1 in each inner byte
        count += sizeof eight - (inner * 0x0101010101010101u >> 56);
    }
    for (; at < text.size(); ++at) count += !is_inner(text[at]);
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

// The characters of a line of at most `MAX_TEMPLATE_CHARS`, with where the bytes of each begin.
class Spelt {
  public:
    explicit Spelt(Bytes text) {
        for (size_t at = 0; at < text.size() && size_ < MAX_TEMPLATE_CHARS;) {
            const auto [character, size] = character_at(text, at);
            characters_[size_] = character;
            begins_[size_++] = static_cast<uint16_t>(at);
            at += size;
        }
        begins_[size_] = static_cast<uint16_t>(text.size());
    }

    size_t size() const { return size_; }
    size_t byte_at(size_t at) const { return begins_[at]; }
    char32_t operator[](size_t at) const { return at < size() ? characters_[at] : 0; }
    bool is(size_t at, char32_t character) const { return at < size() && characters_[at] == character; }
    bool is_any(size_t at, LettersView of) const { return at < size() && of.find(characters_[at]) != LettersView::npos; }
    bool is_digit(size_t at) const { return at < size() && characters_[at] >= '0' && characters_[at] <= '9'; }
    bool is_space(size_t at) const { return at < size() && characters.kinds(characters_[at]) & is::space; }
    bool is_word(size_t at) const {
        return at < size() && (characters_[at] == '_' || characters.kinds(characters_[at]) & is::alphanumeric);
    }
    bool is_letter(size_t at) const { return is_word(at) && !(characters.kinds(characters_[at]) & is::decimal); }
    bool begins_word(size_t at) const { return at == 0 || !is_word(at - 1); }
    bool has(size_t at, LettersView text) const {
        return at + text.size() <= size() && LettersView(&characters_[at], text.size()) == text;
    }

    // Returns how many digits, or letters, there are from a place on.
    size_t digits(size_t at) const { return run(at, [&](size_t place) { return is_digit(place); }); }
    size_t letters(size_t at) const { return run(at, [&](size_t place) { return is_letter(place); }); }

  private:
    size_t size_ = 0;
    std::array<char32_t, MAX_TEMPLATE_CHARS> characters_;
    std::array<uint16_t, MAX_TEMPLATE_CHARS + 1> begins_;

    template <typename Is>
    size_t run(size_t at, Is is) const {
        size_t stop = at;
        while (is(stop)) ++stop;
        return stop - at;
    }
};

// Dates: each function returns where what begins at a place ends, and 0 if it does not.

inline size_t year_end(const Spelt& line, size_t at) {
    const bool is_century = (line.is(at, '1') && line.is_any(at + 1, U"89")) || (line.is(at, '2') && line.is(at + 1, '0'));
    return is_century && line.is_digit(at + 2) && line.is_digit(at + 3) ? at + 4 : 0;
}

inline size_t last_year_end(const Spelt& line, size_t at) {
    const size_t end = year_end(line, at);
    return end && !line.is_word(end) ? end : 0;
}

inline size_t few_digits_end(const Spelt& line, size_t at) {
    const size_t count = line.digits(at);
    return count == 1 || count == 2 ? at + count : 0;
}

inline size_t month_end(const Spelt& line, size_t at) {
    const size_t count = line.letters(at);
    if (count < 3 || count > 12) return 0;
    return at + count + line.is(at + count, '.');
}

inline size_t after_any(const Spelt& line, size_t at, std::initializer_list<LettersView> ends) {
    for (const LettersView end : ends)
        if (line.has(at, end)) return at + end.size();
    return at;
}

// `3 March 2021`, `3. März 2021`, `1er mai 2021`, `3 de marzo de 2021`
inline size_t day_first_end(const Spelt& line, size_t at) {
    if (!line.begins_word(at) || !(at = few_digits_end(line, at))) return 0;
    if (!line.is(at, ' ')) at = after_any(line, at, {U"st", U"nd", U"rd", U"th", U"er", U"."});
    if (!line.is(at, ' ')) return 0;
    if (!(at = month_end(line, after_any(line, at + 1, {U"de ", U"d'"})))) return 0;
    at = after_any(line, at, {U" de", U","});
    return line.is(at, ' ') ? last_year_end(line, at + 1) : 0;
}

// `March 3rd, 2021`
inline size_t month_first_end(const Spelt& line, size_t at) {
    if (!line.begins_word(at) || !(at = month_end(line, at)) || !line.is(at, ' ')) return 0;
    if (!(at = few_digits_end(line, at + 1))) return 0;
    at = after_any(line, after_any(line, at, {U"st", U"nd", U"rd", U"th"}), {U","});
    return line.is(at, ' ') ? last_year_end(line, at + 1) : 0;
}

// `2021-03-04`, `4/3/21`
inline size_t figures_end(const Spelt& line, size_t at) {
    if (!line.begins_word(at)) return 0;
    const auto rest_end = [&](size_t mark) -> size_t {  // where the day and the month, or the month and the year, end
        if (!line.is_any(mark, U"./-")) return 0;
        const size_t second = few_digits_end(line, mark + 1);
        return second && line.is(second, line[mark]) ? second + 1 : 0;
    };
    if (const size_t year = year_end(line, at)) {
        const size_t rest = rest_end(year), end = rest ? few_digits_end(line, rest) : 0;
        if (end && !line.is_word(end)) return end;
    }
    const size_t first = few_digits_end(line, at), rest = first ? rest_end(first) : 0;
    if (!rest) return 0;
    const size_t count = line.digits(rest);
    return (count == 2 || count == 4) && !line.is_word(rest + count) ? rest + count : 0;
}

// `2021年3月4日`
inline size_t ideographs_end(const Spelt& line, size_t at) {
    const auto part_end = [&](size_t begin, char32_t sign) -> size_t {
        const size_t end = few_digits_end(line, begin + line.is(begin, ' '));
        return end && line.is(end, sign) ? end + 1 : 0;
    };
    const size_t year = year_end(line, at);
    const size_t month = year && line.is(year, U'年') ? part_end(year + 1, U'月') : 0;
    return month ? part_end(month, U'日') : 0;
}

inline size_t date_end(const Spelt& line, size_t at) {
    if (line.is_letter(at)) {
        const size_t count = line.letters(at);  // of a weekday
        size_t day = at + count + line.is(at + count, '.');
        if (count >= 2 && count <= 12 && line.has(day, U", ")) {
            day += 2;
            if (const size_t end = day_first_end(line, day)) return end;
            if (const size_t end = month_first_end(line, day)) return end;
        }
        return month_first_end(line, at);
    }
    if (!line.is_digit(at)) return 0;
    if (const size_t end = day_first_end(line, at)) return end;
    if (const size_t end = figures_end(line, at)) return end;
    return ideographs_end(line, at);
}

// `10:15`, `9.05 p.m.`
inline size_t time_end(const Spelt& line, size_t at) {
    if (!line.is_digit(at) || !line.begins_word(at)) return 0;
    const auto part_end = [&](size_t mark) -> size_t {
        return line.is_any(mark, U":.") && line.is_digit(mark + 1) && line.is_digit(mark + 2) ? mark + 3 : 0;
    };
    const auto is_end = [&](size_t end) { return !line.is_digit(end) && !line.is_any(end, U".:"); };
    const size_t hours = few_digits_end(line, at), minutes = hours ? part_end(hours) : 0;
    if (!minutes) return 0;
    for (const size_t end : {part_end(minutes), minutes}) {
        if (!end) continue;
        size_t half = end + line.is(end, ' ');
        if (line.is_any(half, U"AaPp")) {
            half += 1 + line.is(half + 1, '.');
            if (line.is_any(half, U"Mm") && !line.is_word(half + 1)) {
                if (line.is(half + 1, '.') && is_end(half + 2)) return half + 2;
                if (is_end(half + 1)) return half + 1;
            }
        }
        if (is_end(end)) return end;
    }
    return 0;
}

// Returns a line with a slot in place of what ends where a function says.
template <typename End>
std::string with_slots(Bytes text, Bytes slot, End end_of) {
    const Spelt line(text);
    std::string made;
    for (size_t at = 0; at < line.size();) {
        if (const size_t end = end_of(line, at)) {
            made += slot;
            at = end;
        } else {
            made += text.substr(line.byte_at(at), line.byte_at(at + 1) - line.byte_at(at));
            ++at;
        }
    }
    return made;
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

// The templates of the lines of one document, with room for those that are no part of it.
class Templates {
  public:
    // `template_of` is asked for the template of a line with digits of another script.
    explicit Templates(PyObject* template_of) : template_of_(template_of) {}

    // Returns the template of a line of at most `MAX_LINE_CHARS`.
    Bytes of(Bytes line) {
        Bytes plain = stripped(line, is::edge);
        if (plain.empty()) plain = line;
        if (chars_of(plain) > MAX_TEMPLATE_CHARS) return plain;
        bool has_digit = false, has_other = false;
        for (size_t at = 0; at < plain.size(); ++at) {
            if (is_ascii(plain[at])) {
                has_digit = has_digit || is_digit(plain[at]);
            } else if (!is_inner(plain[at])) {
                has_other = has_other || characters.kinds(character_at(plain, at).first) & is::digit;
            }
        }
        if (!(has_digit || has_other)) return plain;
        if (has_other) return asked(line);
        std::string dated;
        if (may_be_dated(plain)) plain = dated = with_slots(with_slots(plain, DATE, date_end), TIME, time_end);
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
    Bytes label_of(Bytes text) {
        if (chars_of(text) > MAX_LABEL_CHARS) return {};
        const Spelt line(text);
        size_t stop = end_with_colon(line);
        if (!stop) stop = end_before_capitals(line);
        for (size_t at = 0; at < stop; ++at)
            if (line[at] >= FIRST_SLOT && line[at] <= LAST_SLOT) return {};
        if (!stop) return {};
        return made_.emplace_back(text.substr(0, line.byte_at(stop))) += NAME;
    }

  private:
    PyObject* template_of_;
    std::deque<std::string> made_;

    Bytes asked(Bytes line) {
        PyObject* text = PyErr_Occurred() ? nullptr : PyUnicode_DecodeUTF8(line.data(), line.size(), "surrogatepass");
        PyObject* found = text ? PyObject_CallOneArg(template_of_, text) : nullptr;
        PyObject* data = found ? PyUnicode_AsEncodedString(found, "utf-8", "surrogatepass") : nullptr;
        const Bytes made = data ? made_.emplace_back(PyBytes_AS_STRING(data), PyBytes_GET_SIZE(data)) : Bytes();
        Py_XDECREF(data);
        Py_XDECREF(found);
        Py_XDECREF(text);
        return made;
    }

    // Returns where a label with a colon ends that a line begins with, and the space behind it.
    static size_t end_with_colon(const Spelt& line) {
        const auto is_colon = [&](size_t at) { return line.is(at, ':') || line.is(at, WIDE_COLON); };
        size_t colon = 1;
        while (colon < line.size() && colon <= MAX_COLON && !is_colon(colon)) ++colon;
        if (!line.is_letter(0) || colon > MAX_COLON || !is_colon(colon)) return 0;
        const size_t stop = colon + 1 + line.is(colon + 1, ' ');
        return stop < line.size() && !line.is_space(stop) ? stop : 0;
    }

    // Returns where one or two words end that stand ahead of two to four with capitals.
    static size_t end_before_capitals(const Spelt& line) {
        std::array<size_t, 8> begins{0};  // of the words, and of the one behind the last
        size_t count = 0;
        while (count < 7) {
            size_t end = begins[count];
            while (end < line.size() && line[end] != ' ') ++end;
            begins[++count] = end + 1;
            if (end == line.size()) break;
        }
        if (count == 7) return 0;
        const auto is_word = [&](size_t word, size_t most) {
            const size_t size = begins[word + 1] - 1 - begins[word];
            return size > 0 && size <= most && line.letters(begins[word]) == size;
        };
        const auto is_capital = [&](size_t word) {
            const char32_t first = line[begins[word]];
            const bool is_upper = (first >= 'A' && first <= 'Z') || (first >= U'À' && first <= U'Þ') ||
                                  (first >= U'Α' && first <= U'Ω') || (first >= U'А' && first <= U'Я');
            size_t at = begins[word];
            if (!is_upper || at + 1 >= begins[word + 1]) return false;
            while (++at < begins[word + 1] - 1)
                if (!line.is_word(at) && !line.is_any(at, U".'’-")) return false;
            return true;
        };
        const auto are_capitals = [&](size_t first) {
            if (count < first + 2 || count > first + 4) return false;
            for (size_t word = first; word < count; ++word)
                if (!is_capital(word)) return false;
            return true;
        };
        if (!is_word(0, 9)) return 0;
        if (count > 1 && is_word(1, 4) && are_capitals(2)) return begins[2];
        return are_capitals(1) ? begins[1] : 0;
    }
};

}  // namespace mining
