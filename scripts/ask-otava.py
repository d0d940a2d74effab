#!/usr/bin/env python3
"""Asks Apache Otava about the series of scripts/benchmark regression; that starts it.

    ask-otava.py version
    ask-otava.py nightly QUESTION.json   each series on each night, for each least magnitude: a line of JSON
                                          with the first night that has a change, and the change's index
    ask-otava.py once QUESTION.json      the seconds to judge each series once

Otava is used as its command line uses it: one metric, its own defaults (window 50, p 0.001) but for
the least magnitude. Exit codes: 0 well, 77 there is no Otava.
"""

import importlib.metadata
import json
import sys
import time

try:
    from otava.series import AnalysisOptions, Metric, Series

    VERSION = importlib.metadata.version("apache-otava")
except ImportError:
    sys.exit(77)


def changes(values, magnitude):
    options = AnalysisOptions()
    options.min_magnitude = magnitude
    series = Series("nightly", None, list(range(len(values))), {"m": Metric()}, {"m": values}, {})
    return [int(change.index) for change in series.analyze(options).change_points["m"]]


def first_alarm(values, magnitude):
    for night in range(1, len(values) + 1):
        found = changes(values[:night], magnitude)
        if found:
            # The newest is what the night has brought.
            return {"night": night, "index": found[-1]}
    return {}


def main():
    word = sys.argv[1]
    if word == "version":
        print(VERSION)
        return
    with open(sys.argv[2], encoding="utf-8") as file:
        question = json.load(file)
    if word == "nightly":
        answer = [[first_alarm(values, magnitude) for magnitude in question["magnitudes"]]
                  for values in question["series"]]
    else:
        started = time.perf_counter()
        for values in question["series"]:
            changes(values, question["magnitudes"][0])
        answer = time.perf_counter() - started
    print(json.dumps(answer))


main()
