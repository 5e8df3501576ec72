/*
 * platforms.c - the exports of known shop systems, told by their headers
 *
 * Names of columns are lower case, without blanks, "_" and "-", as in column_names.c. A
 * header may have more columns than are named here, in any order; the first platform
 * whose signature it has is taken, so that those which hold more come first.
 */
#include "log/platforms.h"

#include <string.h>

static const struct platform PLATFORMS[] = {
    {.name = "EC-CUBE 4 orders",
     .signature = {"明細区分(id)", "商品名"},
     .columns = {{ROLE_BASKET, {"注文番号", "注文id"}},
                 {ROLE_ITEM, {"商品コード", "商品id", "商品名"}},
                 {ROLE_ITEM_ELSE, {"商品id", "商品名"}},
                 {ROLE_TIME, {"受注日"}},
                 {ROLE_STATUS, {"対応状況(id)", "対応状況(名称)"}},
                 {ROLE_KIND, {"明細区分(id)"}},
                 {ROLE_QUANTITY, {"個数"}},
                 {ROLE_PRICE, {"価格"}},
                 {ROLE_CUSTOMER, {"会員id"}},
                 {ROLE_NAME, {"商品名"}},
                 {ROLE_SEGMENT, {"都道府県(名称)"}}},
     .kinds = {"1"},
     .cancelled = {"3", "7", "8", "9", "決済処理中", "購入処理中"}},
    {.name = "EC-CUBE 4 orders",
     .signature = {"明細区分(名称)", "商品名"},
     .columns = {{ROLE_BASKET, {"注文番号", "注文id"}},
                 {ROLE_ITEM, {"商品コード", "商品id", "商品名"}},
                 {ROLE_ITEM_ELSE, {"商品id", "商品名"}},
                 {ROLE_TIME, {"受注日"}},
                 {ROLE_STATUS, {"対応状況(id)", "対応状況(名称)"}},
                 {ROLE_KIND, {"明細区分(名称)"}},
                 {ROLE_QUANTITY, {"個数"}},
                 {ROLE_PRICE, {"価格"}},
                 {ROLE_CUSTOMER, {"会員id"}},
                 {ROLE_NAME, {"商品名"}}},
     .kinds = {"商品"},
     .cancelled = {"3", "7", "8", "9", "決済処理中", "購入処理中"}},
    {.name = "Shopify orders",
     .signature = {"name", "lineitemname", "lineitemquantity", "financialstatus"},
     .columns = {{ROLE_BASKET, {"name"}},
                 {ROLE_ITEM, {"lineitemsku"}},
                 {ROLE_ITEM_ELSE, {"lineitemname"}},
                 {ROLE_TIME, {"createdat", "paidat"}},
                 {ROLE_STATUS, {"cancelledat"}},
                 {ROLE_STATUS, {"financialstatus"}},
                 {ROLE_QUANTITY, {"lineitemquantity"}},
                 {ROLE_PRICE, {"lineitemprice"}},
                 {ROLE_CUSTOMER, {"email"}},
                 {ROLE_NAME, {"lineitemname"}},
                 {ROLE_CATEGORY, {"vendor"}},
                 {ROLE_SEGMENT, {"source", "location"}}},
     .cancels_baskets = true},
    {.name = "Squarespace orders",
     .signature = {"orderid", "lineitemname", "lineitemquantity", "financialstatus"},
     .columns = {{ROLE_BASKET, {"orderid"}},
                 {ROLE_ITEM, {"lineitemsku"}},
                 {ROLE_ITEM_ELSE, {"lineitemname"}},
                 {ROLE_TIME, {"createdat", "paidat"}},
                 {ROLE_STATUS, {"cancelledat"}},
                 {ROLE_STATUS, {"financialstatus"}},
                 {ROLE_QUANTITY, {"lineitemquantity"}},
                 {ROLE_PRICE, {"lineitemprice"}},
                 {ROLE_CUSTOMER, {"email"}},
                 {ROLE_NAME, {"lineitemname"}}},
     .cancels_baskets = true},
    {.name = "WooCommerce orders",
     .signature = {"order#", "product(s)", "itemssold"},
     .columns = {{ROLE_BASKET, {"order#"}},
                 {ROLE_ITEM, {"product(s)"}},
                 {ROLE_TIME, {"date"}},
                 {ROLE_STATUS, {"status"}},
                 {ROLE_CUSTOMER, {"customer"}},
                 {ROLE_SEGMENT, {"customertype"}}},
     .packing = PACKING_COUNTS},
    {.name = "Rakuten orders",
     .signature = {"商品管理番号", "個数", "注文番号"},
     .columns = {{ROLE_BASKET, {"注文番号"}},
                 {ROLE_ITEM, {"商品管理番号"}},
                 {ROLE_ITEM_ELSE, {"商品番号", "商品id"}},
                 {ROLE_TIME, {"注文日時", "注文日"}},
                 {ROLE_STATUS, {"ステータス"}},
                 {ROLE_QUANTITY, {"個数"}},
                 {ROLE_PRICE, {"単価"}},
                 {ROLE_CUSTOMER, {"注文者メールアドレス"}},
                 {ROLE_NAME, {"商品名"}}},
     .cancelled = {"800", "900"}},
    {.name = "Rakuten orders of before 2018",
     .signature = {"受注番号", "受注ステータス", "個数"},
     .columns = {{ROLE_BASKET, {"受注番号"}},
                 {ROLE_ITEM, {"商品管理番号", "商品番号", "商品id"}},
                 {ROLE_TIME, {"注文日時", "注文日"}},
                 {ROLE_STATUS, {"受注ステータス"}},
                 {ROLE_QUANTITY, {"個数"}},
                 {ROLE_PRICE, {"単価"}},
                 {ROLE_NAME, {"商品名"}}}},
    {.name = "Yahoo! Shopping orders, items packed",
     .signature = {"orderid", "itemid", "quantitydetail"},
     .columns = {{ROLE_BASKET, {"orderid"}},
                 {ROLE_ITEM, {"itemid"}},
                 {ROLE_TIME, {"ordertime"}},
                 {ROLE_STATUS, {"orderstatus"}}},
     .cancelled = {"4"},
     .packing = PACKING_QUERY},
    {.name = "Yahoo! Shopping items",
     .signature = {"orderid", "lineid", "itemid"},
     .columns = {{ROLE_BASKET, {"orderid"}},
                 {ROLE_ITEM, {"itemid"}},
                 {ROLE_TIME, {"ordertime"}},
                 {ROLE_STATUS, {"orderstatus"}},
                 {ROLE_QUANTITY, {"quantity"}},
                 {ROLE_PRICE, {"unitprice"}},
                 {ROLE_NAME, {"title"}}},
     .cancelled = {"4"}},
    {.name = "BASE orders",
     .signature = {"注文id", "商品id", "種類id", "発送状況"},
     .columns = {{ROLE_BASKET, {"注文id"}},
                 {ROLE_ITEM, {"商品id"}},
                 {ROLE_TIME, {"注文日時"}},
                 {ROLE_STATUS, {"発送状況"}},
                 {ROLE_QUANTITY, {"数量"}},
                 {ROLE_PRICE, {"価格"}},
                 {ROLE_CUSTOMER, {"メールアドレス(請求先)"}},
                 {ROLE_NAME, {"商品名"}},
                 {ROLE_SEGMENT, {"都道府県(請求先)"}}}},
    {.name = "Color Me Shop orders",
     .signature = {"売上id", "購入商品商品id"},
     .columns = {{ROLE_BASKET, {"売上id"}},
                 {ROLE_ITEM, {"購入商品型番"}},
                 {ROLE_ITEM_ELSE, {"購入商品商品id"}},
                 {ROLE_TIME, {"受注日"}},
                 {ROLE_STATUS, {"入金状態"}},
                 {ROLE_STATUS, {"発送状態"}},
                 {ROLE_QUANTITY, {"購入商品販売個数"}},
                 {ROLE_PRICE, {"購入商品販売価格(消費税込)"}},
                 {ROLE_AMOUNT, {"購入商品小計"}},
                 {ROLE_CUSTOMER, {"購入者顧客id"}},
                 {ROLE_NAME, {"購入商品商品名"}}}},
    {.name = "Smaregi transaction lines",
     .signature = {"取引明細id", "取引id"},
     .columns = {{ROLE_BASKET, {"取引id"}},
                 {ROLE_ITEM, {"商品コード", "商品id", "商品名"}},
                 {ROLE_ITEM_ELSE, {"商品id", "商品名"}},
                 {ROLE_TIME, {"端末取引日時", "取引日時"}},
                 {ROLE_STATUS, {"取消区分"}},
                 {ROLE_STATUS, {"取引明細区分"}},
                 {ROLE_KIND, {"取引区分"}},
                 {ROLE_QUANTITY, {"数量"}},
                 {ROLE_PRICE, {"販売単価"}},
                 {ROLE_CUSTOMER, {"会員id"}},
                 {ROLE_NAME, {"商品名"}}},
     .kinds = {"1", "通常"},
     .cancelled = {"2"}},
    {.name = "Square items",
     .signature = {"item", "qty", "pricepointname", "transactionid"},
     .columns = {{ROLE_BASKET, {"transactionid"}},
                 {ROLE_ITEM, {"sku"}},
                 {ROLE_ITEM_ELSE, {"item"}},
                 {ROLE_TIME, {"date"}},
                 {ROLE_STATUS, {"eventtype"}},
                 {ROLE_QUANTITY, {"qty"}},
                 {ROLE_AMOUNT, {"grosssales"}},
                 {ROLE_CUSTOMER, {"customerid"}},
                 {ROLE_CATEGORY, {"category"}},
                 {ROLE_NAME, {"item"}},
                 {ROLE_SEGMENT, {"location"}}}},
    {.name = "Square items of before 2016",
     .signature = {"item", "quantity", "pricepointname", "paymentid"},
     .columns = {{ROLE_BASKET, {"paymentid"}},
                 {ROLE_ITEM, {"sku"}},
                 {ROLE_ITEM_ELSE, {"item"}},
                 {ROLE_TIME, {"date"}},
                 {ROLE_QUANTITY, {"quantity"}},
                 {ROLE_AMOUNT, {"grosssales"}},
                 {ROLE_CATEGORY, {"category"}},
                 {ROLE_NAME, {"item"}}}},
    {.name = "Amazon orders",
     .signature = {"amazonorderid", "sku", "orderstatus"},
     .columns = {{ROLE_BASKET, {"amazonorderid"}},
                 {ROLE_ITEM, {"sku"}},
                 {ROLE_ITEM_ELSE, {"asin"}},
                 {ROLE_TIME, {"purchasedate"}},
                 {ROLE_STATUS, {"orderstatus"}},
                 {ROLE_STATUS, {"itemstatus"}},
                 {ROLE_QUANTITY, {"quantity"}},
                 {ROLE_AMOUNT, {"itemprice"}},
                 {ROLE_NAME, {"productname"}},
                 {ROLE_SEGMENT, {"saleschannel"}}}},
    {.name = "Amazon new orders",
     .signature = {"orderid", "orderitemid", "sku", "quantitypurchased"},
     .columns = {{ROLE_BASKET, {"orderid"}},
                 {ROLE_ITEM, {"sku"}},
                 {ROLE_TIME, {"purchasedate"}},
                 {ROLE_QUANTITY, {"quantitypurchased"}},
                 {ROLE_CUSTOMER, {"buyeremail"}},
                 {ROLE_NAME, {"productname"}}}},
    {.name = "Magento orders",
     .refusal = "a row is an order, without its products; export the order items "
                "(sales_order_item with order_id and sku) instead",
     .signature = {"id", "purchasepoint", "purchasedate", "status"}},
    {.name = "Smaregi transactions",
     .refusal = "a row is a transaction, without its products; export the transaction "
                "lines (取引明細) instead",
     .signature = {"取引id", "取引区分", "取消区分"}},
    {.name = "EC-CUBE 2 orders",
     .refusal = "a row is an order, without its products; add the columns of order "
                "details to the export, or export dtb_order_detail, instead",
     .signature = {"注文番号", "会員id", "対応状況", "注文日時"}},
};

