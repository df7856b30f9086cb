"use strict";
(function () {
  const names = ["q", "rule", "root", "level"];
  const fields = new Map(names.map((name) => [name, document.getElementById(name)]));
  const shown = document.getElementById("shown");
  const articles = [...document.querySelectorAll("article")];
  const sections = [...document.querySelectorAll("section.rule")];
  let texts = null;

  function text(index) {
    if (texts === null) {
      texts = articles.map((article) => article.textContent.toLowerCase());
    }
    return texts[index];
  }

  function apply() {
    const wanted = new Map(names.map((name) => [name, fields.get(name).value]));
    const word = wanted.get("q").trim().toLowerCase();
    let count = 0;
    articles.forEach((article, index) => {
      const fits =
        ["rule", "root", "level"].every(
          (name) => wanted.get(name) === "" || article.dataset[name] === wanted.get(name)
        ) && (word === "" || text(index).includes(word));
      article.hidden = !fits;
      count += fits ? 1 : 0;
    });
    for (const section of sections) {
      const some = section.querySelectorAll("article:not([hidden])").length;
      section.hidden = some === 0;
      section.querySelector(".count").textContent = String(some);
    }
    shown.textContent = count + " of " + articles.length + " shown";
  }

  function remember() {
    const parameters = new URLSearchParams();
    for (const name of names) {
      if (fields.get(name).value !== "") {
        parameters.set(name, fields.get(name).value);
      }
    }
    const hash = parameters.toString();
    history.replaceState(null, "", hash === "" ? location.pathname + location.search : "#" + hash);
  }

  function restore() {
    const hash = location.hash.slice(1);
    if (hash.startsWith("f-")) {
      const target = document.getElementById(hash);
      if (target !== null) {
        if (target.hidden) {
          clear();
        }
        target.scrollIntoView();
        target.focus({ preventScroll: true });
      }
      return;
    }
    if (hash !== "" && !hash.includes("=")) {
      return;
    }
    const parameters = new URLSearchParams(hash);
    for (const name of names) {
      fields.get(name).value = parameters.get(name) || "";
      if (fields.get(name).value !== (parameters.get(name) || "")) {
        fields.get(name).value = "";
      }
    }
    apply();
  }

  function clear() {
    for (const name of names) {
      fields.get(name).value = "";
    }
    choose(null);
    apply();
  }

  function move(step) {
    const visible = articles.filter((article) => !article.hidden);
    if (visible.length === 0) {
      return;
    }
    const at = visible.indexOf(document.activeElement && document.activeElement.closest("article"));
    const next = at < 0 ? (step > 0 ? 0 : visible.length - 1) : at + step;
    const target = visible[Math.min(visible.length - 1, Math.max(0, next))];
    target.scrollIntoView({ block: "start" });
    target.focus({ preventScroll: true });
  }

  const drawing = document.querySelector("svg");
  const nodes = [...document.querySelectorAll(".node")];
  const edges = [...document.querySelectorAll(".edge")];
  const affected = document.getElementById("affected");

  function reach(start, from, to) {
    const next = new Map();
    for (const edge of edges) {
      const key = edge.dataset[from];
      next.set(key, [...(next.get(key) || []), edge.dataset[to]]);
    }
    const seen = new Set([start]);
    const open = [start];
    while (open.length > 0) {
      for (const node of next.get(open.pop()) || []) {
        if (!seen.has(node)) {
          seen.add(node);
          open.push(node);
        }
      }
    }
    return seen;
  }

  function choose(chosen) {
    if (drawing === null) {
      return;
    }
    drawing.classList.toggle("chosen", chosen !== null);
    const above = chosen === null ? new Set() : reach(chosen.dataset.node, "to", "from");
    const below = chosen === null ? new Set() : reach(chosen.dataset.node, "from", "to");
    for (const node of nodes) {
      const number = node.dataset.node;
      node.classList.toggle("on", above.has(number) || below.has(number));
      node.setAttribute("aria-pressed", String(node === chosen));
    }
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      edge.classList.toggle(
        "on",
        (above.has(from) && above.has(to)) || (below.has(from) && below.has(to))
      );
    }
    const roots = nodes.filter(
      (node) => node.dataset.kind === "root" && above.has(node.dataset.node)
    );
    affected.textContent =
      chosen === null
        ? ""
        : chosen.dataset.text +
          ": a change affects " +
          roots.length +
          (roots.length === 1 ? " root" : " roots") +
          (roots.length === 0
            ? ""
            : " (" +
              roots
                .slice(0, 10)
                .map((node) => node.dataset.text)
                .join(", ") +
              (roots.length > 10 ? ", …" : "") +
              ")");
  }

  function toggle(node) {
    choose(node.getAttribute("aria-pressed") === "true" ? null : node);
  }

  for (const node of nodes) {
    node.addEventListener("click", () => toggle(node));
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle(node);
      }
    });
  }

  document.getElementById("filters").addEventListener("input", () => {
    apply();
    remember();
  });
  document.getElementById("filters").addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("reset").addEventListener("click", (event) => {
    event.preventDefault();
    clear();
    remember();
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }
    if (event.key === "Escape") {
      clear();
      remember();
      document.activeElement.blur();
      return;
    }
    if (event.target.closest("input, select")) {
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      fields.get("q").focus();
    } else if (event.key === "j") {
      move(1);
    } else if (event.key === "k") {
      move(-1);
    }
  });
  window.addEventListener("hashchange", restore);
  // The browser scrolls to a finding that the address names before all heights are known.
  window.addEventListener("load", () => location.hash.startsWith("#f-") && restore());
  apply();
  restore();
})();
