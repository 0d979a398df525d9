// The module `cleaner._native`: what Python hands over, and what it is handed.

#include <optional>

#include "decision.hpp"
#include "folding.hpp"
#include "sightings.hpp"

namespace {

using mining::Bytes;

// The words that labels consist of, read when the first line is looked at.
bool read_data() {
    if (!label_words.empty()) return true;
    PyObject* read = imported("cleaner.text.line_shape", "label_words");
    PyObject* words = read ? PyObject_CallNoArgs(read) : nullptr;
    PyObject* each = words ? PyObject_GetIter(words) : nullptr;
    while (PyObject* word = each ? PyIter_Next(each) : nullptr) {
        const Text text(word);
        Letters letters;
        for (Py_ssize_t at = 0; at < text.size(); ++at) letters += text[at];
        label_words.add(letters);
        Py_DECREF(word);
    }
    Py_XDECREF(each);
    Py_XDECREF(words);
    Py_XDECREF(read);
    return !PyErr_Occurred();
}

// Returns a new value, unless a call of Python failed on the way to it.
PyObject* unless_failed(PyObject* value) {
    if (!PyErr_Occurred()) return value;
    Py_XDECREF(value);
    return nullptr;
}

bool is_text(PyObject* value) {
    if (PyUnicode_Check(value)) return true;
    PyErr_Format(PyExc_TypeError, "must be a str, got %R", value);
    return false;
}

PyObject* python_text(LettersView letters) {
    return PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, letters.data(), letters.size());
}

PyObject* surrogate_text(Bytes text) { return PyUnicode_DecodeUTF8(text.data(), text.size(), "surrogatepass"); }

// LineShape

using Field = int Facts::*;
#define FIELD(name) &Facts::name,
constexpr Field FIELDS[] = {FACTS(FIELD)};
#undef FIELD

PyObject* get_fact(PyObject* self, void* closure) {
    return PyLong_FromLong(reinterpret_cast<LineShape*>(self)->facts.*FIELDS[reinterpret_cast<size_t>(closure)]);
}

PyObject* get_is_prose(PyObject* self, void*) {
    return PyBool_FromLong(reinterpret_cast<LineShape*>(self)->facts.is_prose);
}

PyObject* get_text(PyObject* self, void*) { return Py_NewRef(reinterpret_cast<LineShape*>(self)->text); }

PyObject* get_said(PyObject* self, void*) { return surrogate_text(reinterpret_cast<LineShape*>(self)->facts.said); }

PyObject* get_first_word(PyObject* self, void*) {
    return surrogate_text(reinterpret_cast<LineShape*>(self)->facts.first_word);
}

PyObject* get_uses(PyObject* self, void*) {
    auto* shape = reinterpret_cast<LineShape*>(self);
    shape->read_used();
    PyObject* found = PyFrozenSet_New(nullptr);
    for (const Used::Word& word : shape->kept.words) {
        PyObject* text = surrogate_text(shape->used(word));
        PySet_Add(found, text);
        Py_XDECREF(text);
    }
    return unless_failed(found);
}

void free_shape(PyObject* self) {
    auto* shape = reinterpret_cast<LineShape*>(self);
    PyTypeObject* type = Py_TYPE(self);
    Py_XDECREF(shape->text);
    shape->facts.~Facts();
    shape->kept.~Used();
    type->tp_free(self);
    Py_DECREF(type);
}

constexpr size_t FACT_COUNT = std::size(FIELDS);
PyGetSetDef shape_attributes[FACT_COUNT + 5] = {
#define FIELD(name) {#name, get_fact, nullptr, nullptr, nullptr},
    FACTS(FIELD)
#undef FIELD
        {"text", get_text, nullptr, nullptr, nullptr},
    {"said", get_said, nullptr, nullptr, nullptr},
    {"first_word", get_first_word, nullptr, nullptr, nullptr},
    {"uses", get_uses, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr}};

