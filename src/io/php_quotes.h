/*
 * php_quotes.h - quotes that PHP has left single in delimited text of CP932
 */
#ifndef COBUY_IO_PHP_QUOTES_H
#define COBUY_IO_PHP_QUOTES_H

#include <stdbool.h>
#include <stddef.h>

/* Where in the text a reading is. */
struct php_quotes {
    char delimiter; /* 0: there is none, and no quote is missing */
    bool known;     /* the delimiter is */
    bool inside;    /* of a quoted cell; and then: */
    bool escaped;   /* behind a byte 0x5C, and any quotes that follow it */
    bool begins;    /* outside: a cell begins here */
    unsigned leads; /* bytes just before that may be the first of two */
};

/* Begins a text; 'delimiter' as above, or 0: the one that the first line has most. */
void php_quotes_init(struct php_quotes *quotes, char delimiter);

/* Bytes gone over, and whether a quote is missing behind them. */
struct php_quotes_passed {
    size_t length;
    bool missing;
};

enum { PHP_QUOTES_AHEAD = 4096 }; /* bytes that are looked ahead */

/* Goes over a text as far as can be told, or up to where a quote is missing.  Of a text
 * that is not 'whole', up to 2 * PHP_QUOTES_AHEAD bytes may be left, and are to be
 * given again with more behind them. */
struct php_quotes_passed php_quotes_pass(struct php_quotes *quotes, const char *text,
                                         size_t length, bool whole);

#endif /* COBUY_IO_PHP_QUOTES_H */