/* Whether a header calls a column so, as column_names.c compares names. */
static size_t find_name(const char *name, const cobuy_text *header, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (column_names_equal(header[i], name)) return i;
    return n;
}

static bool has_signature(const struct platform *platform, const cobuy_text *header,
                          size_t n)
{
    size_t n_names = sizeof platform->signature / sizeof *platform->signature;
    for (size_t i = 0; i < n_names && platform->signature[i]; i++)
        if (find_name(platform->signature[i], header, n) == n) return false;
    return true;
}

/* What is refused for having no products may have got a column of them. */
static bool holds_products(const cobuy_text *header, size_t n)
{
    return column_names_find(ROLE_ITEM, header, n) < n;
}

const struct platform *platforms_find(const cobuy_text *header, size_t n)
{
    for (size_t i = 0; i < sizeof PLATFORMS / sizeof *PLATFORMS; i++) {
        const struct platform *platform = &PLATFORMS[i];
        if (!has_signature(platform, header, n)) continue;
        return platform->refusal && holds_products(header, n) ? NULL : platform;
    }
    return NULL;
}

size_t platforms_place(const struct platform_column *column, const cobuy_text *header,
                       size_t n)
{
    for (size_t i = 0; i < PLATFORM_NAMES && column->names[i]; i++) {
        size_t place = find_name(column->names[i], header, n);
        if (place < n) return place;
    }
    return n;
}

