// Mining: the lines of a document, counted and looked up: the same as `cleaner/mining/counting.py`, which says why.
//
// A line is looked at as the bytes of its UTF-8, and becomes a text of Python only where that is asked for.

#pragma once

#include "templates.hpp"

namespace mining {

constexpr Py_ssize_t MIN_CHARS = 2, MAX_LINE_CHARS = 300;
constexpr Py_ssize_t LABEL_LINES = 12, PROSE_CHARS = 160, MAX_SENTENCE_CHARS = 80, MIN_SENTENCE_CHARS = 24;
constexpr size_t FEATURES = 12;
constexpr uint16_t MOST = 255;
constexpr Bytes WIDE_STOP = "\xE3\x80\x82";

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

// Hands over the lines of a text that are not blank, stripped; they end where `str.splitlines` ends them.
template <typename Take>
void each_line(Bytes text, Take take) {
    const auto end_at = [&](size_t at) -> size_t {  // the bytes of the line ending there
        const char byte = text[at];
        if (byte >= ' ') return 0;
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

// The cells of a sketch.
struct Cells {
    uint16_t* cells;
    uint32_t mask, seed;

    uint16_t& of(Bytes text) const { return cells[crc.of(text, seed) & mask]; }
};

// Counts the templates of a document, each once.
inline void count(Bytes text, const Cells& cells, PyObject* template_of) {
    Templates templates(template_of);
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
void look_up(Bytes text, const Cells& cells, int least, int few, PyObject* template_of, TakeLine take, TakeSentence say) {
    Templates templates(template_of);
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

// Returns the hashes that stand for a document: of the sentences of lines that at most a few documents have, and of all.
inline std::pair<std::vector<uint32_t>, std::vector<uint32_t>> features(const std::vector<Looked>& lines, int few) {
    std::vector<uint32_t> own, all;
    for (const Looked& line : lines) {
        if (chars_of(line.text) < MIN_SENTENCE_CHARS) continue;
        each_sentence(line.text, [&](Bytes sentence) {
            all.push_back(crc.of(sentence, 0));
            if (line.count <= few) own.push_back(all.back());
        });
    }
    if (all.empty()) {
        std::string joined;
        for (const Looked& line : lines) (joined += joined.empty() ? "" : "\n") += line.text;
        all.push_back(crc.of(joined, 0));
    }
    return {smallest(own), smallest(all)};
}

}  // namespace mining
