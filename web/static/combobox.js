// Queries to choose from while one types, and the recent ones before: an ARIA combobox whose list
// is only read, so that the focus stays in the box. Recent searches never leave the browser.

const KEPT = "kashaf.recent";
const MOST = 8;

const box = document.getElementById("query");
const form = document.getElementById("search");
const list = document.getElementById("suggestions");
const heard = document.getElementById("heard");
const known = new Map();
let asking = new AbortController();
let offered = Promise.resolve(); // settles when the list is that of what is typed

box.setAttribute("role", "combobox");
box.setAttribute("aria-autocomplete", "list");
box.setAttribute("aria-controls", list.id);
box.setAttribute("aria-expanded", "false");

function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    return Array.isArray(kept) ? kept.filter((query) => typeof query === "string") : [];
  } catch {
    return []; // not allowed to keep anything, or kept by another program
  }
}

function remember(query) {
  const kept = [query, ...recent().filter((other) => other !== query)].slice(0, MOST);
  try {
    localStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // not allowed to keep anything
  }
}

function show(queries, sentence) {
  list.replaceChildren(
    ...queries.map((query, nth) => {
      const option = document.createElement("li");
      option.id = `suggestion-${nth}`;
      option.role = "option";
      option.dir = "auto";
      option.textContent = query;
      option.setAttribute("aria-selected", "false");
      return option;
    }),
  );
  list.hidden = queries.length === 0;
  box.setAttribute("aria-expanded", String(!list.hidden));
  box.removeAttribute("aria-activedescendant");
  heard.textContent = sentence.replace("{count}", queries.length);
}

function close() {
  asking.abort();
  show([], "");
}

function offer() {
  offered = ask();
  return offered;
}

async function ask() {
  asking.abort();
  const typed = box.value.trim();
  if (typed === "") {
    const queries = recent();
    show(queries, queries.length ? heard.dataset.recent : "");
    return;
  }
  asking = new AbortController();
  const { signal } = asking;
  try {
    if (!known.has(typed)) {
      const address = `${form.dataset.complete}?q=${encodeURIComponent(typed)}`;
      const answer = await fetch(address, { signal });
      if (!answer.ok) return close(); // such as a query half typed that cannot be read yet
      known.set(typed, (await answer.json()).completions);
    }
    if (signal.aborted) return;
    const queries = known.get(typed).filter((query) => query !== typed);
    show(queries, queries.length ? heard.dataset.some : heard.dataset.none);
  } catch (error) {
    if (error.name !== "AbortError") close();
  }
}

function step(by) {
  const options = [...list.children];
  const at = options.findIndex((option) => option.ariaSelected === "true");
  // From the last one on to the box and round to the first.
  const next = (at + by + 1 + options.length + 1) % (options.length + 1) - 1;
  for (const [nth, option] of options.entries()) option.ariaSelected = String(nth === next);
  if (next < 0) return box.removeAttribute("aria-activedescendant");
  box.setAttribute("aria-activedescendant", options[next].id);
  options[next].scrollIntoView({ block: "nearest" });
}

function choose(option) {
  box.value = option.textContent;
  close();
  form.requestSubmit();
}

box.addEventListener("input", offer);
box.addEventListener("click", () => {
  if (box.value.trim() === "") offer();
});
box.addEventListener("blur", close);
box.addEventListener("keydown", async (event) => {
  if (event.isComposing) return;
  const active = list.querySelector('[aria-selected="true"]');
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    await offered; // else one would step through the list of fewer letters, about to go
    if (list.hidden) await offer();
    if (!list.hidden) step(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && active) {
    event.preventDefault();
    choose(active);
  } else if (event.key === "Escape" && !list.hidden) {
    event.preventDefault(); // the box keeps what was typed
    close();
  }
});
list.addEventListener("pointerdown", (event) => {
  event.preventDefault(); // the focus stays in the box
  const option = event.target.closest("[role=option]");
  if (option) choose(option);
});

// What was asked on this page is what can be asked again.
if (box.value.trim() !== "" && document.body.classList.contains("results")) {
  remember(box.value.trim());
}
for (const button of document.querySelectorAll("[data-forget]")) {
  button.addEventListener("click", () => {
    localStorage.removeItem(KEPT);
    const pane = button.closest("details");
    pane.open = false;
    pane.querySelector("summary").focus();
  });
}
