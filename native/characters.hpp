// Characters: what kind each is, and what it becomes when case is ignored or text is folded.
//
// Nothing of Unicode is known here. Python is asked, 256 characters at a time and once for each such page, when a
// text holds one of them (`cleaner/text/characters.py`). So both ways mean the same, whatever version of Unicode the
// installed Python and `regex` know; a text of one language takes two to ninety pages, each asked in about 1 ms.

#pragma once

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

using Letters = std::u32string;
using LettersView = std::u32string_view;

// The kinds, as they are named in `characters.py`, which says what each is.
#define KINDS(kind)                                                                                        \
    kind(word) kind(common) kind(inner) kind(letter) kind(small) kind(decimal) kind(gap) kind(half) kind(fifth) \
    kind(wide) kind(ideograph) kind(unparted) kind(ends_sentence) kind(closes) kind(ends_within) \
    kind(before_end) kind(closes_within) kind(opens) kind(begins) kind(stops) kind(code_mark) kind(separator) \
    kind(copyright) kind(leading) kind(closing) kind(comma) kind(not_at_labels_end) kind(edge) \
    kind(alphabetic) kind(alphanumeric) kind(digit) kind(upper) kind(lower) kind(space)

enum Place {
#define PLACE(name) at_##name,
    KINDS(PLACE)
#undef PLACE
        KIND_COUNT
};
static_assert(KIND_COUNT <= 64, "kinds are the bits of one number");

namespace is {
#define BIT(name) constexpr uint64_t name = uint64_t{1} << at_##name;
KINDS(BIT)
#undef BIT
}  // namespace is

inline PyObject* names_of(const std::vector<const char*>& known) {
    PyObject* found = PyTuple_New(known.size());
    for (size_t at = 0; found && at < known.size(); ++at)
        PyTuple_SET_ITEM(found, at, PyUnicode_FromString(known[at]));
    return found;
}

inline PyObject* names_of_kinds() {
#define NAME(name) #name,
    return names_of({KINDS(NAME)});
#undef NAME
}

// Returns what a module of Python has under a name, or nothing and an error.
inline PyObject* imported(const char* module, const char* name) {
    PyObject* known = PyImport_ImportModule(module);
    PyObject* found = known ? PyObject_GetAttrString(known, name) : nullptr;
    Py_XDECREF(known);
    return found;
}

// Hands the bytes of a character's UTF-8 to a function, one by one; a lone surrogate has three.
template <typename Use>
void in_utf8(char32_t character, Use use) {
    const auto use_rest = [&](int shift) { use(0x80 | ((character >> shift) & 0x3F)); };
    if (character < 0x80) {
        use(character);
    } else if (character < 0x800) {
        use(0xC0 | (character >> 6));
    } else if (character < 0x10000) {
        use(0xE0 | (character >> 12));
        use_rest(6);
    } else {
        use(0xF0 | (character >> 18));
        use_rest(12);
        use_rest(6);
    }
    if (character >= 0x80) use_rest(0);
}

inline void add_utf8(char32_t character, std::string& text) {
    in_utf8(character, [&](char32_t byte) { text += static_cast<char>(byte); });
}

// Pages of 256 characters each, filled when one of their characters is first met.
class Characters {
  public:
    uint64_t kinds(char32_t character) { return page(character).kinds[character & 0xFF]; }
    void add_cased(char32_t character, Letters& text) { add(page(character).cased[character & 0xFF], text); }
    void add_folded(char32_t character, Letters& text) { add(page(character).folded[character & 0xFF], text); }

  private:
    using Mapped = std::array<char32_t, 256>;
    struct Page {
        std::array<uint64_t, 256> kinds{};
        Mapped cased{}, folded{};
    };
    static constexpr char32_t SEVERAL = 0x80000000;  // marks a place in `several_`: what is not one character

    std::array<std::unique_ptr<Page>, 0x1100> pages_;
    std::vector<Letters> several_;
    const Page empty_{};

    const Page& page(char32_t character) {
        const auto& known = pages_[character >> 8];
        return known ? *known : filled(character >> 8);
    }

