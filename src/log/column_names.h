/*
 * column_names.h - what shops call the columns of their logs
 */
#ifndef COBUY_LOG_COLUMN_NAMES_H
#define COBUY_LOG_COLUMN_NAMES_H

#include <cobuy/read.h>

#include <stdbool.h>

/* What a column says of a row.  Those from ROLE_STATUS on are counted (row_facts.h). */
enum column_role {
    ROLE_BASKET,
    ROLE_ITEM,
    ROLE_TIME,
    ROLE_STATUS,
    ROLE_QUANTITY,
    ROLE_PRICE,  /* of one unit */
    ROLE_AMOUNT, /* of all units of the row */
    ROLE_MARGIN, /* of one unit: what of its price is earned */
    ROLE_CUSTOMER,
    ROLE_SEGMENT,
    ROLE_CATEGORY,
    ROLE_NAME,
    ROLE_KIND,      /* whether a row is a product at all */
    ROLE_ITEM_ELSE, /* names the item where the item's own column is blank */
    N_ROLES,
};

/* "basket", "item", ... */
const char *column_role_name(enum column_role role);

/* The column whose name is the most usual for 'role', or 'n' if none is: names are
 * compared without case, blanks, "_" and "-". */
size_t column_names_find(enum column_role role, const cobuy_text *names, size_t n);

/* Whether a name is the same as one in lower case, without fillers. */
bool column_names_equal(cobuy_text name, const char *folded);

/* Whether a column is the number of an invoice, by its name. */
bool column_names_is_invoice(const char *name);

#endif /* COBUY_LOG_COLUMN_NAMES_H */
