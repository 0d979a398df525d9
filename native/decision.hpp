// The block decision: which lines of a document go in one round, the same as `cleaner/deciding/blocks.py` decides with
// `menus.py`, `guards.py` and `enclosure.py` beside it, which say what each condition is for and where each number is from.

#pragma once

#include <set>

#include "trees.hpp"

namespace deciding {

constexpr size_t MENU_LINES = 5;
constexpr int LIKELY_MENU_LINES = 3, SURE_SIGNS = 2, LABEL_SHARE = 100, LABEL_WORDS = 4, ENCLOSING_RULES = 3,
              KNOWN_SHARE = 50, RAGGED_CHARS = 22;
constexpr long CLIPPED_POINTS = 400, PINNED = 100'000;

struct Bounds {
    int begin, stop;
    bool has(int value) const { return begin <= value && value < stop; }
};
constexpr Bounds FULL_CHARS{52, 90}, HEADLINE_WORDS{3, 31}, SUBHEADING_WORDS{2, 16};

// What a block needs to go at a level, in the order of Python's `Threshold`.
struct Threshold {
    int points, unsure, outside, enclosed, change, change_at_blank, least;
};

inline bool is_label(const Line& line) {
    return line.shape->facts.labels >= LABEL_SHARE && line.shape->facts.words <= LABEL_WORDS;
}

class Decision {
  public:
    Decision(std::vector<Line>& lines, const Threshold& threshold, bool is_gentle, bool is_strong)
        : lines_(lines), count_(static_cast<int>(lines.size())), threshold_(threshold), is_gentle_(is_gentle), is_strong_(is_strong),
          gone(lines.size()) {}

    // `sum` returns the points of a line with some facts.
    template <typename Sum>
    void decide(Sum sum) {
        const bool any_matched = std::any_of(lines_.begin(), lines_.end(), [](const Line& line) { return line.is_matched(); });
        mark_menus();
        if (!is_strong_ && !any_matched) return;
        mark_prose();
        std::vector<Row> rows;
        std::vector<int> asked(count_);
        const int matched = different();
        for (const Row& row : all_rows()) {
            const int signs = signs_of(row, matched);
            if (!is_strong_ && signs < SURE_SIGNS) continue;
            rows.push_back(row);
            ask(row, signs, asked);
        }
        for (const Row& row : rows) ask_enclosed(row, asked);
        std::set<int> rules;
        for (const Line& line : lines_)
            if (line.is_matched()) rules.insert(line.rule);
        std::vector<long> gains(count_);
        const auto gain = [&](int at, const Values& values) {
            gains[at] = std::clamp(sum(values) - asked[at], -CLIPPED_POINTS, CLIPPED_POINTS);
        };
        find_surroundings(lines_, rows, static_cast<int>(rules.size()), is_unmatched, gain);
        headline_ = headline();
        for (const Row& row : rows) {
            for (int at = row.begin; at < row.stop; ++at) {
                if (lines_[at].is_matched()) {
                    gains[at] = PINNED;
                } else if (is_guarded(at)) {
                    gains[at] = -PINNED;
                }
            }
            decide_row(row, gains);
        }
    }

  private:
    std::vector<Line>& lines_;
    const int count_;
    const Threshold& threshold_;
    const bool is_gentle_, is_strong_;
    int headline_ = -1;

    const Facts& facts(int at) const { return lines_[at].shape->facts; }
    Letters said(int at) const { return cased(Text(lines_[at].shape->text)); }
    bool is_edge(int at) const { return at == 0 || at == count_ || lines_[at].is_blank_before; }

    // Menus

    void mark_menus() {
        int begin = 0;
        for (int at = 0; at <= count_; ++at) {
            if (at < count_ && facts(at).is_menu) continue;
            if (begin < at) mark_labels(begin, at);
            begin = at + 1;
        }
    }

    // Labels one below the other: a blank line parts them unless most stand alone.
    void mark_labels(int begin, int stop) {
        int blanks = 0;
        for (int at = begin + 1; at < stop; ++at) blanks += lines_[at].is_blank_before;
        const bool is_parted = 2 * blanks < stop - begin - 1;
        for (int at = begin + 1; at <= stop; ++at) {
            if (at < stop && !(is_parted && lines_[at].is_blank_before)) continue;
            mark_menu(begin, at);
            begin = at;
        }
    }

