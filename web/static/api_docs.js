// Calls the API from its page of documentation and shows the answer below the form. Without this
// script a form leads to the answer itself, but for an id in a path.

for (const form of document.querySelectorAll(".reference form")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = addressOf(form);
    const output = form.parentElement.querySelector("output");
    const shown = output.querySelector("pre");
    output.querySelector("code").textContent = `GET ${address}`;
    output.hidden = false;
    try {
      const answer = await fetch(address);
      const text = await answer.text();
      shown.textContent = `${answer.status} ${answer.statusText}\n${readable(text)}`;
    } catch (error) {
      shown.textContent = String(error);
    }
  });
}

function addressOf(form) {
  let path = decodeURI(new URL(form.action).pathname);
  const asked = new URLSearchParams();
  for (const field of form.elements) {
    if ("inPath" in field.dataset) {
      path = path.replace("{id}", () => encodeURIComponent(field.value));
    } else if (field.name && field.value) {
      asked.append(field.name, field.value);
    }
  }
  return asked.size ? `${path}?${asked}` : path;
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
