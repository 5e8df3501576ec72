/*
 * test_column_names.c - what shops call the columns of their logs
 */
#include "log/column_names.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { MOST_NAMES = 8 };

/* The place of the column for 'role' among names that are joined with "|". */
static size_t find(enum column_role role, const char *joined)
{
    cobuy_text names[MOST_NAMES];
    size_t n = 0;
    for (const char *at = joined;; at++) {
        size_t length = strcspn(at, "|");
        cr_assert(n < MOST_NAMES);
        names[n++] = (cobuy_text){at, length};
        at += length;
        if (*at == '\0') break;
    }
    return column_names_find(role, names, n);
}

static void expect_both(const char *basket, const char *item)
{
    char joined[256];
    snprintf(joined, sizeof joined, "date|%s|customer|%s|price", basket, item);
    cr_expect_eq(find(ROLE_BASKET, joined), 1, "no basket in %s", joined);
    cr_expect_eq(find(ROLE_ITEM, joined), 3, "no item in %s", joined);
}

Test(column_names, exports_of_known_shops_are_understood)
{
    expect_both("InvoiceNo", "StockCode");      /* UCI Online Retail */
    expect_both("Invoice", "StockCode");        /* UCI Online Retail II */
    expect_both("order_id", "product_id");      /* Instacart, WooCommerce */
    expect_both("amazon-order-id", "sku");      /* Amazon reports */
    expect_both("BASKET_ID", "PRODUCT_ID");     /* dunnhumby */
    expect_both("Transaction", "Item");         /* bakery data sets */
    expect_both("Receipt Number", "Item Name"); /* tills */
    expect_both("Ticket No", "Article Code");
}

Test(column_names, japanese_exports_are_understood)
{
    expect_both("注文番号", "商品番号");
    expect_both("注文ID", "商品ID");
    expect_both("受注番号", "商品コード");
    expect_both("伝票番号", "JAN");
    expect_both("取引ID", "品番");
    expect_both("レシート番号", "商品名");
}

Test(column_names, case_and_fillers_do_not_matter)
{
    static const char *const variants[] = {"orderid",     "OrderID",  "ORDER_ID",
                                           "order-id",    "Order Id", " order  id ",
                                           "o_r-d e_rid", "order\tid"};
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++)
        cr_expect_eq(find(ROLE_BASKET, variants[i]), 0, "'%s'", variants[i]);
}

Test(column_names, a_name_must_match_as_a_whole)
{
    static const char *const strangers[] = {"",           "orderidx", "xorderid",
                                            "order date", "orderi",   "customer id",
                                            "__",         "注文",     "注文番号2"};
    for (size_t i = 0; i < sizeof strangers / sizeof *strangers; i++)
        cr_expect_eq(find(ROLE_BASKET, strangers[i]), 1, "'%s'", strangers[i]);
}

Test(column_names, codes_are_preferred_to_names)
{
    cr_expect_eq(find(ROLE_ITEM, "Description|StockCode"), 1);
    cr_expect_eq(find(ROLE_ITEM, "product name|product id"), 1);
    cr_expect_eq(find(ROLE_ITEM, "商品名|商品コード"), 1);
    cr_expect_eq(find(ROLE_ITEM, "商品名|数量"), 0);
}

Test(column_names, a_purchase_is_preferred_to_what_might_be_one)
{
    cr_expect_eq(find(ROLE_BASKET, "order|invoice no"), 1);
    cr_expect_eq(find(ROLE_BASKET, "cart id|order id"), 1);
}

Test(column_names, of_equal_names_the_first_is_taken)
{
    cr_expect_eq(find(ROLE_ITEM, "qty|SKU|sku"), 1);
}

Test(column_names, there_may_be_none)
{
    cr_expect_eq(find(ROLE_BASKET, "a|b|c"), 3);
    cr_expect_eq(find(ROLE_ITEM, "a|b|c"), 3);
    cr_expect_eq(column_names_find(ROLE_ITEM, NULL, 0), 0);
}

Test(column_names, columns_beside_basket_and_item_are_understood)
{
    static const char retail[] = "InvoiceNo|StockCode|Description|Quantity|InvoiceDate|"
                                 "UnitPrice|CustomerID|Country";
    cr_expect_eq(find(ROLE_NAME, retail), 2);
    cr_expect_eq(find(ROLE_QUANTITY, retail), 3);
    cr_expect_eq(find(ROLE_PRICE, retail), 5);
    cr_expect_eq(find(ROLE_CUSTOMER, retail), 6);
    cr_expect_eq(find(ROLE_SEGMENT, retail), 7);
    static const char order[] =
        "注文番号|ステータス|会員ID|商品コード|商品名|個数|単価";
    cr_expect_eq(find(ROLE_STATUS, order), 1);
    cr_expect_eq(find(ROLE_CUSTOMER, order), 2);
    cr_expect_eq(find(ROLE_NAME, order), 4);
    cr_expect_eq(find(ROLE_QUANTITY, order), 5);
    cr_expect_eq(find(ROLE_PRICE, order), 6);
}
