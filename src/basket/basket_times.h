/*
 * basket_times.h - when baskets were bought
 */
#ifndef COBUY_BASKET_BASKET_TIMES_H
#define COBUY_BASKET_BASKET_TIMES_H

#include <stdint.h>

/* Of a basket whose rows have no time; later than any. */
#define BASKET_NO_TIME INT64_MAX

/* In the place of the time of a basket that is to be left out, whatever rows it has;
 * earlier than any. */
#define BASKET_CANCELLED INT64_MIN

enum { SECONDS_A_DAY = 24 * 60 * 60 };

#endif /* COBUY_BASKET_BASKET_TIMES_H */
