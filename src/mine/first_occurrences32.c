/*
 * first_occurrences32.c - first_occurrences.inc for item numbers of 32 bits
 */
#define NUMBER uint32_t
#define NARROW 0
#define first_occurrences_write first_occurrences_write_32
#define first_occurrences_place first_occurrences_place_32
#include "mine/first_occurrences.inc"
