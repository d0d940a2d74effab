/// The script that draws the charts of a history page, each when it comes into view.
///
/// It reads the JSON of `HistoryData` and writes text only as text. Without it the page has tables.
enum HistoryScript {
    static let text = helpers + scales + drawing + reading + page

    private static let helpers = """

        (function () {
          "use strict";
          var data = JSON.parse(document.getElementById("data").textContent);
          var space = "http" + "://www.w3.org/2000/svg", height = 230, range = 0;
          function element(parent, name, attributes, text) {
            var made = document.createElementNS(space, name);
            Object.keys(attributes).forEach(function (key) {
              made.setAttribute(key, attributes[key]);
            });
            if (text !== undefined) { made.textContent = text; }
            parent.appendChild(made);
            return made;
          }
          function tenth(value) { return Math.round(value * 10) / 10; }
          function minus(text) { return text.replace("-", "\\u2212"); }
          function fixed(value, decimals) {
            return value === null ? "no number" : minus(value.toFixed(decimals));
          }
          function isNumber(value) { return value !== null && isFinite(value); }

        """

    private static let scales = """
          // What is seen of a series: places of values, and the ends of both axes.
          function view(series, nights) {
            var last = nights.length - 1, first = range > 0 ? Math.max(0, last - range + 1) : 0;
            var seen = [], low = Infinity, high = -Infinity;
            function hold(value) {
              if (!isNumber(value)) { return; }
              low = Math.min(low, value);
              high = Math.max(high, value);
            }
            series.p.forEach(function (place, index) {
              if (place < first || !isNumber(series.y[index])) { return; }
              seen.push(index);
              hold(series.y[index]);
            });
            if (!seen.length) { return null; }
            if (series.b) { hold(series.b[0]); hold(series.b[1]); }
            // Wide intervals are cut rather than that they flatten the values.
            var least = low - (high - low) * 0.5, most = high + (high - low) * 0.5;
            seen.forEach(function (index) {
              if (isNumber(series.l[index])) { hold(Math.max(series.l[index], least)); }
              if (isNumber(series.h[index])) { hold(Math.min(series.h[index], most)); }
            });
            var room = high > low ? (high - low) * 0.06 : Math.abs(high) * 0.02 || 1;
            return { seen: seen, first: first, last: last, low: low - room, high: high + room };
          }
          function ticks(low, high, count) {
            var rough = (high - low) / count, power = Math.pow(10, Math.floor(Math.log10(rough)));
            if (!isFinite(power) || power <= 0) { return { values: [], decimals: 0 }; }
            var part = rough / power, step = (part <= 1 ? 1 : part <= 2 ? 2 : part <= 5 ? 5 : 10) * power;
            var values = [], start = Math.ceil(low / step);
            for (var place = start; place * step <= high && values.length < 20; place += 1) {
              values.push(place * step);
            }
            var decimals = Math.max(0, -Math.floor(Math.log10(step * 1.000001)));
            return { values: values, decimals: Math.min(decimals, 12) };
          }

        """

