/*
 * item_pattern.c - names of items by patterns, as a shell has them for files
 *
 * A pattern becomes steps, one for each character that it takes, and one for a star:
 *
 *     A?[x-z]*     'A'  any  in(2): 'x'-'z' ...  star
 *
 * Behind the step of a set stand its ranges.  Matching takes the steps in turn.  Where
 * one does not fit, the last star takes a character more, and the steps behind it begin
 * again; an earlier star need not, since what it could give to the last one that may
 * take as well.  So the time is at most the product of both lengths.
 */
#include "basket/item_pattern.h"

#include <string.h>

enum step_kind {
    STEP_CHARACTER,
    STEP_ANY,
    STEP_STAR,
    STEP_SET,
    STEP_NOT_IN_SET,
    STEP_RANGE,
};

struct pattern_step {
    enum step_kind kind;
    uint32_t first, last; /* of a range; of a set 'first' is the number of ranges */
};

/* ------------------------------------------------------------------------- reading */

/* A pattern while it is read. */
struct reader {
    struct item_pattern *pattern;
    unsigned folding;
    const uint32_t *codes; /* not folded yet */
    size_t length, at;
    struct characters folded; /* scratch */
};

bool item_pattern_is_one(cobuy_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] != '\0' && strchr("*?[\\", text.bytes[i])) return true;
    return false;
}

static bool add_step(struct reader *reader, enum step_kind kind, uint32_t first,
                     uint32_t last)
{
    struct item_pattern *pattern = reader->pattern;
    struct pattern_step step = {kind, first, last};
    return VECTOR_PUSH(pattern->memory, &pattern->steps, step);
}

/* The characters of 'folded', which were side by side. */
static bool add_run(struct reader *reader)
{
    for (size_t i = 0; i < reader->folded.codes.length; i++)
        if (!add_step(reader, STEP_CHARACTER, reader->folded.codes.data[i], 0))
            return false;
    reader->folded.codes.length = 0;
    return true;
}

/* What a character is folded to, if that is one. */
static bool fold_one(struct reader *reader, uint32_t code, uint32_t *folded)
{
    reader->folded.codes.length = 0;
    if (!characters_add(&reader->folded, code, reader->folding)) return false;
    *folded = reader->folded.codes.length == 1 ? reader->folded.codes.data[0] : code;
    reader->folded.codes.length = 0;
    return true;
}

/* A range, and the one between what its ends are folded to. */
static bool add_range(struct reader *reader, uint32_t first, uint32_t last)
{
    uint32_t folded_first, folded_last;
    if (!add_step(reader, STEP_RANGE, first, last)) return false;
    if (reader->folding == 0) return true;
    return fold_one(reader, first, &folded_first) &&
           fold_one(reader, last, &folded_last) &&
           add_step(reader, STEP_RANGE, folded_first, folded_last);
}

static const struct {
    const char *name, *ranges; /* each two characters */
} CLASSES[] = {
    {"alnum", "09AZaz"},   {"alpha", "AZaz"},
    {"blank", "\t\t  "},   {"cntrl", "\1\37\177\177"},
    {"digit", "09"},       {"graph", "!~"},
    {"lower", "az"},       {"print", " ~"},
    {"punct", "!/:@[`{~"}, {"space", "\t\r  "},
    {"upper", "AZ"},       {"xdigit", "09AFaf"},
};

/* The class whose name stands at 'at', behind "[:" and before ":]"; stores the length
 * of all that.  NULL: there is none. */
static const char *find_class(const struct reader *reader, size_t at, size_t *length)
{
    char name[8] = "";
    size_t n = 0;
    if (at + 1 >= reader->length || reader->codes[at] != '[' ||
        reader->codes[at + 1] != ':')
        return NULL;
    for (at += 2; at < reader->length && n < sizeof name - 1; at++) {
        if (reader->codes[at] < 'a' || reader->codes[at] > 'z') break;
        name[n++] = (char)reader->codes[at];
    }
    if (at + 1 >= reader->length || reader->codes[at] != ':' ||
        reader->codes[at + 1] != ']')
        return NULL;
    *length = n + 4;
    for (size_t i = 0; i < sizeof CLASSES / sizeof *CLASSES; i++)
        if (strcmp(CLASSES[i].name, name) == 0) return CLASSES[i].ranges;
    return NULL;
}

static bool add_class(struct reader *reader, const char *ranges)
{
    for (; *ranges; ranges += 2)
        if (!add_range(reader, (unsigned char)ranges[0], (unsigned char)ranges[1]))
            return false;
    return true;
}

/* Takes a character of a set, which may stand behind a backslash. */
static uint32_t take_member(struct reader *reader)
{
    if (reader->codes[reader->at] == '\\' && reader->at + 1 < reader->length)
        reader->at++;
    return reader->codes[reader->at++];
}

