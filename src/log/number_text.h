/*
 * number_text.h - quantities and prices as logs have them
 *
 * What is mostly asked of them is whether they are above zero, for which nothing is
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

/* A number in millionths, cut off behind them, and at the limits of the type; 0 if it
 * is none.  Of a full stop and a comma the last separates the fraction; a comma alone
 * does unless there are three digits behind it, and more than a 0 before. */
int64_t number_millionths(cobuy_text text);

#endif /* COBUY_LOG_NUMBER_TEXT_H */
