"""Compares all measures with what Python computes from their definitions.

    measures_like_python.py PRINT_MEASURES [FIRST_SEED LAST_SEED]

Fractions are exact here, and all else has 60 digits (mpmath).  Definitions are written
as in the literature, so that nothing is shared with the program but their names.  Skips
where there is no mpmath.
"""

import random
import subprocess
import sys
from fractions import Fraction

try:
    from mpmath import mp, mpf, erfc, exp, log, log10, loggamma, sqrt
except ImportError:
    print("skipped: there is no mpmath (python3-mpmath)")
    sys.exit(0)

mp.dps = 60
TRILLION = 10**12
INFINITE, UNDEFINED = "infinite", "undefined"
Z = mpf("1.959963984540054235524594430520551527955")


class NoValue(Exception):
    """What a quotient with a denominator of 0 is."""


def over(a, b):
    """a / b as a fraction; raises what it is if b is 0."""
    if b != 0:
        return Fraction(a) / Fraction(b)
    raise NoValue(UNDEFINED if a == 0 else INFINITE if a > 0 else "minus infinite")


def real(fraction):
    return mpf(fraction.numerator) / fraction.denominator


class Table:
    """The shares that definitions are written in."""

    def __init__(self, xy, x, y, n):
        self.counts = (xy, x, y, n)
        self.general = general_counts(xy, x, y, n)
        self.n11, self.n10, self.n01, self.n00 = xy, x - xy, y - xy, n - x - y + xy
        self.x, self.y, self.n = x, y, n
        self.p_xy, self.p_x, self.p_y = Fraction(xy, n), Fraction(x, n), Fraction(y, n)
        self.confidence = Fraction(xy, x)
        self.expected = Fraction(x * y, n)

    def cells(self):
        """Observed and expected counts."""
        nx, ny = self.n - self.x, self.n - self.y
        return [(self.n11, self.expected), (self.n10, Fraction(self.x * ny, self.n)),
                (self.n01, Fraction(nx * self.y, self.n)),
                (self.n00, Fraction(nx * ny, self.n))]


def general_counts(xy, x, y, n):
    """Baskets with both sides of some more general rule, and with its antecedent; or
    nothing of one."""
    dice = random.Random("%d %d %d %d" % (xy, x, y, n))
    if dice.random() < 0.1:
        return 0, 0
    more = dice.randint(0, y - xy)
    return xy + more, x + more + dice.randint(0, n - y - (x - xy))


# ------------------------------------------------------------------------ definitions

def general_confidence(t):
    return over(*t.general)



def casual_confidence(t):
    return (t.confidence + over(t.n00, t.n - t.x)) / 2


def chi_squared(t, correction=Fraction(0)):
    if t.x == t.n or t.y == t.n:
        raise NoValue(UNDEFINED)
    return sum(max(abs(o - e) - correction, 0) ** 2 / e for o, e in t.cells())


def collective_strength(t):
    violations = Fraction(t.n10 + t.n01, t.n)
    expected = 1 - t.p_x * t.p_y - (1 - t.p_x) * (1 - t.p_y)
    return over((1 - violations) * expected, (1 - expected) * violations)


def gini(t):
    q1 = t.confidence ** 2 + Fraction(t.n10, t.x) ** 2
    q0 = over(t.n01, t.n - t.x) ** 2 + over(t.n00, t.n - t.x) ** 2
    return t.p_x * q1 + (1 - t.p_x) * q0 - t.p_y ** 2 - (1 - t.p_y) ** 2


def lambda_(t):
    usual = max(t.y, t.n - t.y)
    return over(max(t.n11, t.n10) + max(t.n01, t.n00) - usual, t.n - usual)


def rld(t):
    d = Fraction(t.n11 * t.n00 - t.n10 * t.n01, t.n)
    return over(d, d + min(t.n01, t.n10)) if d > 0 else over(d, d - min(t.n11, t.n00))


def std_lift(t):
    lift = t.confidence / t.p_y
    least = max(t.p_x + t.p_y - 1, Fraction(1, t.n)) / (t.p_x * t.p_y)
    return over(lift - least, 1 / max(t.p_x, t.p_y) - least)


def zhang(t):
    return over(t.p_xy - t.p_x * t.p_y,
                max(t.p_xy * (1 - t.p_x), t.p_x * (t.p_y - t.p_xy)))


