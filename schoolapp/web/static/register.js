// Keys of the register form. Without script every one of these is done by the form's own controls.
//   [role=radiogroup] with figures   digits choose: 1 5 takes 15; minutes that are no chip go into the field of the choice 'other'
//   button[data-minutes]             takes these minutes for its line, without asking the server
//   form[data-keys]                  on a computer the first empty text has the focus when the page opens
(() => {
  "use strict";

  function choose(group, minutes) {
    const radios = [...group.querySelectorAll("input[type=radio]")], field = group.querySelector(".other input");
    const chip = radios.find((radio) => radio.value === minutes), other = radios.find((radio) => radio.value === "other");
    if (!chip && !(other && field)) return;
    (chip || other).checked = true;
    if (field) field.value = chip ? "" : minutes;
    const on = radios.find((radio) => radio === document.activeElement) && (chip || other);
    if (on) on.focus();
    (chip || other).dispatchEvent(new Event("change", { bubbles: true }));
  }

  let typed = "", last = 0;
  document.addEventListener("keydown", (event) => {
    const group = event.target.type === "radio" && event.target.closest("[role=radiogroup]");
    if (!group || !/^[0-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!group.querySelector("input[value='5'], input[value='10']")) return;
    typed = event.timeStamp - last < 1000 && typed.length < 3 ? typed + event.key : event.key;
    last = event.timeStamp;
    event.preventDefault();
    choose(group, typed);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-minutes]");
    const group = button?.closest("[data-line]")?.querySelector("[role=radiogroup]");
    if (!group) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    choose(group, button.dataset.minutes);
  }, true);

  const text = [...document.querySelectorAll("form[data-keys] textarea")].find((area) => !area.value);
  if (text && matchMedia("(pointer: fine)").matches && !document.querySelector(".box.summary")) text.focus({ preventScroll: true });
})();
