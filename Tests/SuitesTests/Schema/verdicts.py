"""What a JSON Schema validator says of suite files, and of files made from them by changes.

usage: verdicts.py SCHEMA SEED COUNT SUITE... -- SUITE...

Each suite is taken as it is, then COUNT times with one to three changes drawn from SEED. Those
before the -- are also taken with every value replaced by values of other types and some drawn ones,
every key left out and unknown keys put into every mapping. Prints one JSON object a line: the text
of the file, what was changed, and the validator's first complaint or null.
"""

import copy
import json
import random
import re
import sys

import jsonschema
import yaml

OTHERS = [None, True, 7, 2.5, "text", [], {}]
ODD = OTHERS + [
    "", "two words", "{", "{x}", "a}", "{{x}}", "{artifact.base}", "a=b", "line\nbreak", "Ü", -1, 0,
    0.0001, 0.001, 10.5, 8.0, 5.0, -0.0, 1e4, 10000, 10001, 31536000, 31536000.5, 2**64 - 1, 2**64, 2.0**64, ["a"], ["", "a"],
    ["{seed}", 1], [["a"]], [None], {"a": 1}, {"a": {}}, {"a": None}, "x" * 100, "x" * 101,
]
KEYS = ["zzz", "comand", "", "a b", "a=b", "-a", "1a", "output", "seed", "x" * 100, "x" * 101]


def plain(text):
    """A scalar without quotes: true, false, null and decimal numbers are no texts."""
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"-?(0|[1-9][0-9]*)", text):
        return int(text)
    if re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?", text):
        return float(text)
    return text


def value(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: value(item) for key, item in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [value(item) for item in node.value]
    return plain(node.value) if node.style is None else node.value


def places(tree, path=()):
    yield path
    if isinstance(tree, dict):
        for key in tree:
            yield from places(tree[key], path + (key,))
    elif isinstance(tree, list):
        for index, item in enumerate(tree):
            yield from places(item, path + (index,))


def at(tree, path):
    for part in path:
        tree = tree[part]
    return tree


def replaced(tree, path, new):
    if not path:
        return copy.deepcopy(new)
    tree = copy.deepcopy(tree)
    at(tree, path[:-1])[path[-1]] = copy.deepcopy(new)
    return tree


def without(tree, path):
    tree = copy.deepcopy(tree)
    del at(tree, path[:-1])[path[-1]]
    return tree


def systematic(tree, draw):
    for path in places(tree):
        for other in OTHERS + draw.sample(ODD, 3):
            yield f"{path} = {other!r}", replaced(tree, path, other)
        if path:
            yield f"without {path}", without(tree, path)
        if isinstance(at(tree, path), dict):
            for key in ["zzz"] + draw.sample(KEYS, 2):
                yield f"{key!r} in {path}", replaced(tree, path + (key,), 1)


def drawn(tree, draw):
    what = []
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        path = draw.choice(list(places(tree)))
        kind = draw.choice(["value", "value", "key", "rename", "remove", "repeat"])
        if kind == "value":
            new = draw.choice(ODD)
            tree = replaced(tree, path, new)
        elif kind == "key" and isinstance(at(tree, path), dict):
            new = draw.choice(KEYS)
            tree = replaced(tree, path + (new,), draw.choice(ODD))
        elif kind == "rename" and path and isinstance(path[-1], str):
            new = draw.choice(KEYS)
            moved = at(tree, path)
            tree = replaced(without(tree, path), path[:-1] + (new,), moved)
        elif kind == "remove" and path:
            new = None
            tree = without(tree, path)
        elif kind == "repeat" and isinstance(at(tree, path), list) and at(tree, path):
            new = None
            items = at(tree, path)
            tree = replaced(tree, path, items + [draw.choice(items)])
        else:
            continue
        what.append(f"{kind} {path} {new!r}")
    return "; ".join(what), tree


def main():
    schema, seed, count, *suites = sys.argv[1:]
    with open(schema) as file:
        validator = jsonschema.Draft7Validator(json.load(file))
    jsonschema.Draft7Validator.check_schema(validator.schema)
    draw = random.Random(int(seed))

    def say(text, what, tree):
        error = next(validator.iter_errors(tree), None)
        complaint = error and f"{error.json_path}: {error.message[:200]}"
        print(json.dumps({"text": text, "what": what, "complaint": complaint}))

    whole = suites[:suites.index("--")]
    for suite in whole + suites[len(whole) + 1:]:
        with open(suite) as file:
            text = file.read()
        tree = value(yaml.compose(text, Loader=yaml.BaseLoader))
        say(text, suite, tree)
        # JSON is YAML: what was changed can be written in it.
        for what, changed in systematic(tree, draw) if suite in whole else ():
            say(json.dumps(changed, ensure_ascii=False), f"{suite}: {what}", changed)
        for _ in range(int(count)):
            what, changed = drawn(tree, draw)
            say(json.dumps(changed, ensure_ascii=False), f"{suite}: {what}", changed)


main()
