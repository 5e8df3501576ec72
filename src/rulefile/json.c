/*
 * json.c - JSON as it is written, value by value
 */
#include "rulefile/json.h"

#include <math.h>
#include <string.h>

void json_init(struct json *json, struct text *text, bool indented)
{
    *json = (struct json){.text = text, .indented = indented};
}

static void begin_line(struct json *json)
{
    if (!json->indented || json->depth == 0) return;
    text_char(json->text, '\n');
    for (int i = 0; i < json->depth; i++) text_string(json->text, "  ");
}

/* What stands before a value: the comma behind the last one, and its key. */
static void begin_value(struct json *json, const char *key)
{
    if (json->any) text_char(json->text, ',');
    begin_line(json);
    json->any = true;
    if (!key) return;
    text_json(json->text, key, strlen(key));
    text_string(json->text, json->indented ? ": " : ":");
}

void json_open(struct json *json, const char *key, char bracket)
{
    begin_value(json, key);
    text_char(json->text, bracket);
    json->depth++;
    json->any = false;
}

void json_close(struct json *json, char bracket)
{
    json->depth--;
    if (json->any) {
        if (json->depth == 0 && json->indented) text_char(json->text, '\n');
        begin_line(json);
    }
    text_char(json->text, bracket);
    json->any = true;
}

void json_text(struct json *json, const char *key, cobuy_text value)
{
    begin_value(json, key);
    text_json(json->text, value.bytes, value.length);
}

void json_string(struct json *json, const char *key, const char *value)
{
    begin_value(json, key);
    if (value)
        text_json(json->text, value, strlen(value));
    else
        text_string(json->text, "null");
}

void json_integer(struct json *json, const char *key, uint64_t value)
{
    begin_value(json, key);
    text_integer(json->text, value);
}

void json_boolean(struct json *json, const char *key, bool value)
{
    begin_value(json, key);
    text_string(json->text, value ? "true" : "false");
}

void json_number(struct json *json, const char *key, double value)
{
    begin_value(json, key);
    if (isnan(value))
        text_string(json->text, "null");
    else if (isinf(value))
        text_string(json->text, value > 0 ? "\"Infinity\"" : "\"-Infinity\"");
    else
        text_decimal(json->text, value);
}