PyType_Slot shape_slots[] = {{Py_tp_dealloc, reinterpret_cast<void*>(free_shape)},
                             {Py_tp_getset, shape_attributes},
                             {Py_tp_doc, const_cast<char*>("The facts of one line (cleaner.text.line_shape).")},
                             {0, nullptr}};
PyType_Spec shape_spec = {"cleaner._native.LineShape", sizeof(LineShape), 0,
                          Py_TPFLAGS_DEFAULT | Py_TPFLAGS_DISALLOW_INSTANTIATION | Py_TPFLAGS_IMMUTABLETYPE, shape_slots};
PyTypeObject* shape_type = nullptr;

PyObject* line_shape(PyObject*, PyObject* text) {
    if (!is_text(text) || !read_data()) return nullptr;
    auto* shape = reinterpret_cast<LineShape*>(shape_type->tp_alloc(shape_type, 0));
    if (!shape) return nullptr;
    new (&shape->facts) Facts(facts_of(text));
    new (&shape->kept) Used();
    shape->is_read = shape->is_distinct = false;
    shape->text = Py_NewRef(text);
    return unless_failed(reinterpret_cast<PyObject*>(shape));
}

// Functions over one text

PyObject* is_prose_of(PyObject*, PyObject* text) {
    return is_text(text) ? unless_failed(PyBool_FromLong(is_prose(Text(text)))) : nullptr;
}

PyObject* is_menu_line_of(PyObject*, PyObject* text) {
    if (!is_text(text) || !read_data()) return nullptr;
    if (PyUnicode_GET_LENGTH(text) > MAX_MENU_CHARS || !PyUnicode_GET_LENGTH(text)) Py_RETURN_FALSE;
    return unless_failed(PyBool_FromLong(is_menu_line(Text(text), labels_of(cased(Text(text))))));
}

PyObject* fold(PyObject*, PyObject* text) {
    return is_text(text) ? unless_failed(python_text(folded(Text(text)))) : nullptr;
}

PyObject* fold_label(PyObject*, PyObject* text) {
    if (!is_text(text)) return nullptr;
    const Text label(text);
    const Letters letters = folded(label);
    const bool is_quoted = label.is(0, U'«') && label.is(label.size() - 1, U'»');
    return unless_failed(python_text(is_quoted ? LettersView(letters) : without_edges(letters)));
}

// Reads what follows the text, or the texts: the bytes that a likeness leaves out, and its size.
bool read_likeness(PyObject* arguments, PyObject*& subject, std::optional<Likeness>& likeness) {
    PyObject* redundant;
    Py_ssize_t size;
    if (!PyArg_ParseTuple(arguments, "OSn", &subject, &redundant, &size)) return false;
    likeness.emplace(Bytes(PyBytes_AS_STRING(redundant), static_cast<size_t>(PyBytes_GET_SIZE(redundant))), size);
    return true;
}

PyObject* likeness_of(PyObject*, PyObject* arguments) {
    PyObject* text;
    std::optional<Likeness> likeness;
    if (!read_likeness(arguments, text, likeness) || !is_text(text)) return nullptr;
    const std::string key = likeness->of(Text(text));
    return unless_failed(PyBytes_FromStringAndSize(key.data(), static_cast<Py_ssize_t>(key.size())));
}

PyObject* alike(PyObject*, PyObject* arguments) {
    PyObject* texts;
    std::optional<Likeness> likeness;
    if (!read_likeness(arguments, texts, likeness)) return nullptr;
    if (!PyList_Check(texts)) return PyErr_Format(PyExc_TypeError, "must be a list, got %R", texts);
    std::vector<std::string> keys;
    std::vector<size_t> places;  // of the lines that have a likeness
    for (Py_ssize_t at = 0; at < PyList_GET_SIZE(texts); ++at) {
        if (!is_text(PyList_GET_ITEM(texts, at))) return nullptr;
        keys.push_back(likeness->of(Text(PyList_GET_ITEM(texts, at))));
        if (!keys.back().empty()) places.push_back(at);
    }
    std::stable_sort(places.begin(), places.end(), [&](size_t one, size_t other) { return keys[one] < keys[other]; });
    std::vector<PyObject*> is_said(keys.size());  // for lines that are not alone
    for (size_t at = 1; at < places.size(); ++at) {
        if (keys[places[at - 1]] != keys[places[at]]) continue;
        if (!is_said[places[at - 1]]) is_said[places[at - 1]] = Py_False;
        is_said[places[at]] = Py_True;
    }
    PyObject* found = PyList_New(0);
    for (size_t at = 0; found && at < is_said.size(); ++at) {
        PyObject* one = is_said[at] ? Py_BuildValue("(nO)", at, is_said[at]) : nullptr;
        if (one) PyList_Append(found, one);
        Py_XDECREF(one);
    }
    return unless_failed(found);
}

