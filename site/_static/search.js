/* The search page. Text is split as in search.py; the data come as scripts, which file:// allows. */
"use strict";

const tifaSearch = (() => {
  const PAGES = 10; // pages shown at a time
  const RECORDS = 3; // places shown of each page before a click
  const AROUND = 40; // characters of a snippet before and after the phrase
  const taken = new Map();

  // Splitting

  /** Lower case and half-width forms, character for character, so that positions stay. */
  const fold = (text) => Array.from(text, foldOne).join("");

  function foldOne(character) {
    const code = character.codePointAt(0);
    if (code >= 0xff01 && code <= 0xff5e) character = String.fromCodePoint(code - 0xfee0);
    const lower = character.toLowerCase();
    return Array.from(lower).length === 1 ? lower : character;
  }

  /** The stretches of text between white space, each a list of characters. */
  const runs = (text) =>
    fold(text).split(/[\s\ufeff]+/).filter(Boolean).map((run) => Array.from(run));

  /** As grams() in search.py: pairs, and the last character of each run. */
  function grams(text) {
    return new Set(runs(text).flatMap((run) => run.map((c, i) => c + (run[i + 1] ?? ""))));
  }

  /** The words and "quoted phrases" of a query, folded. */
  function terms(query) {
    const found = [...fold(query).matchAll(/"([^"]+)"|([^\s"]+)/g)];
    return found.map((m) => (m[1] ?? m[2]).replace(/\s+/g, " ").trim()).filter(Boolean);
  }

  // Data

  /** Called by every script of data. */
  const take = (what, number, data) => taken.set(what + number, data);

  function load(what, number, address) {
    if (taken.has(what + number)) return Promise.resolve(taken.get(what + number));
    return new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => resolve(taken.get(what + number));
      script.onerror = () => reject(new Error(address));
      document.head.append(script);
    });
  }

  const directory = () => load("pages", 0, "search/pages.js");
  const part = (k) => load("part", k, `search/g-${k}.js`);
  const text = (n) => load("text", n, `search/t-${n}.js`);

  // Looking up

  /** Numbers of the pages that hold every pair of the term. */
  async function candidates(term, parts) {
    let left;
    for (const run of runs(term)) {
      const wanted = run.length === 1 ? run : run.slice(1).map((c, i) => run[i] + c);
      for (const gram of wanted) {
        const index = await part(gram.codePointAt(0) % parts);
        const alone = run.length === 1; // every pair that begins with the character
        const keys = alone ? Object.keys(index).filter((key) => key.startsWith(gram)) : [gram];
        const found = new Set(keys.flatMap((key) => numbers(index[key] ?? [])));
        left = left ? left.filter((n) => found.has(n)) : [...found].sort((a, b) => a - b);
      }
    }
    return left ?? [];
  }

  /** Undo steps() of search.py. */
  function numbers(steps) {
    let sum = 0;
    return steps.map((step) => (sum += step));
  }

  /** The records of page n that hold a term, most terms first; none if one term is absent. */
  async function verified(n, wanted) {
    const records = (await text(n)).map(([anchor, said]) => {
      const folded = fold(said);
      return { anchor, said, folded, held: wanted.filter((term) => folded.includes(term)) };
    });
    const all = wanted.every((term) => records.some((record) => record.held.includes(term)));
    const hits = all ? records.filter((record) => record.held.length) : [];
    return hits.sort((a, b) => b.held.length - a.held.length);
  }

  // Showing; corpus text only ever enters the page as text

  function element(tag, name, ...children) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    made.append(...children);
    return made;
  }

  function link(address, anchor, ...children) {
    const made = element("a", "", ...children);
    made.href = anchor ? `${address}#${encodeURIComponent(anchor)}` : address;
    return made;
  }

  /** The text around the first hit, every hit marked. */
  function snippet({ said, folded, held }) {
    const at = Math.min(...held.map((term) => folded.indexOf(term)));
    const start = Math.max(0, at - AROUND);
    const end = Math.min(said.length, at + held[0].length + AROUND);
    const nodes = start ? ["…"] : [];
    for (let i = start; i < end; ) {
      const term = held.find((t) => folded.startsWith(t, i));
      const next = term ? i + term.length : nextHit(folded, held, i + 1, end);
      const piece = said.slice(i, next);
      nodes.push(term ? element("mark", "", piece) : piece);
      i = next;
    }
    return end < said.length ? [...nodes, "…"] : nodes;
  }

  function nextHit(folded, held, from, end) {
    const places = held.map((term) => folded.indexOf(term, from)).filter((i) => i >= 0);
    return Math.min(end, ...places);
  }

  function result([address, title, kind, origin], hits) {
    const places = hits.map((hit) => {
      const place = element("li", "", link(address, hit.anchor, ...snippet(hit)));
      if (kind === "Article") place.lang = "zh-Hans";
      return place;
    });
    const item = element("li", "", link(address, hits[0].anchor, title));
    item.append(element("span", "tifa-meta", [kind, origin].filter(Boolean).join(" · ")));
    item.append(element("ul", "", ...places.slice(0, RECORDS)));
    const rest = places.slice(RECORDS);
    if (rest.length) {
      const summary = element("summary", "", `${rest.length} more on this page`);
      item.append(element("details", "", summary, element("ul", "", ...rest)));
    }
    return item;
  }

  /** Read candidate pages until ten hold the phrase; true when none is left to read. */
  async function show(queue, wanted, list) {
    const { list: known } = await directory();
    for (let shown = 0; queue.length && shown < PAGES; ) {
      const n = queue.shift();
      const hits = await verified(n, wanted);
      if (hits.length) {
        list.append(result(known[n], hits));
        shown += 1;
      }
    }
    return !queue.length;
  }

  const byName = (name) => document.getElementById(`tifa-${name}`);

  async function run(query) {
    const [status, list, more] = ["status", "results", "more"].map(byName);
    const wanted = terms(query);
    if (!wanted.length) return;
    status.textContent = "Searching …";
    const { parts } = await directory();
    const found = await Promise.all(wanted.map((term) => candidates(term, parts)));
    const queue = found.reduce((a, b) => a.filter((n) => b.includes(n)));
    const step = async () => {
      more.hidden = true;
      const finished = await show(queue, wanted, list);
      const n = list.childElementCount;
      const what = n === 1 ? "1 page holds" : `${n || "No"} pages hold`;
      status.textContent = finished ? `${what} ${query}` : `The first ${n} pages that hold ${query}`;
      more.hidden = finished;
    };
    more.onclick = step;
    await step();
  }

  function start() {
    const query = new URLSearchParams(location.search).get("q") ?? "";
    for (const input of document.querySelectorAll("input[name=q]")) input.value = query;
    run(query).catch((error) => {
      byName("status").textContent = `The search could not read ${error.message}.`;
    });
  }

  return { take, fold, grams, terms, start };
})();

tifaSearch.start();
