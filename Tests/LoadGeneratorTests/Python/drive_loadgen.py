"""Runs MLCommons' LoadGen with a system under test of scripted latencies.

Arguments: the folder for its logs and a JSON object with the settings. It prints one JSON line with
the sample indices of each query as they were issued. Run by RealLoadGenTests.swift.
"""

import json
import sys
import threading
import time

import mlperf_loadgen as lg

folder, options = sys.argv[1], json.loads(sys.argv[2])
issued = []


def latency(number):
    """Seconds from 50 to 250 µs, some of them ten times that."""
    word = (number * 2654435761) & 0xFFFFFFFF
    base = 50e-6 + 200e-6 * (word / 2**32)
    return base * (10 if word % 23 == 0 else 1)


def respond(samples):
    end = time.perf_counter() + latency(len(issued))
    while time.perf_counter() < end:
        pass
    lg.QuerySamplesComplete([lg.QuerySampleResponse(s.id, 0, 0) for s in samples])


def issue(samples):
    issued.append([s.index for s in samples])
    if options["scenario"] == "Server":
        threading.Thread(target=respond, args=(list(samples),)).start()
    else:
        respond(samples)


settings = lg.TestSettings()
settings.scenario = getattr(lg.TestScenario, options["scenario"])
settings.mode = lg.TestMode.PerformanceOnly
for key, value in options["settings"].items():
    if not hasattr(settings, key):
        sys.exit(f"LoadGen has no setting {key}")
    setattr(settings, key, value)

output = lg.LogOutputSettings()
output.outdir = folder
log = lg.LogSettings()
log.log_output = output
log.enable_trace = True

sut = lg.ConstructSUT(issue, lambda: None)
library = lg.ConstructQSL(
    options["total_samples"], options["performance_samples"], lambda s: None, lambda s: None
)
lg.StartTestWithLogSettings(sut, library, settings, log)
lg.DestroyQSL(library)
lg.DestroySUT(sut)
print(json.dumps(issued))
