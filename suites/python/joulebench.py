# Copyright the Joulebench authors. Apache License 2.0. Copy this one file beside your program.
"""Tell Joulebench what a Python program is doing, in one file without dependencies (Python 3.8+).

    import joulebench

    model = load()                            # outside the window: not measured
    with joulebench.window():                 # run_start … run_stop: what is measured
        for epoch in range(3):
            with joulebench.phase("epoch", epoch_num=epoch):
                train(model)
            with joulebench.phase("eval"):
                accuracy = evaluate(model)
            joulebench.metric("eval_accuracy", accuracy, epoch_num=epoch)
    joulebench.metric("samples", 3 * 60_000)  # the useful work done inside the window

Each call prints one MLPerf log line (``:::MLLOG {…}``) on standard output, stamped with
CLOCK_MONOTONIC, which the harness reads. A program that Joulebench did not start prints nothing,
unless JOULEBENCH_EVENTS=1 is set, so the calls may stay in.

Graphics processors run behind the program's back: pass ``sync=torch.cuda.synchronize`` to `window`
and `phase`, so that the work is done when its edge is stamped. It is called before every edge.
"""

import contextlib
import errno
import functools
import inspect
import json
import os
import select
import sys
import threading
import time

__all__ = ["enabled", "metric", "outcomes", "phase", "run_start", "run_stop", "window"]

_STANDARD_OUTPUT = 1
_lock = threading.Lock()


def _new_lock():
    # Another thread may have held the lock when this process was forked off.
    global _lock
    _lock = threading.Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_new_lock)


_enabled = (
    "JOULEBENCH_TRIAL" in os.environ
    or "JOULEBENCH_PREPARE" in os.environ
    or os.environ.get("JOULEBENCH_EVENTS") == "1"
)


def enabled():
    """Whether events are printed: under Joulebench, or with JOULEBENCH_EVENTS=1."""
    return _enabled


def metric(key, value, **metadata):
    """State a fact: an amount of work (``samples``), a quality (``eval_accuracy``), a setting.

    A key that is stated twice counts as its last value. NumPy's and PyTorch's scalars are taken as
    the numbers they hold (which waits for a graphics processor); NaN stays NaN.
    """
    _emit("POINT_IN_TIME", _word(key), value, metadata)


def outcomes(right, **metadata):
    """State which examples of the test set were answered rightly, as ``eval_outcomes``.

    ``right`` has a truth value for each example, in an order that is the same in every variant: the
    report then pairs the examples (McNemar's test). Their share is the ``eval_accuracy`` that has
    to be stated, too.
    """
    bits = "".join("1" if item else "0" for item in right)
    if not bits:
        raise ValueError("outcomes of no example")
    digits = (len(bits) + 3) // 4
    value = int(bits.ljust(4 * digits, "0"), 2)
    metric("eval_outcomes", f"{len(bits)}:{value:0{digits}x}", **metadata)


class phase(contextlib.ContextDecorator):
    """A stretch of the program with a name, as a context manager or a decorator; phases nest.

    ``sync`` is called before both edges. Keyword arguments are kept with the start of the phase. A
    phase that ends with an exception is closed with ``status: aborted``.
    """

    def __init__(self, name, sync=None, **metadata):
        self._name = _word(name)
        self._sync = sync
        self._metadata = metadata
        self._success = {}

    def __enter__(self):
        _edge("INTERVAL_START", self._name + "_start", self._sync, self._metadata)
        return self

    def __exit__(self, kind, value, traceback):
        status = self._success if kind is None else {"status": "aborted"}
        _edge("INTERVAL_END", self._name + "_stop", self._sync, status)
        return False

    def __call__(self, function):
        # A coroutine or a generator does its work after the call has returned.
        if inspect.iscoroutinefunction(function):

            @functools.wraps(function)
            async def coroutine(*arguments, **named):
                with self:
                    return await function(*arguments, **named)

            return coroutine
        if inspect.isgeneratorfunction(function):

            @functools.wraps(function)
            def generator(*arguments, **named):
                with self:
                    return (yield from function(*arguments, **named))

            return generator
        if inspect.isasyncgenfunction(function):

            @functools.wraps(function)
            async def stream(*arguments, **named):
                source = function(*arguments, **named)
                with self:
                    try:
                        async for item in source:
                            yield item
                    finally:
                        await source.aclose()

            return stream
        return super().__call__(function)


def window(sync=None, **metadata):
    """The measured window, from ``run_start`` to ``run_stop``; a program has one."""
    edges = phase("run", sync=sync, **metadata)
    edges._success = {"status": "success"}
    return edges


def run_start(sync=None, **metadata):
    """Begin the measured window where a ``with`` does not fit."""
    _edge("INTERVAL_START", "run_start", sync, metadata)


def run_stop(sync=None, **metadata):
    """End the measured window."""
    _edge("INTERVAL_END", "run_stop", sync, metadata)


def _edge(event_type, key, sync, metadata):
    try:
        if sync is not None:
            sync()
    finally:
        # Also where `sync` throws: an open window would lose the whole trial.
        _emit(event_type, key, None, metadata)


def _emit(event_type, key, value, metadata):
    now = time.monotonic_ns()
    if not _enabled:
        return
    file, line = _caller()
    stamped = {"file": file, "lineno": line}
    stamped.update((name, _plain(item)) for name, item in metadata.items())
    stamped["monotonic_ns"] = now
    event = {
        "namespace": "",
        "time_ms": time.time_ns() // 1_000_000,
        "event_type": event_type,
        "key": key,
        "value": _plain(value),
        "metadata": stamped,
    }
    # Python writes NaN and Infinity for what JSON lacks; the harness reads both.
    _write((":::MLLOG " + json.dumps(event) + "\n").encode("ascii"))


def _write(line):
    """Write a line at once: up to 4,096 bytes the kernel mixes nothing into it."""
    with _lock:
        while line:
            try:
                line = line[os.write(_STANDARD_OUTPUT, line) :]
            except BlockingIOError:
                select.select([], [_STANDARD_OUTPUT], [])
            except OSError as error:
                if error.errno != errno.EINTR:
                    raise


def _plain(value):
    """The value as what JSON holds; scalars of NumPy and PyTorch without importing either."""
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    for method in ("item", "tolist"):
        convert = getattr(value, method, None)
        if callable(convert):
            # `item` refuses more than one element, in each library with another exception.
            with contextlib.suppress(ValueError, TypeError, RuntimeError):
                return _plain(convert())
    if hasattr(value, "__float__"):
        return float(value)
    raise TypeError(
        f"joulebench cannot log a {type(value).__name__}: give a number, a text, a list or a dict"
    )


def _word(name):
    if not isinstance(name, str) or not name or name.split() != [name]:
        raise ValueError(f"the name of an event is one word without blanks, not {name!r}")
    return name


def _caller():
    """The line of the program that called, past this file and the standard library's wrapper."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_code.co_filename in (__file__, contextlib.__file__):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno
