/*
 * number_text.h - quantities and prices as logs have them
 *
 * All that is asked of them so far is whether they are above zero, so nothing is
 * rounded and no number is too long.
 */
#ifndef COBUY_LOG_NUMBER_TEXT_H
#define COBUY_LOG_NUMBER_TEXT_H

#include <cobuy/read.h>

enum number_sign {
    NUMBER_NONE,  /* that is no number */
    NUMBER_BLANK, /* not known: an empty text, or what databases write for it */
    NUMBER_NEGATIVE,
    NUMBER_ZERO,
    NUMBER_POSITIVE,
};

/* Reads 12, 1,234.50, 1.234,50, 1 234, -3, 3-, (3.00), $8.00, -$3.00, 1200円, 1e3; full
 * stop and comma may be either. */
enum number_sign number_sign_of(cobuy_text text);

#endif /* COBUY_LOG_NUMBER_TEXT_H */
