// The scene editor: checked while one types, numbers that scroll along, a way to each line. The page works without it.
"use strict";

const writing = document.getElementById("writing");
if (writing) {
  const text = document.getElementById("text");
  const sheet = text.parentElement;
  const gutter = sheet.querySelector(".gutter");
  const live = document.getElementById("live");
  const stale = document.getElementById("stale");
  const tabs = document.getElementById("tab-indents");
  let first = writing.dataset.unsaved ? null : text.value;
  let waiting = 0;
  let asked = 0;
  let leaving = false;

  for (const part of document.querySelectorAll(".with-script")) part.hidden = false;
  for (const part of document.querySelectorAll(".without-script")) part.hidden = true;
  sheet.classList.add("steady");

  const number = () => {
    const wanted = text.value.split("\n").length + 1;
    while (gutter.children.length > wanted) gutter.lastElementChild.remove();
    while (gutter.children.length < wanted) {
      const line = document.createElement("span");
      line.id = "L" + (gutter.children.length + 1);
      line.textContent = gutter.children.length + 1;
      gutter.append(line);
    }
    gutter.scrollTop = text.scrollTop;
  };

  const mark = () => {
    for (const line of gutter.querySelectorAll(".grave, .mild")) line.className = "";
    for (const link of document.querySelectorAll("#findings a[data-line]")) {
      const line = gutter.children[link.dataset.line - 1];
      if (line && line.className !== "grave") line.className = link.dataset.grave === "yes" ? "grave" : "mild";
    }
  };

  const jump = (line, column) => {
    const lines = text.value.split("\n");
    const at = Math.min(Math.max(line, 1), lines.length);
    const start = lines.slice(0, at - 1).reduce((sum, each) => sum + each.length + 1, 0);
    const from = start + Math.min(Math.max(column - 1, 0), lines[at - 1].length);
    text.focus({ preventScroll: true });
    text.setSelectionRange(from, start + lines[at - 1].length);
    const height = text.scrollHeight / (lines.length || 1);
    text.scrollTop = Math.max(0, (at - 1) * height - text.clientHeight / 3);
    gutter.scrollTop = text.scrollTop;
    sheet.scrollIntoView({ block: "nearest" });
  };

  const check = async () => {
    const turn = ++asked;
    const sent = new FormData();
    sent.set("file", writing.elements.file.value);
    sent.set("text", text.value);
    try {
      const answer = await fetch(writing.dataset.check, { method: "POST", body: sent });
      if (turn !== asked) return;
      stale.textContent = answer.ok ? "" : stale.dataset.told;
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (turn !== asked) return;
      for (const id of ["findings", "picture"]) {
        const now = document.getElementById(id);
        const then = fresh.getElementById(id);
        if (then && now) now.replaceWith(then);
        else if (then) document.getElementById("beside").append(then);
      }
      const counted = document.querySelector("#findings .counted, #findings .notice");
      live.textContent = counted ? counted.textContent.trim() : "";
      mark();
    } catch {
      if (turn === asked) stale.textContent = stale.dataset.told;
    }
  };

  text.addEventListener("input", () => {
    number();
    window.clearTimeout(waiting);
    waiting = window.setTimeout(check, 700);
  });
  text.addEventListener("scroll", () => { gutter.scrollTop = text.scrollTop; });

  // Tab moves on as everywhere, unless one has asked it to indent; Escape lets the next one move on.
  text.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      writing.requestSubmit();
    } else if (event.key === "Escape") {
      leaving = true;
    } else if (event.key === "Tab" && tabs.checked && !event.shiftKey && !leaving) {
      event.preventDefault();
      document.execCommand("insertText", false, "  ");
    } else if (event.key === "Enter" && !event.isComposing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const before = text.value.slice(0, text.selectionStart);
      const indent = /^[ ]*/.exec(before.slice(before.lastIndexOf("\n") + 1))[0];
      if (indent) {
        event.preventDefault();
        document.execCommand("insertText", false, "\n" + indent);
      }
    }
    if (event.key !== "Escape" && event.key !== "Tab") leaving = false;
  });
  text.addEventListener("blur", () => { leaving = false; });

  document.getElementById("beside").addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    event.preventDefault();
    jump(Number(link.dataset.line), Number(link.dataset.column));
  });

  const asHash = () => {
    const wanted = /^#L(\d+)$/.exec(window.location.hash);
    if (wanted) jump(Number(wanted[1]), 1);
  };
  window.addEventListener("hashchange", asHash);

  writing.addEventListener("submit", () => { first = text.value; });
  window.addEventListener("beforeunload", (event) => {
    if (text.value !== first) event.preventDefault();
  });

  number();
  mark();
  asHash();
}
