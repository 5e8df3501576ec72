/*
 * occurrences16.c - occurrences.inc for item numbers of 16 bits
 */
#define NUMBER uint16_t
#define occurrences_grow occurrences_grow_16
#include "mine/occurrences.inc"
