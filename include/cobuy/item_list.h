/*
 * item_list.h - lists of items and patterns, as options take them
 *
 *     cobuy_item_list_create(context, &list, &error);
 *     cobuy_item_list_add_file(list, "no-products.txt", &error);
 *     options.exclude_items = cobuy_item_list_items(list, &options.n_exclude_items);
 *     ...
 *     cobuy_item_list_free(list);
 */
#ifndef COBUY_ITEM_LIST_H
#define COBUY_ITEM_LIST_H

#include <cobuy/context.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cobuy_item_list cobuy_item_list;

/* An empty list, which the caller frees before the context. */
COBUY_API COBUY_CHECK cobuy_status cobuy_item_list_create(cobuy_context *context,
                                                          cobuy_item_list **out,
                                                          cobuy_error *error);

COBUY_API void cobuy_item_list_free(cobuy_item_list *list); /* accepts NULL */

/* Adds an item or a pattern, of which it takes a copy. */
COBUY_API COBUY_CHECK cobuy_status cobuy_item_list_add(cobuy_item_list *list,
                                                       const char *item,
                                                       cobuy_error *error);

/* Adds those of a file, plain or gzip; "-" is standard input.  Each stands on a line of
 * its own, without the blanks around it.  Blank lines are passed over, and so are lines
 * that begin with "#"; an item that does is written "\#".
 *
 * COBUY_INPUT_UNREADABLE: the file cannot be read, is damaged, or holds a zero byte.
 * Then the list can only be freed. */
COBUY_API COBUY_CHECK cobuy_status cobuy_item_list_add_file(cobuy_item_list *list,
                                                            const char *path,
                                                            cobuy_error *error);

/* The list, valid until it changes; stores how many there are in *n_items. */
COBUY_API const char *const *cobuy_item_list_items(const cobuy_item_list *list,
                                                   size_t *n_items);

/* A file that the list has read. */
typedef struct cobuy_item_file {
    const char *path;
    uint64_t bytes;  /* of the file as it is stored */
    char sha256[65]; /* of these bytes, in hexadecimal */
} cobuy_item_file;

/* The files in the order in which they were added, valid until the list changes. */
COBUY_API const cobuy_item_file *cobuy_item_list_files(const cobuy_item_list *list,
                                                       size_t *n_files);

#ifdef __cplusplus
}
#endif

#endif /* COBUY_ITEM_LIST_H */
