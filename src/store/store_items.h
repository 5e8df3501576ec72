/*
 * store_items.h - the names of a store's items, whose ids never change
 */
#ifndef COBUY_STORE_STORE_ITEMS_H
#define COBUY_STORE_STORE_ITEMS_H

#include "store/store_files.h"

/* Reads all names into an empty dictionary; 'find' says whether they are to be found
 * there as well. */
COBUY_CHECK cobuy_status store_items_read(struct dictionary *names, const char *store,
                                          const struct store_head *head, bool find,
                                          cobuy_error *error);

/* Writes the names that the head has no file of, if there are any, and changes the
 * head. Small files go into the new one, so that there are never many. */
COBUY_CHECK cobuy_status store_items_write(const cobuy_context *context,
                                           const char *store, struct store_head *head,
                                           const struct dictionary *names,
                                           cobuy_error *error);

#endif /* COBUY_STORE_STORE_ITEMS_H */
