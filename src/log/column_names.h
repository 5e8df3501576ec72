/*
 * column_names.h - what shops call the columns of their logs
 */
#ifndef COBUY_LOG_COLUMN_NAMES_H
#define COBUY_LOG_COLUMN_NAMES_H

#include <cobuy/read.h>

enum column_role { ROLE_BASKET, ROLE_ITEM, ROLE_TIME };

/* The column whose name is the most usual for 'role', or 'n' if none is: names are
 * compared without case, blanks, "_" and "-". */
size_t column_names_find(enum column_role role, const cobuy_text *names, size_t n);

#endif /* COBUY_LOG_COLUMN_NAMES_H */