/* Takes a character, a range or a class. */
static bool add_member(struct reader *reader)
{
    size_t length;
    const char *ranges = find_class(reader, reader->at, &length);
    if (ranges) {
        reader->at += length;
        return add_class(reader, ranges);
    }
    uint32_t first = take_member(reader), last = first;
    if (reader->at + 1 < reader->length && reader->codes[reader->at] == '-' &&
        reader->codes[reader->at + 1] != ']') {
        reader->at++;
        last = take_member(reader);
    }
    return add_range(reader, first, last);
}

/* Where the bracket is that closes the set at 'at'; 0: nowhere. */
static size_t find_close(const struct reader *reader, size_t at)
{
    size_t length;
    if (++at < reader->length && (reader->codes[at] == '!' || reader->codes[at] == '^'))
        at++;
    if (at < reader->length && reader->codes[at] == ']') at++;
    while (at < reader->length && reader->codes[at] != ']')
        if (find_class(reader, at, &length))
            at += length;
        else
            at += reader->codes[at] == '\\' ? 2 : 1;
    return at < reader->length ? at : 0;
}

static bool add_set(struct reader *reader, size_t close)
{
    uint32_t sign = reader->codes[++reader->at];
    bool outside = sign == '!' || sign == '^';
    size_t set = reader->pattern->steps.length;
    reader->at += outside;
    if (!add_step(reader, outside ? STEP_NOT_IN_SET : STEP_SET, 0, 0)) return false;
    while (reader->at < close)
        if (!add_member(reader)) return false;
    reader->at = close + 1;
    reader->pattern->steps.data[set].first =
        (uint32_t)(reader->pattern->steps.length - set - 1);
    return true;
}

/* Takes what means something else than itself; *taken: whether there was such. */
static bool take_special(struct reader *reader, bool *taken)
{
    uint32_t code = reader->codes[reader->at];
    size_t close = code == '[' ? find_close(reader, reader->at) : 0;
    *taken = code == '*' || code == '?' || close > 0;
    if (!*taken) return true;
    if (!add_run(reader)) return false;
    if (close > 0) return add_set(reader, close);
    reader->at++;
    return add_step(reader, code == '*' ? STEP_STAR : STEP_ANY, 0, 0);
}

static bool read_steps(struct reader *reader)
{
    bool special;
    while (reader->at < reader->length) {
        if (!take_special(reader, &special)) return false;
        if (special) continue;
        uint32_t code = take_member(reader);
        if (!characters_add(&reader->folded, code, reader->folding)) return false;
    }
    return add_run(reader);
}

bool item_pattern_read(struct item_pattern *pattern, struct memory *memory,
                       cobuy_text text, unsigned folding)
{
    struct characters raw;
    struct reader reader = {.pattern = pattern,
                            .folding = characters_folding(text, folding)};
    *pattern = (struct item_pattern){.memory = memory};
    characters_init(&raw, memory);
    characters_init(&reader.folded, memory);
    bool done = characters_read(&raw, text, 0);
    reader.codes = raw.codes.data;
    reader.length = raw.codes.length;
    done = done && read_steps(&reader);
    characters_clear(&raw);
    characters_clear(&reader.folded);
    return done;
}

void item_pattern_clear(struct item_pattern *pattern)
{
    VECTOR_FREE(pattern->memory, &pattern->steps);
}

/* ------------------------------------------------------------------------ matching */

static bool is_in_set(const struct pattern_step *set, uint32_t code)
{
    for (uint32_t i = 1; i <= set->first; i++)
        if (code >= set[i].first && code <= set[i].last) return true;
    return false;
}

/* Whether the step at *at takes a character; moves *at behind it then. */
static bool take(const struct item_pattern *pattern, size_t *at, uint32_t code)
{
    if (*at == pattern->steps.length) return false;
    const struct pattern_step *step = &pattern->steps.data[*at];
    bool set = step->kind == STEP_SET || step->kind == STEP_NOT_IN_SET;
    bool fits = set ? is_in_set(step, code) == (step->kind == STEP_SET)
                    : step->kind == STEP_ANY ||
                          (step->kind == STEP_CHARACTER && step->first == code);
    if (fits) *at += set ? step->first + 1 : 1;
    return fits;
}

static bool is_star(const struct item_pattern *pattern, size_t at)
{
    return at < pattern->steps.length && pattern->steps.data[at].kind == STEP_STAR;
}

bool item_pattern_matches(const struct item_pattern *pattern,
                          const struct characters *name)
{
    size_t step = 0, behind_star = SIZE_MAX, star_end = 0;
    for (size_t at = 0; at < name->codes.length;) {
        if (is_star(pattern, step)) {
            behind_star = ++step;
            star_end = at;
        } else if (take(pattern, &step, name->codes.data[at])) {
            at++;
        } else if (behind_star != SIZE_MAX) {
            step = behind_star;
            at = ++star_end;
        } else {
            return false;
        }
    }
    while (is_star(pattern, step)) step++;
    return step == pattern->steps.length;
}
