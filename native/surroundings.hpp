// What stands around a line, and what evidence makes of it: the same as `cleaner/deciding/surroundings.py`, which says
// what each fact is, and the sums of `cleaner/deciding/evidence.py`.
//
// A new fact is a name in `SURROUNDINGS`, in the order of Python's `NAMES`, and a line that sets it below. While the
// names differ Python does without this.

#pragma once

#include <functional>
#include <numeric>
#include <unordered_map>

#include "line_shape.hpp"

#define SURROUNDINGS(fact)                                                                                      \
    fact(words) fact(chars) fact(sentence) fact(digits) fact(capitals) fact(separators) fact(labels) fact(used)  \
    fact(repeats) fact(first_words) fact(doc_lines) fact(doc_prose) fact(doc_prose_share) fact(doc_matched)     \
    fact(doc_rules) fact(doc_hints) fact(prose_above) fact(prose_below) fact(prose_near) fact(to_prose_above)   \
    fact(to_prose_below) fact(from_top) fact(from_end) fact(row) fact(row_sentences) fact(row_hints)            \
    fact(row_known_share) fact(row_digits) fact(row_commas) fact(row_code) fact(row_small) fact(row_labels)     \
    fact(row_days) fact(block) fact(block_words) fact(to_match_above) fact(near_known) fact(words_below)        \
    fact(known_below) fact(block_known)

namespace fact {
enum Name {
#define NAME(name) name,
    SURROUNDINGS(NAME)
#undef NAME
        COUNT
};
}  // namespace fact
using Values = std::array<int, fact::COUNT>;

constexpr int FAR = 40, MANY = 60, NEAR = 5, MAX_REPEATS = 9, MAX_WORDS_BELOW = 30;

// The longer words of a line, one behind the other in UTF-8: there are hundreds of thousands of lines in a long document.
struct Used {
    struct Word {
        uint32_t begin, size;
    };
    std::string text;
    std::vector<Word> words;

    void add(LettersView word) {
        const auto begin = static_cast<uint32_t>(text.size());
        for (char32_t character : word) add_utf8(character, text);
        words.push_back({begin, static_cast<uint32_t>(text.size()) - begin});
    }
    std::string_view of(const Word& word) const { return std::string_view(text).substr(word.begin, word.size); }
};

// A line as Python sees it. Its longer words are read when they are first asked for.
struct LineShape {
    PyObject_HEAD
    Facts facts;
    PyObject* text;
    bool is_read, is_distinct;
    Used kept;

    std::string_view used(const Used::Word& word) const { return kept.of(word); }

    // The words of four letters and more; of scripts that do not part words, pairs of characters.
    Used find_used() const {
        const Letters letters = cased(Text(text, MAX_USED_CHARS));
        const bool is_wide = has_wide(Text(text), PyUnicode_GET_LENGTH(text));
        const auto is_unparted = [](char32_t letter) { return (characters.kinds(letter) & is::unparted) != 0; };
        Used found;
        find_rows_of_letters(letters, [&](LettersView row) {
            if (row.size() < MIN_USED_CHARS) return;
            if (is_wide && std::any_of(row.begin(), row.end(), is_unparted)) {
                for (size_t at = 0; at + 1 < row.size(); ++at) found.add(row.substr(at, 2));
            } else {
                found.add(row);
            }
        });
        return found;
    }

    // What is found is set in one go: another thread may come in while Python is asked for characters.
    void read_used() {
        if (is_read) return;
        Used found = find_used();
        if (is_read) return;
        kept = std::move(found);
        is_read = true;
    }

    void keep_distinct() {
        if (is_distinct) return;
        is_distinct = true;
        const auto before = [&](const Used::Word& one, const Used::Word& other) { return used(one) < used(other); };
        const auto same = [&](const Used::Word& one, const Used::Word& other) { return used(one) == used(other); };
        std::sort(kept.words.begin(), kept.words.end(), before);
        kept.words.erase(std::unique(kept.words.begin(), kept.words.end(), same), kept.words.end());
    }
};

constexpr int NO_RULE = -1, MENU = 0;  // other rules are numbers above

