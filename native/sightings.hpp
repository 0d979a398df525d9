// Sightings: what is kept of the templates that recur on a site, the same as `cleaner/mining/tallying.py`, which says why.

#pragma once

#include <map>
#include <unordered_map>

#include "line_shape.hpp"
#include "mining.hpp"

namespace mining {

constexpr size_t KEPT_SIGHTINGS = 16;
constexpr Py_ssize_t QUOTED_CHARS = 100, SENTENCE_CHARS = 60, HEADLINE_CHARS = 15;
constexpr size_t TELLING = 2;
constexpr double ALIKE = 0.5, ALIKE_AS_WHOLE = 0.9;
constexpr LettersView SENTENCE_ENDS = U".!?…。！？؟।\"”’»";
constexpr int OWN = -1, TOO_LONG = -2;  // stand for the template of a line that does not recur, or has none

using Hashes = std::vector<uint32_t>;

inline double likeness(const Hashes& one, const Hashes& other) {
    size_t both = 0, joined = 0;
    for (auto a = one.begin(), b = other.begin(); joined < FEATURES && !(a == one.end() && b == other.end()); ++joined) {
        const bool is_in_one = b == other.end() || (a != one.end() && *a <= *b);
        const bool is_in_other = a == one.end() || (b != other.end() && *b <= *a);
        both += is_in_one && is_in_other;
        a += is_in_one;
        b += is_in_other;
    }
    return one.empty() || other.empty() ? 0 : static_cast<double>(both) / static_cast<double>(joined);
}

// A document, as far as it is quoted.
struct Witness {
    Hashes own, all;
    std::string quotes;

    bool is_told_apart() const { return own.size() >= TELLING; }
    bool is_copy_of(const Witness& other) const {
        if (is_told_apart() && other.is_told_apart()) return likeness(own, other.own) >= ALIKE;
        return likeness(all, other.all) >= ALIKE_AS_WHOLE;
    }
};

enum class Place { head, body, tail, bare, count };

struct Quote {
    uint32_t begin = 0, size = 0;
};

struct Sighting {
    uint64_t number;
    std::shared_ptr<const Witness> witness;
    Quote line, above, below, outer_above, outer_below;
    int template_above, template_below;
    Place place;
    uint32_t lines_above, lines_below, copies;
};

struct Tally {
    std::string made;
    uint32_t documents = 0, headlines = 0;
    uint64_t largest = 0;
    std::vector<Sighting> sightings;

    bool wants(uint64_t number) const {
        if (sightings.size() >= KEPT_SIGHTINGS && number >= largest) return false;
        return std::none_of(sightings.begin(), sightings.end(), [&](const auto& one) { return one.number == number; });
    }

    void keep(Sighting&& sighting) {
        const auto is_smaller = [](const Sighting& one, const Sighting& other) { return one.number < other.number; };
        if (sightings.size() < KEPT_SIGHTINGS) {
            sightings.push_back(std::move(sighting));
        } else {
            *std::max_element(sightings.begin(), sightings.end(), is_smaller) = std::move(sighting);
        }
        if (sightings.size() == KEPT_SIGHTINGS)
            largest = std::max_element(sightings.begin(), sightings.end(), is_smaller)->number;
    }

    bool is_amid() const {
        const auto amid =
            std::count_if(sightings.begin(), sightings.end(), [](const auto& one) { return one.place == Place::body; });
        return 2 * static_cast<size_t>(amid) > sightings.size();
    }
};

// Returns the places of the first document of each group of copies, in documents in order.
inline std::vector<size_t> distinct(const std::vector<const Witness*>& documents) {
    std::vector<size_t> groups, firsts;
    bool has_untold = false;
    for (size_t at = 0; at < documents.size(); ++at) {
        size_t first = at;
        const auto is_disjoint = [&](const Witness& other) {
            auto a = documents[at]->own.begin(), b = other.own.begin();
            while (a != documents[at]->own.end() && b != other.own.end()) {
                if (*a == *b) return false;
                ++(*a < *b ? a : b);
            }
            return true;
        };
        const bool is_told = documents[at]->is_told_apart();
        bool may_be_copy = !is_told || has_untold;
        for (size_t other = 0; other < at && !may_be_copy; ++other) may_be_copy = !is_disjoint(*documents[other]);
        for (size_t other = 0; may_be_copy && other < at && first == at; ++other)
            if (documents[at]->is_copy_of(*documents[other])) first = other;
        groups.push_back(first < at ? groups[first] : at);
        if (groups[at] == at) firsts.push_back(at);
        has_untold = has_untold || !is_told;
    }
    return firsts;
}

// What is seen of the lines of one site.
class Tallies {
  public:
    std::deque<Tally> tallies;
    std::unordered_map<Bytes, int> places;  // of the templates among the tallies
    std::unordered_map<std::string, uint32_t> in_prose;

    // Takes in one document; `number` is the hash of its text, `few` and `too_many` are counts of documents.
    void add(Bytes text, const Cells& cells, int least, int few, uint64_t number, int too_many, PyObject* template_of) {
        lines_.clear();
        recurring_.clear();
        wanting_.clear();
        look_up(text, cells, least, few, template_of, [&](const Looked& line) {
            recurring_.push_back(!line.recurs ? OWN : line.made.empty() ? TOO_LONG : place_of(line.made));
            lines_.push_back(line);
        }, [&](Bytes sentence) { ++in_prose[std::string(sentence)]; });
        first_seen_.resize(tallies.size(), {0, 0, 0});
        ++document_;
        for (size_t at = 0; at < lines_.size(); ++at) {
            if (recurring_[at] < 0) continue;
            Seen& seen = first_seen_[recurring_[at]];
            if (seen.document != document_) {
                seen = {document_, static_cast<uint32_t>(at), 0};
                Tally& tally = tallies[recurring_[at]];
                ++tally.documents;
                if (lines_[at].count < too_many && tally.wants(number)) wanting_.push_back(recurring_[at]);
            }
            ++seen.copies;
        }
        if (const int headline = this->headline(); headline >= 0) ++tallies[headline].headlines;
        if (!wanting_.empty()) keep_details(few, number);
    }