bool platforms_hold(const char *const words[PLATFORM_WORDS], cobuy_text cell)
{
    for (size_t i = 0; i < PLATFORM_WORDS && words[i]; i++)
        if (strlen(words[i]) == cell.length &&
            memcmp(words[i], cell.bytes, cell.length) == 0)
            return true;
    return false;
}

/* -------------------------------------------------------------------------- unpacking
 */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t count_digits(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && is_digit(text[n])) n++;
    return n;
}

/* The bytes of "L1=" that a text begins with, or 0. */
static size_t label_length(cobuy_text text)
{
    if (text.length < 3 || text.bytes[0] != 'L') return 0;
    size_t end = 1 + count_digits(text.bytes + 1, text.length - 1);
    return end > 1 && end < text.length && text.bytes[end] == '=' ? end + 1 : 0;
}

/* The bytes of "2× " that a text begins with, or 0. */
static size_t count_length(cobuy_text text)
{
    static const char times[] = "× ";
    size_t digits = count_digits(text.bytes, text.length), most = strlen(times);
    if (digits == 0 || text.length - digits < most) return 0;
    return memcmp(text.bytes + digits, times, most) == 0 ? digits + most : 0;
}

static cobuy_text skip(cobuy_text text, size_t length)
{
    return (cobuy_text){text.bytes + length, text.length - length};
}

/* Where the item ends that a text begins with: a name may hold commas, but hardly one
 * with a count behind it. */
static size_t item_length(enum item_packing packing, cobuy_text text)
{
    for (size_t i = 0; i < text.length; i++) {
        if (packing == PACKING_QUERY && text.bytes[i] == '&') return i;
        if (packing == PACKING_COUNTS && i + 2 < text.length && text.bytes[i] == ',' &&
            text.bytes[i + 1] == ' ' && count_length(skip(text, i + 2)) > 0)
            return i;
    }
    return text.length;
}

bool platforms_unpack(enum item_packing packing, cobuy_text *cell, cobuy_text *item)
{
    while (cell->length > 0) {
        cobuy_text text = *cell;
        text = skip(text,
                    packing == PACKING_QUERY ? label_length(text) : count_length(text));
        *item = (cobuy_text){text.bytes, item_length(packing, text)};
        size_t behind = packing == PACKING_QUERY ? 1 : 2;
        bool last = item->length == text.length;
        *cell = skip(text, last ? text.length : item->length + behind);
        if (item->length > 0) return true;
    }
    return false;
}
