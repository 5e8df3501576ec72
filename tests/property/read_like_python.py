"""Reads random messy CSV logs with cobuy and with Python's csv module, and compares.

    read_like_python.py PRINT_BASKETS [FIRST_SEED LAST_SEED]

Python is strict about text behind a closing quote and about open quotes; cobuy calls
these damage, so a text in which Python finds such is drawn again.
"""

import csv
import os
import random
import subprocess
import sys
import tempfile

DELIMITERS = ",;\t|"
CELLS = ["1", "2", "3", "A-7", "", "", "tea", "Tea", "12\" ruler", " x", "y ", "caf\xc3\xa9"]
QUOTED = ["a,b", "a;b", "a\tb|c", "say \"\"x\"\"", "two\nlines", "two\r\nlines", "\r", ""]
LINE_ENDS = ["\n", "\n", "\r\n", "\r"]


def random_cell(dice):
    if dice.random() < 0.3:
        return '"' + dice.choice(QUOTED + CELLS[:8]) + '"'
    return dice.choice(CELLS)


def random_row(dice, delimiter, columns):
    if dice.random() < 0.05:
        columns += dice.choice([-1, 1])
    return delimiter.join(random_cell(dice) for _ in range(columns))


def random_noise(dice, delimiter):
    alphabet = '""' + delimiter * 3 + "ab12 \t\r\n\n"
    return "".join(dice.choice(alphabet) for _ in range(dice.randrange(12)))


def random_log(dice):
    """A header with both columns, then rows and noise with line ends of all kinds."""
    delimiter = dice.choice(DELIMITERS)
    names = ["order_id", "sku"] + ["day", "till", "price"][: dice.randrange(4)]
    dice.shuffle(names)
    header = delimiter.join('"%s"' % n if dice.random() < 0.3 else n for n in names)
    parts = [header, dice.choice(LINE_ENDS)]
    noisy = dice.random() < 0.5
    for _ in range(dice.randrange(30)):
        if noisy and dice.random() < 0.3:
            parts.append(random_noise(dice, delimiter))
        else:
            parts.append(random_row(dice, delimiter, len(names)))
        parts.append(dice.choice(LINE_ENDS))
    if dice.random() < 0.5:
        parts.pop()
    return "".join(parts), delimiter, names


def read_with_python(path, delimiter, names):
    """What print_baskets should print."""
    order, sku = names.index("order_id"), names.index("sku")
    counts = dict.fromkeys(["rows", "used", "bad", "lines", "orders", "skus"], 0)
    bad, baskets = [], {}
    # Latin 1 gives every byte a character of its own.
    with open(path, newline="", encoding="latin-1") as log:
        reader = csv.reader(log, delimiter=delimiter, strict=True)
        next(reader)
        last_line = reader.line_num
        for row in reader:
            first_line, last_line = last_line + 1, reader.line_num
            if not row:
                counts["lines"] += 1
                continue
            counts["rows"] += 1
            if len(row) != len(names):
                counts["bad"] += 1
                bad.append(describe_bad_row(path, first_line, last_line, row, names))
            elif not row[order]:
                counts["orders"] += 1
            elif not row[sku]:
                counts["skus"] += 1
            else:
                counts["used"] += 1
                item = row[sku].encode("latin-1").hex()
                baskets.setdefault(row[order], set()).add(item)
    lines = ["{rows} rows, {used} used, {bad} bad, {lines} blank lines, "
             "{orders} blank baskets, {skus} blank items".format(**counts)]
    lines += bad[:10] + [" ".join(sorted(items)) for items in baskets.values()]
    return "".join(line + "\n" for line in lines)


def describe_bad_row(path, first_line, last_line, row, names):
    place = "%s:%d: " % (path, first_line)
    if last_line > first_line:
        place += "lines %d to %d: " % (first_line, last_line)
    plural = "" if len(row) == 1 else "s"
    return place + "%d column%s, where the header has %d" % (len(row), plural, len(names))


def readable_log(seed, path):
    """Writes a log that Python can read; returns what should be printed of it."""
    dice = random.Random(seed)
    while True:
        text, delimiter, names = random_log(dice)
        with open(path, "wb") as log:
            log.write(text.encode("latin-1"))
        try:
            return read_with_python(path, delimiter, names)
        except csv.Error:
            continue


def main():
    program = sys.argv[1]
    first, last = map(int, sys.argv[2:4] or ("1", "400"))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "log.csv")
        for seed in range(first, last + 1):
            expected = readable_log(seed, path)
            found = subprocess.run([program, path], stdout=subprocess.PIPE, check=False)
            if found.stdout.decode("latin-1") != expected:
                sys.exit("seed %d: cobuy reads\n%s\nPython reads\n%s\nlog: %r"
                         % (seed, found.stdout.decode("latin-1"), expected,
                            open(path, "rb").read()))
    print("%d logs are read alike" % (last - first + 1))


main()
