/*
 * contents.c - what is in baskets, as JSON
 */
#include "io/sink.h"
#include "rulefile/json.h"
#include "rulefile/manifest.h"

#include <cobuy/write.h>

enum { ITEMS_TOLD = 10 };

static void write_sizes(struct json *json, const cobuy_basket_sizes *sizes)
{
    json_open(json, "basket_sizes", '{');
    json_integer(json, "smallest", sizes->smallest);
    json_number(json, "median", sizes->median);
    json_number(json, "mean", sizes->mean);
    json_integer(json, "largest", sizes->largest);
    json_open(json, "classes", '[');
    for (unsigned step = 0; step < COBUY_SIZE_CLASSES; step++) {
        if (sizes->classes[step] == 0) continue;
        uint64_t last = UINT64_C(1) << step;
        json_open(json, NULL, '{');
        json_integer(json, "from", step < 2 ? last : last / 2 + 1);
        json_integer(json, "to", last);
        json_integer(json, "baskets", sizes->classes[step]);
        json_close(json, '}');
    }
    json_close(json, ']');
    json_close(json, '}');
}

static void write_top(struct json *json, const cobuy_baskets *baskets)
{
    uint32_t items[ITEMS_TOLD];
    size_t n = cobuy_baskets_top(baskets, items, ITEMS_TOLD);
    json_open(json, "items_in_most_baskets", '[');
    for (size_t i = 0; i < n; i++) {
        cobuy_text label = cobuy_baskets_label(baskets, items[i]);
        json_open(json, NULL, '{');
        json_text(json, "item", cobuy_baskets_item(baskets, items[i]));
        if (label.length > 0) json_text(json, "name", label);
        json_integer(json, "baskets", cobuy_baskets_item_count(baskets, items[i]));
        json_close(json, '}');
    }
    json_close(json, ']');
}

/* The values that are in most rows, column by column. */
static void write_values(struct json *json, const cobuy_read_report *report)
{
    json_open(json, "values", '[');
    for (size_t i = 0; i < report->n_columns; i++) {
        const cobuy_column *column = &report->columns[i];
        if (column->n_values == 0) continue;
        json_open(json, NULL, '{');
        json_string(json, "role", column->role);
        json_string(json, "column", column->name);
        json_open(json, "most_frequent", '[');
        for (size_t v = 0; v < column->n_values; v++) {
            json_open(json, NULL, '{');
            json_text(json, "value", column->values[v].text);
            json_integer(json, "rows", column->values[v].rows);
            json_close(json, '}');
        }
        json_close(json, ']');
        json_close(json, '}');
    }
    json_close(json, ']');
}

static void write_contents(struct text *text, const cobuy_baskets *baskets,
                           const cobuy_basket_sizes *sizes)
{
    const cobuy_read_report *report = cobuy_baskets_report(baskets);
    struct json json;
    json_init(&json, text, true);
    json_open(&json, NULL, '{');
    manifest_inputs(&json, report);
    manifest_reading(&json, report);
    if (!report->store) {
        json_open(&json, "with_what_is_left_out", '{');
        json_integer(&json, "baskets", report->all_baskets);
        json_integer(&json, "items", report->all_items);
        json_close(&json, '}');
    }
    if (cobuy_baskets_count(baskets) > 0) write_sizes(&json, sizes);
    write_top(&json, baskets);
    write_values(&json, report);
    json_close(&json, '}');
    text_char(text, '\n');
}

cobuy_status cobuy_write_contents(cobuy_context *context, const cobuy_baskets *baskets,
                                  const char *path, cobuy_error *error)
{
    struct sink *sink = NULL;
    struct text text;
    text_init(&text, &context->memory);
    cobuy_basket_sizes sizes;
    cobuy_status status = COBUY_OK;
    TRY(cobuy_baskets_sizes(context, baskets, &sizes, error));
    write_contents(&text, baskets, &sizes);
    if (text.failed) TRY(status_no_memory(error, "what is in the baskets"));
    TRY(sink_open(&sink, context, path, error));
    TRY(sink_write(sink, text.bytes.data, text.bytes.length, error));
    TRY(sink_complete(sink, error));
    TRY(sink_publish(&sink, 1, error));
done:
    sink_close(sink);
    text_clear(&text);
    return status;
}
