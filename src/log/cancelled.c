/*
 * cancelled.c - orders that came to nothing, as logs tell them
 */
#include "log/cancelled.h"

#include "log/column_names.h"
#include "log/csv_rows.h"

#include <string.h>

/* ---------------------------------------------------------------------------- status
 */

static const char *const status_words[] = {
    "cancelled",  "canceled", "cancel", "refunded", "refund",     "returned",
    "return",     "void",     "voided", "reversed", "chargeback", "failed",
    "注文取消し", "注文取消", "取消",   "取消し",   "取消済",     "取消済み",
    "返品",       "返品済",   "返送",   "返金済",   "全額返金済", NULL,
};

static const char *const negations[] = {"", "0", "no", "n", "false", NULL};

/* Names of columns that say nothing but this. */
static const char *const cancelled_columns[] = {
    "cancelled",   "canceled",   "iscancelled", "iscanceled",
    "cancelledat", "canceledat", "取消区分",    NULL};

static char fold(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The same but for case and, in 'text', blanks and "_" and "-". */
static bool is_word(cobuy_text text, const char *word)
{
    for (size_t i = 0; i < text.length; i++) {
        if (strchr(" _-", text.bytes[i])) continue;
        if (*word == '\0' || fold(text.bytes[i]) != fold(*word)) return false;
        word++;
    }
    return *word == '\0';
}

static bool is_any(cobuy_text text, const char *const *words)
{
    for (; *words; words++)
        if (is_word(text, *words)) return true;
    return false;
}

static bool holds(cobuy_text text, const char *part)
{
    size_t length = strlen(part);
    for (size_t i = 0; i + length <= text.length; i++)
        if (memcmp(text.bytes + i, part, length) == 0) return true;
    return false;
}

bool cancelled_by_status(cobuy_text status, const char *column,
                         const char *const *words, size_t n_words)
{
    for (size_t i = 0; i < n_words; i++)
        if (is_word(status, words[i])) return true;
    if (is_any(status, negations)) return false;
    if (is_any((cobuy_text){column, strlen(column)}, cancelled_columns)) return true;
    return is_any(status, status_words) || holds(status, "キャンセル");
}

/* ----------------------------------------------------------------------------- marks
 */

static bool is_number(cobuy_text text)
{
    for (size_t i = 0; i < text.length; i++)
        if (text.bytes[i] < '0' || text.bytes[i] > '9') return false;
    return text.length > 0;
}

bool cancelled_by_mark(cobuy_text basket)
{
    return basket.length > 1 && fold(basket.bytes[0]) == 'c' &&
           is_number((cobuy_text){basket.bytes + 1, basket.length - 1});
}

/* What the taker of rows carries along. */
struct look {
    const struct log_columns *columns;
    bool numbers;
};

static cobuy_status look_at_row(void *user, const struct csv_row *row,
                                cobuy_error *error)
{
    (void)error;
    struct look *look = user;
    if (row->damage || row->n_cells != look->columns->n_cells) return COBUY_OK;
    look->numbers = look->numbers || is_number(row->cells[look->columns->places[0]]);
    return COBUY_OK;
}

cobuy_status cancelled_find_marks(bool *marked, const struct layout *layout,
                                  const struct log_columns *columns,
                                  const struct log_blocks *log, cobuy_error *error)
{
    *marked = false;
    if (layout->format != COBUY_LOG_CSV || !layout->header || layout->n_columns != 2 ||
        columns->n_cells == 0 || !column_names_is_invoice(layout->labels[0]))
        return COBUY_OK;
    struct look look = {columns, false};
    struct csv_rows *rows;
    cobuy_status status = csv_rows_create(&rows, log->context, layout->delimiter, false,
                                          look_at_row, &look, error);
    if (status != COBUY_OK) return status;
    size_t length;
    const char *start = log_blocks_start(log, &length);
    csv_rows_begin(rows, log->path, log->line);
    status = csv_rows_feed(rows, start, length, error);
    csv_rows_free(rows);
    *marked = look.numbers;
    return status;
}