    void mark_menu(int begin, int stop) {
        if (stop - begin < LIKELY_MENU_LINES || is_enumerated(begin)) return;
        std::set<Letters> different;
        for (int at = begin; !is_gentle_ && at < stop && different.size() < MENU_LINES; ++at) different.insert(said(at));
        const bool is_menu = different.size() >= MENU_LINES;
        for (int at = begin; at < stop; ++at) {
            Line& line = lines_[at];
            if (line.is_matched() || line.is_kept) continue;
            if (is_menu) {
                line.rule = MENU;
                line.is_hint = false;
                gone[at] = true;
            } else {
                line.is_hint = true;
            }
        }
    }

    bool is_enumerated(int begin) const {
        if (begin == 0 || lines_[begin - 1].is_matched()) return false;
        const Text above(lines_[begin - 1].shape->text);
        return above.is(above.size() - 1, U':') || above.is(above.size() - 1, U'：');
    }

    // Prose, and the rows between

    void mark_prose() {
        for (int at = 0; at < count_; ++at) lines_[at].is_prose = facts(at).is_prose && !lines_[at].is_matched();
        int begin = 0;
        for (int at = 1; at <= count_; ++at) {
            if (at < count_ && !lines_[at].is_blank_before) continue;
            if (at - begin >= 2) mark_wrapped(begin, at);
            begin = at;
        }
    }

    void mark_wrapped(int begin, int stop) {
        for (int at = begin; at < stop;) {
            int end = at, least = 1000, most = 0;
            for (; end < stop && FULL_CHARS.has(facts(end).chars); ++end) {
                least = std::min(least, facts(end).chars);
                most = std::max(most, facts(end).chars);
                if (most - least > RAGGED_CHARS) break;
            }
            if (end == at) {
                ++at;
                continue;
            }
            const int last = end + (end < stop && facts(end).chars <= most);
            int going_on = 0;
            for (int row = at + 1; row < last; ++row) going_on += facts(row).small || !facts(row).cased;
            const bool is_wrapped = last - at >= 2 && going_on && 3 * going_on >= last - at - 1;
            for (int row = at; is_wrapped && row < last; ++row) lines_[row].is_prose = !lines_[row].is_matched();
            at = last;
        }
    }

    std::vector<Row> all_rows() const {
        std::vector<Row> rows;
        int begin = 0;
        for (int at = 0; at <= count_; ++at) {
            if (at < count_ && !lines_[at].is_prose) continue;
            if (begin < at) rows.push_back({begin, at});
            begin = at + 1;
        }
        return rows;
    }

    // Signs, and what is asked

    // Different lines that are matched, a menu being one; counted no further than it matters.
    int different() const {
        std::set<Letters> different;
        bool has_menu = false;
        for (int at = 0; at < count_ && static_cast<int>(different.size()) + has_menu < SURE_SIGNS; ++at) {
            if (lines_[at].rule == MENU) {
                has_menu = true;
            } else if (lines_[at].is_matched()) {
                different.insert(said(at));
            }
        }
        return static_cast<int>(different.size()) + has_menu;
    }

    int signs_of(const Row& row, int matched) const {
        bool is_known = row.begin == 0 || row.stop == count_, is_telling = false;
        for (int at = row.begin; at < row.stop; ++at) {
            const Line& line = lines_[at];
            is_known = is_known || line.is_known();
            const Facts& of = facts(at);
            is_telling = is_telling || (!line.is_matched() && (line.is_known() || is_label(line) || of.time || of.link ||
                                                               of.copyright || of.separators));
        }
        if (!matched || !is_known) return 0;
        return matched >= SURE_SIGNS ? SURE_SIGNS : is_telling;
    }

    void ask(const Row& row, int signs, std::vector<int>& asked) const {
        int first = row.begin == 0 ? row.begin : row.stop, last = row.stop == count_ ? row.stop : row.begin;
        for (int at = row.begin; at < row.stop; ++at) {
            if (!lines_[at].is_known()) continue;
            first = std::min(first, at);
            if (row.stop < count_) last = at;
        }
        const int sure = threshold_.points + threshold_.unsure * (SURE_SIGNS - signs);
        for (int at = row.begin; at < row.stop; ++at) asked[at] = sure + (first <= at && at <= last ? 0 : threshold_.outside);
    }