def relative_risk(t):
    return over(t.confidence, over(t.n01, t.n - t.x))


EXACT = {
    "improvement": lambda t: t.confidence - general_confidence(t),
    "boost": lambda t: over(t.confidence, general_confidence(t)),
    "LIC": lambda t: over(t.confidence / t.p_y, general_confidence(t) / t.p_y),
    "support": lambda t: t.p_xy,
    "confidence": lambda t: t.confidence,
    "lift": lambda t: t.confidence / t.p_y,
    "leverage": lambda t: t.p_xy - t.p_x * t.p_y,
    "conviction": lambda t: over(1 - t.p_y, 1 - t.confidence),
    "count": lambda t: Fraction(t.n11),
    "coverage": lambda t: t.p_x,
    "rhsSupport": lambda t: t.p_y,
    "table.n11": lambda t: Fraction(t.n11),
    "table.n01": lambda t: Fraction(t.n01),
    "table.n10": lambda t: Fraction(t.n10),
    "table.n00": lambda t: Fraction(t.n00),
    "addedValue": lambda t: t.confidence - t.p_y,
    "casualConfidence": casual_confidence,
    "casualSupport": lambda t: t.p_xy + Fraction(t.n00, t.n),
    "centeredConfidence": lambda t: t.confidence - t.p_y,
    "certainty": lambda t: over(t.confidence - t.p_y, 1 - t.p_y),
    "collectiveStrength": collective_strength,
    "confirmedConfidence": lambda t: t.confidence - Fraction(t.n10, t.x),
    "counterexample": lambda t: over(t.n11 - t.n10, t.n11),
    "doc": lambda t: t.confidence - over(t.n01, t.n - t.x),
    "imbalance": lambda t: abs(t.p_x - t.p_y) / (t.p_x + t.p_y - t.p_xy),
    "jaccard": lambda t: t.p_xy / (t.p_x + t.p_y - t.p_xy),
    "kappa": lambda t: over(
        t.p_xy + Fraction(t.n00, t.n) - t.p_x * t.p_y - (1 - t.p_x) * (1 - t.p_y),
        1 - t.p_x * t.p_y - (1 - t.p_x) * (1 - t.p_y)),
    "kulczynski": lambda t: (t.confidence + Fraction(t.n11, t.y)) / 2,
    "lambda": lambda_,
    "laplace": lambda t: Fraction(t.n11 + 1, t.x + 2),
    "leastContradiction": lambda t: (t.p_xy - Fraction(t.n10, t.n)) / t.p_y,
    "maxconfidence": lambda t: max(t.confidence, Fraction(t.n11, t.y)),
    "oddsRatio": lambda t: over(t.n11 * t.n00, t.n10 * t.n01),
    "ralambondrainy": lambda t: Fraction(t.n10, t.n),
    "relativeRisk": relative_risk,
    "representativity": lambda t: Fraction(1),
    "RLD": rld,
    "rulePowerFactor": lambda t: t.p_xy * t.confidence,
    "sebag": lambda t: over(t.n11, t.n10),
    "stdLift": std_lift,
    "varyingLiaison": lambda t: t.confidence / t.p_y - 1,
    "yuleQ": lambda t: over(t.n11 * t.n00 - t.n10 * t.n01,
                            t.n11 * t.n00 + t.n10 * t.n01),
    "zhang": zhang,
    "gain": lambda t: t.p_xy - t.p_x / 2,
    "ps": lambda t: t.p_xy - t.p_x * t.p_y,
}


def g_statistic(t):
    if t.x == t.n or t.y == t.n:
        raise NoValue(UNDEFINED)
    return 2 * sum(o * log(real(o / e)) for o, e in t.cells() if o > 0)


def entropy(p):
    return -sum(real(q) * log(real(q)) for q in (p, 1 - p) if q > 0)


def mutual_information(t):
    least = min(entropy(t.p_x), entropy(t.p_y))
    if least == 0:
        raise NoValue(UNDEFINED)
    return g_statistic(t) / 2 / t.n / least


def j_measure(t):
    rest = 1 - t.confidence
    terms = [(t.confidence, t.p_y), (rest, 1 - t.p_y)]
    return real(t.p_x) * sum(real(p) * log(real(p / q)) for p, q in terms if p > 0)


