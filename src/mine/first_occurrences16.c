/*
 * first_occurrences16.c - first_occurrences.inc for item numbers of 16 bits
 */
#define NUMBER uint16_t
#define NARROW 1
#define first_occurrences_write first_occurrences_write_16
#define first_occurrences_place first_occurrences_place_16
#include "mine/first_occurrences.inc"
