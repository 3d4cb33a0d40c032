// The page of the parents' links: a button that copies its class's link. Without script the link itself can be copied.
(() => {
  "use strict";
  async function copied(text) {
    try { await navigator.clipboard.writeText(text); return true; } catch { /* no permission, or not reached by HTTPS */ }
    const area = document.createElement("textarea");
    area.value = text;
    area.readOnly = true;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (!await copied(button.dataset.copy)) return;
      const word = button.textContent;
      button.textContent = button.dataset.done;
      document.getElementById("copied").textContent = button.dataset.done;
      setTimeout(() => { button.textContent = word; }, 2000);
    });
  }
})();