// A line of a document with what rules know of it.
struct Line {
    LineShape* shape;
    int rule;  // that removes it
    bool is_blank_before, is_prose;
    bool is_hint;  // a rule that does not act on it knows its words, or it is a heading
    bool is_kept;

    bool is_matched() const { return rule != NO_RULE; }
    bool is_known() const { return is_matched() || is_hint; }
};

// For each line how far above, and below, the next marked one stands.
template <typename Mark>
std::vector<int> distances(const std::vector<Line>& lines, Mark mark, bool below) {
    std::vector<int> found(lines.size());
    const int count = static_cast<int>(lines.size());
    int last = -FAR;
    for (int step = 0; step < count; ++step) {
        const int at = below ? count - 1 - step : step;
        found[at] = std::min(FAR, step - last);
        if (std::invoke(mark, lines[at])) last = step;
    }
    return found;
}

template <typename Mark>
std::vector<int> sums(const std::vector<Line>& lines, Mark mark) {
    std::vector<int> found{0};
    for (const Line& line : lines) found.push_back(found.back() + std::invoke(mark, line));
    return found;
}

// How many lines have the same key, for each. Sorted, since a table of keys takes up ten times as much.
template <typename Key>
std::vector<int> counts_of(const std::vector<Line>& lines, Key key) {
    std::vector<int> places(lines.size()), counts(lines.size());
    std::iota(places.begin(), places.end(), 0);
    const auto of = [&](int at) -> const std::string& { return std::invoke(key, lines[at].shape->facts); };
    std::sort(places.begin(), places.end(), [&](int one, int other) { return of(one) < of(other); });
    for (auto begin = places.begin(); begin != places.end();) {
        const auto stop = std::find_if(begin, places.end(), [&](int at) { return of(at) != of(*begin); });
        std::for_each(begin, stop, [&](int at) { counts[at] = static_cast<int>(stop - begin); });
        begin = stop;
    }
    return counts;
}

// How many longer words each line of some rows has, and how many of them prose uses, too.
class UsedWords {
  public:
    void add_asked(LineShape* shape) {
        shape->read_used();
        shape->keep_distinct();
        for (const Used::Word& word : shape->kept.words) asked_.emplace(shape->used(word), false);
    }
    // Words of prose are not kept: they would be most of what a long document takes up.
    void add_prose(const LineShape* shape) {
        if (asked_.empty()) return;
        const Used read = shape->is_read ? Used() : shape->find_used();
        const Used& used = shape->is_read ? shape->kept : read;
        for (const Used::Word& word : used.words) {
            const auto found = asked_.find(used.of(word));
            if (found != asked_.end()) found->second = true;
        }
    }
    int share(const LineShape* shape) const {
        const auto& words = shape->kept.words;
        const auto is_used = [&](const Used::Word& word) { return asked_.at(shape->used(word)); };
        const auto used = std::count_if(words.begin(), words.end(), is_used);
        return words.empty() ? -1 : static_cast<int>(100 * used / static_cast<long>(words.size()));
    }

  private:
    std::unordered_map<std::string_view, bool> asked_;
};

struct Row {
    int begin, stop;
};

inline void set_row(Values& values, const std::vector<Line>& lines, const Row& row) {
    const int count = row.stop - row.begin;
    int sentences = 0, hints = 0, known = 0, digits = 0, commas = 0, code = 0, small = 0, labels = 0, days = 0;
    for (int at = row.begin; at < row.stop; ++at) {
        const Facts& line = lines[at].shape->facts;
        sentences += line.sentence;
        hints += lines[at].is_hint && !lines[at].is_matched();
        known += lines[at].is_known();
        digits += line.digits > 0;
        commas += line.comma_end;
        code += line.code > 0;
        small += line.small;
        labels += line.labels;
        days += line.day || line.time;
    }
    values[fact::row] = std::min(count, MANY);
    values[fact::row_sentences] = 100 * sentences / count;
    values[fact::row_hints] = std::min(hints, MANY);
    values[fact::row_known_share] = 100 * known / count;
    values[fact::row_digits] = 100 * digits / count;
    values[fact::row_commas] = 100 * commas / count;
    values[fact::row_code] = 100 * code / count;
    values[fact::row_small] = 100 * small / count;
    values[fact::row_labels] = labels / count;
    values[fact::row_days] = 100 * days / count;
}

