// From match to match in an article: n and p, or the two buttons.

const marks = [...document.querySelectorAll(".text mark")];
const place = document.querySelector(".steps .place");
let at = -1;

function digits(number) {
  // As the page writes them: the list without scripts holds each number.
  return document.querySelector(`.matches li:nth-child(${number})`).textContent.trim();
}

function say() {
  place.textContent = place.dataset.of
    .replace("{nth}", digits(at + 1))
    .replace("{all}", digits(marks.length));
}

function go(to) {
  marks[at]?.classList.remove("at");
  at = (to + marks.length) % marks.length;
  marks[at].classList.add("at");
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  marks[at].scrollIntoView({ block: "center", behavior: still ? "auto" : "smooth" });
  say();
}

// The first step leads to the first match of the paragraph that the page was opened at.
function first(by) {
  const passage = document.querySelector(":target");
  const start = passage ? marks.findIndex((mark) => passage.contains(mark)) : 0;
  return by > 0 ? Math.max(start, 0) : Math.max(start, 0) - 1;
}

function step(by) {
  go(at < 0 ? first(by) : at + by);
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => step(Number(button.dataset.step)));
}
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  // The keys by their place, since an Arabic keyboard writes ى and ح with them.
  if (event.code === "KeyN") step(1);
  if (event.code === "KeyP") step(-1);
});
