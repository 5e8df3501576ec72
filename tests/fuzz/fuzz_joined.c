/*
 * fuzz_joined.c - any file is joined or refused, and alike in blocks of any size
 *
 * The first byte of an input says as what it is joined, the second the size of the
 * blocks that it is read in; the rest is the file.
 */
#include "base/context.h"
#include "basket/baskets.h"
#include "support/basket_text.h"
#include "fuzz_target.h"

#include <cobuy/read.h>

#include <string.h>

enum { CHOICES = 2 }; /* bytes in front of the file */

static const char rows[] = "order_id,sku,customer_id,quantity\n"
                           "1,tea,c1,1\n1,milk,c1,2\n2,tea,c2,1\n2,,c2,1\n"
                           "3,\"beer\",,1\n1,beer,c1,1\na,milk,c,-1\n";

/* What a reading gives; its first byte is '!' if it fails. */
static struct bytes read_joined(const struct folder *folder,
                                const cobuy_read_options *options, size_t block_bytes)
{
    cobuy_context *context;
    cobuy_baskets *baskets;
    cobuy_error error = {0};
    struct bytes text = {0};
    struct file_path log = folder_path(folder, "log");
    const char *path = log.text, *reason = "";
    require(cobuy_context_create(&context, NULL, NULL) == COBUY_OK, "no context");
    if (block_bytes > 0) context->block_bytes = block_bytes;
    if (cobuy_read(context, &baskets, &path, 1, options, &error) == COBUY_OK) {
        const cobuy_read_report *report = cobuy_baskets_report(baskets);
        const cobuy_joined *joined = report->joined;
        require(baskets_validate(baskets, &reason), reason);
        require(report->n_joined == 1, "the file is not told of");
        require(joined->keys + joined->blank_keys + joined->changed_rows <=
                    joined->file.rows,
                "more keys than rows");
        require(joined->unused_keys <= joined->keys, "more keys unused than there are");
        baskets_print(&text, baskets);
        bytes_print(&text, " %llu %llu %llu", (unsigned long long)joined->keys,
                    (unsigned long long)joined->unused_keys,
                    (unsigned long long)joined->missing_rows);
    } else {
        bytes_print(&text, "!%s", error.message);
    }
    cobuy_baskets_free(baskets);
    require(cobuy_context_usage(context).live_bytes == 0, "memory is still allocated");
    cobuy_context_free(context);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < CHOICES) return 0;
    struct folder folder;
    folder_open(&folder);
    struct file_path file = folder_path(&folder, "file");
    cobuy_read_options options = COBUY_READ_DEFAULTS;
    options.max_bad_share = 1;
    options.describe = data[0] & 4;
    options.keep_blanks = data[0] & 8;
    if ((data[0] & 3) == 1)
        options.catalog = file.text;
    else if ((data[0] & 3) == 2)
        options.customers = file.text;
    else
        options.orders = file.text;
    file_write(folder_path(&folder, "log").text, rows, sizeof rows - 1);
    file_write(file.text, data + CHOICES, size - CHOICES);
    struct bytes whole = read_joined(&folder, &options, 0),
                 blocks = read_joined(&folder, &options, 1u + data[1]);
    require(
        whole.length == blocks.length &&
            (whole.length == 0 || memcmp(whole.data, blocks.data, whole.length) == 0),
        "a file is not joined the same in small blocks");
    bytes_free(&whole);
    bytes_free(&blocks);
    folder_close(&folder);
    return 0;
}
