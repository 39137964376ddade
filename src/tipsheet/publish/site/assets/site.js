// Comforts on top of pages that work without any of this: theme, relative times, keys,
// what is new since the last visit, search, reading offline. No markup is ever made from strings.
"use strict";
(() => {
  const root = document.documentElement;
  const base = new URL(document.currentScript.src).pathname.replace(/\/assets\/[^/]*$/, "");
  const store = {
    get(key) { try { return localStorage.getItem("tipsheet." + key); } catch { return null; } },
    set(key, value) { try { localStorage.setItem("tipsheet." + key, value); } catch { /* private window */ } },
  };
  const all = (rule, from = document) => Array.from(from.querySelectorAll(rule));
  const make = (name, text = "", props = {}) => Object.assign(document.createElement(name), { textContent: text }, props);

  // theme: system, light, dark
  const themes = ["system", "light", "dark"];
  const themeButton = document.querySelector("[data-theme-switch]");
  const showTheme = () => {
    const now = root.dataset.theme || "system";
    themeButton.querySelector("[data-theme-name]").textContent = now[0].toUpperCase() + now.slice(1);
    themeButton.setAttribute("aria-label", "Theme: " + now + ". Change it");
  };
  const nextTheme = () => {
    const next = themes[(themes.indexOf(root.dataset.theme || "system") + 1) % 3];
    if (next === "system") delete root.dataset.theme; else root.dataset.theme = next;
    store.set("theme", next);
    showTheme();
  };
  if (themeButton) { themeButton.hidden = false; themeButton.addEventListener("click", nextTheme); showTheme(); }

  // where we are
  for (const link of all(".topics a")) if (location.pathname.startsWith(link.pathname)) link.setAttribute("aria-current", "page");

  // times told as distance, the exact one kept as a tip
  const far = [[60, "second"], [60, "minute"], [24, "hour"], [7, "day"]];
  const ago = new Intl.RelativeTimeFormat(root.lang || "en", { numeric: "auto", style: "short" });
  const tell = () => {
    for (const time of all("time[datetime]")) {
      const stamp = time.dateTime;
      if (stamp.length < 11) continue;
      let gap = (Date.parse(stamp) - Date.now()) / 1000, unit = "second";
      if (Math.abs(gap) > 6 * 86400 || gap > 60) continue;
      for (const [size, name] of far) { unit = name; if (Math.abs(gap) < size) break; gap /= size; }
      if (!time.title) time.title = time.textContent;
      time.textContent = unit === "second" ? ago.format(0, "second") : ago.format(Math.round(gap), unit);
    }
  };
  tell();
  setInterval(tell, 60000);

  // what is new in a story since this reader last saw it; which stories were opened
  let seen = {};
  try { seen = JSON.parse(store.get("seen") || "{}") || {}; } catch { seen = {}; }
  const page = document.querySelector("main article[data-story]:not(.card)");
  if (page) {
    const before = seen[page.dataset.story];
    const fresh = before ? all("[data-at]", page).filter((tick) => tick.dataset.at > before) : [];
    for (const tick of fresh) tick.classList.add("fresh");
    const note = document.querySelector("[data-since]");
    if (fresh.length && note) {
      note.textContent = fresh.length === 1 ? "1 article is new since you were here." : fresh.length + " articles are new since you were here.";
      note.hidden = false;
    }
    seen[page.dataset.story] = page.dataset.latest || "";
    const keep = Object.entries(seen).sort((a, b) => (a[1] < b[1] ? 1 : -1)).slice(0, 400);
    store.set("seen", JSON.stringify(Object.fromEntries(keep)));
  }
  for (const card of all(".card[data-story]")) {
    const at = seen[card.dataset.story];
    if (at !== undefined && at >= card.dataset.latest) card.classList.add("read");
  }

  // keys
  let place = -1;
  const items = () => all("[data-item]");
  const go = (step) => {
    const list = items();
    if (!list.length) return;
    place = Math.max(0, Math.min(list.length - 1, place + step));
    for (const item of list) item.removeAttribute("aria-current");
    const link = list[place].querySelector("[data-open]");
    list[place].setAttribute("aria-current", "true");
    (link || list[place]).focus({ preventScroll: true });
    list[place].scrollIntoView({ block: "nearest" });
  };
  const follow = (rule) => {
    const link = (items()[place] || document).querySelector(rule);
    if (link) link.click();
  };
  const keysOn = () => store.get("keys") !== "off";
  let dialog = null;
  const help = () => {
    if (!dialog) {
      dialog = make("dialog", "", { className: "keys" });
      const title = make("h2", "Keys", { id: "keys-title" });
      dialog.setAttribute("aria-labelledby", "keys-title");
      const list = make("dl");
      const rows = [["j", "next story"], ["k", "story before"], ["o", "open the story"], ["v", "open the publisher’s article"], ["/", "search"], ["t", "change the theme"], ["h", "front page"], ["?", "this help"]];
      for (const [key, what] of rows) {
        const dt = make("dt");
        dt.append(make("kbd", key));
        list.append(dt, make("dd", what));
      }
      const label = make("label");
      const box = make("input", "", { type: "checkbox", checked: keysOn() });
      box.addEventListener("change", () => store.set("keys", box.checked ? "on" : "off"));
      label.append(box, make("span", "Use single keys"));
      const close = make("button", "Close", { className: "button", type: "button" });
      close.addEventListener("click", () => dialog.close());
      dialog.append(title, list, label, close);
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  };
  const helpButton = document.querySelector("[data-help]");
  if (helpButton) { helpButton.hidden = false; helpButton.addEventListener("click", help); }
  const acts = {
    j: () => go(1), k: () => go(-1), o: () => follow("[data-open]"), v: () => follow("[data-original], a.out[data-open]"),
    "/": () => { const box = document.getElementById("q"); if (box) box.focus(); else location.assign(base + "/search/"); },
    t: nextTheme, h: () => location.assign(base + "/"), "?": help,
  };
  document.addEventListener("keydown", (event) => {
    const on = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (on instanceof HTMLElement && (on.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(on.tagName))) return;
    if (dialog && dialog.open) return;
    if (Object.hasOwn(acts, event.key)) { event.preventDefault(); acts[event.key](); }
  });
  document.addEventListener("focusin", (event) => {
    const item = event.target instanceof Element && event.target.closest("[data-item]");
    if (item) place = items().indexOf(item);
  });

  // search: month after month of a prebuilt index, newest first, until enough is found
  const form = document.querySelector("[data-search]");
  if (form) {
    const input = form.querySelector("input");
    const state = document.querySelector("[data-search-state]");
    const results = document.querySelector("[data-search-results]");
    const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    const parse = (text) => (fold(text).match(/-?"[^"]+"|[^\s"]+/g) || []).map((word) => {
      const not = word.startsWith("-") && word.length > 1;
      return { not, text: word.replace(/^-/, "").replace(/"/g, "") };
    }).filter((word) => word.text);
    let index = null;
    const shards = new Map();
    const load = (url) => fetch(url).then((answer) => { if (!answer.ok) throw new Error(String(answer.status)); return answer.json(); });
    const shard = (name) => {
      if (!shards.has(name)) shards.set(name, load(base + "/search/" + name + ".json").then((rows) => rows.map((row) => ({ row, text: fold(row[0] + " \n" + index.p[row[2]] + " \n" + row[4].map((t) => index.t[t]).join(" \n")) }))));
      return shards.get(name);
    };
    const mark = (link, title, words) => {
      const folded = fold(title);
      const spans = folded.length !== title.length ? [] : words.filter((w) => !w.not).map((w) => [folded.indexOf(w.text), w.text.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0]);
      let done = 0;
      for (const [at, size] of spans) {
        if (at < done) continue;
        link.append(title.slice(done, at), make("mark", title.slice(at, at + size)));
        done = at + size;
      }
      link.append(title.slice(done));
    };
    const days = new Intl.DateTimeFormat(root.lang || "en", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
    const show = (row, words) => {
      const [title, path, provider, day, , publishers] = row;
      const item = make("li", "", { className: "row" });
      item.dataset.item = "";
      const link = make("a", "", { className: "hl", href: base + "/" + path + "/", dir: "auto" });
      link.dataset.open = "";
      mark(link, title, words);
      const by = make("p", "", { className: "by" });
      by.append(make("span", index.p[provider], { className: "src" }), " ", make("time", /^\d{4}-\d\d-\d\d$/.test(day) ? days.format(new Date(day)) : day, { dateTime: day }));
      if (publishers > 1) by.append(" ", make("span", publishers + " publishers", { className: "tag" }));
      item.append(link, by);
      results.append(item);
    };
    let turn = 0;
    const LIMIT = 50;
    const run = async () => {
      const mine = ++turn;
      const words = parse(input.value);
      results.replaceChildren();
      if (!words.some((word) => !word.not)) { state.textContent = ""; return; }
      state.textContent = "Searching…";
      try {
        index = index || await load(form.dataset.search);
        let found = 0, cut = "";
        for (const name of index.s) {
          const rows = await shard(name);
          if (mine !== turn) return;
          for (const { row, text } of rows) {
            if (words.every((word) => text.includes(word.text) !== word.not)) { if (found < LIMIT) show(row, words); found += 1; }
          }
          if (found >= LIMIT) { cut = name; break; }
        }
        state.textContent = found ? (cut ? "The newest " + LIMIT + " matches, back to " + cut + ". More words narrow it down." : found + (found === 1 ? " match" : " matches")) : "Nothing on record matches. Try fewer or other words.";
      } catch {
        state.textContent = "The search index could not be loaded. Check the connection and try again.";
      }
    };
    let wait = 0;
    input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(run, 120); });
    form.addEventListener("submit", (event) => { event.preventDefault(); history.replaceState(null, "", "?q=" + encodeURIComponent(input.value)); run(); });
    const asked = new URLSearchParams(location.search).get("q");
    if (asked) { input.value = asked; run(); }
    input.focus({ preventScroll: true });
  }

  // reading offline
  if ("serviceWorker" in navigator && (location.protocol === "https:" || location.hostname === "localhost" || location.hostname === "127.0.0.1")) {
    const policy = window.trustedTypes && trustedTypes.createPolicy("tipsheet", { createScriptURL: (url) => { if (url !== base + "/sw.js") throw new TypeError("not our worker"); return url; } });
    const worker = base + "/sw.js";
    window.addEventListener("load", () => {
      navigator.serviceWorker.register(policy ? policy.createScriptURL(worker) : worker, { scope: base + "/" }).catch(() => {});
      const saver = navigator.connection && navigator.connection.saveData;
      if (document.body.classList.contains("front") && !saver) navigator.serviceWorker.ready.then((registration) => {
        const own = all(".card .hl a").filter((link) => link.origin === location.origin).slice(0, 12).map((link) => link.pathname);
        if (registration.active) registration.active.postMessage({ keep: own });
      });
    });
  }
})();
