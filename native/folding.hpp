// Folding: the same as `cleaner/text/folding.py`, which says why.

#pragma once

#include "characters.hpp"

inline Letters folded(const Text& text) {
    Letters plain, joined;
    for (Py_ssize_t at = 0; at < text.size(); ++at) characters.add_folded(text[at], plain);
    bool is_parted = false;
    for (char32_t character : plain) {
        if (characters.kinds(character) & is::space) {
            is_parted = true;
            continue;
        }
        if (is_parted && !joined.empty()) joined += U' ';
        is_parted = false;
        joined += character;
    }
    return joined;
}

inline LettersView without_edges(LettersView text) {
    while (!text.empty() && characters.kinds(text.front()) & is::edge) text.remove_prefix(1);
    while (!text.empty() && characters.kinds(text.back()) & is::edge) text.remove_suffix(1);
    return text;
}

// How the folding of a text begins, in so many bytes of its UTF-8, some bytes and all space left out.
class Likeness {
  public:
    Likeness(std::string_view redundant, size_t size) : size_(size) {
        for (const char byte : redundant) is_redundant_[static_cast<unsigned char>(byte)] = true;
    }

    std::string of(const Text& text) const {
        std::string key;
        Letters plain;
        for (Py_ssize_t at = 0; at < text.size() && key.size() < size_; ++at) {
            plain.clear();
            characters.add_folded(text[at], plain);
            for (const char32_t character : plain)
                if (!(characters.kinds(character) & is::space)) add(character, key);
        }
        key.resize(std::min(key.size(), size_));
        return key;
    }

  private:
    const size_t size_;
    std::array<bool, 256> is_redundant_{};

    void add(char32_t character, std::string& key) const {
        in_utf8(character, [&](char32_t byte) {
            if (!is_redundant_[byte]) key += static_cast<char>(byte);
        });
    }
};
