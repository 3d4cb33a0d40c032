// Drafts of the register form and of a service session, kept in this browser for the person who is logged in, three days long: a closed tab or
// a lost connection loses nothing, and a form that was sent once already (its request key says so) is never taken twice. No pupil's data is in them.
//   body[data-staff]           whose browser it is now; without it nothing is kept or shown
//   form[data-draft]           the form: what is typed is kept; fresh and empty, it takes the newest draft up again
//   form[data-titled]          a session: its draft goes by this title and belongs to its own address alone
//   #draft                     where a word about the draft is put; template#draft-restored, -offline, -unsent, -typed are the words
//   a[data-done]               ends the draft with this request key
//   form to .../homework/new   is sent by script, so is one to a session, and every other form with the request key of a draft (a class had no
//                              room): what the server answers is shown in place, X-Go-To leads on after success and ends the draft
// Logging out takes the person's drafts away.
(() => {
  "use strict";
  const me = document.body.dataset.staff;
  if (!me) return;
  const mine = `draft:${me}:`, lasts = 3 * 86_400_000, again = 20_000, register = /\/homework\/new$/, logs = /\/service\/\d+\/[\d-]+\/\d+$/;
  const words = new Map([...document.querySelectorAll("template[id^=draft-]")].map((one) => [one.id.slice(6), one]));

  function all() {
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith("draft:")) continue;
        let draft = null;
        try { draft = JSON.parse(localStorage.getItem(key)); } catch { /* not ours any more */ }
        if (!draft || Date.now() - draft.at > lasts) localStorage.removeItem(key);
        else if (key.startsWith(mine)) found.push({ ...draft, key: key.slice(mine.length) });
      }
    } catch { /* a browser that keeps nothing */ }
    return found.sort((a, b) => b.at - a.at);
  }
  function keep(key, draft) {
    try { localStorage.setItem(mine + key, JSON.stringify(draft)); } catch { /* full, or not allowed */ }
  }
  function drop(key) {
    try { localStorage.removeItem(mine + key); } catch { /* nothing was kept */ }
  }
  function fieldsOf(form) {
    return [...new FormData(form)].filter(([name, value]) => name !== "csrf" && name !== "do" && typeof value === "string");
  }
  const valueOf = (fields, name) => fields.find(([one]) => one === name)?.[1] ?? "";
  const textOf = (fields) => fields.filter(([name]) => name.endsWith("-text")).map(([, text]) => text.trim()).filter(Boolean).join("；");
  const pathOf = (form) => new URL(form.action, location).pathname;
  const worth = (form, fields) => Boolean(form.dataset.titled || textOf(fields));
  const draftOf = (form, fields, tried) =>
    ({ at: Date.now(), tried, fields, ...(form.dataset.titled ? { action: pathOf(form), title: form.dataset.titled } : {}) });

  function timeOf(at) {
    const day = new Date(at), today = day.toDateString() === new Date().toDateString();
    const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(today ? {} : { month: "numeric", day: "numeric" }) };
    return day.toLocaleString(document.documentElement.lang, form);
  }

  // A word about a draft, made from its template: {time} and {text} filled in, its buttons wired by their data-do.
  function say(name, draft, buttons, place = document.getElementById("draft")) {
    const from = words.get(name);
    if (!from) return null;
    const line = document.importNode(from.content, true).firstElementChild;
    const values = { time: timeOf(draft.at), text: draft.title || textOf(draft.fields).slice(0, 40) };
    const walk = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) walk.currentNode.data = walk.currentNode.data.replace(/\{(time|text)\}/g, (_all, one) => values[one]);
    for (const button of line.querySelectorAll("[data-do]")) {
      const act = buttons[button.dataset.do];
      if (button.localName === "a") button.href = act;
      else button.addEventListener("click", () => act(line));
    }
    if (!place) { place = document.createElement("div"); place.id = "draft"; document.querySelector("main").prepend(place); }
    if (place.id === "draft") place.replaceChildren(line);
    else place.append(line);
    return line;
  }

  // Sending.
  let waiting = 0, retry = null, touched = false;
  async function send(action, fields, { key, failed }) {
    clearTimeout(waiting);
    const csrf = document.querySelector("input[name=csrf]").value;
    const body = new URLSearchParams([...fields, ["csrf", csrf]]);
    let answer;
    try {
      answer = await fetch(action, { method: "POST", body, headers: { "X-Sent-By-Script": "1" }, signal: AbortSignal.timeout?.(30_000) });
      if ([502, 503, 504].includes(answer.status)) throw new Error(String(answer.status));
      answer = [answer.headers.get("X-Go-To"), await answer.text()];
    } catch { failed(); return; }
    const [goTo, html] = answer;
    touched = false;
    retry = null;
    if (goTo) { drop(key); location.assign(goTo); return; }
    const draft = all().find((one) => one.key === key);
    if (draft) keep(key, { ...draft, tried: false }); // the server has judged it: it waits for the person, not for the network
    show(new DOMParser().parseFromString(html, "text/html"));
  }

  const earlier = [];
  function show(page) {
    earlier.push([document.body, document.title]);
    for (const one of page.querySelectorAll("[autofocus]")) one.removeAttribute("autofocus"); // it is given below, by hand
    document.body.replaceWith(document.importNode(page.body, true));
    document.title = page.title;
    history.pushState(null, "");
    window.page.settle(document);
    scrollTo(0, 0);
    document.querySelector(".box.summary[tabindex]")?.focus();
    arrive();
  }
  addEventListener("popstate", () => {
    const before = earlier.pop();
    if (!before) return;
    document.body.replaceWith(before[0]);
    document.title = before[1];
    for (const form of document.forms) delete form.dataset.sent;
  });

  function addressOf(form, button) {
    return new URL(button.getAttribute("formaction") || form.action, location).pathname;
  }

  function submit(form, button) {
    const asked = new FormData(form);
    if (button.name) asked.set(button.name, button.value);
    const action = addressOf(form, button), registers = register.test(action) || logs.test(action);
    const publishes = registers && /^(publish|fit|again(-fit)?|log)$/.test(asked.get("do") ?? "publish");
    const kept = fieldsOf(form), key = valueOf(kept, "request_key"), draft = draftOf(form, kept, publishes);
    if (worth(form, kept) && registers) keep(key, draft);
    const fields = [...asked].filter(([name]) => name !== "csrf");
    const go = () => send(action, fields, { key, failed });
    const failed = () => { delete form.dataset.sent; lost(draft, publishes ? go : null, go); };
    go();
  }

  // No connection: said in place, kept, and sent when it is back, as long as nobody types on.
  function lost(draft, soonAgain, now) {
    const line = say("offline", draft, { send: () => now() });
    line?.scrollIntoView({ block: "center" });
    retry = soonAgain;
    if (retry) waiting = setTimeout(() => retry?.(), again);
  }
  addEventListener("online", () => { if (retry) { clearTimeout(waiting); retry(); } });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible" && retry) { clearTimeout(waiting); retry(); } });

  document.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (form.method === "post" && form.action.endsWith("/logout")) for (const one of all()) drop(one.key);
    if (event.defaultPrevented || !button || !words.size || !window.page) return;
    const key = form.elements.request_key?.value;
    if (form.method !== "post" || !key) return;
    if (![register, logs].some((one) => one.test(addressOf(form, button))) && !all().some((one) => one.key === key)) return;
    if ([...new FormData(form).values()].some((value) => value.size)) return; // a file goes out as the browser sends it
    event.preventDefault();
    submit(form, button);
  });

  // 'No need' says that what was typed is done with.
  document.addEventListener("click", (event) => { const link = event.target.closest("a[data-done]"); if (link) drop(link.dataset.done); });

  // Keeping what is typed.
  let pause = 0;
  function save() {
    clearTimeout(pause);
    const form = document.querySelector("form[data-draft]");
    if (!form || !touched) return;
    const fields = fieldsOf(form), key = valueOf(fields, "request_key");
    touched = false;
    if (!worth(form, fields)) drop(key);
    else keep(key, draftOf(form, fields, false));
  }
  function typing(event) {
    if (!event.target.form?.matches("form[data-draft]")) return;
    touched = true;
    retry = null;
    clearTimeout(pause);
    pause = setTimeout(save, 300);
  }
  document.addEventListener("input", typing);
  document.addEventListener("change", typing);
  addEventListener("pagehide", save);
  document.addEventListener("visibilitychange", save);

  // Taking it up again.
  async function restore(form, draft) {
    const csrf = form.elements.csrf.value;
    const body = new FormData();
    for (const [name, value] of [...draft.fields, ["csrf", csrf]]) body.append(name, value);
    const began = () => Boolean(textOf(fieldsOf(form))); // typed while the draft was on its way: that stays, the draft waits on 'today'
    if (!await window.page.part(form, "check", "", null, body, began)) return;
    form.elements.request_key.value = draft.key;
    say("restored", draft, { drop: () => { drop(draft.key); location.replace(location.pathname + location.search); } });
  }

  function arrive() {
    const form = document.querySelector("form[data-draft]"), drafts = all();
    const wanted = drafts.find((one) => `#${one.key}` === location.hash);
    if (form?.dataset.draft === "fresh") {
      const asked = new URLSearchParams(location.search), empty = !textOf(fieldsOf(form));
      const fits = (one) => !one.action && ["day", "subject"].every((name) => !asked.has(name) || asked.get(name) === valueOf(one.fields, name));
      const found = form.dataset.titled ? drafts.find((one) => one.action === pathOf(form))
        : wanted || (empty && !asked.has("copy") && drafts.find((one) => !one.tried && fits(one)));
      if (found) restore(form, found);
    }
    const list = document.querySelector("[data-drafts]");
    for (const draft of list ? drafts : []) {
      const address = draft.action ? draft.action : `${list.dataset.drafts}?${new URLSearchParams([["day", valueOf(draft.fields, "day")], ["subject", valueOf(draft.fields, "subject")]])}#${draft.key}`;
      const fields = [...draft.fields, ["do", draft.action ? "log" : "publish"]];
      say(draft.tried ? "unsent" : "typed", draft, {
        drop: (line) => { drop(draft.key); line.remove(); },
        open: address,
        send: (line) => send(draft.action || list.dataset.drafts, fields, { key: draft.key, failed: () => { line.querySelector("[data-failed]").hidden = false; } }),
      }, list);
    }
  }
  if (window.page) arrive();
})();