// The facts of a document

enum WordsPlace { AT_RULE, AT_HEADING, AT_HINT, AT_KEPT, WORDS_SIZE };  // in `cleaner.deciding.menus.Words`

// Lines, and rows of them, as Python hands them over.
struct Given {
    std::vector<Line> lines;
    std::vector<Row> rows;
    int rules = 0;  // different rules that match a line

    // `prose` may be missing.
    bool read_lines(PyObject* shapes, PyObject* blank, PyObject* words, PyObject* prose) {
        const Py_ssize_t count = PyList_GET_SIZE(shapes);
        if (PyList_GET_SIZE(blank) != count || PyList_GET_SIZE(words) != count || (prose && PyList_GET_SIZE(prose) != count)) {
            PyErr_Format(PyExc_ValueError, "all must be as long as the %zd lines", count);
            return false;
        }
        lines.reserve(count);
        PyObject* numbers = PyDict_New();  // of rules, by their ids
        for (Py_ssize_t at = 0; numbers && at < count && !PyErr_Occurred(); ++at) {
            PyObject* known = PyList_GET_ITEM(words, at);
            PyObject* shape = PyList_GET_ITEM(shapes, at);
            if (!Py_IS_TYPE(shape, shape_type) || !PyTuple_Check(known) || PyTuple_GET_SIZE(known) != WORDS_SIZE) {
                PyErr_Format(PyExc_TypeError, "must be a LineShape and Words, got %R and %R", shape, known);
                break;
            }
            const auto has = [&](WordsPlace place) { return PyTuple_GET_ITEM(known, place) == Py_True; };
            lines.push_back({reinterpret_cast<LineShape*>(shape), number_of(PyTuple_GET_ITEM(known, AT_RULE), numbers),
                             PyList_GET_ITEM(blank, at) == Py_True, prose && PyList_GET_ITEM(prose, at) == Py_True,
                             has(AT_HEADING) || has(AT_HINT), has(AT_KEPT)});
        }
        if (numbers) rules = static_cast<int>(PyDict_GET_SIZE(numbers));
        Py_XDECREF(numbers);
        return !PyErr_Occurred();
    }

    bool read_rows(PyObject* spans) {
        for (Py_ssize_t at = 0; at < PyList_GET_SIZE(spans); ++at) {
            Row row{};
            if (!PyArg_ParseTuple(PyList_GET_ITEM(spans, at), "ii", &row.begin, &row.stop)) break;
            if (row.begin < 0 || row.begin >= row.stop || row.stop > static_cast<int>(lines.size()))
                PyErr_Format(PyExc_ValueError, "must be a row of lines, got %d to %d", row.begin, row.stop);
            rows.push_back(row);
        }
        return !PyErr_Occurred();
    }

  private:
    static int number_of(PyObject* rule, PyObject* numbers) {
        if (rule == Py_None) return NO_RULE;
        const auto next = static_cast<int>(PyDict_GET_SIZE(numbers)) + MENU + 1;
        PyObject* fresh = PyLong_FromLong(next);
        PyObject* number = fresh ? PyDict_SetDefault(numbers, rule, fresh) : nullptr;
        const int found = number ? static_cast<int>(PyLong_AsLong(number)) : NO_RULE;
        Py_XDECREF(fresh);
        return found;
    }
};

