/*
 * generated_log.c - generating a log in the workspace, and reading it without cobuy
 */
#include "support/generated_log.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

cobuy_generate_options generated_options(uint64_t lines, uint64_t seed, bool no_rules)
{
    cobuy_generate_options options = COBUY_GENERATE_DEFAULTS;
    options.lines = lines;
    options.seed = seed;
    options.no_rules = no_rules;
    return options;
}

cobuy_usage generate_to(const char *path, cobuy_generate_options options)
{
    cobuy_status status =
        cobuy_generate(workspace.context, path, &options, &workspace.error);
    require(status == COBUY_OK, workspace.error.message);
    cobuy_usage usage = cobuy_context_usage(workspace.context);
    require(usage.live_bytes == 0, "generating leaves nothing allocated");
    return usage;
}

struct bytes generated_text(uint64_t lines, uint64_t seed, bool no_rules)
{
    struct file_path path = workspace_path("log.csv");
    generate_to(path.text, generated_options(lines, seed, no_rules));
    return file_read(path.text);
}

const char *log_rows(const struct bytes *text)
{
    static const char header[] =
        "order_id,order_time,customer_id,sku,name,category,quantity,price\n";
    require(strncmp(text->data, header, strlen(header)) == 0, "a log has its header");
    return text->data + strlen(header);
}

/* Copies the cell at 'at' as RFC 4180 says; returns where it ends. */
static const char *read_cell(const char *at, char cell[CELL_ROOM], bool *quoted)
{
    size_t length = 0;
    bool inside = *at == '"';
    if (inside) {
        *quoted = true;
        at++;
    }
    for (; inside || (*at != ',' && *at != '\n'); at++) {
        require(*at != '\0', "the last line is complete");
        if (inside && *at == '"' && *++at != '"') break;
        if (length < CELL_ROOM - 1) cell[length++] = *at;
    }
    cell[length] = '\0';
    return at;
}

bool log_row_read(const char **at, struct log_row *row)
{
    if (**at == '\0') return false;
    row->n_cells = 0;
    row->quoted = false;
    char surplus[CELL_ROOM];
    do {
        char *cell = row->n_cells < LOG_CELLS ? row->cells[row->n_cells] : surplus;
        *at = read_cell(*at, cell, &row->quoted);
        row->n_cells++;
    } while (*(*at)++ == ',');
    require((*at)[-1] == '\n', "lines end with LF");
    return true;
}

uint32_t named_index(const char *sku)
{
    uint32_t i = 0;
    while (i < PLANTED_PRODUCTS && strcmp(planted_products[i].sku, sku) != 0) i++;
    require(i < PLANTED_PRODUCTS, sku);
    return i;
}

uint32_t product_number(const char *sku)
{
    uint32_t number;
    char after;
    if (sscanf(sku, "P%5" SCNu32 "%c", &number, &after) == 1) return number;
    return NUMBERED_PRODUCTS + 1 + named_index(sku);
}
