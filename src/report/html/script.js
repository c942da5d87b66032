"use strict";
// Filters, sorts and copies what the page holds. Text from the page is only ever set as text.
(() => {
  const $ = (id) => document.getElementById(id);
  const list = $("list");
  if (!list) return;
  const panel = $("filters");
  const boxes = [...panel.querySelectorAll("input[type=checkbox]")];
  const query = panel.querySelector("[name=q]");
  const order = panel.querySelector("[name=sort]");
  const within = $("within");
  const rows = [...list.children].map((li, at) => ({ li, at, data: li.dataset, place: li.querySelector(".where").textContent }));
  let folder = "";
  let sorted = "";
  let now = rows;
  // Rows laid out at once: thousands would make every change slow.
  const STEP = 250;
  let most = STEP;

  // What the search looks in; made when it is first used.
  const text = (row) => {
    if (row.text === undefined) {
      const evidence = row.li.querySelector(".ev");
      row.text = [row.data.rule, row.data.severity, row.data.category, ...[...row.li.querySelector("summary").children].map((c) => c.textContent), evidence ? evidence.textContent : ""].join(" ").toLowerCase();
    }
    return row.text;
  };

  const words = new Intl.Collator("en", { numeric: true }).compare;
  const compare = {
    path: (a, b) => words(a.place, b.place),
    rule: (a, b) => words(a.data.rule, b.data.rule),
    confidence: (a, b) => b.data.p - a.data.p,
    status: (a, b) => words(a.data.status, b.data.status),
  };

  const apply = () => {
    const wanted = {};
    for (const b of boxes) if (b.checked) (wanted[b.name] ||= new Set()).add(b.value);
    const sought = query.value.toLowerCase().split(/\s+/).filter(Boolean);
    const keys = Object.keys(wanted);
    if (order.value !== sorted) {
      sorted = order.value;
      const by = compare[sorted];
      now = [...rows].sort(by ? (a, b) => by(a, b) || a.at - b.at : (a, b) => a.at - b.at);
      // Out of the page while it is put in order: thousands of moves in it take seconds.
      const behind = list.nextSibling;
      list.remove();
      list.append(...now.map((row) => row.li));
      behind.before(list);
    }
    let n = 0;
    for (const row of now) {
      const keep = keys.every((k) => wanted[k].has(row.data[k]))
        && (!folder || row.place.startsWith(folder))
        && (!sought.length || sought.every((w) => text(row).includes(w)));
      n += keep ? 1 : 0;
      const show = keep && n <= most;
      if (row.li.hidden === show) row.li.hidden = !show;
    }
    $("rest").hidden = n <= most;
    within.hidden = !folder;
    within.querySelector("code").textContent = folder;
    const count = (x) => x.toLocaleString("en");
    const named = sorted ? `, by ${order.selectedOptions[0].text.toLowerCase()}` : ", worst first";
    $("shown").textContent = `${n === rows.length ? "" : `${count(n)} of `}${count(rows.length)} finding${rows.length === 1 ? "" : "s"}${named}${n > most ? `; the first ${count(most)} are shown` : ""}`;
  };

  // The state stands in the address, so that a link shows the same view.
  const write = () => {
    const state = new URLSearchParams();
    for (const name of ["severity", "category", "status", "compared"]) {
      const on = boxes.filter((b) => b.name === name && b.checked).map((b) => b.value);
      if (on.length) state.set(name, on.join(","));
    }
    if (query.value) state.set("q", query.value);
    if (folder) state.set("within", folder);
    if (order.value) state.set("sort", order.value);
    return `#${state.toString() || "findings"}`;
  };
  const keep = () => {
    most = STEP;
    apply();
    try {
      history.replaceState(null, "", write());
    } catch {
      // Some browsers do not let a page from the disk do this; the button for the link works all the same.
    }
  };
  const read = () => {
    const hash = location.hash.slice(1);
    if (!hash.includes("=")) {
      const target = hash.startsWith("f-") && $(hash);
      if (target) {
        target.hidden = false;
        target.querySelector("details").open = true;
        target.scrollIntoView({ block: "center" });
      }
      return false;
    }
    const state = new URLSearchParams(hash);
    for (const b of boxes) b.checked = (state.get(b.name) || "").split(",").includes(b.value);
    query.value = state.get("q") || "";
    folder = state.get("within") || "";
    order.value = Object.hasOwn(compare, state.get("sort") || "") ? state.get("sort") : "";
    apply();
    return true;
  };
  const show = (path) => {
    folder = path;
    keep();
    $("findings").scrollIntoView();
    $("shown").focus({ preventScroll: true });
  };

  const copy = async (button, what, from) => {
    const label = button.textContent;
    try {
      await navigator.clipboard.writeText(what);
      button.textContent = "Copied";
    } catch {
      if (from) getSelection().selectAllChildren(from);
      button.textContent = from ? "Selected: press Ctrl+C" : "Copy the address above";
    }
    setTimeout(() => { button.textContent = label; }, 2000);
  };
  list.addEventListener("toggle", (e) => {
    for (const code of e.target.querySelectorAll(".copy:not([data-live])")) {
      code.dataset.live = "";
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = "Copy";
      button.addEventListener("click", () => copy(button, code.textContent, code));
      code.after(button);
    }
  }, true);

  let waiting = 0;
  query.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 80);
  });
  panel.addEventListener("change", (e) => { if (e.target !== query) keep(); });
  $("clear").addEventListener("click", () => {
    for (const b of boxes) b.checked = false;
    query.value = order.value = folder = "";
    keep();
  });
  $("more").addEventListener("click", () => {
    const next = now.filter((r) => !r.li.hidden).length;
    most += STEP;
    apply();
    now.filter((r) => !r.li.hidden)[next]?.li.querySelector("summary").focus();
  });
  $("everything").addEventListener("click", () => {
    most = Infinity;
    apply();
    $("shown").focus();
  });
  $("unfold").addEventListener("click", () => {
    const shown = rows.filter((r) => !r.li.hidden).map((r) => r.li.querySelector("details"));
    const open = shown.some((d) => !d.open);
    for (const d of shown) d.open = open;
    $("unfold").textContent = open ? "Close all shown" : "Open all shown";
  });
  $("link").addEventListener("click", () => copy($("link"), location.href.split("#")[0] + write()));
  within.querySelector("button").addEventListener("click", () => show(""));
  $("shown").tabIndex = -1;

  // The map and its table lead to the findings of a folder.
  for (const map of document.querySelectorAll(".map")) {
    map.classList.add("live");
    map.addEventListener("click", (e) => {
      const cell = e.target.closest("[data-path]");
      if (cell) show(cell.dataset.path);
    });
  }
  for (const cell of document.querySelectorAll("#folders th[data-path]")) {
    const code = cell.firstElementChild;
    const button = document.createElement("a");
    button.href = `#${new URLSearchParams({ within: cell.dataset.path })}`;
    code.before(button);
    button.append(code);
  }

  panel.hidden = false;
  apply();
  addEventListener("hashchange", () => { if (read()) $("findings").scrollIntoView(); });
  if (read()) $("findings").scrollIntoView();
})();