bool read_given(PyObject* arguments, Given& given) {
    PyObject *shapes, *blank, *words, *prose, *spans;
    return PyArg_ParseTuple(arguments, "O!O!O!O!O!", &PyList_Type, &shapes, &PyList_Type, &blank, &PyList_Type, &words,
                            &PyList_Type, &prose, &PyList_Type, &spans) &&
           given.read_lines(shapes, blank, words, prose) && given.read_rows(spans);
}

void set_item(PyObject* found, int at, PyObject* value) {
    PyObject* key = PyLong_FromLong(at);
    if (key && value) PyDict_SetItem(found, key, value);
    Py_XDECREF(key);
    Py_XDECREF(value);
}

PyObject* document_facts(PyObject*, PyObject* arguments) {
    Given given;
    PyObject* found = read_given(arguments, given) ? PyDict_New() : nullptr;
    const auto add = [&](int at, const Values& values) {
        PyObject* line = PyTuple_New(fact::COUNT);
        for (int place = 0; line && place < fact::COUNT; ++place)
            PyTuple_SET_ITEM(line, place, PyLong_FromLong(values[place]));
        set_item(found, at, line);
    };
    const auto all = [](const Line&) { return true; };
    if (found) find_surroundings(given.lines, given.rows, given.rules, all, add);
    return unless_failed(found);
}

// Mining

// The bytes of a text; empty, with `is_whole` false, for one with lone surrogates, which Python looks at.
struct Utf8 {
    Bytes text;
    bool is_whole = false;

    explicit Utf8(PyObject* value) {
        Py_ssize_t size = 0;
        const char* data = PyUnicode_AsUTF8AndSize(value, &size);
        if (data) {
            text = Bytes(data, size);
            is_whole = true;
        } else if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError)) {
            PyErr_Clear();
        }
    }
};

// Hands the cells of a sketch to a function.
template <typename Use>
PyObject* with_cells(PyObject* sketch, unsigned int seed, bool is_written, Use use) {
    Py_buffer view;
    if (PyObject_GetBuffer(sketch, &view, PyBUF_FORMAT | PyBUF_ND | (is_written ? PyBUF_WRITABLE : 0)) < 0) return nullptr;
    const Py_ssize_t count = view.len / static_cast<Py_ssize_t>(sizeof(uint16_t));
    PyObject* found = nullptr;
    if (view.itemsize == sizeof(uint16_t) && count > 0 && !(count & (count - 1))) {
        found = use(mining::Cells{static_cast<uint16_t*>(view.buf), static_cast<uint32_t>(count - 1), seed});
    } else {
        PyErr_SetString(PyExc_ValueError, "must be cells of two bytes, as many as a power of two");
    }
    PyBuffer_Release(&view);
    return unless_failed(found);
}

PyObject* count_lines(PyObject*, PyObject* arguments) {
    PyObject *text, *sketch, *template_of;
    unsigned int seed;
    if (!PyArg_ParseTuple(arguments, "UOIO", &text, &sketch, &seed, &template_of)) return nullptr;
    const Utf8 utf8(text);
    if (!utf8.is_whole) return unless_failed(Py_NewRef(Py_False));
    return with_cells(sketch, seed, true, [&](const mining::Cells& cells) {
        mining::count(utf8.text, cells, template_of);
        return Py_NewRef(Py_True);
    });
}

// Tallies: what is seen of the lines of one site

struct Tallies {
    PyObject_HEAD
    PyObject *template_of, *sighting;
    unsigned int seed;
    int least;
    mining::Tallies kept;
};

