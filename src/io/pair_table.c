/*
 * pair_table.c - characters of one byte or two, decoded by a table
 *
 * iconv() takes 2 ns a byte, since it goes to UTF-8 by way of UCS-4, and that is what
 * reading a log waits for.  But in the encodings that exports have, CP932 above all,
 * a byte below 80 is ASCII, and another stands for a character by itself or with the
 * next.  So all pairs are asked for once, and then looked up; ASCII is copied by words.
 *
 * The table has nothing of its own: what it lacks, and what is an error, iconv() has to
 * say, as before.  It lacks what has three bytes (8F in EUC-JP), or becomes two
 * characters.  An encoding has none if any ASCII is something else in it, or if it
 * holds characters back for what may follow.
 *
 * Cost: a millisecond to make, then 0.3 ns a byte of a usual log.
 */
#include "io/pair_table.h"

#include "base/utf8.h"
#include "io/encoding.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

enum { HALF = 128, BYTES = 256 };

/* A character in UTF-8; its first byte is 0 if there is none. */
struct pair_entry {
    char text[4];
};

struct pair_table {
    struct pair_entry one[HALF];        /* by a byte from 80 on */
    struct pair_entry two[HALF][BYTES]; /* by such a byte and the next */
};

/* ------------------------------------------------------------------------- making */

enum answer {
    ONE_CHARACTER,
    NO_CHARACTER, /* or some that an entry does not hold */
    CUT_OFF,
    HELD_BACK, /* for what may follow */
};

/* Asks for the character that some bytes are. */
static enum answer ask(iconv_t conversion, const char *bytes, size_t length,
                       struct pair_entry *entry)
{
    char text[16], *in = (char *)(uintptr_t)bytes, *out = text;
    size_t room = sizeof text;
    iconv(conversion, NULL, NULL, NULL, NULL);
    if (iconv(conversion, &in, &length, &out, &room) == (size_t)-1)
        return errno == EINVAL ? CUT_OFF : NO_CHARACTER;
    size_t n = sizeof text - room;
    if (iconv(conversion, NULL, NULL, &out, &room) == (size_t)-1 ||
        sizeof text - room != n)
        return HELD_BACK;
    if (n == 0 || utf8_character(text, n) != n) return NO_CHARACTER;
    memcpy(entry->text, text, n);
    return ONE_CHARACTER;
}

/* False if the encoding is none for a table. */
static bool fill_pairs(struct pair_table *table, iconv_t conversion, int first)
{
    for (int second = 0; second < BYTES; second++) {
        char bytes[] = {(char)first, (char)second};
        struct pair_entry *entry = &table->two[first - HALF][second];
        if (ask(conversion, bytes, sizeof bytes, entry) == HELD_BACK) return false;
    }
    return true;
}

static bool fill(struct pair_table *table, iconv_t conversion)
{
    for (int byte = 1; byte < BYTES; byte++) {
        struct pair_entry entry = {{0}};
        char bytes[] = {(char)byte};
        enum answer answer = ask(conversion, bytes, sizeof bytes, &entry);
        bool ascii = answer == ONE_CHARACTER && entry.text[0] == (char)byte;
        if (answer == HELD_BACK || (byte < HALF && !ascii)) return false;
        if (byte < HALF) continue;
        if (answer == CUT_OFF && !fill_pairs(table, conversion, byte)) return false;
        table->one[byte - HALF] = entry;
    }
    return true;
}

cobuy_status pair_table_create(struct pair_table **out, struct memory *memory,
                               const char *encoding, cobuy_error *error)
{
    *out = NULL;
    iconv_t conversion;
    cobuy_status status = encoding_open(&conversion, encoding, error);
    if (status != COBUY_OK) return status;
    struct pair_table *table = memory_allocate_zeroed(memory, 1, sizeof *table);
    if (table && fill(table, conversion)) {
        *out = table;
    } else {
        if (!table) status = status_no_memory(error, "decoding a log");
        pair_table_free(table, memory);
    }
    iconv_close(conversion);
    return status;
}

void pair_table_free(struct pair_table *table, struct memory *memory)
{
    if (table) memory_free(memory, table, 1, sizeof *table);
}

/* ---------------------------------------------------------------------- converting */

/* Copies what is ASCII, by words. */
static inline void copy_ascii(struct pair_text *text)
{
    const uint64_t others = UINT64_C(0x8080808080808080);
    uint64_t word;
    while (text->end - text->in >= (ptrdiff_t)sizeof word &&
           text->room >= sizeof word) {
        memcpy(&word, text->in, sizeof word);
        if (word & others) return;
        memcpy(text->out, &word, sizeof word);
        text->in += sizeof word;
        text->out += sizeof word;
        text->room -= sizeof word;
    }
}

void pair_table_convert(const struct pair_table *table, struct pair_text *text)
{
    for (;;) {
        copy_ascii(text);
        if (text->in == text->end || text->room < PAIR_ROOM) return;
        unsigned char byte = (unsigned char)*text->in;
        size_t n_in = 1, n_out = 1;
        if (byte < HALF) {
            *text->out = *text->in;
        } else {
            const struct pair_entry *entry = &table->one[byte - HALF];
            if (!entry->text[0]) {
                if (text->end - text->in < 2) return;
                entry = &table->two[byte - HALF][(unsigned char)text->in[1]];
                n_in = 2;
            }
            if (!entry->text[0]) return;
            memcpy(text->out, entry->text, sizeof entry->text);
            n_out = utf8_length((unsigned char)entry->text[0]);
        }
        text->in += n_in;
        text->out += n_out;
        text->room -= n_out;
    }
}
