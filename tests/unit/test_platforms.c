/*
 * test_platforms.c - the exports of known shop systems
 *
 * Headers are those that the systems write, as far as they matter.
 */
#include "support/basket_text.h"
#include "support/workspace.h"

#include "log/platforms.h"

#include <cobuy/read.h>

#include <criterion/criterion.h>
#include <string.h>

TestSuite(platforms, .init = workspace_open, .fini = workspace_close);

static const cobuy_read_options usual = COBUY_READ_DEFAULTS;

static cobuy_status read_text(const char *text, cobuy_baskets **baskets)
{
    struct file_path file = workspace_text("export.csv", text);
    const char *const paths[] = {file.text};
    return cobuy_read(workspace.context, baskets, paths, 1, &usual, &workspace.error);
}

/* Reads an export, and expects the platform and the baskets. */
static void expect_export(const char *platform, const char *text, const char *expected)
{
    cobuy_baskets *baskets;
    struct bytes found = {0};
    cr_assert_eq(read_text(text, &baskets), COBUY_OK, "%s", workspace.error.message);
    const char *name = cobuy_baskets_report(baskets)->platform;
    cr_expect(name && strcmp(name, platform) == 0, "%s is not %s", name, platform);
    baskets_print(&found, baskets);
    cr_expect_str_eq(found.data, expected, "%s: %s\nnot %s", platform, found.data,
                     expected);
    bytes_free(&found);
    cobuy_baskets_free(baskets);
}

static void expect_refusal(const char *text, const char *reason)
{
    cobuy_baskets *baskets;
    cr_assert_eq(read_text(text, &baskets), COBUY_INVALID_ARGUMENT);
    cr_expect(strstr(workspace.error.message, reason), "%s", workspace.error.message);
}

Test(platforms, of_ec_cube_4_only_rows_of_products_are_taken)
{
    expect_export(
        "EC-CUBE 4 orders",
        "注文ID,注文番号,会員ID,送料,対応状況(ID),対応状況(名称),受注日,商品ID,"
        "商品名,商品コード,価格,個数,明細区分(ID),明細区分(名称),送料\n"
        "1,A1,5,500,1,新規受付,2024-05-06 08:00:00,10,お茶,tea-1,300.00,2,1,商品,\n"
        "1,A1,5,500,1,新規受付,2024-05-06 08:00:00,11,牛乳,,200.00,1,1,商品,\n"
        "1,A1,5,500,1,新規受付,2024-05-06 08:00:00,,送料,,500.00,1,2,送料,\n"
        "2,A2,,500,3,注文取消し,2024-05-07 08:00:00,10,お茶,tea-1,300.00,2,1,商品,\n"
        "3,A3,,500,5,発送済み,2024-05-07 08:00:00,10,お茶,tea-1,300.00,1,1,商品,\n",
        "[11|tea-1][tea-1]");
}

Test(platforms, of_shopify_a_first_row_cancels_all_of_its_order)
{
    expect_export("Shopify orders",
                  "Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem "
                  "name,Lineitem price,Lineitem sku,Cancelled at\n"
                  "#1,a@x,paid,2024-05-06,1,Tea,2.50,T1,\n"
                  "#1,a@x,,2024-05-06,2,Milk,1.20,,\n"
                  "#2,b@x,voided,2024-05-07,1,Tea,2.50,T1,2024-05-08\n"
                  "#2,b@x,,2024-05-07,2,Milk,1.20,,\n"
                  "#3,b@x,refunded,2024-05-07,1,Tea,2.50,T1,\n"
                  "#4,c@x,paid,2024-05-07,2,Milk,1.20,,\n",
                  "[Milk|T1][Milk]");
}

Test(platforms, items_that_yahoo_packs_into_a_cell_are_unpacked)
{
    expect_export("Yahoo! Shopping orders, items packed",
                  "OrderId,ItemId,SubCode,QuantityDetail,OrderStatus\n"
                  "1,L1=bara60&L2=bara80,L1=&L2=x,L1=1&L2=2,5\n"
                  "2,bara60,,1,5\n"
                  "3,L1=bara60&L2=bara80,,L1=1&L2=2,4\n",
                  "[bara60|bara80][bara60]");
}

Test(platforms, items_that_woocommerce_packs_may_hold_commas)
{
    expect_export("WooCommerce orders",
                  "Date,Order #,Status,Customer,Product(s),Items sold\n"
                  "2024-05-06,7,completed,Ann,\"2× Mug, 1× Tea, green\",3\n"
                  "2024-05-07,8,refunded,Bob,1× Mug,1\n"
                  "2024-05-07,9,completed,Bob,1× Mug,1\n",
                  "[Mug|Tea, green][Mug]");
}

Test(platforms, of_rakuten_an_item_is_its_management_number)
{
    expect_export(
        "Rakuten orders",
        "注文番号,ステータス,注文日時,注文者メールアドレス,商品ID,商品名,商品番号,"
        "商品管理番号,単価,個数\n"
        "1,500,2024/05/06 08:00,a@x,9,お茶,t-1,tea,300,1\n"
        "1,500,2024/05/06 08:00,a@x,8,牛乳,m-1,milk,200,1\n"
        "2,900,2024/05/06 09:00,a@x,9,お茶,t-1,tea,300,1\n",
        "[milk|tea]");
}

