/*
 * supersets.h - sums over all supersets, for each subset of a few items
 *
 * There is a cell for each subset, whose number has the bits of its items; 'n_cells' is
 * a power of two.  A pass for each item adds the cell with the item to the cell without
 * it (the zeta transform; Yates 1937).
 */
#ifndef COBUY_MINE_SUPERSETS_H
#define COBUY_MINE_SUPERSETS_H

#include "base/instructions.h"

#include <stdint.h>

#define supersets_add_narrow FOR_INSTRUCTIONS(supersets_add_narrow)
#define supersets_add_wide FOR_INSTRUCTIONS(supersets_add_wide)
#define supersets_and FOR_INSTRUCTIONS(supersets_and)

/* To each cell all that hold its items are added. */
void supersets_add_narrow(uint16_t *cells, uint32_t n_cells);
void supersets_add_wide(uint32_t *cells, uint32_t n_cells);

/* Of each cell only those bits are kept that all have that hold its items. */
void supersets_and(uint64_t *cells, uint32_t n_cells);

#endif /* COBUY_MINE_SUPERSETS_H */