def importance(t):
    return log10(real(Fraction((t.n11 + 1) * (t.n - t.x + 2),
                               (t.n01 + 1) * (t.x + 2))))


def phi(t):
    square = t.p_x * t.p_y * (1 - t.p_x) * (1 - t.p_y)
    if square == 0:
        raise NoValue(UNDEFINED)
    return real(t.p_xy - t.p_x * t.p_y) / sqrt(real(square))


def lerman(t):
    return real(t.n11 - t.expected) / sqrt(real(t.expected))


def implication_index(t):
    expected = t.x * (1 - t.p_y)
    if expected == 0:
        raise NoValue(UNDEFINED)
    return real(t.n10 - expected) / sqrt(real(expected))


def yule_y(t):
    a, b = sqrt(mpf(t.n11 * t.n00)), sqrt(mpf(t.n10 * t.n01))
    if a + b == 0:
        raise NoValue(UNDEFINED)
    return (a - b) / (a + b)


def p_of(chi):
    """Of one degree of freedom."""
    return erfc(sqrt(chi / 2))


def wilson(t, sign):
    k, m = t.n11, t.x
    if sign < 0 and k == 0:
        return mpf(0)  # which 60 digits only come near to
    p = mpf(k) / m
    middle = p + Z**2 / (2 * m)
    off = Z * sqrt(p * (1 - p) / m + Z**2 / (4 * mpf(m)**2))
    return (middle + sign * off) / (1 + Z**2 / m)


def lift_bound(t, sign):
    if t.n11 == 0:
        raise NoValue(UNDEFINED)
    lift = t.confidence / t.p_y
    variance = Fraction(1, t.n11) - Fraction(1, t.x) - Fraction(1, t.y) + (
        2 * lift - 1) / t.n
    return real(lift) * exp(sign * Z * sqrt(real(variance)))


def odds_ratio_bound(t, sign):
    if t.x == t.n or t.y == t.n:
        raise NoValue(UNDEFINED)
    cells = [Fraction(o) for o, _ in t.cells()]
    if 0 in cells:
        cells = [o + Fraction(1, 2) for o in cells]
    deviation = sqrt(real(sum(1 / o for o in cells)))
    return real(cells[0] * cells[3] / cells[1] / cells[2]) * exp(sign * Z * deviation)


# ------------------------------------------------------------- Fisher's distribution

def log_binomial(n, k):
    return loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1)


ONE = 1 << 120  # sums of terms are in integers, as multiples of 1 / ONE


def sum_up(xy, x, y, n):
    """The sum of P(C = xy + j) / P(C = xy) over j from 0 up."""
    total = term = ONE
    while term > 0 and xy < min(x, y):
        term = term * ((x - xy) * (y - xy)) // ((xy + 1) * (n - x - y + xy + 1))
        xy += 1
        total += term
    return mpf(total) / ONE


def mass(xy, x, y, n):
    with_digits = mp.dps
    mp.dps = 80  # logarithms of factorials lose as many as they are long
    value = exp(log_binomial(x, xy) + log_binomial(n - x, y - xy) - log_binomial(n, y))
    mp.dps = with_digits
    return value


def tails(t):
    """P(C < xy) and P(C >= xy), each summed where it is the small one."""
    xy, x, y, n = t.counts
    if xy * n > x * y:
        upper = mass(xy, x, y, n) * sum_up(xy, x, y, n)
        return 1 - upper, upper
    if xy == 0 or t.n00 == 0:
        return mpf(0), mpf(1)
    # As many fewer of X are with Y as more are without.
    lower = mass(xy - 1, x, y, n) * sum_up(x - xy + 1, x, n - y, n)
    return lower, 1 - lower


def hyper_lift(t):
    """By the definition, from the lowest value up; for small tables."""
    xy, x, y, n = t.counts
    q = max(0, x + y - n)
    ways, all_ways, below = binomial(x, q) * binomial(n - x, y - q), binomial(n, y), 0
    while True:
        below += ways
        if 100 * below >= 99 * all_ways:
            return over(xy, q)
        ways = ways * (x - q) * (y - q) // ((q + 1) * (n - x - y + q + 1))
        q += 1


def binomial(n, k):
    result = 1
    for i in range(min(k, n - k)):
        result = result * (n - i) // (i + 1)
    return result


