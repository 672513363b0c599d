// Speed and keys. Everything on the pages works without this file.
import { key } from "./registers.js";

const root = document.documentElement;
root.classList.add("js");

const links = { o: "overview", p: "plan", t: "targets", k: "tasks" };
let pending = "";
let opener = null;
let quiet = false;
try {
  quiet = localStorage.getItem("zhiheng.keys") === "off";
} catch (error) {
  quiet = false;
}

const rows = () => Array.from(document.querySelectorAll("[data-rows] tbody tr"));
const inField = (target) => target.closest("input, select, textarea, [contenteditable]");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("is-at"));
  const next = Math.min(all.length - 1, Math.max(0, at + step));
  all.forEach((row) => row.classList.remove("is-at"));
  all[next].classList.add("is-at");
  const link = all[next].querySelector("a");
  if (link) link.focus();
}

function turn(rel) {
  const link = document.querySelector(`a[rel="${rel}"]`);
  if (link) link.click();
}

function closePanel() {
  const close = document.querySelector("#panel [data-close-panel]");
  if (!close) return;
  if (!opener || !document.contains(opener)) opener = linkOfPanel();
  document.getElementById("panel").textContent = "";
  document.body.classList.remove("has-panel");
  history.pushState({}, "", close.href);
  if (opener && document.contains(opener)) opener.focus();
}

// The figure whose passport the address opened.
function linkOfPanel() {
  const own = document.querySelector("#panel [data-own-page]");
  const links = Array.from(document.querySelectorAll("main a.z-figure"));
  return own ? links.find((link) => link.pathname === own.pathname) || document.getElementById("main") : null;
}

function keyList(show) {
  const list = document.getElementById("keys");
  if (!list) return;
  list.hidden = !show;
  if (show) list.querySelector("button").focus();
}

function go(name) {
  const link = document.querySelector(`[data-go="${name}"]`);
  if (link) link.click();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape") {
    keyList(false);
    document.querySelectorAll("details.z-drop[open]").forEach((one) => one.removeAttribute("open"));
    if (location.hash === "#rail") location.hash = "main";
    closePanel();
    return;
  }
  if (quiet || inField(event.target)) return;
  const pick = pending === "g" ? links[event.key] : undefined;
  pending = event.key === "g" ? "g" : "";
  if (pick) {
    event.preventDefault();
    go(pick);
  } else if (event.key === "/") {
    const find = document.getElementById("find");
    if (find) {
      event.preventDefault();
      find.focus();
    }
  } else if (event.key === "?") keyList(true);
  else if (event.key === "j") move(1);
  else if (event.key === "k") move(-1);
  else if (event.key === "[") turn("prev");
  else if (event.key === "]") turn("next");
  else if (key(event.key)) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const target = event.target;
  document.querySelectorAll("details.z-drop[open]").forEach((one) => {
    if (!one.contains(target)) one.removeAttribute("open");
  });
  if (target.closest("#panel [data-close-panel]")) {
    event.preventDefault();
    closePanel();
  }
  if (target.closest("[data-keys]")) {
    event.preventDefault();
    keyList(true);
  }
  if (target.closest("[data-keys-close]")) keyList(false);
  if (target.closest("[data-keys-off]")) {
    quiet = !quiet;
    try {
      localStorage.setItem("zhiheng.keys", quiet ? "off" : "on");
    } catch (error) {
      // Without storage the choice lasts for this page.
    }
    keyList(false);
  }
  const show = target.closest("[data-show-password]");
  if (show) {
    const field = document.getElementById(show.dataset.showPassword);
    field.type = field.type === "password" ? "text" : "password";
    show.setAttribute("aria-pressed", String(field.type === "text"));
  }
  const copy = target.closest("[data-copy]");
  if (copy && navigator.clipboard) {
    navigator.clipboard.writeText(new URL(copy.dataset.copy, location.href).href).then(() => say(copy.dataset.copied));
  }
  if (target.closest("[data-print]")) window.print();
});

// A choice in a filter sends the form; without script the button beside it does.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-send]");
  if (form && event.target.matches("select")) form.requestSubmit();
});

// One click, one act.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => document.querySelectorAll("form").forEach((form) => delete form.dataset.sent));

function say(words) {
  const live = document.getElementById("live");
  if (live) live.textContent = words;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const region = event.detail.target;
  if (region) region.setAttribute("aria-busy", "true");
  if (region && region.id === "panel") opener = event.detail.elt;
});
document.addEventListener("htmx:afterSwap", (event) => {
  const region = event.detail.target;
  region.removeAttribute("aria-busy");
  if (region.id === "panel") {
    const heading = region.querySelector("h2");
    document.body.classList.toggle("has-panel", Boolean(heading));
    if (heading) {
      heading.focus();
      if (opener && opener.scrollIntoView) opener.scrollIntoView({ block: "nearest" });
    }
    else if (opener && document.contains(opener)) opener.focus();
  }
  const count = region.querySelector("[data-count]");
  if (count) say(count.textContent);
});
document.addEventListener("htmx:responseError", (event) => failed(event.detail.elt));
document.addEventListener("htmx:sendError", (event) => failed(event.detail.elt));

// A part that did not come: the link itself still leads to the whole page.
function failed(element) {
  const link = element.closest("a[href]");
  if (link) location.href = link.href;
}

// A panel that came with the address: reading starts there, Esc leads back.
const told = document.querySelector("#panel h2");
if (told && !location.hash) told.focus({ preventScroll: true });

// `?print=1`: the page as on paper, and the printer's dialog.
if (new URLSearchParams(location.search).get("print") === "1") window.addEventListener("load", () => window.print());

document.querySelectorAll("[data-script-only]").forEach((one) => (one.hidden = false));