  private:
    struct Seen {
        uint64_t document;
        uint32_t at, copies;
    };
    std::vector<Looked> lines_;
    std::vector<int> recurring_, wanting_;
    std::vector<Seen> first_seen_;  // of each template, in the document at hand
    uint64_t document_ = 0;

    int place_of(Bytes made) {
        const auto found = places.find(made);
        if (found != places.end()) return found->second;
        const int place = static_cast<int>(tallies.size());
        tallies.emplace_back().made = made;
        places.emplace(tallies.back().made, place);
        return place;
    }

    // Returns the place of the recurring template that is the headline, for all a glance says; else a negative number.
    int headline() const {
        Py_ssize_t longest = 0;
        int found = OWN;
        for (size_t at = 0; at < lines_.size(); ++at) {
            const Bytes line = lines_[at].text;
            const Py_ssize_t chars = chars_of(line), bytes = static_cast<Py_ssize_t>(line.size());
            if (chars >= PROSE_CHARS || (chars >= SENTENCE_CHARS && ends_as_sentence(line))) return found;
            const Py_ssize_t size = chars == bytes ? bytes : bytes * 2 / 3;
            const int recurring = recurring_[at];
            if (recurring == OWN && size >= HEADLINE_CHARS) return OWN;
            if (recurring < 0 || size <= longest) continue;
            const std::string& made = tallies[recurring].made;
            if (made.find(DATE) != std::string::npos || made.find(TIME) != std::string::npos) continue;
            longest = size;
            found = recurring;
        }
        return OWN;
    }

    static bool ends_as_sentence(Bytes line) {
        size_t at = line.size() - 1;
        while (is_inner(line[at])) --at;
        return SENTENCE_ENDS.find(character_at(line, at).first) != LettersView::npos;
    }

    static bool is_prose_line(Bytes line) {
        PyObject* text = PyErr_Occurred() ? nullptr : PyUnicode_DecodeUTF8(line.data(), line.size(), "surrogatepass");
        const bool found = text && is_prose(Text(text));
        Py_XDECREF(text);
        return found;
    }

    // Returns where the first and the last prose is, of the lines that do not recur if there is some.
    std::pair<int, int> prose() const {
        const int size = static_cast<int>(lines_.size());
        for (const bool is_own : {true, false}) {
            const auto fits = [&](int at) { return (!is_own || recurring_[at] == OWN) && is_prose_line(lines_[at].text); };
            int first = 0, last = size - 1;
            while (first < size && !fits(first)) ++first;
            if (first == size) continue;
            while (!fits(last)) --last;
            return {first, last};
        }
        return {size, -1};
    }

    void keep_details(int few, uint64_t number) {
        const auto witness = std::make_shared<Witness>();
        std::tie(witness->own, witness->all) = features(lines_, few);
        const auto [first, last] = prose();
        const int end = static_cast<int>(lines_.size()) - 1;
        std::vector<int> above(lines_.size()), below(lines_.size());  // the nearest line that does not recur
        for (int at = 0, nearest = -1; at <= end; ++at) {
            above[at] = nearest;
            if (recurring_[at] == OWN) nearest = at;
        }
        for (int at = end, nearest = -1; at >= 0; --at) {
            below[at] = nearest;
            if (recurring_[at] == OWN) nearest = at;
        }
        std::vector<Quote> quotes(lines_.size());
        const auto quote = [&](int at, Py_ssize_t most) {
            if (at < 0 || at > end) return Quote{};
            Quote& known = quotes[at];
            if (!known.size) {  // of a line that recurs all is kept, as it may be asked for whole
                const Bytes kept = recurring_[at] >= 0 ? lines_[at].text : beginning(lines_[at].text, QUOTED_CHARS);
                known = {static_cast<uint32_t>(witness->quotes.size()), static_cast<uint32_t>(kept.size())};
                witness->quotes += kept;
            }
            const Bytes quoted = beginning(Bytes(witness->quotes).substr(known.begin, known.size), most);
            return Quote{known.begin, static_cast<uint32_t>(quoted.size())};
        };
        const auto template_at = [&](int at) { return at < 0 || at > end || recurring_[at] < 0 ? OWN : recurring_[at]; };
        for (const int place : wanting_) {
            int at = static_cast<int>(first_seen_[place].at);
            const uint32_t copies = first_seen_[place].copies;
            for (int other = first + 1; copies > 1 && other < last; ++other) {
                if (recurring_[other] == place) {
                    at = other;
                    break;
                }
            }
            tallies[place].keep(Sighting{
                number, witness, quote(at, MAX_LINE_CHARS), quote(at - 1, QUOTED_CHARS), quote(at + 1, QUOTED_CHARS),
                quote(above[at], QUOTED_CHARS), quote(below[at], QUOTED_CHARS), template_at(at - 1), template_at(at + 1),
                last < 0 ? Place::bare : at < first ? Place::head : at > last ? Place::tail : Place::body,
                static_cast<uint32_t>(at), static_cast<uint32_t>(end - at), copies});
        }
        witness->quotes.shrink_to_fit();
    }
};

}  // namespace mining
