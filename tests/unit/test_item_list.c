/*
 * test_item_list.c - lists of items come out of files as they stand there
 */
#include "support/faulty.h"
#include "support/workspace.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

TestSuite(item_list, .init = workspace_open, .fini = workspace_close);

static cobuy_item_list *create(void)
{
    cobuy_item_list *list;
    cr_assert_eq(cobuy_item_list_create(workspace.context, &list, &workspace.error),
                 COBUY_OK);
    return list;
}

/* Expects the items, joined by "|". */
static void expect_items(const cobuy_item_list *list, const char *expected)
{
    size_t n;
    const char *const *items = cobuy_item_list_items(list, &n);
    struct bytes joined = {0};
    bytes_append(&joined, "", 0);
    for (size_t i = 0; i < n; i++)
        bytes_print(&joined, "%s%s", i > 0 ? "|" : "", items[i]);
    cr_expect_str_eq(joined.data, expected, "%s, not %s", joined.data, expected);
    bytes_free(&joined);
}

static cobuy_status read_bytes(const char *name, const void *bytes, size_t length,
                               const char *expected)
{
    struct file_path path = workspace_file(name, bytes, length);
    cobuy_item_list *list = create();
    cobuy_status status = cobuy_item_list_add_file(list, path.text, &workspace.error);
    if (status == COBUY_OK) expect_items(list, expected);
    cobuy_item_list_free(list);
    return status;
}

static void expect_read(const char *text, const char *expected)
{
    cr_expect_eq(read_bytes("list", text, strlen(text), expected), COBUY_OK, "%s",
                 workspace.error.message);
}

Test(item_list, has_an_item_a_line)
{
    expect_read("POST\nGIFT *\n", "POST|GIFT *");
    expect_read("POST\r\nDOT\rM", "POST|DOT|M");
    expect_read(" POST \n\tBANK CHARGES\t\n", "POST|BANK CHARGES");
    expect_read("a,b\n@c\n\\#d\n", "a,b|@c|\\#d");
    expect_read("", "");
}

Test(item_list, passes_over_blank_lines_and_remarks)
{
    expect_read("# no products\n\nPOST\n   \n  # more\nDOT # one\n", "POST|DOT # one");
}

Test(item_list, passes_over_a_byte_order_mark)
{
    expect_read("\xEF\xBB\xBFPOST\nDOT\n", "POST|DOT");
}

Test(item_list, may_be_compressed)
{
    struct bytes stored = {0};
    bytes_append_gzip(&stored, "POST\n", 5);
    bytes_append_gzip(&stored, "DOT\n", 4);
    cr_expect_eq(read_bytes("list", stored.data, stored.length, "POST|DOT"), COBUY_OK);
    bytes_free(&stored);
}

Test(item_list, is_longer_than_what_is_read_at_a_time)
{
    enum { ITEMS = 50000 };
    struct bytes text = {0};
    for (int i = 0; i < ITEMS; i++) bytes_print(&text, "item %d\n", i);
    struct file_path path = workspace_file("list", text.data, text.length);
    cobuy_item_list *list = create();
    size_t n;
    cr_assert_eq(cobuy_item_list_add_file(list, path.text, NULL), COBUY_OK);
    const char *const *items = cobuy_item_list_items(list, &n);
    cr_assert_eq(n, ITEMS);
    for (int i = 0; i < ITEMS; i++) {
        char name[32];
        snprintf(name, sizeof name, "item %d", i);
        cr_assert_str_eq(items[i], name);
    }
    cobuy_item_list_free(list);
    bytes_free(&text);
}

Test(item_list, joins_files_and_what_is_added)
{
    struct file_path path = workspace_text("list", "DOT\nM\n");
    cobuy_item_list *list = create();
    cr_expect_eq(cobuy_item_list_add(list, "POST", NULL), COBUY_OK);
    cr_expect_eq(cobuy_item_list_add_file(list, path.text, NULL), COBUY_OK);
    cr_expect_eq(cobuy_item_list_add(list, " D ", NULL), COBUY_OK);
    expect_items(list, "POST|DOT|M| D ");
    cobuy_item_list_free(list);
}

Test(item_list, that_cannot_be_read_is_an_error_with_its_place)
{
    cobuy_item_list *list = create();
    struct file_path path = workspace_path("none");
    cr_expect_eq(cobuy_item_list_add_file(list, path.text, &workspace.error),
                 COBUY_INPUT_UNREADABLE);
    cr_expect(strstr(workspace.error.message, "none"));
    cobuy_item_list_free(list);
    cr_expect_eq(read_bytes("list", "POST\nD\0T\n", 9, ""), COBUY_INPUT_UNREADABLE);
    cr_expect(strstr(workspace.error.message, "list:2: a zero byte"), "%s",
              workspace.error.message);
    struct bytes stored = {0};
    bytes_append_gzip(&stored, "POST\nDOT\n", 9);
    cr_expect_eq(read_bytes("list", stored.data, stored.length - 9, ""),
                 COBUY_INPUT_UNREADABLE);
    cr_expect(strstr(workspace.error.message, "cut off"), "%s",
              workspace.error.message);
    bytes_free(&stored);
}

Test(item_list, survives_every_failed_allocation)
{
    struct faulty faulty;
    faulty_init(&faulty);
    cobuy_context_options options = COBUY_CONTEXT_DEFAULTS;
    options.allocator = faulty_allocator(&faulty);
    cobuy_context *context;
    struct file_path path = workspace_text("list", "POST\nDOT\n");
    cr_assert_eq(cobuy_context_create(&context, &options, NULL), COBUY_OK);
    size_t blocks = atomic_load(&faulty.blocks), n = 0;
    for (bool failed = true; failed; n++) {
        cobuy_item_list *list;
        faulty_arm(&faulty, n, 1);
        cobuy_status status = cobuy_item_list_create(context, &list, &workspace.error);
        if (status == COBUY_OK)
            status = cobuy_item_list_add(list, "M", &workspace.error);
        if (status == COBUY_OK)
            status = cobuy_item_list_add_file(list, path.text, &workspace.error);
        failed = faulty_has_failed(&faulty);
        cr_expect_eq(status, failed ? COBUY_OUT_OF_MEMORY : COBUY_OK, "allocation %zu",
                     n);
        cobuy_item_list_free(list);
        cr_expect_eq(atomic_load(&faulty.blocks), blocks, "allocation %zu", n);
    }
    cr_expect_gt(n, 5);
    faulty_disarm(&faulty);
    cobuy_context_free(context);
}