    private static let reading = """
          function meanOf(series, index) {
            var level = series.L.find(function (one) { return index >= one[0] && index <= one[1]; });
            return level ? level[2] : null;
          }
          // Says what a night was, and marks it in the drawing.
          function show(box, at, isMarked) {
            var plot = box.plot, history = data.h[box.dataset.h], series = history.s[box.dataset.s];
            if (!plot) { return; }
            var index = plot.seen[at], night = history.n[series.p[index]], unit = series.u ? " " + series.u : "";
            var text = "night " + night[0] + ", " + night[1] + " UTC: " + fixed(series.y[index], series.d);
            if (isNumber(series.l[index]) && isNumber(series.h[index])) {
              text += " [" + fixed(series.l[index], series.d) + ", " + fixed(series.h[index], series.d) + "]";
            }
            text += unit + ", n = " + series.k[index] + ", level " + fixed(meanOf(series, index), series.d);
            text += "; commit " + (night[2] === null ? "not known" : night[2]);
            text += night[3] === null ? "" : "; run " + night[3];
            text += night[4] ? "; SIMULATED" : series.w ? "; " + series.w : "";
            var read = box.nextElementSibling;
            if (read.textContent !== text) { read.textContent = text; }
            box.at = at;
            if (plot.cursor) { plot.cursor.remove(); plot.cursor = null; }
            if (!isMarked) { return; }
            var x = tenth(plot.x(series.p[index]));
            plot.cursor = element(plot.svg, "g", {});
            element(plot.cursor, "path", { "class": "cursor", d: "M" + x + " " + plot.top + "V" + plot.bottom });
            element(plot.cursor, "circle", { "class": "at", cx: x, cy: tenth(plot.y(series.y[index])), r: 4 });
          }
          function nearest(box, event) {
            var plot = box.plot, rect = plot.svg.getBoundingClientRect();
            var series = data.h[box.dataset.h].s[box.dataset.s];
            var x = (event.clientX - rect.left) * plot.svg.viewBox.baseVal.width / rect.width;
            var low = 0, high = plot.seen.length - 1;
            while (low < high) {
              var middle = (low + high) >> 1;
              if (plot.x(series.p[plot.seen[middle]]) < x) { low = middle + 1; } else { high = middle; }
            }
            if (low > 0 && x - plot.x(series.p[plot.seen[low - 1]]) < plot.x(series.p[plot.seen[low]]) - x) {
              low -= 1;
            }
            return low;
          }
          function listen(box) {
            box.addEventListener("pointermove", function (event) {
              if (box.plot) { show(box, nearest(box, event), true); }
            });
            box.addEventListener("pointerdown", function (event) {
              if (box.plot) { show(box, nearest(box, event), true); }
            });
            box.addEventListener("pointerleave", function () {
              if (box.plot && document.activeElement !== box) { show(box, box.plot.seen.length - 1, false); }
            });
            box.addEventListener("focus", function () {
              box.nextElementSibling.setAttribute("aria-live", "polite");
              if (box.plot) { show(box, box.at, true); }
            });
            box.addEventListener("blur", function () {
              box.nextElementSibling.removeAttribute("aria-live");
              if (box.plot) { show(box, box.plot.seen.length - 1, false); }
            });
            box.addEventListener("keydown", function (event) {
              if (!box.plot || event.ctrlKey || event.altKey || event.metaKey) { return; }
              var most = box.plot.seen.length - 1, page = Math.max(1, Math.round(most / 10));
              var next = { ArrowLeft: box.at - 1, ArrowRight: box.at + 1, Home: 0, End: most,
                PageUp: box.at - page, PageDown: box.at + page }[event.key];
              if (next === undefined) { return; }
              event.preventDefault();
              show(box, Math.min(Math.max(next, 0), most), true);
            });
          }

        """

    private static let page = """
          var boxes = Array.from(document.querySelectorAll(".chart"));
          var figures = Array.from(document.querySelectorAll(".series"));
          var inView = new Set();
          function ensure(box) {
            if (box.isDrawn) { return; }
            box.isDrawn = true;
            draw(box);
          }
          function again() {
            boxes.forEach(function (box) { box.isDrawn = false; });
            inView.forEach(ensure);
          }
          function value(id) { return document.getElementById(id).value; }
          function filter() {
            var wanted = ["c", "v", "m"].map(function (key) { return [key, value("filter-" + key)]; });
            var isOpen = document.getElementById("open").checked, shown = 0;
            figures.forEach(function (figure) {
              var fits = wanted.every(function (pair) {
                return pair[1] === "" || figure.dataset[pair[0]] === pair[1];
              }) && (!isOpen || figure.dataset.o === "1");
              figure.hidden = !fits;
              shown += fits ? 1 : 0;
            });
            document.querySelectorAll(".group").forEach(function (group) {
              group.hidden = !group.querySelector(".series:not([hidden])");
            });
            document.getElementById("shown").textContent = shown + " of " + figures.length + " series";
          }
          document.querySelectorAll(".drawn, .filters").forEach(function (part) { part.hidden = false; });
          boxes.forEach(listen);
          if (figures.length && document.getElementById("open")) {
            ["filter-c", "filter-v", "filter-m", "open"].forEach(function (id) {
              document.getElementById(id).addEventListener("change", filter);
            });
            document.getElementById("nights").addEventListener("change", function () {
              range = Number(value("nights"));
              again();
            });
            filter();
          }
          var observer = new IntersectionObserver(function (entries) {
            entries.forEach(function (entry) {
              if (entry.isIntersecting) {
                inView.add(entry.target);
                ensure(entry.target);
              } else {
                inView.delete(entry.target);
              }
            });
          }, { rootMargin: "400px" });
          boxes.forEach(function (box) { observer.observe(box); });
          var width = window.innerWidth, timer = null;
          window.addEventListener("resize", function () {
            if (window.innerWidth === width) { return; }
            width = window.innerWidth;
            clearTimeout(timer);
            timer = setTimeout(again, 100);
          });
          window.addEventListener("beforeprint", function () { boxes.forEach(ensure); });
        })();
        """
}
