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

    private static let drawing = """
          function axes(svg, plot, nights) {
            plot.ticks.values.forEach(function (value) {
              var y = tenth(plot.y(value));
              element(svg, "line", { "class": "g", x1: plot.left, x2: plot.right, y1: y, y2: y });
              element(svg, "text", { "class": "s", x: plot.left - 6, y: y + 4, "text-anchor": "end" },
                fixed(value, plot.ticks.decimals));
            });
            element(svg, "line", { "class": "a", x1: plot.left, x2: plot.right, y1: plot.bottom,
              y2: plot.bottom });
            var count = plot.last - plot.first, most = Math.max(1, Math.floor((plot.right - plot.left) / 105));
            var parts = Math.min(most, Math.max(count, 1)), shown = {};
            for (var part = 0; part <= parts; part += 1) {
              var place = plot.first + Math.round(count * part / parts);
              if (shown[place]) { continue; }
              shown[place] = true;
              var isLast = part === parts && part > 0, x = tenth(plot.x(place));
              var isFirst = part === 0 && count > 0;
              element(svg, "line", { "class": "a", x1: x, x2: x, y1: plot.bottom, y2: plot.bottom + 4 });
              element(svg, "text", { "class": "s", x: isLast ? plot.right : isFirst ? plot.left : x,
                y: plot.bottom + 17, "text-anchor": isLast ? "end" : isFirst ? "start" : "middle" },
                nights[place][1].slice(0, 10));
            }
          }
          function intervals(svg, plot, series) {
            var known = plot.seen.filter(function (index) {
              return isNumber(series.l[index]) && isNumber(series.h[index]);
            });
            if (!known.length) { return; }
            if (plot.step >= 5) {
              element(svg, "path", { "class": "whisker", d: known.map(function (index) {
                return "M" + tenth(plot.x(series.p[index])) + " " + tenth(plot.y(series.l[index])) +
                  "V" + tenth(plot.y(series.h[index]));
              }).join("") });
              return;
            }
            var path = "", upper = [], lower = [], before = null;
            function close() {
              if (upper.length) { path += "M" + upper.concat(lower.reverse()).join("L") + "Z"; }
              upper = [];
              lower = [];
            }
            known.forEach(function (index) {
              var place = series.p[index], x = plot.x(place);
              if (before !== null && place - before > 1) { close(); }
              before = place;
              [-0.5, 0.5].forEach(function (side) {
                var at = tenth(x + side * plot.step);
                upper.push(at + " " + tenth(plot.y(series.h[index])));
                lower.push(at + " " + tenth(plot.y(series.l[index])));
              });
            });
            close();
            element(svg, "path", { "class": "band back", d: path });
          }
          // Where the words over the starts of levels stand, in two rows; those without room are in the
          // list below.
          function words(plot, series) {
            var free = [0, 0], placed = [];
            series.L.forEach(function (level, number) {
              var place = series.p[level[0]];
              if (!number || place === undefined || place < plot.first) { return; }
              var x = tenth(plot.x(place - 0.5)), width = level[3].length * 6.6 + 8, start = x + 4;
              var isLeft = start + width > plot.right;
              if (isLeft) { start = x - 4 - width; }
              var row = free[0] <= start ? 0 : free[1] <= start ? 1 : -1;
              if (start < plot.left) { row = -1; }
              if (row >= 0) { free[row] = start + width; }
              placed.push({ x: x, row: row, isLeft: isLeft, text: level[3] });
            });
            return placed;
          }
          function starts(svg, plot) {
            plot.words.forEach(function (word) {
              element(svg, "path", { "class": "start", d: "M" + word.x + " " + plot.top + "V" + plot.bottom });
              if (word.row < 0) { return; }
              element(svg, "text", { "class": "s", x: word.isLeft ? word.x - 4 : word.x + 4,
                y: 12 + word.row * 14, "text-anchor": word.isLeft ? "end" : "start" }, word.text);
            });
          }
          function levels(svg, plot, series) {
            var path = series.L.map(function (level, number) {
              var from = series.p[level[0]], to = series.p[level[1]];
              if (to === undefined || to < plot.first || !isNumber(level[2])) { return ""; }
              var left = tenth(plot.x(Math.max(from - 0.5, plot.first - 0.5)));
              var right = tenth(plot.x(to + 0.5));
              if (number === series.L.length - 1 && series.b) {
                element(svg, "path", { "class": "bound", d: series.b.map(function (end) {
                  return "M" + left + " " + tenth(plot.y(end)) + "H" + right;
                }).join("") });
              }
              return "M" + left + " " + tenth(plot.y(level[2])) + "H" + right;
            }).join("");
            if (path) { element(svg, "path", { "class": "level", d: path }); }
          }
          function alarms(svg, plot, series) {
            series.A.forEach(function (alarm) {
              if (alarm[0] < plot.first) { return; }
              var index = series.p.findIndex(function (place) { return place >= alarm[0]; });
              if (index < 0 || !isNumber(series.y[index])) { return; }
              var up = alarm[1] > 0, x = plot.x(alarm[0]);
              // Above a value that rose, below one that fell.
              var y = plot.y(series.y[index]) + (up ? -13 : 13);
              y = Math.min(Math.max(y, plot.top + 8), plot.bottom - 8);
              var size = up ? 7 : -7, isOpen = alarm[2] === "confirmed" || alarm[2] === "suspected";
              var mark = element(svg, "path", {
                "class": "alarm " + alarm[2] + " " + (isOpen ? alarm[3] : "closed"),
                d: "M" + tenth(x - 7) + " " + tenth(y + size) + "L" + tenth(x + 7) + " " +
                  tenth(y + size) + "L" + tenth(x) + " " + tenth(y - size) + "Z" });
              element(mark, "title", {}, "alarm " + alarm[4] + ", " + alarm[2] + ", " + alarm[3]);
            });
          }
          function draw(box) {
            var history = data.h[box.dataset.h], series = history.s[box.dataset.s];
            box.textContent = "";
            box.plot = null;
            var plot = view(series, history.n), width = Math.max(box.clientWidth, 220);
            if (!plot) {
              box.textContent = "No value in these nights.";
              return;
            }
            plot.bottom = height - 24;
            plot.right = width - 8;
            plot.ticks = ticks(plot.low, plot.high, 5);
            var longest = plot.ticks.values.reduce(function (most, value) {
              return Math.max(most, fixed(value, plot.ticks.decimals).length);
            }, 3);
            plot.left = Math.round(longest * 6.9 + 12);
            plot.step = (plot.right - plot.left) / (plot.last - plot.first + 1);
            plot.x = function (place) {
              return plot.left + (place - plot.first + 0.5) * plot.step;
            };
            plot.words = words(plot, series);
            plot.top = plot.words.reduce(function (most, word) {
              return Math.max(most, 20 + 14 * word.row);
            }, 8);
            plot.y = function (value) {
              var share = (value - plot.low) / (plot.high - plot.low);
              return plot.bottom - Math.min(Math.max(share, 0), 1) * (plot.bottom - plot.top);
            };
            var svg = element(box, "svg", { "class": "plot", viewBox: "0 0 " + width + " " + height,
              role: "img", "aria-label": series.t + ", " + plot.seen.length + " nights with a value" +
              (series.w ? ", " + series.w : "") });
            axes(svg, plot, history.n);
            intervals(svg, plot, series);
            starts(svg, plot);
            levels(svg, plot, series);
            element(svg, "path", { "class": "night", "stroke-width": plot.step >= 5 ? 5 : 3,
              d: plot.seen.map(function (index) {
                return "M" + tenth(plot.x(series.p[index])) + " " + tenth(plot.y(series.y[index])) + "h0";
              }).join("") });
            alarms(svg, plot, series);
            box.plot = plot;
            plot.svg = svg;
            show(box, plot.seen.length - 1, document.activeElement === box);
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
