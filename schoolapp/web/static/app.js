// What pages gain with script; without it every one of these is a submit button. Nothing here decides anything: the server answers with the
// same page, and parts of it are put in place.
//   form[data-live="sums foot"]  changes renew what stands in #sums and #foot (the sums come from the form's own check), and with them
//                              every [data-renewed] and the class of every [data-classed] that has an id, and the value of every input[data-filled] that nobody changed meanwhile
//   [data-part="register"]     a submit button whose answer replaces the inside of the form #register
//   [data-renew="register"]    a field or group whose change does the same
//   textarea[data-typed]       a pause in typing renews too
//   form[data-keys]            Ctrl+Enter (or Cmd+Enter) presses the form's first button
//   [data-plain]               only for pages without script
(() => {
  "use strict";
  if (window.htmx) { htmx.config.includeIndicatorStyles = false; htmx.config.allowEval = false; }

  const running = new Map();

  // Posts a form with one of its buttons and gives the answered page; a later call for the same form ends an earlier one.
  async function ask(form, value, fields = new FormData(form)) {
    running.get(form)?.abort();
    const stop = new AbortController();
    running.set(form, stop);
    fields.set("do", value);
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(fields), signal: stop.signal, redirect: "error" });
    if (!answer.ok) throw new Error(String(answer.status));
    return new DOMParser().parseFromString(await answer.text(), "text/html");
  }

  function place(page, id) {
    const here = document.getElementById(id), there = page.getElementById(id);
    if (!here || !there) return false;
    const at = here.contains(document.activeElement) && document.activeElement.id;
    here.replaceChildren(...document.importNode(there, true).childNodes);
    settle(here);
    if (at) document.getElementById(at)?.focus();
    return true;
  }

  function settle(part) {
    for (const plain of part.querySelectorAll("[data-plain]")) plain.hidden = true;
  }

  function renewed(form, page) {
    for (const id of (form.dataset.live || "").split(" ")) if (id) place(page, id);
    for (const one of page.querySelectorAll("[data-classed]")) document.getElementById(one.id)?.setAttribute("class", one.className);
    for (const part of page.querySelectorAll("[data-renewed]"))
      if (document.getElementById(part.id)?.innerHTML !== part.innerHTML) place(page, part.id);
  }

  async function renew(form) {
    if (!form.dataset.live) return;
    const before = [...form.querySelectorAll("input[data-filled]")].map((input) => [input, input.value]);
    try {
      const page = await ask(form, "check");
      renewed(form, page);
      if (before.every(([input, value]) => input.value === value && input !== document.activeElement))
        for (const [input] of before) input.value = page.getElementById(input.id)?.value ?? input.value;
    } catch { /* the sums stay as they were; publishing judges anew */ }
  }

  // Replaces the inside of the form, but where `unless` says that it must stay; without an answer the button submits as it would without script.
  async function part(form, value, focus, button, fields, unless) {
    const inside = form.id + "-in", open = [...form.querySelectorAll("details")].map((d) => d.open);
    try {
      const page = await ask(form, value, fields);
      if (unless?.()) return false;
      if (!place(page, inside)) throw new Error("no part");
      [...form.querySelectorAll("details")].forEach((d, n) => { d.open = d.open || Boolean(open[n]); });
      const key = page.querySelector(`#${form.id} [name="request_key"]`);
      if (key && form.elements.request_key) form.elements.request_key.value = key.value;
      renewed(form, page);
      const head = document.querySelector("h1"), fresh = page.querySelector("h1");
      if (head && fresh) head.textContent = fresh.textContent;
      const goal = form.querySelector("[autofocus]") || (focus && document.getElementById(focus));
      if (goal) { goal.focus(); goal.scrollIntoView({ block: "center" }); }
      return true;
    } catch (error) {
      if (error.name === "AbortError") return;
      if (button) { button.removeAttribute("data-part"); form.requestSubmit(button); }
      return false;
    }
  }

  let waiting = 0;
  function soon(form, delay) {
    clearTimeout(waiting);
    waiting = setTimeout(() => renew(form), delay);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-part]");
    if (!button || !button.form) return;
    event.preventDefault();
    clearTimeout(waiting);
    part(button.form, button.value, "", button);
  });

  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (!form) return;
    const group = event.target.closest("[data-renew]");
    clearTimeout(waiting);
    if (group) part(form, "check", event.target.id);
    else if (form.dataset.live && event.target.localName !== "textarea") soon(form, 0);
  });

  document.addEventListener("input", (event) => {
    if (!event.target.form?.dataset.live) return;
    if (event.target.inputMode === "numeric") soon(event.target.form, 350);
    if ("typed" in event.target.dataset) soon(event.target.form, 600);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const form = event.target.form || document.querySelector("form[data-keys]");
    if (!form || !("keys" in form.dataset)) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("button[type=submit]"));
  });

  settle(document);

  // One tap is one post: a second submit of the same form while the first is on its way is dropped.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    setTimeout(() => { delete form.dataset.sent; }, 4000);
  });
  // After "back" a browser fills in what was typed, while the sums are those of the fresh page.
  window.addEventListener("pageshow", (event) => {
    const back = event.persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    for (const form of document.forms) {
      delete form.dataset.sent;
      if (back && form.dataset.live) soon(form, 0);
    }
  });

  // The first thing in a page that was answered with faults is their summary; browsers that know `autofocus` on any element do it themselves.
  const summary = document.querySelector(".box.summary[tabindex]");
  if (summary && !("autofocus" in summary)) summary.focus({ preventScroll: false });

  window.page = { part, settle, soon };
})();
