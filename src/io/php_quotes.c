/*
 * php_quotes.c - quotes that PHP has left single in delimited text of CP932
 *
 * PHP's fputcsv() doubles the quotes of a quoted cell, but for one right behind a byte
 * 0x5C, its escape character: that one, and only that one, it writes once.  Shops turn
 * their text to CP932 first and call it then, and in CP932 the second byte of many a
 * character is 0x5C:
 *
 *     cell          written by fputcsv        as RFC 4180 has it     (hyo: 95 5C)
 *     hyo           "hyo"                     the same
 *     hyo"x         "hyo"x"                   "hyo""x"
 *     hyo""x        "hyo"""x"                 "hyo""""x"
 *     hyo"          "hyo""                    "hyo"""
 *
 * So behind a 0x5C a run of quotes is one short wherever it holds any of the cell's,
 * and its number says so if it is known whether the cell ends with it: then a run must
 * be odd, and else even.  Whether it ends is told by what follows:
 *
 *     neither delimiter nor line end: it goes on.
 *     one of these behind an odd run: it ends.  It is "hyo" by far more often than
 *         the cell hyo",x, which PHP writes as "hyo",x" and cannot be told from it.
 *     one of these behind an even run: PHP has written the end of hyo", or another
 *         program the middle of hyo",x, as "hyo"",x".  The cell ends if the rest of the
 *         line is then sound: quotes only around cells, and doubled in them.
 *     the end of the text: it ends.
 *
 * Where the number is wrong, a quote is missing behind the run.  Text that another
 * program has written, with all quotes doubled, stays as it is: its runs are odd where
 * cells end and even where they go on.
 *
 * What cannot be told apart is read the wrong way, then: in PHP's text, a cell with a
 * quote between 0x5C and a delimiter or line end, which nearly always makes a bad row;
 * in others', a cell with a quote there as well, if what follows it looks like cells.
 *
 * Quotes, line ends and the usual delimiters are no second bytes, so text between
 * quotes is not looked at; but "|" is, so the byte before a quote is a delimiter only
 * if it is the first byte of its character.  A run is followed at most PHP_QUOTES_AHEAD
 * bytes.
 */
#include "io/php_quotes.h"

#include <string.h>

enum { BACKSLASH = 0x5c };

void php_quotes_init(struct php_quotes *quotes, char delimiter)
{
    *quotes = (struct php_quotes){
        .delimiter = delimiter, .known = delimiter != 0, .begins = true};
}

/* --------------------------------------------------------------------- separators */

static bool may_be_lead(char c)
{
    unsigned char byte = (unsigned char)c;
    return (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc);
}

/* How many bytes right before 'at' may each be the first of two. */
static unsigned count_leads(const struct php_quotes *quotes, const char *text,
                            size_t at)
{
    size_t n = 0;
    while (n < at && may_be_lead(text[at - n - 1])) n++;
    return (unsigned)(n % 2) + (n == at ? quotes->leads : 0);
}

static bool is_line_end(char c)
{
    return c == '\n' || c == '\r';
}

/* Whether a cell ends before this byte. */
static bool is_separator(const struct php_quotes *quotes, const char *text, size_t at)
{
    if (is_line_end(text[at])) return true;
    if (text[at] != quotes->delimiter) return false;
    return (unsigned char)text[at] < 0x40 || count_leads(quotes, text, at) % 2 == 0;
}

/* The delimiter that the first line has most; false if the line may go on. */
static bool find_delimiter(struct php_quotes *quotes, const char *text, size_t length,
                           bool whole)
{
    static const char usual[] = {',', ';', '\t', '|'};
    size_t counts[sizeof usual] = {0}, best = 0, at = 0;
    for (; at < length && at < PHP_QUOTES_AHEAD && !is_line_end(text[at]); at++)
        for (size_t i = 0; i < sizeof usual; i++) {
            quotes->delimiter = usual[i];
            counts[i] += is_separator(quotes, text, at);
        }
    for (size_t i = 1; i < sizeof usual; i++)
        if (counts[i] > counts[best]) best = i;
    quotes->delimiter = counts[best] > 0 ? usual[best] : 0;
    quotes->known = at < length || at == PHP_QUOTES_AHEAD || whole;
    return quotes->known;
}