PyObject* new_tallies(PyTypeObject* type, PyObject* arguments, PyObject*) {
    unsigned int seed;
    int least;
    PyObject *template_of, *sighting;
    if (!PyArg_ParseTuple(arguments, "IiOO!", &seed, &least, &template_of, &PyType_Type, &sighting)) return nullptr;
    if (!PyType_IsSubtype(reinterpret_cast<PyTypeObject*>(sighting), &PyTuple_Type))
        return PyErr_Format(PyExc_TypeError, "must be a kind of tuple, got %R", sighting);
    auto* tallies = reinterpret_cast<Tallies*>(type->tp_alloc(type, 0));
    if (!tallies) return nullptr;
    tallies->template_of = Py_NewRef(template_of);
    tallies->sighting = Py_NewRef(sighting);
    tallies->seed = seed;
    tallies->least = least;
    new (&tallies->kept) mining::Tallies();
    return reinterpret_cast<PyObject*>(tallies);
}

void free_tallies(PyObject* self) {
    auto* tallies = reinterpret_cast<Tallies*>(self);
    PyTypeObject* type = Py_TYPE(self);
    tallies->kept.~Tallies();
    Py_XDECREF(tallies->template_of);
    Py_XDECREF(tallies->sighting);
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* add_to_tallies(PyObject* self, PyObject* arguments) {
    auto* tallies = reinterpret_cast<Tallies*>(self);
    Py_buffer text;
    PyObject* sketch;
    int few, too_many;
    unsigned long long number;
    if (!PyArg_ParseTuple(arguments, "y*OiKi", &text, &sketch, &few, &number, &too_many)) return nullptr;
    PyObject* found = with_cells(sketch, tallies->seed, false, [&](const mining::Cells& cells) {
        const Bytes bytes(static_cast<const char*>(text.buf), text.len);
        tallies->kept.add(bytes, cells, tallies->least, few, number, too_many, tallies->template_of);
        return Py_NewRef(Py_None);
    });
    PyBuffer_Release(&text);
    return found;
}

// Makes sightings as Python has them; a text that is quoted again, and a template, is made once.
class Sightings {
  public:
    explicit Sightings(const Tallies& tallies)
        : tallies_(tallies), type_(reinterpret_cast<PyTypeObject*>(tallies.sighting)), templates_(tallies.kept.tallies.size()) {
        for (const char* name : {"head", "body", "tail", "bare"}) places_.push_back(PyUnicode_InternFromString(name));
    }
    ~Sightings() {
        for (PyObject* text : places_) Py_XDECREF(text);
        for (PyObject* text : templates_) Py_XDECREF(text);
        for (const auto& [_, text] : quotes_) Py_XDECREF(text);
    }
    Sightings(const Sightings&) = delete;
    Sightings& operator=(const Sightings&) = delete;

    PyObject* template_at(int place) {
        if (place < 0) return Py_NewRef(Py_None);
        if (!templates_[place]) templates_[place] = surrogate_text(tallies_.kept.tallies[place].made);
        return Py_XNewRef(templates_[place]);
    }

    PyObject* made(const mining::Sighting& one) {
        PyObject* values[] = {PyBool_FromLong(one.witness->is_told_apart()),
                              quoted(one, one.line),
                              quoted(one, one.above),
                              quoted(one, one.below),
                              quoted(one, one.outer_above),
                              quoted(one, one.outer_below),
                              template_at(one.template_above),
                              template_at(one.template_below),
                              Py_XNewRef(places_[static_cast<size_t>(one.place)]),
                              PyLong_FromLong(one.lines_above),
                              PyLong_FromLong(one.lines_below),
                              PyLong_FromLong(one.copies)};
        PyObject* made = type_->tp_alloc(type_, std::size(values));
        for (size_t at = 0; at < std::size(values); ++at) {
            if (made) {
                PyTuple_SET_ITEM(made, at, values[at]);
            } else {
                Py_XDECREF(values[at]);
            }
        }
        return made;
    }

  private:
    const Tallies& tallies_;
    PyTypeObject* type_;
    std::vector<PyObject*> templates_, places_;
    std::unordered_map<const char*, PyObject*> quotes_;  // by where their bytes begin

    PyObject* quoted(const mining::Sighting& one, const mining::Quote& quote) {
        const Bytes text = Bytes(one.witness->quotes).substr(quote.begin, quote.size);
        if (text.empty()) return PyUnicode_New(0, 0);
        PyObject*& known = quotes_[text.data()];
        if (!known) known = surrogate_text(text);
        if (!known || PyUnicode_GET_LENGTH(known) == mining::chars_of(text)) return Py_XNewRef(known);
        return surrogate_text(text);  // the beginning of a line that is quoted whole as well
    }
};

PyObject* seen_of_tallies(PyObject* self, PyObject*) {
    auto* tallies = reinterpret_cast<Tallies*>(self);
    const auto least = static_cast<size_t>(tallies->least);
    std::vector<mining::Tally*> ordered;
    for (auto& tally : tallies->kept.tallies)
        if (tally.documents >= least && tally.sightings.size() >= least) ordered.push_back(&tally);
    std::sort(ordered.begin(), ordered.end(), [](const auto* one, const auto* other) { return one->made < other->made; });
    std::map<std::vector<uint64_t>, std::vector<size_t>> known;  // templates are together in the same documents
    Sightings made(*tallies);
    PyObject* found = PyList_New(0);
    for (auto* tally : ordered) {
        auto& sightings = tally->sightings;
        std::sort(sightings.begin(), sightings.end(), [](const auto& one, const auto& other) { return one.number < other.number; });
        std::vector<uint64_t> numbers;
        std::vector<const mining::Witness*> witnesses;
        for (const auto& one : sightings) {
            numbers.push_back(one.number);
            witnesses.push_back(one.witness.get());
        }
        const auto at = known.find(numbers);
        const auto& firsts = at != known.end() ? at->second : known.emplace(numbers, mining::distinct(witnesses)).first->second;
        if (firsts.size() < least) continue;
        PyObject* kept = PyTuple_New(firsts.size());
        for (size_t place = 0; kept && place < firsts.size(); ++place)
            PyTuple_SET_ITEM(kept, place, made.made(sightings[firsts[place]]));
        const auto said = tallies->kept.in_prose.find(tally->made);
        PyObject* one = kept ? Py_BuildValue("(NIIIN)", surrogate_text(tally->made), tally->documents, tally->headlines,
                                             said == tallies->kept.in_prose.end() ? 0u : said->second, kept)
                             : nullptr;
        if (found && one) PyList_Append(found, one);
        Py_XDECREF(one);
    }
    return unless_failed(found);
}

PyObject* recurring_of_tallies(PyObject* self, PyObject*) {
    const auto* tallies = reinterpret_cast<Tallies*>(self);
    std::vector<uint32_t> recurring, amid;
    for (const auto& tally : tallies->kept.tallies) {
        if (tally.documents < static_cast<size_t>(tallies->least)) continue;
        recurring.push_back(mining::crc.of(tally.made, 0));
        if (tally.is_amid()) amid.push_back(recurring.back());
    }
    const auto bytes = [](std::vector<uint32_t>& numbers) {
        std::sort(numbers.begin(), numbers.end());
        return PyBytes_FromStringAndSize(reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(uint32_t));
    };
    return unless_failed(Py_BuildValue("NN", bytes(recurring), bytes(amid)));
}

PyMethodDef tallies_methods[] = {
    {"add", add_to_tallies, METH_VARARGS, "Take in one document."},
    {"seen", seen_of_tallies, METH_NOARGS, "Return what was seen of the templates in distinct documents enough."},
    {"recurring", recurring_of_tallies, METH_NOARGS, "Return the numbers of what recurs, and of what is amid the text."},
    {nullptr, nullptr, 0, nullptr}};

PyType_Slot tallies_slots[] = {{Py_tp_new, reinterpret_cast<void*>(new_tallies)},
                               {Py_tp_dealloc, reinterpret_cast<void*>(free_tallies)},
                               {Py_tp_methods, tallies_methods},
                               {Py_tp_doc, const_cast<char*>("What is seen of the lines of one site.")},
                               {0, nullptr}};
PyType_Spec tallies_spec = {"cleaner._native.Tallies", sizeof(Tallies), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
                            tallies_slots};

// Points: what all trees say of a line

struct Points {
    PyObject_HEAD
    int base;
    Trees trees;
};

// Adds a part of a tree: a number, or a fork of place, bound, mean points, and the parts for yes and no.
bool add_part(Trees& trees, PyObject* part) {
    if (trees.leaves() == MAX_LEAVES) {
        PyErr_Format(PyExc_ValueError, "must be trees of at most %d leaves", MAX_LEAVES);
        return false;
    }
    if (PyLong_Check(part)) {
        trees.add_leaf(PyLong_AsLong(part));
        return !PyErr_Occurred();
    }
    int place, below, mean;
    PyObject *yes, *no;
    if (!PyArg_ParseTuple(part, "iiiOO", &place, &below, &mean, &yes, &no)) return false;
    if (place < 0 || place >= fact::COUNT) {
        PyErr_Format(PyExc_ValueError, "must be the place of a fact, got %d", place);
        return false;
    }
    const int first = trees.leaves();
    if (!add_part(trees, yes)) return false;
    const int stop = trees.leaves();
    if (!add_part(trees, no)) return false;
    trees.add_question(place, below, first, stop);
    return true;
}

PyObject* new_points(PyTypeObject* type, PyObject* arguments, PyObject*) {
    int base;
    PyObject* trees;
    if (!PyArg_ParseTuple(arguments, "iO!", &base, &PyTuple_Type, &trees)) return nullptr;
    auto* points = reinterpret_cast<Points*>(type->tp_alloc(type, 0));
    if (!points) return nullptr;
    points->base = base;
    new (&points->trees) Trees();
    for (Py_ssize_t at = 0; at < PyTuple_GET_SIZE(trees) && !PyErr_Occurred(); ++at) {
        points->trees.begin_tree();
        add_part(points->trees, PyTuple_GET_ITEM(trees, at));
    }
    return unless_failed(reinterpret_cast<PyObject*>(points));
}

void free_points(PyObject* self) {
    auto* points = reinterpret_cast<Points*>(self);
    PyTypeObject* type = Py_TYPE(self);
    points->trees.~Trees();
    type->tp_free(self);
    Py_DECREF(type);
}

PyObject* call_points(PyObject* self, PyObject* arguments, PyObject*) {
    const auto* points = reinterpret_cast<Points*>(self);
    PyObject* line;
    if (!PyArg_ParseTuple(arguments, "O!", &PyTuple_Type, &line)) return nullptr;
    if (PyTuple_GET_SIZE(line) != fact::COUNT)
        return PyErr_Format(PyExc_ValueError, "must be %d facts, got %zd", fact::COUNT, PyTuple_GET_SIZE(line));
    Values values;
    for (int at = 0; at < fact::COUNT; ++at) values[at] = PyLong_AsLong(PyTuple_GET_ITEM(line, at));
    return unless_failed(PyLong_FromLong(points->base + Sums(points->trees).of(values)));
}

PyObject* points_of(PyObject* self, PyObject* arguments) {
    const auto* points = reinterpret_cast<Points*>(self);
    Given given;
    PyObject* found = read_given(arguments, given) ? PyDict_New() : nullptr;
    Sums sums(points->trees);
    const auto add = [&](int at, const Values& values) {
        set_item(found, at, PyLong_FromLong(points->base + sums.of(values)));
    };
    if (found) find_surroundings(given.lines, given.rows, given.rules, is_unmatched, add);
    return unless_failed(found);
}

PyObject* gone_of(PyObject* self, PyObject* arguments) {
    const auto* points = reinterpret_cast<Points*>(self);
    PyObject *shapes, *blank, *words;
    deciding::Threshold at_level{};
    int is_gentle, is_strong;
    if (!PyArg_ParseTuple(arguments, "O!O!O!(iiiiiii)pp", &PyList_Type, &shapes, &PyList_Type, &blank, &PyList_Type, &words,
                          &at_level.points, &at_level.unsure, &at_level.outside, &at_level.enclosed, &at_level.change,
                          &at_level.change_at_blank, &at_level.least, &is_gentle, &is_strong))
        return nullptr;
    Given given;
    if (!given.read_lines(shapes, blank, words, nullptr)) return nullptr;
    deciding::Decision decision(given.lines, at_level, is_gentle, is_strong);
    Sums sums(points->trees);
    decision.decide([&](const Values& values) { return points->base + sums.of(values); });
    PyObject* found = PyList_New(0);
    for (size_t at = 0; found && at < given.lines.size(); ++at) {
        if (!decision.gone[at]) continue;
        PyObject* one = Py_BuildValue("(nO)", static_cast<Py_ssize_t>(at), given.lines[at].rule == MENU ? Py_True : Py_False);
        if (one) PyList_Append(found, one);
        Py_XDECREF(one);
    }
    return unless_failed(found);
}

PyMethodDef points_methods[] = {
    {"gone", gone_of, METH_VARARGS, "Return the lines that go at a level, each with whether it is one of a menu."},
    {"of", points_of, METH_VARARGS, "Return the points of each line of some rows that no rule matches."},
    {nullptr, nullptr, 0, nullptr}};

PyType_Slot points_slots[] = {{Py_tp_new, reinterpret_cast<void*>(new_points)},
                              {Py_tp_dealloc, reinterpret_cast<void*>(free_points)},
                              {Py_tp_call, reinterpret_cast<void*>(call_points)},
                              {Py_tp_methods, points_methods},
                              {Py_tp_doc, const_cast<char*>("What all trees of evidence say of a line.")},
                              {0, nullptr}};
PyType_Spec points_spec = {"cleaner._native.Points", sizeof(Points), 0, Py_TPFLAGS_DEFAULT | Py_TPFLAGS_IMMUTABLETYPE,
                           points_slots};

// The module

PyMethodDef functions[] = {
    {"line_shape", line_shape, METH_O, "Return the facts of a stripped line."},
    {"is_prose", is_prose_of, METH_O, "Return whether a stripped line reads as sentences."},
    {"is_menu_line", is_menu_line_of, METH_O, "Return whether a stripped line is a label of a menu."},
    {"fold", fold, METH_O, "Return the form in which two spellings of a line compare equal."},
    {"fold_label", fold_label, METH_O, "Return the same without what stands at both ends of a label."},
    {"likeness", likeness_of, METH_VARARGS, "Return how the folding of a line begins, reduced."},
    {"alike", alike, METH_VARARGS, "Return the places of the lines that begin alike, and whether one such is above."},
    {"count_lines", count_lines, METH_VARARGS, "Count the templates of a text in the cells of a sketch."},
    {"document_facts", document_facts, METH_VARARGS, "Return for each line of some rows its facts."},
    {nullptr, nullptr, 0, nullptr}};

PyModuleDef definition = {PyModuleDef_HEAD_INIT, "cleaner._native", nullptr, -1, functions, nullptr, nullptr, nullptr, nullptr};

}  // namespace

PyMODINIT_FUNC PyInit__native() {
    for (size_t at = 0; at < FACT_COUNT; ++at) shape_attributes[at].closure = reinterpret_cast<void*>(at);
    shape_attributes[0].get = get_is_prose;  // the only fact that is no number
    shape_type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&shape_spec));
    PyObject* module = PyModule_Create(&definition);
    PyObject* points_type = PyType_FromSpec(&points_spec);
    PyObject* tallies_type = PyType_FromSpec(&tallies_spec);
#define NAME(name) #name,
    PyObject* surroundings = names_of({SURROUNDINGS(NAME)});
#undef NAME
    if (!shape_type || !module || !points_type || !tallies_type || !surroundings) return nullptr;
    PyModule_AddObject(module, "Points", points_type);
    PyModule_AddObject(module, "Tallies", tallies_type);
    PyModule_AddObject(module, "SURROUNDINGS", surroundings);
    return module;
}
