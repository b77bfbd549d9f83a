"""The parameters of a notebook: one cell of Java declarations, each with its range in the comment behind it.

    double[] alphas = {1, 10, 100};     // α = ℓ/d > 0, context length, ascending

A range is said in one or more of these phrases, anywhere in the comment, where N is a number or N/name, a fraction of
another parameter; of an array they hold for every element, unless `first` or `last` stands before them:
    > N   ≥ N   < N   ≤ N   at least N   up to N   greater than name   N to N   in [N, N]   in (N, N]   not N
    any integer   any number   even   a multiple of N   ascending   finite   N or N   "word" or "word"
"""

import itertools
import math
import re

# What hides a semicolon or an equals sign that is no part of a declaration.
STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'|//[^\n]*|/\*.*?\*/', re.DOTALL)
DECLARATION = re.compile(
    r"(?:^|;)\s*(?:final\s+)?"
    r"(?P<type>[\w.]+(?:<[\w.,<>?\[\]\s]*>)?(?:\s*\[\s*\])*)\s+"
    r"(?P<name>\w+)\s*=\s*(?P<value>[^;]*?)\s*;",
    re.MULTILINE,
)
BY_PROFILE = re.compile(r'profile\.equals\("(\w+)"\)\s*\?(.*):(.*)', re.DOTALL)
NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
BOUND = rf"({NUMBER}(?:/[A-Za-z]\w*)?)(?![\w/]|\.\d)"
WHICH = r"(?:\b(first|last) )?"
INFINITY = ("Infinity", "∞", "Double.POSITIVE_INFINITY")
COMPARE = {
    ">": lambda value, bound: value > bound,
    "≥": lambda value, bound: value >= bound,
    "<": lambda value, bound: value < bound,
    "≤": lambda value, bound: value <= bound,
    "not": lambda value, bound: value != bound,
}
SYMBOLS = {"at least": "≥", "up to": "≤", "greater than": ">"}
RELATION = re.compile(WHICH + rf"([>≥<≤]|at least|up to|\bnot(?: near)?) {BOUND}")
GREATER = re.compile(WHICH + r"(greater than) ([A-Za-z]\w*)")
INTERVAL = re.compile(WHICH + rf"(?:in ([\[(]){BOUND}, {BOUND}([\])])|\b{BOUND} to {BOUND})")
WORDS = re.compile(r'"(\w+)"')
FREE = re.compile(r"\bany (?:integer|number)\b")


class Refused(Exception):
    """What was asked for cannot be done; the message is one line."""


class Parameter:
    """One declaration of the parameters cell: its type, its value as Java, its comment."""

    def __init__(self, type_, name, value, span, comment):
        self.type, self.name, self.value, self.span, self.comment = type_, name, value, span, comment

    def parse(self, text):
        """A value given as text: numbers, words, and lists of them in braces, brackets or just commas."""
        text = text.strip()
        depth = self.type.count("[")
        if depth and not text.startswith(("{", "[")):
            text = "{" + text + "}"
        value = nested(text, depth, self)
        return value

    def java(self, value):
        if isinstance(value, list):
            return "{" + ", ".join(self.java(item) for item in value) + "}"
        if self.type.startswith("String"):
            return f'"{value}"'
        if math.isinf(value):
            return "Double.POSITIVE_INFINITY"
        return repr(value) + ("L" if self.type.startswith("long") else "")

    def check(self, value, others):
        """Refuses a value out of the range that the comment says; others are all parameters' values by name."""
        leaves = list(flat(value))
        for which, holds in self.conditions(others):
            chosen = {"first": leaves[:1], "last": leaves[-1:]}.get(which, leaves)
            if not all(holds(leaf) for leaf in chosen):
                self.refuse(value)
        if "ascending" in self.comment:
            rows = value if value and isinstance(value[0], list) else [value]
            if any(a >= b for row in rows for a, b in zip(row, row[1:])):
                self.refuse(value)

    def refuse(self, value):
        raise Refused(f"{self.name} = {self.java(value)} is not in its range, which is: {self.comment}")

    def has_range(self):
        return bool(self.type.startswith("boolean") or FREE.search(self.comment) or list(self.conditions({})))

    def conditions(self, others):
        """Pairs of `first`, `last` or nothing, and what must hold of a value."""
        comment = self.comment
        if self.type.startswith("String"):
            words = WORDS.findall(comment)
            if words:
                yield "", lambda word: word in words
            return
        for which, symbol, bound in RELATION.findall(comment) + GREATER.findall(comment):
            symbol = "not" if symbol.startswith("not") else SYMBOLS.get(symbol, symbol)
            bound = number_or_fraction(bound, others)
            if bound is not None:
                yield which, lambda value, compare=COMPARE[symbol], bound=bound: compare(value, bound)
            elif not others:
                yield which, lambda value: True
        intervals = [(which, opening == "(", number_or_fraction(low or least, others),
                      number_or_fraction(high or most, others), closing == ")")
                     for which, opening, low, high, closing, least, most in INTERVAL.findall(comment)]
        for which in {each[0] for each in intervals}:  # of several, such as two panels', one must hold
            bounds = [each[1:] for each in intervals if each[0] == which]
            yield which, lambda value, bounds=bounds: any(inside(value, *each) for each in bounds)
        multiples = re.findall(r"a multiple of (\d+)", comment)
        for multiple in multiples + ["2"] * bool(re.search(r"\beven\b", comment)):
            yield "", lambda value, multiple=int(multiple): value % multiple == 0
        either = re.search(rf"\b({NUMBER}) or ({NUMBER})\b", comment)
        if either:
            yield "", lambda value: value in map(float, either.groups())
        if re.search(r"\bfinite\b", comment):
            yield "", math.isfinite


