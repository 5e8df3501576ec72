/*
 * closed_rows16.c - closed_rows.inc for item numbers of 16 bits
 */
#define NUMBER uint16_t
#define closed_rows_grow closed_rows_grow_16
#define closed_rows_grow_all closed_rows_grow_all_16
#include "mine/closed_rows.inc"
