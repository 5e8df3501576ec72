/*
 * occurrences32.c - occurrences.inc for item numbers of 32 bits
 */
#define NUMBER uint32_t
#define occurrences_grow occurrences_grow_32
#include "mine/occurrences.inc"
