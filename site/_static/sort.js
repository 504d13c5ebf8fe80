/* Concordances sorted by a click on a heading. Left contexts are compared from the node outwards, as
   concordancers do, right contexts from the node onwards; Chinese is ordered by its pinyin. Without a
   script the table stands in the order of the page. */
"use strict";

(() => {
  const order = new Intl.Collator("zh-Hans", { numeric: true });
  const LEFT = 0; // the column that is read backwards

  const textOf = (row, column) => row.cells[column].textContent.trim();

  function key(row, column) {
    const text = textOf(row, column);
    return column === LEFT ? Array.from(text).reverse().join("") : text;
  }

  /** Sort the rows by a column; a second time the other way round. */
  function sort(table, column) {
    const heads = [...table.tHead.rows[0].cells];
    const up = heads[column].ariaSort !== "ascending";
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [key(row, column), row]);
    rows.sort(([a], [b]) => (up ? order.compare(a, b) : order.compare(b, a)));
    body.append(...rows.map(([, row]) => row));
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", up ? "ascending" : "descending");
  }

  function start(table) {
    [...table.tHead.rows[0].cells].forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = `Sort by ${column === LEFT ? "the left context, from the node outwards" : head.textContent}`;
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, column));
      head.append(button);
    });
  }

  for (const table of document.querySelectorAll("table.tifa-kwic")) {
    if (table.tHead && table.tBodies[0]?.rows.length > 1) start(table);
  }
})();
