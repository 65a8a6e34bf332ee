// What scripts add to the search box; every page works without them.

const box = document.getElementById("query");
const form = document.getElementById("search");

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
form.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});
