/*
 * closed_rows32.c - closed_rows.inc for item numbers of 32 bits
 */
#define NUMBER uint32_t
#define closed_rows_grow closed_rows_grow_32
#define closed_rows_grow_all closed_rows_grow_all_32
#include "mine/closed_rows.inc"
