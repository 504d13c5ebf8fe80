/* The annotated article: what a mark says, beside it; the members of a formula; switches that are kept.
   Everything that is shown is taken from the page's own lists, as nodes; no text is read as HTML. */
"use strict";

(() => {
  const KEPT = "tifa-layers"; // where the state of the switches is kept
  const LINGER = 250; // milliseconds in which the pointer can move from a mark to what it says
  const MARK = ".tifa-m, .tifa-repair";
  const tip = document.querySelector(".tifa-tip") ?? document.createElement("div");
  let shown = null; // the mark whose rows are shown
  let pinned = false; // by a click or tap: stays until another one
  let timer = 0;

  // Switches

  function kept() {
    try {
      return JSON.parse(localStorage.getItem(KEPT) ?? "{}") ?? {};
    } catch {
      return {}; // no storage, or not ours
    }
  }

  function keep(reader) {
    const state = { ...kept() };
    for (const box of switches(reader)) state[box.dataset.layer] = box.checked;
    try {
      localStorage.setItem(KEPT, JSON.stringify(state));
    } catch {
      // not kept: the switches work all the same
    }
  }

  const switches = (reader) => reader.querySelectorAll(".tifa-legend input[data-layer]");

  function restore(reader) {
    const state = kept();
    for (const box of switches(reader)) {
      const on = state[box.dataset.layer];
      if (typeof on === "boolean") box.checked = on;
    }
  }

  /** True where the reader has the layer on. */
  function isOn(reader, layer) {
    const box = reader.querySelector(`.tifa-legend input[data-layer="${layer}"]`);
    return !box || box.checked;
  }

  // What a mark says

  /** The rows of a mark whose layers are on, each a paragraph. */
  function rowsOf(mark, reader) {
    const numbers = (mark.dataset.r ?? "").split(" ").filter(Boolean);
    const rows = numbers.map((n) => document.getElementById(`${reader.dataset.prefix}r-${n}`));
    return rows.filter((row) => row && isOn(reader, row.closest("li").dataset.layer)).map(told);
  }

  function told(row) {
    const line = row.closest("li");
    const made = document.createElement("p");
    for (const node of line.childNodes) {
      const other = node.nodeType === 1 && node.id && node !== row; // another word of the frame
      const comma = node.nodeType === 3 && node.data === ", ";
      if (!other && !comma) made.append(node.cloneNode(true));
    }
    for (const copy of made.querySelectorAll("[id]")) copy.removeAttribute("id");
    return made;
  }

  function mended(mark, reader) {
    if (!isOn(reader, "repair")) return [];
    const spots = [mark.closest(".tifa-repair"), ...mark.querySelectorAll(".tifa-repair")];
    return [...new Set(spots)].filter(Boolean).map((spot) => {
      const made = document.createElement("p");
      made.lang = "zh";
      made.textContent = spot.dataset.said;
      return made;
    });
  }

  function show(mark) {
    clearTimeout(timer);
    if (mark === shown) return;
    hide();
    const reader = mark.closest(".tifa-reader");
    const rows = [...rowsOf(mark, reader), ...mended(mark, reader)];
    if (!rows.length) return;
    tip.replaceChildren(...rows);
    tip.hidden = false;
    place(mark);
    shown = mark;
    mark.setAttribute("aria-describedby", tip.id);
    light(mark, reader);
  }

  /** Beside the mark, within the window. */
  function place(mark) {
    const box = mark.getClientRects()[0] ?? mark.getBoundingClientRect();
    const [wide, high] = [tip.offsetWidth, tip.offsetHeight];
    const below = box.bottom + 6;
    const top = below + high < innerHeight ? below : Math.max(4, box.top - high - 6);
    const right = document.documentElement.clientWidth - wide - 8;
    tip.style.left = `${Math.max(8, Math.min(box.left, right))}px`;
    tip.style.top = `${top}px`;
  }

  function hide() {
    clearTimeout(timer);
    tip.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = null;
    pinned = false;
    for (const lit of document.querySelectorAll(".tifa-lit")) lit.classList.remove("tifa-lit");
  }

  /** A formula lights up its members and other mentions, a member its formula. */
  function light(mark, reader) {
    for (const group of (mark.dataset.g ?? "").split(" ").filter(Boolean)) {
      for (const other of reader.querySelectorAll(`[data-g~="${group}"]`)) {
        other.classList.add("tifa-lit");
      }
    }
  }

  const later = () => {
    clearTimeout(timer);
    if (!pinned) timer = setTimeout(hide, LINGER);
  };

  // Lists and keys

  function toggle(link, list) {
    list.open = !list.open;
    link.setAttribute("aria-expanded", String(list.open));
  }

  /** From a mark to the list of its sentence. */
  function openList(mark, reader) {
    const row = rowsOf(mark, reader).length && (mark.dataset.r ?? "").split(" ")[0];
    const first = row && document.getElementById(`${reader.dataset.prefix}r-${row}`);
    const list = first ? first.closest("details") : null;
    if (!list) return;
    hide();
    list.open = true;
    list.querySelector("summary").focus();
  }

  /** The next mark that says something, in a direction. */
  function step(mark, reader, by) {
    const marks = [...reader.querySelectorAll(MARK)].filter((m) => !m.parentElement.closest(".tifa-m"));
    for (let i = marks.indexOf(mark) + by; i >= 0 && i < marks.length; i += by) {
      if (rowsOf(marks[i], reader).length || mended(marks[i], reader).length) {
        reach(mark, false);
        reach(marks[i], true);
        marks[i].focus();
        return;
      }
    }
  }

  /** One mark at a time is in the order of the tab key, and a button for those who hear the page. */
  function reach(mark, on) {
    if (on) mark.setAttribute("role", "button");
    else mark.removeAttribute("role");
    mark.tabIndex = on ? 0 : -1;
  }

  function onKey(event, reader) {
    const mark = event.target.closest?.(MARK);
    if (!mark) return;
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by) step(mark, reader, by);
    else if (event.key === "Enter" || event.key === " ") openList(mark, reader);
    else return;
    event.preventDefault();
  }

  function onClick(event, reader) {
    const link = event.target.closest(".tifa-more");
    const list = link && document.getElementById(link.hash.slice(1));
    if (list) {
      event.preventDefault();
      toggle(link, list);
      return;
    }
    const mark = outermost(event.target);
    if (!mark) return;
    show(mark);
    pinned = shown === mark;
  }

  /** The mark that holds the rows: a repaired spot may lie within one. */
  function outermost(node) {
    return node.closest?.(".tifa-m") ?? node.closest?.(".tifa-repair");
  }

  function start(reader) {
    reader.dataset.ready = "yes";
    restore(reader);
    for (const mark of reader.querySelectorAll(".tifa-m, .tifa-repair")) {
      mark.dataset.said = mark.title;
      mark.removeAttribute("title"); // said beside the mark instead
    }
    const first = reader.querySelector(MARK);
    if (first) reach(first, true);
    reader.addEventListener("change", () => (hide(), keep(reader)));
    reader.addEventListener("click", (event) => onClick(event, reader));
    reader.addEventListener("keydown", (event) => onKey(event, reader));
    reader.addEventListener("focusin", (event) => event.target.matches(MARK) && show(event.target));
    reader.addEventListener("focusout", later);
    reader.addEventListener("pointerover", (event) => {
      const mark = event.pointerType === "mouse" && !pinned && outermost(event.target);
      if (mark) show(mark);
      else if (!pinned) later();
    });
    reader.addEventListener("pointerleave", later);
  }

  /** Open the list that the address names. */
  function openNamed() {
    const named = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (named?.matches?.(".tifa-where")) named.open = true;
  }

  function once() {
    tip.id = "tifa-tip";
    tip.className = "tifa-tip";
    tip.lang = "en";
    tip.hidden = true;
    tip.addEventListener("pointerenter", () => clearTimeout(timer));
    tip.addEventListener("pointerleave", later);
    document.body.append(tip);
    addEventListener("keydown", (event) => event.key === "Escape" && hide());
    addEventListener("scroll", hide, { passive: true });
    addEventListener("hashchange", openNamed);
    document.addEventListener("click", (event) => {
      const inside = tip.contains(event.target) || event.target.closest?.(".tifa-reader");
      if (!inside || !(tip.contains(event.target) || outermost(event.target))) hide();
    });
    openNamed();
  }

  for (const reader of document.querySelectorAll(".tifa-reader:not([data-ready])")) start(reader);
  if (!tip.id) once();
})();
