// Trees of questions, each of which gives points: the sums of `cleaner/deciding/evidence.py`.
//
// The leaves of a tree are bits, those for yes before those for no. A question that is answered with no rules out its
// leaves for yes, and the first leaf that is left is the one that is reached. So the questions about one fact are asked
// in the order of their bounds, and no branch hangs on a tree. What the lines of a row share is asked once.

#pragma once

#include "surroundings.hpp"

#ifdef _MSC_VER
#include <intrin.h>
#endif

using Leaves = uint64_t;
constexpr int MAX_LEAVES = 64;

inline int first_of(Leaves leaves) {
#ifdef _MSC_VER
    unsigned long first;
    _BitScanForward64(&first, leaves);
    return static_cast<int>(first);
#else
    return __builtin_ctzll(leaves);
#endif
}

// Whether all lines of a row have the same value of a fact.
constexpr bool is_shared(int place) {
    return (place >= fact::doc_lines && place <= fact::doc_hints) || (place >= fact::row && place <= fact::row_days);
}

class Trees {
  public:
    // The leaves of a tree are added in order; then each question, with the places of its leaves for yes.
    void begin_tree() { first_leaves_.push_back(points_.size()); }
    int leaves() const { return static_cast<int>(points_.size() - first_leaves_.back()); }
    void add_leaf(int points) { points_.push_back(points); }
    void add_question(int place, int below, int first, int stop) {
        const Leaves yes = ((Leaves(1) << (stop - first)) - 1) << first;
        const Question question{below, first_leaves_.size() - 1, ~yes};
        const auto is_lower = [](const Question& one, const Question& other) { return one.below < other.below; };
        auto& asked = questions_[place];
        asked.insert(std::upper_bound(asked.begin(), asked.end(), question, is_lower), question);
    }

    std::vector<Leaves> all() const { return std::vector<Leaves>(first_leaves_.size(), ~Leaves(0)); }

    void ask(int place, int value, std::vector<Leaves>& left) const {
        for (const Question& question : questions_[place]) {
            if (question.below > value) break;
            left[question.tree] &= question.left;
        }
    }

    long sum(const std::vector<Leaves>& left) const {
        long sum = 0;
        for (size_t tree = 0; tree < left.size(); ++tree) sum += points_[first_leaves_[tree] + first_of(left[tree])];
        return sum;
    }

  private:
    struct Question {
        int below;
        size_t tree;
        Leaves left;  // after a no
    };
    std::array<std::vector<Question>, fact::COUNT> questions_;  // by the fact that is asked for
    std::vector<size_t> first_leaves_;
    std::vector<int> points_;
};

// The sums of lines, one after the other.
class Sums {
  public:
    explicit Sums(const Trees& trees) : trees_(trees) {}

    long of(const Values& values) {
        if (shared_.empty() || !is_alike(values)) {
            shared_ = trees_.all();
            for (int place = 0; place < fact::COUNT; ++place)
                if (is_shared(place)) trees_.ask(place, values[place], shared_);
            last_ = values;
        }
        left_ = shared_;
        for (int place = 0; place < fact::COUNT; ++place)
            if (!is_shared(place)) trees_.ask(place, values[place], left_);
        return trees_.sum(left_);
    }

  private:
    bool is_alike(const Values& values) const {
        for (int place = 0; place < fact::COUNT; ++place)
            if (is_shared(place) && values[place] != last_[place]) return false;
        return true;
    }

    const Trees& trees_;
    std::vector<Leaves> shared_, left_;
    Values last_{};
};
