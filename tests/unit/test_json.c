/*
 * test_json.c - JSON as it is written, value by value
 */
#include "rulefile/json.h"

#include <criterion/criterion.h>

#include <math.h>
#include <string.h>

static struct memory memory;
static struct text text;

static struct json begin(bool indented)
{
    memory_init(&memory, (cobuy_allocator){0});
    text_init(&text, &memory);
    struct json json;
    json_init(&json, &text, indented);
    return json;
}

static void end(const char *expected)
{
    text_char(&text, '\0');
    cr_assert_str_eq(text.bytes.data, expected);
    text_clear(&text);
    cr_assert_eq(atomic_load(&memory.live), 0);
}

/* One of everything. */
static void write_all(struct json *json)
{
    json_open(json, NULL, '{');
    json_string(json, "name", "a \"b\"");
    json_string(json, "none", NULL);
    json_text(json, "text", (cobuy_text){"t\0z", 3});
    json_open(json, "list", '[');
    json_integer(json, NULL, 0);
    json_integer(json, NULL, UINT64_MAX);
    json_open(json, NULL, '{');
    json_close(json, '}');
    json_close(json, ']');
    json_open(json, "empty", '[');
    json_close(json, ']');
    json_boolean(json, "yes", true);
    json_boolean(json, "no", false);
    json_close(json, '}');
}

Test(json, on_one_line_has_no_blanks)
{
    struct json json = begin(false);
    write_all(&json);
    end("{\"name\":\"a \\\"b\\\"\",\"none\":null,\"text\":\"t\\u0000z\","
        "\"list\":[0,18446744073709551615,{}],\"empty\":[],\"yes\":true,\"no\":false}");
}

Test(json, indented_has_a_value_a_line)
{
    struct json json = begin(true);
    write_all(&json);
    end("{\n"
        "  \"name\": \"a \\\"b\\\"\",\n"
        "  \"none\": null,\n"
        "  \"text\": \"t\\u0000z\",\n"
        "  \"list\": [\n"
        "    0,\n"
        "    18446744073709551615,\n"
        "    {}\n"
        "  ],\n"
        "  \"empty\": [],\n"
        "  \"yes\": true,\n"
        "  \"no\": false\n"
        "}");
}

Test(json, has_neither_infinite_nor_undefined_numbers)
{
    struct json json = begin(false);
    json_open(&json, NULL, '[');
    json_number(&json, NULL, 0.25);
    json_number(&json, NULL, (double)INFINITY);
    json_number(&json, NULL, -(double)INFINITY);
    json_number(&json, NULL, (double)NAN);
    json_number(&json, NULL, 1e-7);
    json_number(&json, NULL, 0);
    json_close(&json, ']');
    end("[0.25,\"Infinity\",\"-Infinity\",null,1e-07,0]");
}

Test(json, keys_are_escaped)
{
    struct json json = begin(false);
    json_open(&json, NULL, '{');
    json_boolean(&json, "a\"\n\xff", true);
    json_close(&json, '}');
    end("{\"a\\\"\\n\xef\xbf\xbd\":true}");
}

Test(json, values_after_a_nested_one_are_separated)
{
    struct json json = begin(false);
    json_open(&json, NULL, '[');
    json_open(&json, NULL, '[');
    json_integer(&json, NULL, 1);
    json_close(&json, ']');
    json_open(&json, NULL, '[');
    json_close(&json, ']');
    json_integer(&json, NULL, 2);
    json_close(&json, ']');
    end("[[1],[],2]");
}