Test(platforms, of_base_a_row_of_an_option_has_no_item)
{
    expect_export(
        "BASE orders",
        "注文ID,注文日時,メールアドレス(請求先),商品名,価格,数量,発送状況,商品ID,"
        "種類ID\n"
        "1,2024-05-06 08:00,a@x,お茶,300,1,発送済み,10,1\n"
        "1,2024-05-06 08:00,a@x,商品オプション「袋」,0,1,発送済み,,\n"
        "1,2024-05-06 08:00,a@x,牛乳,300,1,発送済み,11,1\n"
        "2,2024-05-06 08:00,a@x,お茶,300,1,キャンセル,10,1\n",
        "[10|11]");
}

Test(platforms, of_color_me_shop_two_columns_may_cancel)
{
    expect_export(
        "Color Me Shop orders",
        "売上ID,受注日,購入者 顧客ID,入金状態,発送状態,購入商品 商品ID,購入商品 型番,"
        "購入商品 商品名,購入商品 販売価格(消費税込),購入商品 販売個数\n"
        "1,2024-05-06,c1,入金済,発送済,10,t1,お茶,\"1,080円\",1\n"
        "1,2024-05-06,c1,入金済,発送済,11,,牛乳,200,1\n"
        "2,2024-05-06,c1,全額返金済,発送済,10,t1,お茶,300,1\n"
        "3,2024-05-06,c1,入金済,キャンセル,10,t1,お茶,300,1\n",
        "[11|t1]");
}

Test(platforms, of_smaregi_returned_lines_and_cancelled_transactions_are_left_out)
{
    expect_export(
        "Smaregi transaction lines",
        "取引ID,取引明細ID,取引日時,取引区分,取消区分,取引明細区分,商品コード,商品名,"
        "数量,販売単価,会員ID\n"
        "1,1,2024-05-06 08:00,1,0,1,t1,お茶,1,300,7\n"
        "1,2,2024-05-06 08:00,1,0,2,m1,牛乳,1,200,7\n"
        "1,3,2024-05-06 08:00,1,0,1,b1,パン,1,200,7\n"
        "2,1,2024-05-06 08:00,1,1,1,t1,お茶,1,300,7\n"
        "3,1,2024-05-06 08:00,6,0,1,t1,お茶,1,300,7\n",
        "[b1|t1]");
}

Test(platforms, of_square_an_item_without_a_code_goes_by_its_name)
{
    expect_export("Square items",
                  "Date,Time,Category,Item,Qty,Price Point Name,SKU,Gross "
                  "Sales,Transaction ID,Event Type,Customer ID\n"
                  "05/06/24,08:00:00,Drinks,Tea,1.0,Regular,,$8.00,x1,Payment,c\n"
                  "05/06/24,08:00:00,Drinks,Milk,2.0,Regular,M1,$3.00,x1,Payment,c\n"
                  "05/06/24,09:00:00,Drinks,Tea,-1.0,Regular,,-$8.00,x2,Refund,c\n",
                  "[M1|Tea]");
}

Test(platforms, of_amazon_cancelled_orders_are_left_out)
{
    expect_export(
        "Amazon orders",
        "amazon-order-id\tpurchase-date\torder-status\tproduct-name\tsku\tasin\t"
        "item-status\tquantity\titem-price\n"
        "1\t2024-05-06T08:00:00+00:00\tShipped\tTea\tT1\tB1\tShipped\t1\t8.00\n"
        "1\t2024-05-06T08:00:00+00:00\tShipped\tMilk\tM1\tB2\tShipped\t1\t8.00\n"
        "2\t2024-05-06T08:00:00+00:00\tCancelled\tTea\tT1\tB1\t\t0\t\n",
        "[M1|T1]");
}

Test(platforms, exports_without_products_are_refused_with_what_to_export)
{
    expect_refusal("ID,Purchase Point,Purchase Date,Bill-to Name,Status\n1,a,b,c,d\n",
                   "export the order items");
    expect_refusal("取引ID,取引日時,取引区分,取消区分,合計\n1,a,1,0,100\n", "取引明細");
    expect_refusal("注文番号,会員ID,対応状況,注文日時,合計\n1,a,1,0,100\n",
                   "without its products");
}

Test(platforms, other_logs_are_of_no_platform)
{
    cobuy_baskets *baskets;
    cr_assert_eq(read_text("order_id,sku,name\n1,a,b\n", &baskets), COBUY_OK);
    cr_expect_null(cobuy_baskets_report(baskets)->platform);
    cobuy_baskets_free(baskets);
}

Test(platforms, cells_of_several_items_are_unpacked)
{
    static const struct {
        enum item_packing packing;
        const char *cell, *expected;
    } cases[] = {{PACKING_QUERY, "a", "a|"},
                 {PACKING_QUERY, "L1=a&L2=b", "a|b|"},
                 {PACKING_QUERY, "L1=&L2=b&", "b|"},
                 {PACKING_QUERY, "La=b&L=c&L12", "La=b|L=c|L12|"},
                 {PACKING_QUERY, "&&", ""},
                 {PACKING_COUNTS, "2× a, 13× b", "a|b|"},
                 {PACKING_COUNTS, "2× a, b, 1× c", "a, b|c|"},
                 {PACKING_COUNTS, "a, b", "a, b|"},
                 {PACKING_COUNTS, "2× ", ""}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cobuy_text cell = {cases[i].cell, strlen(cases[i].cell)}, item;
        struct bytes found = {0};
        bytes_append(&found, "", 0);
        while (platforms_unpack(cases[i].packing, &cell, &item))
            bytes_print(&found, "%.*s|", (int)item.length, item.bytes);
        cr_expect_str_eq(found.data, cases[i].expected);
        bytes_free(&found);
    }
}
