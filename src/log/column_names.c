/*
 * column_names.c - what shops call the columns of their logs
 *
 * In the order of preference: what names a purchase before what might, codes before
 * names (a name is changed and repeated more often).  Lower case, without blanks, "_"
 * and "-".  Japanese exports have Japanese headers.
 */
#include "log/column_names.h"

#include <string.h>

static const char *const basket_names[] = {
    "invoiceno",
    "invoicenumber",
    "invoiceid",
    "invoice",
    "orderid",
    "orderno",
    "ordernumber",
    "amazonorderid",
    "transactionid",
    "transactionno",
    "transaction",
    "transid",
    "basketid",
    "basket",
    "receiptid",
    "receiptno",
    "receiptnumber",
    "receipt",
    "ticketid",
    "ticketno",
    "ticket",
    "cartid",
    "saleid",
    "salesid",
    "billno",
    "billid",
    "checkid",
    "order",
    "order#",
    "注文番号",
    "注文id",
    "受注番号",
    "伝票番号",
    "取引id",
    "売上id",
    "レシート番号",
    NULL,
};

static const char *const item_names[] = {
    "stockcode",
    "sku",
    "lineitemsku",
    "itemcode",
    "productcode",
    "articlecode",
    "articleno",
    "itemid",
    "productid",
    "itemno",
    "productno",
    "itemnumber",
    "productnumber",
    "articlenumber",
    "upc",
    "ean",
    "gtin",
    "barcode",
    "asin",
    "jancode",
    "jan",
    "janコード",
    "商品コード",
    "商品番号",
    "商品id",
    "購入商品商品id",
    "品番",
    "item",
    "product",
    "itemname",
    "productname",
    "article",
    "lineitemname",
    "description",
    "itemdescription",
    "商品名",
    "品名",
    NULL,
};

static const char *const time_names[] = {
    "invoicedate",
    "invoicedatetime",
    "orderdatetime",
    "ordertimestamp",
    "orderpurchasetimestamp",
    "orderedat",
    "orderdate",
    "ordertime",
    "purchasedate",
    "purchasedatetime",
    "purchasetime",
    "transactiondatetime",
    "transactiontimestamp",
    "transactiondate",
    "transdate",
    "saledate",
    "salesdate",
    "createdat",
    "datetime",
    "timestamp",
    "date",
    "time",
    "day",
    "注文日時",
    "受注日時",
    "取引日時",
    "購入日時",
    "注文日",
    "受注日",
    "取引日",
    "購入日",
    "日時",
    "日付",
    NULL,
};

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '\t';
}

static bool is_same_name(cobuy_text name, const char *usual)
{
    for (size_t i = 0; i < name.length; i++) {
        if (is_filler(name.bytes[i])) continue;
        if (*usual == '\0' || fold(name.bytes[i]) != *usual) return false;
        usual++;
    }
    return *usual == '\0';
}

size_t column_names_find(enum column_role role, const cobuy_text *names, size_t n)
{
    const char *const *usual = role == ROLE_BASKET ? basket_names
                               : role == ROLE_ITEM ? item_names
                                                   : time_names;
    for (; *usual; usual++)
        for (size_t column = 0; column < n; column++)
            if (is_same_name(names[column], *usual)) return column;
    return n;
}
