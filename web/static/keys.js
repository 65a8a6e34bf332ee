// What scripts add to every page; each of them works without.

const box = document.getElementById("query");

function isTyping(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

// "/" goes to the box from anywhere; on an Arabic keyboard the same key writes "ظ".
document.addEventListener("keydown", (event) => {
  if (event.code !== "Slash" && event.key !== "/") return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (isTyping(event.target)) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// Fields left blank stay out of the address.
for (const form of document.querySelectorAll("form[method=get]")) {
  form.addEventListener("formdata", (event) => {
    const kept = [...event.formData].filter(([, value]) => value !== "");
    for (const name of new Set(event.formData.keys())) event.formData.delete(name);
    for (const [name, value] of kept) event.formData.append(name, value);
  });
}

// A pane closes by Escape, and when the person goes on elsewhere.
const popups = document.querySelectorAll("details.popup");
for (const popup of popups) {
  popup.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !popup.open) return;
    popup.open = false;
    popup.querySelector("summary").focus();
  });
}
for (const kind of ["pointerdown", "focusin"]) {
  document.addEventListener(kind, (event) => {
    for (const popup of popups) if (!popup.contains(event.target)) popup.open = false;
  });
}