# Definition, and the relative error that is allowed.
EPSILON = mpf(2) ** -53
CLOSE = {
    "chiSquared": (lambda t: real(chi_squared(t)), 5 * EPSILON),
    "yates": (lambda t: real(chi_squared(t, Fraction(1, 2))), 5 * EPSILON),
    "chi_squared_p": (lambda t: p_of(real(chi_squared(t))), 1e-12),
    "yates_p": (lambda t: p_of(real(chi_squared(t, Fraction(1, 2)))), 1e-12),
    "cosine": (lambda t: real(t.p_xy) / sqrt(real(t.p_x * t.p_y)), 2 * EPSILON),
    "gini": (lambda t: real(gini(t)), 4 * EPSILON),
    "phi": (phi, 4 * EPSILON),
    "lerman": (lerman, 4 * EPSILON),
    "implicationIndex": (implication_index, 4 * EPSILON),
    "yuleY": (yule_y, 6 * EPSILON),
    "g": (g_statistic, 16 * EPSILON),
    "g_p": (lambda t: p_of(g_statistic(t)), 1e-11),
    "mutualInformation": (mutual_information, 32 * EPSILON),
    "jMeasure": (j_measure, 16 * EPSILON),
    "importance": (importance, 8 * EPSILON),
    "fishersExactTest": (lambda t: tails(t)[1], 1e-11),
    "hyperConfidence": (lambda t: tails(t)[0], 1e-11),
    "confidence_lower": (lambda t: wilson(t, -1), 1e-14),
    "confidence_upper": (lambda t: wilson(t, 1), 1e-14),
    "lift_lower": (lambda t: lift_bound(t, -1), 1e-14),
    "lift_upper": (lambda t: lift_bound(t, 1), 1e-14),
    "odds_ratio_lower": (lambda t: odds_ratio_bound(t, -1), 1e-14),
    "odds_ratio_upper": (lambda t: odds_ratio_bound(t, 1), 1e-14),
}
LARGEST_HYPER_LIFT = 3000  # baskets, of the tables in which it is found by counting


# -------------------------------------------------------------------------- comparing

LEAST_NORMAL = mpf(2) ** -1022


def is_close(found, expected, error):
    """Within 'error', or within a few subnormal steps of what is hardly above 0."""
    return abs(mpf(found) - expected) <= abs(expected) * error + LEAST_NORMAL * mpf(
        2) ** -50


def is_right(name, found, t):
    """Whether 'found' is what the definition gives."""
    try:
        if name in EXACT:
            return found == float(EXACT[name](t))
        if name == "hyperLift":
            return t.n > LARGEST_HYPER_LIFT or found == float(hyper_lift(t))
        definition, error = CLOSE[name]
        return is_close(found, definition(t), mpf(error))
    except NoValue as what:
        if str(what) == UNDEFINED:
            return found != found
        return found == float("inf" if str(what) == INFINITE else "-inf")


def is_right_of_itemset(name, found, count, n, counts):
    if name == "lift":
        expected = Fraction(count, n)
        for c in counts:
            expected /= Fraction(c, n)
        if len(counts) <= 2:
            return found == float(expected)
        return is_close(found, real(expected), 2 * len(counts) * EPSILON)
    return found == float({"count": Fraction(count), "support": Fraction(count, n),
                           "allConfidence": Fraction(count, max(counts)),
                           "crossSupportRatio": Fraction(min(counts), max(counts))}
                          [name])


# ------------------------------------------------------------------------------ tables

def small_tables():
    """All of up to 7 baskets."""
    for n in range(1, 8):
        for x in range(1, n + 1):
            for y in range(1, n + 1):
                for xy in range(max(0, x + y - n), min(x, y) + 1):
                    yield xy, x, y, n


def between(dice, least, most):
    """Small and large numbers alike, and the ends now and then."""
    if dice.random() < 0.1:
        return dice.choice([least, most])
    size = dice.randint(0, (most - least).bit_length())
    return min(most, least + dice.getrandbits(size) if size else least)