    void add(char32_t mapped, Letters& text) const {
        if (mapped & SEVERAL) {
            text += several_[mapped & ~SEVERAL];
        } else {
            text += mapped;
        }
    }

    // An error of Python's leaves the page empty and stays set; whoever called from Python looks for it.
    const Page& filled(size_t number) {
        PyObject* describe = PyErr_Occurred() ? nullptr : imported("cleaner.text.characters", "page");
        PyObject* found = describe ? PyObject_CallFunction(describe, "nN", number, names_of_kinds()) : nullptr;
        auto page = std::make_unique<Page>();
        for (Py_ssize_t at = 0; found && at < 256; ++at) {
            for (int kind = 0; kind < KIND_COUNT; ++kind)
                page->kinds[at] |= uint64_t(PyBytes_AS_STRING(PyList_GET_ITEM(PyTuple_GET_ITEM(found, 0), kind))[at]) << kind;
            page->cased[at] = mapped(PyList_GET_ITEM(PyTuple_GET_ITEM(found, 1), at));
            page->folded[at] = mapped(PyList_GET_ITEM(PyTuple_GET_ITEM(found, 2), at));
        }
        Py_XDECREF(found);
        Py_XDECREF(describe);
        if (PyErr_Occurred()) return empty_;
        if (!pages_[number]) pages_[number] = std::move(page);  // else another thread was faster
        return *pages_[number];
    }

    char32_t mapped(PyObject* text) {
        if (PyUnicode_GET_LENGTH(text) == 1) return PyUnicode_READ_CHAR(text, 0);
        Letters letters;
        for (Py_ssize_t at = 0; at < PyUnicode_GET_LENGTH(text); ++at) letters += PyUnicode_READ_CHAR(text, at);
        several_.push_back(letters);
        return SEVERAL | static_cast<char32_t>(several_.size() - 1);
    }
};

inline Characters characters;

// The characters of a Python text, or of its beginning.
class Text {
  public:
    Text(PyObject* text, Py_ssize_t most)
        : kind_(PyUnicode_KIND(text)),
          data_(PyUnicode_DATA(text)),
          size_(std::min(PyUnicode_GET_LENGTH(text), most)) {}
    explicit Text(PyObject* text) : Text(text, PyUnicode_GET_LENGTH(text)) {}

    Py_ssize_t size() const { return size_; }
    char32_t operator[](Py_ssize_t at) const { return PyUnicode_READ(kind_, data_, at); }
    uint64_t kinds(Py_ssize_t at) const { return characters.kinds((*this)[at]); }
    bool has(Py_ssize_t at, uint64_t kinds) const { return at < size_ && this->kinds(at) & kinds; }
    bool is(Py_ssize_t at, char32_t character) const { return at < size_ && (*this)[at] == character; }
    bool is_narrow() const { return kind_ == PyUnicode_1BYTE_KIND; }

  private:
    int kind_;
    const void* data_;
    Py_ssize_t size_;
};

// The beginning of a text, with the kinds of its characters at hand: most facts ask for both several times.
class Looked {
  public:
    static constexpr Py_ssize_t MOST = 320;

    explicit Looked(const Text& text) : size_(std::min(text.size(), MOST)), is_narrow_(text.is_narrow()) {
        for (Py_ssize_t at = 0; at < size_; ++at) kinds_[at] = characters.kinds(characters_[at] = text[at]);
    }

    Py_ssize_t size() const { return size_; }
    void cut(Py_ssize_t most) { size_ = std::min(size_, most); }
    char32_t operator[](Py_ssize_t at) const { return characters_[at]; }
    uint64_t kinds(Py_ssize_t at) const { return kinds_[at]; }
    bool has(Py_ssize_t at, uint64_t kinds) const { return at < size_ && kinds_[at] & kinds; }
    bool is(Py_ssize_t at, char32_t character) const { return at < size_ && characters_[at] == character; }
    bool is_narrow() const { return is_narrow_; }

  private:
    Py_ssize_t size_;
    bool is_narrow_;
    std::array<char32_t, MOST> characters_;
    std::array<uint64_t, MOST> kinds_;
};
