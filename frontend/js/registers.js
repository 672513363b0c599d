// Registers: ticks and their count, keys of lists and records, a warning before typed words are left. All of it is only speed.
const boxes = () => Array.from(document.querySelectorAll("form[data-bulk] tbody input[name=id]"));

function counted() {
  const form = document.querySelector("form[data-bulk]");
  if (!form) return;
  const all = boxes();
  const n = all.filter((box) => box.checked).length;
  all.forEach((box) => box.closest("tr").classList.toggle("is-sel", box.checked));
  const some = form.querySelector("[data-bulk-some]");
  const none = form.querySelector("[data-bulk-none]");
  if (some && none) {
    some.textContent = some.dataset.words.replace("%s", n);
    some.hidden = !n;
    none.hidden = Boolean(n);
  }
  form.querySelectorAll(".rg-bulk button").forEach((button) => (button.disabled = !n));
  const every = form.querySelector("[data-tick-all]");
  if (every) {
    every.checked = n > 0 && n === all.length;
    every.indeterminate = n > 0 && n < all.length;
  }
}

export function ready() {
  document.querySelectorAll("#list [data-script-only]").forEach((one) => (one.hidden = false));
  counted();
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-tick-all]")) boxes().forEach((box) => (box.checked = event.target.checked));
  if (event.target.closest("form[data-bulk]")) counted();
});
document.addEventListener("htmx:afterSwap", ready);
window.addEventListener("pageshow", ready);

// `x` ticks the row that `j` and `k` stand on; other keys follow the link that names them.
export function key(pressed) {
  if (pressed === "x") {
    const box = document.querySelector("tr.is-at input[name=id]");
    if (!box) return false;
    box.checked = !box.checked;
    counted();
    return true;
  }
  const link = /^[a-z]$/.test(pressed) ? document.querySelector(`a[data-key="${pressed}"]`) : null;
  if (link) link.click();
  return Boolean(link);
}

let typed = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-unsaved]")) typed = true;
});
document.addEventListener("submit", () => (typed = false));
window.addEventListener("beforeunload", (event) => {
  if (typed) event.preventDefault();
});
