/// The one script of an HTML report: tables are sorted by what is clicked on.
///
/// Without it the tables are as they are; nothing else depends on it.
enum HTMLScript {
    static let text = """
        (function () {
          "use strict";
          var next = { none: "ascending", ascending: "descending", descending: "none" };
          function compare(column, isDown) {
            return function (one, other) {
              var a = one.cells[column], b = other.cells[column];
              var isMissing = a.hasAttribute("data-m"), isOther = b.hasAttribute("data-m");
              if (isMissing || isOther) { return isMissing - isOther; }
              var x = a.getAttribute("data-k"), y = b.getAttribute("data-k"), order;
              if (x !== null && y !== null) { order = Number(x) - Number(y); }
              else if (x !== null || y !== null) { order = x === null ? 1 : -1; }
              else {
                order = a.textContent.localeCompare(b.textContent, "en", { numeric: true });
              }
              return isDown ? -order : order;
            };
          }
          document.querySelectorAll("table.sortable").forEach(function (table) {
            var body = table.tBodies[0], rows = Array.from(body.rows);
            if (rows.length < 2) { return; }
            var heads = Array.from(table.tHead.rows[0].cells);
            heads.forEach(function (head, column) {
              var button = document.createElement("button");
              button.type = "button";
              button.title = "Sort by this column";
              while (head.firstChild) { button.appendChild(head.firstChild); }
              head.appendChild(button);
              head.setAttribute("aria-sort", "none");
              button.addEventListener("click", function () {
                var order = next[head.getAttribute("aria-sort")];
                heads.forEach(function (other) { other.setAttribute("aria-sort", "none"); });
                head.setAttribute("aria-sort", order);
                var sorted = order === "none"
                  ? rows : rows.slice().sort(compare(column, order === "descending"));
                sorted.forEach(function (row) { body.appendChild(row); });
              });
            });
          });
        })();
        """
}