    void ask_enclosed(const Row& row, std::vector<int>& asked) const {
        int begin = row.begin;
        for (int stop = row.begin + 1; stop <= row.stop; ++stop) {
            if (stop < row.stop && !lines_[stop].is_blank_before) continue;
            if (is_edge(begin) && is_edge(stop) && stop - begin < count_) ask_block(begin, stop, asked);
            begin = stop;
        }
    }

    void ask_block(int begin, int stop, std::vector<int>& asked) const {
        std::set<int> rules;
        int known = 0, first = stop, last = begin;
        for (int at = begin; at < stop; ++at) {
            if (!lines_[at].is_matched()) continue;
            rules.insert(lines_[at].rule);
            ++known;
            first = std::min(first, at);
            last = at;
        }
        if (100 * known < KNOWN_SHARE * (stop - begin) || static_cast<int>(rules.size()) < ENCLOSING_RULES) return;
        std::fill(asked.begin() + first, asked.begin() + last, threshold_.enclosed);
    }

    // Guards

    int headline() const {
        const auto is_prose = [](const Line& line) { return line.is_prose; };
        const auto first = std::find_if(lines_.begin(), lines_.end(), is_prose);
        int below_blank = -1;
        for (int at = first == lines_.end() ? -1 : static_cast<int>(first - lines_.begin()) - 1; at >= 0; --at) {
            const Facts& of = facts(at);
            if (lines_[at].is_known() || of.time || of.link || of.day) continue;
            if (HEADLINE_WORDS.has(of.words) && !is_label(lines_[at])) return at;
            if (below_blank < 0 && lines_[at].is_blank_before) below_blank = at;
        }
        return below_blank;
    }

    bool is_guarded(int at) const { return lines_[at].is_kept || at == headline_ || is_subheading(at) || is_table(at); }

    bool is_subheading(int at) const {
        if (at + 1 >= count_ || !lines_[at + 1].is_prose) return false;
        if (at && !lines_[at].is_blank_before && !lines_[at - 1].is_prose) return false;
        const Facts& of = facts(at);
        return SUBHEADING_WORDS.has(of.words) && !(lines_[at].is_known() || is_label(lines_[at]) || of.time || of.day);
    }

    bool is_table(int at) const {
        const bool has_columns = facts(at).columns;
        if (!has_columns && facts(at).code < 2) return false;
        const auto is_alike = [&](int other) {
            return other >= 0 && other < count_ && (has_columns ? facts(other).columns != 0 : facts(other).code >= 2);
        };
        return is_alike(at - 1) || is_alike(at + 1);
    }

    // Content or chrome, so that the sum of gains less the prices of changes is highest (Viterbi)

    struct From {
        bool content, chrome;  // whether the line before is chrome
    };

    void decide_row(const Row& row, const std::vector<long>& gains) {
        const int size = row.stop - row.begin;
        long content = 0, chrome = -PINNED * size;
        std::vector<From> from;
        for (int at = row.begin; at < row.stop; ++at) {
            const long price = at == row.begin || lines_[at].is_blank_before ? threshold_.change_at_blank : threshold_.change;
            const long from_chrome = at == row.begin ? -PINNED * size : chrome - price;
            const long from_content = at == row.begin ? -threshold_.change_at_blank : content - price;
            from.push_back({from_chrome > content, chrome >= from_content});
            content = std::max(content, from_chrome);
            chrome = std::max(chrome, from_content) + gains[at];
        }
        bool is_chrome = chrome - threshold_.change_at_blank > content;
        int stop = row.stop;  // of the block that is walked through, from its end
        for (int at = row.stop - 1; at >= row.begin; --at) {
            if (!is_chrome) {
                decide_block(at + 1, stop, gains);
                stop = at;
            }
            is_chrome = is_chrome ? from[at - row.begin].chrome : from[at - row.begin].content;
        }
        decide_block(row.begin, stop, gains);
    }

    void decide_block(int begin, int stop, const std::vector<long>& gains) {
        long surplus = 0;
        for (int at = begin; at < stop; ++at) surplus += gains[at] == PINNED ? 0 : gains[at];
        if (surplus < threshold_.least) return;
        for (int at = begin; at < stop; ++at) {
            const Line& line = lines_[at];
            if (!line.is_matched() && (!is_gentle_ || line.is_hint || is_label(line))) gone[at] = true;
        }
    }

  public:
    std::vector<bool> gone;
};

}  // namespace deciding
