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
