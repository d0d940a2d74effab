"""Tests of joulebench.py: python3 test_joulebench.py (no dependencies; NumPy and PyTorch if there)."""

import json
import math
import os
import subprocess
import sys
import textwrap
import time
import unittest

FOLDER = os.path.dirname(os.path.abspath(__file__))


def run(program, environment=None, status=0):
    """What a program prints on standard output that has imported joulebench as `jb`."""
    clean = {name: value for name, value in os.environ.items() if "JOULEBENCH" not in name}
    clean.update({"JOULEBENCH_TRIAL": "x", "PYTHONPATH": FOLDER})
    clean.update(environment or {})
    done = subprocess.run(
        [sys.executable, "-c", "import joulebench as jb\n" + textwrap.dedent(program)],
        env={name: value for name, value in clean.items() if value is not None},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    assert done.returncode == status, done.stderr.decode()
    return done.stdout.decode()


def events(text):
    """The events of a text that holds nothing else on their lines."""
    lines = [line for line in text.splitlines() if line.startswith(":::MLLOG ")]
    return [json.loads(line[len(":::MLLOG ") :]) for line in lines]


class LogTests(unittest.TestCase):
    def test_a_metric_has_the_fields_of_mlperf_in_their_order(self):
        before = time.monotonic_ns()
        event = events(run("jb.metric('samples', 60000, epoch_num=2)"))[0]
        after = time.monotonic_ns()
        self.assertEqual(
            list(event), ["namespace", "time_ms", "event_type", "key", "value", "metadata"]
        )
        self.assertEqual(event["event_type"], "POINT_IN_TIME")
        self.assertEqual((event["key"], event["value"]), ("samples", 60000))
        self.assertEqual(event["metadata"]["epoch_num"], 2)
        self.assertEqual(event["metadata"]["file"], "<string>")
        self.assertEqual(event["metadata"]["lineno"], 2)
        self.assertTrue(before <= event["metadata"]["monotonic_ns"] <= after)
        self.assertLess(abs(event["time_ms"] - time.time() * 1000), 60_000)

    def test_phases_nest_and_close_in_order(self):
        found = events(
            run(
                """
                with jb.window():
                    with jb.phase('epoch', epoch_num=1):
                        with jb.phase('forward'):
                            pass
                """
            )
        )
        self.assertEqual(
            [event["key"] for event in found],
            ["run_start", "epoch_start", "forward_start", "forward_stop", "epoch_stop", "run_stop"],
        )
        kinds = [event["event_type"] for event in found]
        self.assertEqual(kinds, ["INTERVAL_START"] * 3 + ["INTERVAL_END"] * 3)
        self.assertEqual(found[-1]["metadata"]["status"], "success")
        times = [event["metadata"]["monotonic_ns"] for event in found]
        self.assertEqual(times, sorted(times))

    def test_a_phase_is_closed_when_its_work_throws(self):
        found = events(run("with jb.window():\n    raise SystemExit(3)", status=3))
        self.assertEqual([event["key"] for event in found], ["run_start", "run_stop"])
        self.assertEqual(found[-1]["metadata"]["status"], "aborted")

    def test_decorates_functions_coroutines_and_generators(self):
        found = run(
            """
            import asyncio
            @jb.phase('plain')
            def plain(x):
                print('in plain', flush=True)
                return x
            @jb.phase('later')
            async def later():
                await asyncio.sleep(0)
                print('in later', flush=True)
            @jb.phase('yields')
            def yields():
                print('in yields', flush=True)
                yield 1
            @jb.phase('streams')
            async def streams():
                print('in streams', flush=True)
                yield 1
            async def drain():
                return [item async for item in streams()]
            assert plain(7) == 7 and plain.__name__ == 'plain'
            asyncio.run(later())
            assert list(yields()) == [1]
            assert asyncio.run(drain()) == [1]
            """
        )
        keys = [
            json.loads(line[9:])["key"] if line.startswith(":::MLLOG") else line
            for line in found.splitlines()
        ]
        self.assertEqual(
            keys,
            [
                "plain_start", "in plain", "plain_stop", "later_start", "in later", "later_stop",
                "yields_start", "in yields", "yields_stop",
                "streams_start", "in streams", "streams_stop",
            ],
        )

    def test_sync_is_called_before_each_edge_and_an_edge_is_never_lost(self):
        found = run(
            """
            calls = []
            with jb.window(sync=lambda: calls.append(1)):
                assert len(calls) == 1
            jb.run_start(sync=lambda: calls.append(1))
            assert len(calls) == 3
            try:
                jb.run_stop(sync=lambda: 1 / 0)
            except ZeroDivisionError:
                print('thrown')
            """
        )
        self.assertEqual(len(events(found)), 4)
        self.assertIn("thrown", found)

    def test_values_are_what_json_holds(self):
        found = events(
            run(
                """
                import decimal
                class Scalar:
                    def item(self): return 0.25
                class Vector:
                    def item(self): raise ValueError('more than one')
                    def tolist(self): return [1, 2]
                for value in [True, None, 2**70, 'té"x\\n', float('nan'), float('-inf'),
                              [1, (2,)], {'a': Scalar()}, Scalar(), Vector(), decimal.Decimal('0.5')]:
                    jb.metric('k', value, also=value)
                """
            )
        )
        values = [event["value"] for event in found]
        self.assertTrue(math.isnan(values.pop(4)))
        self.assertEqual(
            values,
            [True, None, 2**70, 'té"x\n', -math.inf, [1, [2]], {"a": 0.25}, 0.25, [1, 2], 0.5],
        )

    def test_scalars_of_numpy_and_pytorch(self):
        for library in ("numpy", "torch"):
            with self.subTest(library=library):
                try:
                    __import__(library)
                except ImportError:
                    self.skipTest(f"needs {library}")
                made = "numpy.float32(0.5)" if library == "numpy" else "torch.tensor(0.5)"
                more = "numpy.array([1, 2])" if library == "numpy" else "torch.tensor([1, 2])"
                text = run(f"import {library}\njb.metric('a', {made})\njb.metric('b', {more})")
                self.assertEqual([event["value"] for event in events(text)], [0.5, [1, 2]])

    def test_what_cannot_be_logged_is_refused_at_once(self):
        for call in ["jb.metric('k', object())", "jb.metric('two words', 1)", "jb.phase('')",
                     "jb.metric(3, 1)"]:
            with self.subTest(call=call):
                text = run(
                    f"""
                    try:
                        {call}
                    except (TypeError, ValueError) as error:
                        print('refused', error)
                    """
                )
                self.assertTrue(text.startswith("refused"), text)

    def test_outcomes_are_a_bit_for_each_example(self):
        text = run(
            """
            jb.outcomes([True, False, 1, 0, True, True])
            jb.outcomes([False] * 5)
            jb.outcomes(number % 2 == 0 for number in range(8))
            try:
                jb.outcomes([])
            except ValueError as error:
                print('refused', error)
            """
        )
        found = events(text)
        self.assertEqual([event["key"] for event in found], ["eval_outcomes"] * 3)
        self.assertEqual([event["value"] for event in found], ["6:ac", "5:00", "8:aa"])
        self.assertIn("refused", text)

    def test_threads_and_forks_never_mix_their_lines(self):
        text = run(
            """
            import os, threading
            def log(who):
                for number in range(200):
                    jb.metric('k', number, who=who, padding='x' * 500)
            children = []
            threads = [threading.Thread(target=log, args=(f't{n}',)) for n in range(4)]
            for thread in threads: thread.start()
            for n in range(4):
                child = os.fork()
                if child == 0:
                    log(f'p{n}')
                    os._exit(0)
                children.append(child)
            for thread in threads: thread.join()
            assert all(os.waitpid(child, 0)[1] == 0 for child in children)
            """
        )
        lines = text.splitlines()
        self.assertEqual(len(lines), 8 * 200)
        found = events(text)
        self.assertEqual(len(found), 8 * 200)
        for who in ["t0", "t3", "p0", "p3"]:
            own = [event["value"] for event in found if event["metadata"]["who"] == who]
            self.assertEqual(own, list(range(200)))

    def test_nothing_is_printed_without_the_harness(self):
        program = "with jb.window():\n    jb.metric('samples', 1)\nassert not jb.enabled()"
        self.assertEqual(run(program, {"JOULEBENCH_TRIAL": None}), "")
        asked = {"JOULEBENCH_TRIAL": None, "JOULEBENCH_EVENTS": "1"}
        self.assertEqual(len(events(run("jb.metric('samples', 1)", asked))), 1)
        prepare = {"JOULEBENCH_TRIAL": None, "JOULEBENCH_PREPARE": "x"}
        self.assertEqual(len(events(run("jb.metric('samples', 1)", prepare))), 1)

    def test_it_prints_past_a_redirected_and_a_closed_sys_stdout(self):
        text = run(
            """
            import contextlib, io, sys
            with contextlib.redirect_stdout(io.StringIO()):
                jb.metric('a', 1)
            sys.stdout = None
            jb.metric('b', 2)
            """
        )
        self.assertEqual([event["key"] for event in events(text)], ["a", "b"])


if __name__ == "__main__":
    unittest.main()
