/*
 * exact.h - quotients of integers that no double holds, rounded once
 *
 * Products of two counts of 10^12 have 80 bits, of three 120: they fit into 128, and
 * what is a quotient of such is as near to the truth as a double can be.
 */
#ifndef COBUY_MEASURE_EXACT_H
#define COBUY_MEASURE_EXACT_H

#include <stdint.h>

__extension__ typedef unsigned __int128 wide;
__extension__ typedef __int128 signed_wide;

/* The double nearest to the quotient; infinite if only the denominator is 0, NAN if
 * both are.  Both are below 2^127. */
double exact_ratio(wide numerator, wide denominator);
double exact_signed_ratio(signed_wide numerator, wide denominator);

#endif /* COBUY_MEASURE_EXACT_H */