def random_table(dice):
    n = between(dice, 1, dice.choice([100, 2000, 10**6, 10**9, TRILLION]))
    x, y = between(dice, 1, n), between(dice, 1, n)
    least, most = max(0, x + y - n), min(x, y)
    if dice.random() < 0.5:
        return between(dice, least, most), x, y, n
    # As many together as chance might bring, and somewhat more.
    expected = x * y // n
    width = 1 + int((x * y * (n - x) * (n - y) // n**3) ** 0.5)
    xy = expected + int(dice.gauss(1, 3) * width)
    return max(least, min(most, xy)), x, y, n


def terms(xy, x, y, n):
    """About how many terms a tail has, which are summed one by one here."""
    cells = [xy + 1, x - xy + 1, y - xy + 1, n - x - y + xy + 1]
    return 9 * sum(1 / c for c in cells) ** -0.5


EXTREME = [
    (TRILLION, TRILLION, TRILLION, TRILLION), (1, 1, 1, TRILLION),
    (1, TRILLION, 1, TRILLION), (1, 1, TRILLION, TRILLION),
    (10**6, 10**6, 10**6, TRILLION), (500, 10**6, 10**6, 10**9),
    (1150, 10**6, 10**6, 10**9), (2000, 10**6, 10**6, 10**9),
    (0, 10**6, 10**6, 10**9), (900, 10**6, 10**6, 10**9),
    # Near independence among very many baskets, where all but these digits cancels.
    (250000000001, 5 * 10**11, 5 * 10**11, TRILLION),
    (250000300000, 5 * 10**11, 5 * 10**11, TRILLION),
    (249999700000, 5 * 10**11, 5 * 10**11, TRILLION),
    (300000000, 10**9, 3 * 10**9, 10**10), (300040000, 10**9, 3 * 10**9, 10**10),
    (300300000, 10**9, 3 * 10**9, 10**10), (300900000, 10**9, 3 * 10**9, 10**10),
    # P-values of about 1e-300.
    (150, 150, 200, 10**4), (1300, 3000, 3000, 10**4), (36000, 10**5, 3 * 10**5, 10**6),
    (12000, 110000, 90000, 10**6), (17400, 131000, 110000, 10**6),
]


def tables(first, last):
    yield from small_tables()
    for counts in EXTREME:
        yield counts
    for seed in range(first, last + 1):
        dice = random.Random(seed)
        yield random_table(dice)


def itemsets(first, last):
    for seed in range(first, last + 1):
        dice = random.Random(seed)
        n = between(dice, 1, TRILLION)
        counts = [between(dice, 1, n) for _ in range(dice.choice([1, 2, 3, 5, 12]))]
        yield between(dice, 1, min(counts)), n, counts


SLOW = ("fishersExactTest", "hyperConfidence")


def compare(program, rules, sets):
    """Runs the program on all of them, and ends with the first value that is wrong."""
    text = ["rule %d %d %d %d %d %d\n" % (counts + general_counts(*counts))
            for counts in rules]
    text += ["itemset %d %d %s\n" % (c, n, " ".join(map(str, cs))) for c, n, cs in sets]
    out = subprocess.run([program], input="".join(text), stdout=subprocess.PIPE,
                         text=True, check=True).stdout.splitlines()
    names, itemset_names = out[0].split(), out[1].split()
    assert set(names) == set(EXACT) | set(CLOSE) | {"hyperLift"}
    for counts, line in zip(rules, out[2:]):
        t = Table(*counts)
        for name, value in zip(names, line.split()):
            if name in SLOW and terms(*counts) > 5 * 10**6:
                continue
            if not is_right(name, float.fromhex(value), t):
                sys.exit("%s of xy, x, y, n = %s is %r" %
                         (name, counts, float.fromhex(value)))
    for (count, n, counts), line in zip(sets, out[2 + len(rules):]):
        for name, value in zip(itemset_names, line.split()):
            if not is_right_of_itemset(name, float.fromhex(value), count, n, counts):
                sys.exit("%s of an itemset, %d of %d, %s, is %r" %
                         (name, count, n, counts, float.fromhex(value)))
    return len(names), len(itemset_names)


def main():
    program = sys.argv[1]
    first, last = map(int, sys.argv[2:4] or ("1", "500"))
    rules, sets = list(tables(first, last)), list(itemsets(first, last))
    kinds = compare(program, rules, sets)
    print("%d measures of %d rules and %d of %d itemsets are those of the definitions" %
          (kinds[0], len(rules), kinds[1], len(sets)))


main()