/* --------------------------------------------------------------------- what follows */

static size_t count_quotes(const char *text, size_t at, size_t length)
{
    size_t n = 0;
    while (at + n < length && text[at + n] == '"') n++;
    return n;
}

/* Whether text that begins with a separator has cells behind it, as far as the end of
 * the line, or of the text. */
static bool begins_cells(const struct php_quotes *quotes, const char *text,
                         size_t length, bool whole)
{
    bool inside = false, escaped = false, begins = true;
    size_t at = length > 1 && text[0] == '\r' && text[1] == '\n' ? 2 : 1;
    while (at < length) {
        if (text[at] != '"') {
            if (!inside && is_line_end(text[at])) return true;
            begins = is_separator(quotes, text, at);
            escaped = text[at] == BACKSLASH;
            at++;
        } else if (!inside) {
            if (!begins) return false;
            inside = true;
            escaped = false;
            at++;
        } else {
            size_t run = count_quotes(text, at, length);
            at += run;
            if (at == length && !whole) return true;
            bool separated = at == length || is_separator(quotes, text, at);
            if (!escaped && run % 2 == 1 && !separated) return false;
            inside = !(separated && (escaped || run % 2 == 1));
            begins = false;
        }
    }
    return !inside || !whole;
}

/* ------------------------------------------------------------------------- the text */

/* Notes what stands before 'to', where all up to 'from' is known. */
static void note_before(struct php_quotes *quotes, const char *text, size_t from,
                        size_t to)
{
    if (from == to) return;
    quotes->escaped = text[to - 1] == BACKSLASH;
    quotes->begins = is_separator(quotes, text, to - 1);
}

enum ending { GOES_ON, ENDS, NOT_KNOWN };

/* Whether the cell ends with the run before 'at'. */
static enum ending find_ending(const struct php_quotes *quotes, bool odd,
                               const char *text, size_t at, size_t length, bool whole)
{
    if (at == length && !whole) return NOT_KNOWN;
    if (!quotes->escaped) return odd ? ENDS : GOES_ON;
    if (at == length) return ENDS;
    if (!is_separator(quotes, text, at)) return GOES_ON;
    if (odd) return ENDS;
    size_t left = length - at;
    if (left < PHP_QUOTES_AHEAD && !whole) return NOT_KNOWN;
    bool all = left <= PHP_QUOTES_AHEAD && whole;
    if (left > PHP_QUOTES_AHEAD) left = PHP_QUOTES_AHEAD;
    return begins_cells(quotes, text + at, left, all) ? ENDS : GOES_ON;
}

/* What was gone over, up to 'at', from where the text is given again. */
static struct php_quotes_passed stop(struct php_quotes *quotes, const char *text,
                                     size_t at, bool missing)
{
    quotes->leads = count_leads(quotes, text, at);
    return (struct php_quotes_passed){at, missing};
}

struct php_quotes_passed php_quotes_pass(struct php_quotes *quotes, const char *text,
                                         size_t length, bool whole)
{
    if (!quotes->known && !find_delimiter(quotes, text, length, whole))
        return (struct php_quotes_passed){0, false};
    if (!quotes->delimiter) return (struct php_quotes_passed){length, false};
    for (size_t at = 0; at < length;) {
        const char *quote = memchr(text + at, '"', length - at);
        size_t begin = quote ? (size_t)(quote - text) : length;
        note_before(quotes, text, at, begin);
        if (!quote) break;
        if (!quotes->inside) {
            quotes->inside = quotes->begins;
            quotes->begins = quotes->escaped = false;
            at = begin + 1;
            continue;
        }
        size_t run = count_quotes(text, begin, length);
        at = begin + run;
        /* Pairs change nothing, and what is left is then never much. */
        if (run > PHP_QUOTES_AHEAD) begin += (run - 1) / 2 * 2;
        bool odd = run % 2 == 1;
        enum ending ending = find_ending(quotes, odd, text, at, length, whole);
        if (ending == NOT_KNOWN) return stop(quotes, text, begin, false);
        bool missing = quotes->escaped && odd != (ending == ENDS);
        quotes->inside = ending == GOES_ON;
        quotes->begins = quotes->escaped = false;
        if (missing) return stop(quotes, text, at, true);
    }
    return stop(quotes, text, length, false);
}
