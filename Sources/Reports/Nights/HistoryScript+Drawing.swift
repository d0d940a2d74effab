extension HistoryScript {
    /// What draws a chart: axes, intervals, levels with the words of their starts, values and alarms.
    static let drawing = """
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
}