def inside(value, open_low, low, high, open_high):
    if low is None or high is None:
        return True
    return (value > low if open_low else value >= low) and (value < high if open_high else value <= high)


def number_or_fraction(text, others):
    """The value of `2`, of `4/d`, or of `D`; nothing if it needs a parameter whose value is not known."""
    top, slash, name = text.partition("/")
    if not slash and not re.fullmatch(NUMBER, text):
        top, name = "1", text
        return others[name] if isinstance(others.get(name), (int, float)) else None
    if not slash:
        return float(text)
    bottom = others.get(name)
    return float(top) / bottom if isinstance(bottom, (int, float)) and bottom else None


def flat(value):
    return itertools.chain.from_iterable(map(flat, value)) if isinstance(value, list) else [value]


def nested(text, depth, parameter):
    if depth == 0:
        return scalar(text, parameter)
    inner = re.fullmatch(r"[{\[](.*)[}\]]", text.strip(), re.DOTALL)
    if not inner:
        raise Refused(f"{parameter.name} = {text}: must be a list such as {parameter.value}")
    parts, level = [""], 0
    for character in inner.group(1):
        level += (character in "{[") - (character in "}]")
        if character == "," and level == 0:
            parts.append("")
        else:
            parts[-1] += character
    return [nested(part, depth - 1, parameter) for part in parts if part.strip()]


def scalar(text, parameter):
    text, kind = text.strip(), parameter.type.split("[")[0].strip()
    try:
        if kind == "String":
            return re.fullmatch(r'"?([^"\\\n]*)"?', text).group(1)
        if kind == "boolean":
            raise Refused(f"{parameter.name} = {text}: set true or false in the notebook itself")
        if kind in ("int", "long"):
            number = int(text.replace("_", "").rstrip("lL"))
            if not -(2 ** (bits := 31 if kind == "int" else 63)) <= number < 2**bits:
                raise ValueError
            return number
        return math.inf if text in INFINITY else finite(text)
    except (ValueError, AttributeError):
        wanted = {"int": "an integer", "long": "an integer", "String": "a word"}.get(kind, "a number")
        raise Refused(f"{parameter.name} = {text}: must be {wanted}; its range is: {parameter.comment}") from None


def finite(text):
    value = float(text)
    if not math.isfinite(value):
        raise ValueError
    return int(value) if value.is_integer() and re.fullmatch(r"-?\d+", text) else value


def read(source):
    """The parameters declared in Java source, by name."""
    masked = STRING_OR_COMMENT.sub(mask, source)
    found, start, parameters = DECLARATION.search(masked), 0, {}
    while found:
        begin, end = found.span("value")
        line_end = source.find("\n", end)
        comment = source[end:line_end if line_end >= 0 else len(source)].partition("//")[2].strip()
        parameters[found["name"]] = Parameter(found["type"], found["name"], source[begin:end], (begin, end), comment)
        start = found.end() - 1  # the semicolon may begin the next declaration
        found = DECLARATION.search(masked, start)
    return parameters


def mask(match):
    blank = " " if match.group().startswith("/") else "_"
    return re.sub(r"[^\n]", blank, match.group())


def values(parameters, texts):
    """Every parameter's value, those given in texts changed; what is no literal, and not given, is left out."""
    known = {}
    for name, parameter in parameters.items():
        text = texts.get(name, parameter.value)
        choice = BY_PROFILE.fullmatch(text)
        if choice:
            profile, yes, no = choice.groups()
            text = yes if known.get("profile") == profile else no
        try:
            known[name] = parameter.parse(re.sub(r"^\s*new \w+(\[\])+\s*", "", text))
        except Refused:
            if name in texts:
                raise
    return known


def changed(source, texts):
    """The source with the named parameters set, each checked against its range; Refused names what is valid."""
    parameters = read(source)
    for unknown in sorted(set(texts) - set(parameters)):
        raise Refused(f"there is no parameter '{unknown}'; there are: {', '.join(parameters)}")
    known = values(parameters, texts)
    for name in known:
        parameters[name].check(known[name], known)
    for name in sorted(texts, key=lambda name: parameters[name].span, reverse=True):
        begin, end = parameters[name].span
        source = source[:begin] + parameters[name].java(known[name]) + source[end:]
    return source


def must_say_ranges(source):
    """Refuses a cell whose parameters do not all say a range, or have values out of it, in either profile."""
    parameters = read(source)
    without = [f"{each.name} ({each.comment})" for each in parameters.values() if not each.has_range()]
    if without:
        raise Refused(f"comments that say no range in the words of environment/parameters.py: {'; '.join(without)}")
    for profile in ("quick", "full"):
        changed(source, {"profile": profile} if "profile" in parameters else {})
