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

static const char *const status_names[] = {
    "orderstatus",    "itemstatus",  "transactionstatus", "financialstatus",
    "status",         "iscancelled", "iscanceled",        "cancelled",
    "canceled",       "cancelledat", "canceledat",        "注文ステータス",
    "受注ステータス", "ステータス",  "対応状況(名称)",    "対応状況",
    "処理状況",       "発送状況",    "取消区分",          NULL,
};

static const char *const quantity_names[] = {
    "quantity",
    "qty",
    "lineitemquantity",
    "quantitypurchased",
    "quantityordered",
    "orderquantity",
    "itemquantity",
    "units",
    "unitssold",
    "数量",
    "個数",
    "購入数",
    "販売個数",
    "購入商品販売個数",
    "注文数",
    NULL,
};

static const char *const price_names[] = {
    "unitprice",
    "price",
    "lineitemprice",
    "itemprice",
    "priceeach",
    "sellingprice",
    "saleprice",
    "salesprice",
    "単価",
    "販売単価",
    "商品単価",
    "価格",
    "販売価格",
    "購入商品販売価格(消費税込)",
    NULL,
};

static const char *const amount_names[] = {
    "amount",      "linetotal",     "lineamount", "linevalue",    "salesvalue",
    "salesamount", "extendedprice", "totalprice", "revenue",      "grosssales",
    "netsales",    "sales",         "金額",       "購入商品小計", NULL,
};

static const char *const margin_names[] = {
    "unitmargin", "margin", "grossmargin", "unitprofit", "profit", "grossprofit",
    "粗利",       "粗利額", "粗利益",      "利益",       NULL,
};

static const char *const customer_names[] = {
    "customerid",
    "customerno",
    "customernumber",
    "customercode",
    "customer",
    "clientid",
    "memberid",
    "memberno",
    "membernumber",
    "householdid",
    "householdkey",
    "household",
    "userid",
    "buyerid",
    "shopperid",
    "loyaltyid",
    "cardno",
    "cardnumber",
    "customeremail",
    "buyeremail",
    "email",
    "会員id",
    "会員番号",
    "顧客id",
    "顧客コード",
    "顧客番号",
    "購入者顧客id",
    "注文者メールアドレス",
    "メールアドレス(請求先)",
    "メールアドレス",
    NULL,
};

static const char *const segment_names[] = {
    "segment", "customersegment", "customertype", "country",  "region", "channel",
    "storeid", "store",           "shop",         "location", "店舗名", "店舗",
    NULL,
};

static const char *const category_names[] = {
    "category", "productcategory", "itemcategory", "categoryname", "department",
    "カテゴリ", "カテゴリー",      "商品カテゴリ", "部門",         NULL,
};

static const char *const name_names[] = {
    "itemname",
    "productname",
    "articlename",
    "lineitemname",
    "description",
    "itemdescription",
    "productdescription",
    "producttitle",
    "title",
    "name",
    "商品名",
    "購入商品商品名",
    "品名",
    NULL,
};

static const char *const no_names[] = {NULL};

/* By role. */
static const struct {
    const char *name;
    const char *const *usual;
} ROLES[N_ROLES] = {
    [ROLE_BASKET] = {"basket", basket_names},
    [ROLE_ITEM] = {"item", item_names},
    [ROLE_TIME] = {"time", time_names},
    [ROLE_STATUS] = {"status", status_names},
    [ROLE_QUANTITY] = {"quantity", quantity_names},
    [ROLE_PRICE] = {"price", price_names},
    [ROLE_AMOUNT] = {"amount", amount_names},
    [ROLE_MARGIN] = {"margin", margin_names},
    [ROLE_CUSTOMER] = {"customer", customer_names},
    [ROLE_SEGMENT] = {"segment", segment_names},
    [ROLE_CATEGORY] = {"category", category_names},
    [ROLE_NAME] = {"name", name_names},
    [ROLE_KIND] = {"kind", no_names},
    [ROLE_ITEM_ELSE] = {"item where that is blank", no_names},
};

const char *column_role_name(enum column_role role)
{
    return ROLES[role].name;
}

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_filler(char c)
{
    return c == ' ' || c == '_' || c == '-' || c == '\t';
}

bool column_names_equal(cobuy_text name, const char *folded)
{
    for (size_t i = 0; i < name.length; i++) {
        if (is_filler(name.bytes[i])) continue;
        if (*folded == '\0' || fold(name.bytes[i]) != *folded) return false;
        folded++;
    }
    return *folded == '\0';
}

size_t column_names_find(enum column_role role, const cobuy_text *names, size_t n)
{
    for (const char *const *usual = ROLES[role].usual; *usual; usual++)
        for (size_t column = 0; column < n; column++)
            if (column_names_equal(names[column], *usual)) return column;
    return n;
}

bool column_names_is_invoice(const char *name)
{
    const cobuy_text text = {name, strlen(name)};
    return column_names_equal(text, "invoiceno") ||
           column_names_equal(text, "invoicenumber") ||
           column_names_equal(text, "invoiceid") || column_names_equal(text, "invoice");
}
