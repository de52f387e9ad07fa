// Small comforts; every page works without them.
"use strict";

// A form that was sent is not sent twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  if (form.method === "post") {
    form.dataset.sent = "yes";
    window.setTimeout(() => { delete form.dataset.sent; }, 8000);
  }
});

// A page that was kept by the browser may show what is no longer ours to see.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) window.location.reload();
});

// Regions that need no scrolling need no stop for the keyboard either.
for (const region of document.querySelectorAll(".scroll")) {
  const fits = () => {
    if (region.scrollWidth > region.clientWidth || region.scrollHeight > region.clientHeight) region.setAttribute("tabindex", "0");
    else region.removeAttribute("tabindex");
  };
  fits();
  window.addEventListener("resize", fits);
}

// The wrong field is where one wants to be.
const wrong = document.querySelector("[aria-invalid=true]");
if (wrong && typeof wrong.focus === "function") wrong.focus();
