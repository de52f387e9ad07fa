// The words of an act are taken from the response by marking them; without this they are copied or typed.
"use strict";

for (const form of document.querySelectorAll("form[data-response]")) {
  const field = form.querySelector("textarea[name=words]");
  const response = document.getElementById(form.dataset.response);
  const words = response && response.querySelector(".said");
  if (!field || !words) continue;
  document.addEventListener("selectionchange", () => {
    const chosen = document.getSelection();
    if (!chosen || chosen.isCollapsed || !form.closest("details").open) return;
    if (!words.contains(chosen.anchorNode) || !words.contains(chosen.focusNode)) return;
    // The small numbers behind marked words are no words of the response.
    const part = chosen.getRangeAt(0).cloneContents();
    for (const number of part.querySelectorAll("sup")) number.remove();
    field.value = part.textContent.trim();
    const there = form.querySelector("input[name=heard][value=yes]");
    if (there) there.checked = true;
  });
}