inline bool is_unmatched(const Line& line) { return !line.is_matched(); }

// Call `found` with each line of some rows that is `asked` for, by its place, and its facts.
template <typename Asked, typename Found>
void find_surroundings(const std::vector<Line>& lines, const std::vector<Row>& rows, int rules, Asked asked, Found found) {
    const int count = static_cast<int>(lines.size());
    const auto known_sums = sums(lines, &Line::is_known), prose_sums = sums(lines, &Line::is_prose),
               matched_sums = sums(lines, &Line::is_matched);
    const auto match_above = distances(lines, &Line::is_matched, false),
               prose_up = distances(lines, &Line::is_prose, false), prose_down = distances(lines, &Line::is_prose, true);
    const int prose = prose_sums.back(), known = known_sums.back(), matched = matched_sums.back();
    const auto said = counts_of(lines, &Facts::said), first_words = counts_of(lines, &Facts::first_word);
    UsedWords used;
    for (const Row& row : rows)
        for (int at = row.begin; at < row.stop; ++at)
            if (asked(lines[at])) used.add_asked(lines[at].shape);
    for (const Line& line : lines)
        if (line.is_prose) used.add_prose(line.shape);
    Values values{};
    values[fact::doc_lines] = std::min(count, 4 * MANY);
    values[fact::doc_prose] = std::min(prose, MANY);
    values[fact::doc_prose_share] = 100 * prose / std::max(1, count);
    values[fact::doc_matched] = std::min(matched, MANY);
    values[fact::doc_rules] = std::min(rules, MANY);
    values[fact::doc_hints] = std::min(known - matched, MANY);
    for (const Row& row : rows) {
        set_row(values, lines, row);
        int block = row.begin;
        for (int at = row.begin; at < row.stop; ++at) {
            const Facts& line = lines[at].shape->facts;
            if (at == row.begin || lines[at].is_blank_before) {
                block = at;
                int end = at, words = 0;
                do words += lines[end++].shape->facts.words;
                while (end < row.stop && !lines[end].is_blank_before);
                values[fact::block] = std::min(end - at, MANY);
                values[fact::block_words] = words / (end - at);
            }
            if (!asked(lines[at])) continue;
            const int low = std::max(0, at - NEAR), high = std::min(count, at + NEAR + 1);
            values[fact::words] = line.words;
            values[fact::chars] = line.chars;
            values[fact::sentence] = line.sentence;
            values[fact::digits] = line.digits;
            values[fact::capitals] = line.capitals;
            values[fact::separators] = line.separators;
            values[fact::labels] = line.labels;
            values[fact::used] = used.share(lines[at].shape);
            values[fact::repeats] = std::min(said[at] - 1, MAX_REPEATS);
            values[fact::first_words] = line.first_word.empty() ? 0 : std::min(first_words[at] - 1, MAX_REPEATS);
            values[fact::prose_above] = std::min(prose_sums[at], MANY);
            values[fact::prose_below] = std::min(prose - prose_sums[at + 1], MANY);
            values[fact::prose_near] = prose_sums[high] - prose_sums[low] - lines[at].is_prose;
            values[fact::to_prose_above] = prose_up[at];
            values[fact::to_prose_below] = prose_down[at];
            values[fact::from_top] = std::min(at, FAR);
            values[fact::from_end] = std::min(count - 1 - at, FAR);
            values[fact::to_match_above] = match_above[at];
            values[fact::near_known] = known_sums[high] - known_sums[low] - lines[at].is_known();
            values[fact::words_below] =
                at + 1 < count ? std::min(lines[at + 1].shape->facts.words, MAX_WORDS_BELOW) : 0;
            values[fact::known_below] = std::min(known_sums[row.stop] - known_sums[at + 1], MANY);
            const int block_stop = std::min(row.stop, block + values[fact::block]);
            values[fact::block_known] =
                std::min(known_sums[block_stop] - known_sums[block] - lines[at].is_known(), MANY);
            found(at, values);
        }
    }
}
