#!/usr/bin/env python3
"""Opens reports in headless Chromium: how fast they are drawn, what axe says of them, how they look.

    browser.py times REPORT [--runs N] [--limit SECONDS]
    browser.py axe REPORT… --axe axe.min.js
    browser.py picture REPORT OUT.png [--width N] [--height N] [--dark]

Speaks Chromium's DevTools protocol over a pipe, with nothing but Python's standard library.
Exit codes: 0 well, 1 not well, 2 wrong usage, 77 there is no Chromium.
"""

import argparse
import base64
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SKIPPED = 77
# What is waited for an answer of the browser, in seconds.
PATIENCE = 120


class Browser:
    """A Chromium of its own, with a profile that is thrown away."""

    def __init__(self, program):
        self.profile = tempfile.TemporaryDirectory(prefix="joulebench-browser-")
        to_read, self.to_browser = os.pipe()
        self.from_browser, to_write = os.pipe()
        options = [
            "--headless", "--remote-debugging-pipe", "--disable-gpu", "--hide-scrollbars",
            "--no-first-run", "--disable-extensions", "--disable-background-networking",
            "--user-data-dir=" + self.profile.name,
        ]
        if os.geteuid() == 0:
            options.append("--no-sandbox")
        # Chromium reads from descriptor 3 and writes to 4.
        script = f'exec 3<&{to_read} 4>&{to_write}; exec "$0" "$@"'
        self.process = subprocess.Popen(
            ["bash", "-c", script, program, *options, "about:blank"],
            pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )
        os.close(to_read)
        os.close(to_write)
        self.answers = {}
        self.events = []
        self.number = 0
        self.rest = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.to_browser)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.from_browser)
        # Children of Chromium may still write into it for a moment.
        for _ in range(20):
            try:
                self.profile.cleanup()
                return
            except OSError:
                time.sleep(0.1)

    def read(self):
        """Takes in the next message."""
        while b"\0" not in self.rest:
            piece = os.read(self.from_browser, 1 << 20)
            if not piece:
                raise RuntimeError("Chromium ended")
            self.rest += piece
        message, self.rest = self.rest.split(b"\0", 1)
        message = json.loads(message)
        if "id" in message:
            self.answers[message["id"]] = message
        else:
            self.events.append(message)

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.to_browser, data):]
        end = time.monotonic() + PATIENCE
        while self.number not in self.answers:
            if time.monotonic() > end:
                raise RuntimeError(f"no answer to {method}")
            self.read()
        answer = self.answers.pop(self.number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error'].get('message')}")
        return answer["result"]

    def wait(self, method, session):
        end = time.monotonic() + PATIENCE
        while True:
            for event in self.events:
                if event["method"] == method and event.get("sessionId") == session:
                    return event["params"]
            if time.monotonic() > end:
                raise RuntimeError(f"no event {method}")
            self.read()


class Page:
    """A report in a tab of its own."""

    def __init__(self, browser, report, width=1280, height=2000, dark=False):
        self.browser = browser
        browser.events.clear()
        self.target = browser.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = browser.call(
            "Target.attachToTarget", targetId=self.target, flatten=True
        )["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(domain + ".enable")
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height,
            deviceScaleFactor=1, mobile=width < 600,
        )
        scheme = "dark" if dark else "light"
        self.call(
            "Emulation.setEmulatedMedia",
            features=[{"name": "prefers-color-scheme", "value": scheme}],
        )
        browser.events.clear()
        self.call("Page.navigate", url=pathlib.Path(report).resolve().as_uri())
        browser.wait("Page.loadEventFired", self.session)

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def evaluate(self, expression):
        result = self.call(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("text", "a script failed"))
        return result["result"].get("value")

    def drawn_after(self):
        """Milliseconds from the navigation to the first frame after the page was loaded."""
        return self.evaluate(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame("
            "() => done(performance.now()))))"
        )

    def draw_all(self):
        """Draws what is drawn only when it comes into view, as before printing: milliseconds."""
        return self.evaluate(
            "new Promise(done => { var start = performance.now();"
            "window.dispatchEvent(new Event('beforeprint'));"
            "requestAnimationFrame(() => requestAnimationFrame("
            "() => done(performance.now() - start))); })"
        )

    def complaints(self):
        """What the page wrote into the console as an error or a warning."""
        found = []
        for event in self.browser.events:
            parameters = event["params"]
            if event["method"] == "Runtime.exceptionThrown":
                found.append(parameters["exceptionDetails"].get("text", "an exception"))
            elif event["method"] == "Log.entryAdded":
                if parameters["entry"]["level"] in ("error", "warning"):
                    found.append(parameters["entry"]["text"])
            elif event["method"] == "Runtime.consoleAPICalled":
                if parameters["type"] in ("error", "warning", "assert"):
                    found.append(str([a.get("value") for a in parameters["args"]]))
        return found

    def close(self):
        self.browser.call("Target.closeTarget", targetId=self.target)


def times(browser, arguments):
    drawn = []
    rest = []
    complaints = []
    for _ in range(arguments.runs):
        page = Page(browser, arguments.report)
        first = page.drawn_after() / 1000
        rest.append(page.draw_all() / 1000)
        drawn.append(first + rest[-1])
        complaints = page.complaints()
        nodes = page.evaluate("document.querySelectorAll('*').length")
        page.close()
    print(
        f"drawn in Chromium after {statistics.median(drawn):.3f} s (median of {arguments.runs}, "
        f"{min(drawn):.3f} to {max(drawn):.3f} s; {statistics.median(rest):.3f} s of it what is "
        f"not in view), {nodes} elements, "
        f"{len(complaints)} errors in the console"
    )
    for complaint in complaints:
        print("  console: " + complaint)
    is_slow = arguments.limit is not None and statistics.median(drawn) > arguments.limit
    if is_slow:
        print(f"  that is more than the limit of {arguments.limit} s")
    return 1 if complaints or is_slow else 0


def axe(browser, arguments):
    source = pathlib.Path(arguments.axe).read_text(encoding="utf-8")
    code = (
        "axe.run(document, {resultTypes: ['violations']}).then(result => ({"
        "version: result.testEngine.version, passes: result.passes.length,"
        "violations: result.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,"
        "nodes: v.nodes.map(n => n.target.join(' ') + ': ' + (n.failureSummary || ''))}))}))"
    )
    worst = 0
    for report in arguments.reports:
        for width in (1280, 390):
            for dark in (False, True):
                page = Page(browser, report, width=width, dark=dark)
                complaints = page.complaints()
                page.evaluate(source + "\n;0")
                result = page.evaluate(code)
                page.close()
                name = f"{report}, {width} px, {'dark' if dark else 'light'}"
                serious = [
                    v for v in result["violations"] if v["impact"] in ("serious", "critical")
                ]
                print(
                    f"{name}: axe {result['version']}: {result['passes']} rules passed, "
                    f"{len(result['violations'])} violated, {len(serious)} of them serious; "
                    f"{len(complaints)} errors in the console"
                )
                for violation in result["violations"]:
                    print(f"  {violation['impact']}: {violation['id']}: {violation['help']}")
                    for node in violation["nodes"][:5]:
                        print("    " + " ".join(node.split()))
                for complaint in complaints:
                    print("  console: " + complaint)
                if serious or complaints or result["passes"] == 0:
                    worst = 1
    return worst


def picture(browser, arguments):
    page = Page(browser, arguments.report, arguments.width, arguments.height, arguments.dark)
    page.drawn_after()
    data = page.call("Page.captureScreenshot", format="png", captureBeyondViewport=False)["data"]
    pathlib.Path(arguments.output).write_bytes(base64.b64decode(data))
    page.close()
    return 0


def parsed():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    command = commands.add_parser("times", help="how long drawing takes")
    command.add_argument("report")
    command.add_argument("--runs", type=int, default=5)
    command.add_argument("--limit", type=float, help="fail above so many seconds")
    command.set_defaults(action=times)
    command = commands.add_parser("axe", help="what axe finds, light and dark, wide and narrow")
    command.add_argument("reports", nargs="+")
    command.add_argument("--axe", required=True, help="the file axe.min.js")
    command.set_defaults(action=axe)
    command = commands.add_parser("picture", help="a picture of a report")
    command.add_argument("report")
    command.add_argument("output")
    command.add_argument("--width", type=int, default=1280)
    command.add_argument("--height", type=int, default=2000)
    command.add_argument("--dark", action="store_true")
    command.set_defaults(action=picture)
    return parser.parse_args()


def main():
    arguments = parsed()
    program = next((path for path in map(shutil.which, NAMES) if path), None)
    if program is None:
        print("skipped: no Chromium is installed (" + ", ".join(NAMES) + ")", file=sys.stderr)
        return SKIPPED
    with Browser(program) as browser:
        return arguments.action(browser, arguments)


if __name__ == "__main__":
    sys.exit(main())
