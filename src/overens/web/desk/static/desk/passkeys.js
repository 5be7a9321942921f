// A form with data-passkey asks the browser for a passkey before it is sent. Without this script
// its button stays hidden, and the page says so.
"use strict";
for (const form of document.querySelectorAll("form[data-passkey]")) {
  const button = form.querySelector("button[type=submit]");
  form.querySelector("[data-without-script]").hidden = true;
  const said = form.querySelector("[role=alert][hidden]");
  if (!window.PublicKeyCredential) {
    said.hidden = false;
    continue;
  }
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    said.hidden = true;
    button.disabled = true;
    try {
      const answer = await fetch(form.dataset.options, { headers: { Accept: "application/json" } });
      const options = await answer.json();
      const ask = form.dataset.passkey === "create" ? webauthnJSON.create : webauthnJSON.get;
      form.elements.credential.value = JSON.stringify(await ask(options));
      form.submit();
    } catch (error) {
      said.hidden = false;
      button.disabled = false;
      button.focus();
    }
  });
}
