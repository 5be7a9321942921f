// Saves what is typed in the desk's forms, a second after the last key and on leaving the page.
// What cannot be saved stays in this browser, is tried again, and is put back when the page is
// opened anew. Without this script everything else works; only the saving while typing is missing.
"use strict";
(() => {
  const WAIT = 1000, AGAIN = 5000; // milliseconds
  const MOST_ON_LEAVING = 60000; // bytes: browsers refuse more once the page is being left
  const ANSWERS_WITHIN = 250; // milliseconds: a page that is open still says that a text is its own
  const OWN = ["csrfmiddlewaretoken", "desk-token", "desk-seal", "desk-read", "desk-base"];
  const SILENT = ["hidden", "password", "file", "submit", "button", "image", "reset"];

  const prefix = (form) => `overens:${form.dataset.account}:${form.dataset.place}:`;

  function shelf() {
    try { return window.localStorage; } catch { return null; } // switched off by its owner
  }

  function kept(form) {
    const found = [];
    const store = shelf();
    for (let n = 0; store && n < store.length; n++) {
      const key = store.key(n);
      if (!key.startsWith(prefix(form))) continue;
      try { found.push({ key, ...JSON.parse(store.getItem(key)) }); } catch { store.removeItem(key); }
    }
    return found.sort((one, other) => other.at - one.at);
  }

  const pages = "BroadcastChannel" in window ? new BroadcastChannel("overens:typing") : null;
  const open = new Set(); // keys of this page's own texts
  const owned = new Set(); // keys that other pages have answered for
  pages?.addEventListener("message", ({ data }) => {
    if (data.asks && open.has(data.asks)) pages.postMessage({ owns: data.asks });
    if (data.owns) owned.add(data.owns);
  });

  // What another tab that is open still has not saved yet is that tab's to save.
  async function left(form) {
    const texts = kept(form);
    if (!texts.length || !pages) return texts;
    for (const { key } of texts) pages.postMessage({ asks: key });
    await new Promise((done) => setTimeout(done, ANSWERS_WITHIN));
    return texts.filter(({ key }) => !owned.has(key));
  }

  const elements = (form) => [...form.elements].filter(
    (e) => e.name && !OWN.includes(e.name) && !SILENT.includes(e.type));

  function typed(form) {
    const fields = {};
    for (const e of elements(form)) {
      if ((e.type === "checkbox" || e.type === "radio") && !e.checked) continue;
      const values = e.type === "select-multiple" ? [...e.selectedOptions].map((o) => o.value) : [e.value];
      (fields[e.name] ??= []).push(...values);
    }
    return fields;
  }

  const same = (one, other) => {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].every((n) =>
      JSON.stringify(one[n] ?? [""]).replaceAll("\\r\\n", "\\n") ===
      JSON.stringify(other[n] ?? [""]).replaceAll("\\r\\n", "\\n"));
  };

  function fill(form, fields) {
    const used = {};
    for (const e of elements(form)) {
      const values = fields[e.name] ?? [];
      if (e.type === "checkbox" || e.type === "radio") e.checked = values.includes(e.value);
      else if (e.type === "select-multiple") for (const o of e.options) o.selected = values.includes(o.value);
      else e.value = values[(used[e.name] = (used[e.name] ?? -1) + 1)] ?? "";
      e.dispatchEvent(new Event("typing:filled", { bubbles: true }));
    }
  }

  const lacks = (form, fields) => Object.entries(fields).some(
    ([name, values]) => values.some((v) => v.trim()) && !elements(form).some((e) => e.name === name));

  const plain = (text) => /^\s*<(p|h3|ul|ol|table)[ >]/.test(text)
    ? new DOMParser().parseFromString(text.replaceAll("</", "\n</"), "text/html").body.textContent.trim() : text;

  class Typing {
    constructor(form) {
      this.form = form;
      this.says = JSON.parse(form.dataset.sentences);
      this.line = form.querySelector("[data-kept]");
      this.token = this.hidden("desk-token").value;
      this.key = prefix(form) + this.token;
      open.add(this.key);
      this.saved = typed(form); // as the server has it, or gave it
      this.savedAt = null;
      this.busy = this.leaving = this.byHand = false;
      this.other = null;
      form.addEventListener("input", () => { this.byHand = true; this.changed(); });
      form.addEventListener("change", () => this.changed());
      form.addEventListener("submit", () => this.sent());
      window.addEventListener("pageshow", (event) => this.shown(event.persisted));
      window.addEventListener("pagehide", () => this.leave());
      document.addEventListener("visibilitychange", () => { if (document.hidden) this.leave(); });
      window.addEventListener("online", () => this.save());
    }

    sent() {
      this.token = this.hidden("desk-token").value;
      this.keep();
      this.leaving = true;
      clearTimeout(this.timer);
      const sent = { token: this.token, fields: typed(this.form) };
      window.history.replaceState({ ...window.history.state, [this.form.dataset.place]: sent }, "");
    }

    // Somebody went back: either the page stood still meanwhile, or the browser has put what was in
    // it into a new one. Where it had been sent, it is still that page, so that the same is done
    // once, also where what was sent stands there by now; what is typed in it from now on has not
    // been sent.
    shown(stoodStill) {
      const sent = window.history.state?.[this.form.dataset.place];
      if (sent && (stoodStill || this.dirty || same(sent.fields, this.saved))) {
        this.hidden("desk-token").value = sent.token;
        this.token = "";
        this.saved = typed(this.form);
      }
      this.leaving = false;
      if (!stoodStill) this.putBack();
    }

    hidden(name) { return this.form.querySelector(`input[name="${name}"]`) ?? { value: "" }; }

    tell(sentence, time) { if (this.line) this.line.textContent = sentence.replace("{time}", time ?? ""); }

    get dirty() { return !same(typed(this.form), this.saved); }

    changed() {
      clearTimeout(this.timer);
      // Taken back by hand: what was in between is nobody's text any more.
      if (!this.dirty) return shelf()?.removeItem(this.key);
      this.leaving = false;
      this.keep();
      this.timer = setTimeout(() => this.save(), WAIT);
    }

    keep() {
      if (!this.dirty) return;
      const text = { fields: typed(this.form), read: this.hidden("desk-read").value,
        token: this.token, at: Date.now() };
      try { shelf()?.setItem(this.key, JSON.stringify(text)); } catch { /* it is full: the server has it, or says so */ }
    }

    body(fields, read, token) {
      const body = new URLSearchParams();
      for (const [name, values] of Object.entries(fields)) for (const v of values) body.append(name, v);
      for (const name of OWN) body.append(name, this.hidden(name).value);
      body.set("desk-read", read);
      body.set("desk-token", token);
      return body;
    }

    post(fields, read, token, more = {}) {
      return fetch(this.form.dataset.address, { method: "POST", redirect: "manual",
        headers: { "X-Typing": "1" }, body: this.body(fields, read, token), ...more });
    }

    leave() {
      if (this.leaving || this.other || !this.dirty) return;
      if (this.busy && !this.byHand) return; // it lies where it is being put back from
      this.keep();
      const fields = typed(this.form), body = this.body(fields, this.hidden("desk-read").value, this.token);
      if (body.toString().length > MOST_ON_LEAVING) return;
      this.post(fields, this.hidden("desk-read").value, this.token, { keepalive: true })
        .then((answer) => this.answered(answer, fields)).catch(() => { /* it stays in this browser */ });
    }

    async save() {
      clearTimeout(this.timer);
      if (this.busy || this.leaving || this.other || !this.dirty) return;
      const fields = typed(this.form);
      this.busy = true;
      try {
        await this.answered(await this.post(fields, this.hidden("desk-read").value, this.token), fields);
      } catch {
        this.later();
      } finally {
        this.busy = false;
      }
    }

    later() {
      this.tell(this.savedAt ? this.says.offline : this.says.never, this.savedAt);
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.save(), AGAIN);
    }

    async answered(answer, fields) {
      if (answer.type === "opaqueredirect" || answer.status === 403) return this.tell(this.says.out);
      if (answer.status === 409) {
        const theirs = await answer.json();
        if (!theirs.own) return this.choose(theirs);
        // This page itself, a moment before: on leaving it does not wait for an answer.
        this.hidden("desk-read").value = theirs.read;
        this.saved = theirs.fields;
        return this.changed();
      }
      if (answer.status === 413) return this.tell((await answer.json()).said);
      if (answer.status === 410) {
        // Sent already, and typed in since: what is new is kept by itself.
        if (this.leaving) return;
        this.token = "";
        this.timer = setTimeout(() => this.save(), WAIT);
        return;
      }
      if (!answer.ok) return this.later();
      const { read, time } = await answer.json();
      this.hidden("desk-read").value = read;
      this.saved = fields;
      this.savedAt = time;
      this.tell(this.says.saved, time);
      shelf()?.removeItem(this.key);
      this.changed();
    }

    // What an earlier page could not save, or this one before its sending was answered with errors.
    // What the browser itself has put into the fields may be older than that: it notes them from
    // time to time. What is typed by hand goes before, and the other stays.
    async putBack() {
      this.busy = true;
      try {
        for (const text of await left(this.form)) {
          const isNewer = this.byHand && text.key === this.key;
          if (!isNewer && !await this.wasSent(text)) break;
        }
      } finally {
        this.busy = false;
      }
      if (!this.other) this.changed();
    }

    // Else it is put into the form, or stays where it is.
    async wasSent(text) {
      const typedIn = () => this.byHand && this.dirty;
      const forget = () => { if (text.key !== this.key || !typedIn()) shelf()?.removeItem(text.key); };
      if (typedIn() && !same(text.fields, typed(this.form))) return false;
      let answer = null, theirs = null;
      try {
        answer = await this.post(text.fields, text.read, text.token);
        theirs = answer.status === 409 ? await answer.json() : null;
        // The page that kept the text had saved an earlier one: what it kept is the newer.
        if (theirs?.own) answer = await this.post(text.fields, theirs.read, text.token);
      } catch { /* as if it said nothing */ }
      if (answer?.status === 410) {
        forget();
        // Sent with something else in it, which the page says: what stands here is new.
        if (this.form.querySelector(".errors")) this.saved = {};
        return true;
      }
      const asShown = same(text.fields, typed(this.form));
      if (typedIn() && !asShown) {
        // Typed in meanwhile: that goes before here too. Where the other one is saved now, the next
        // save shows both.
        if (answer?.ok) forget();
        return false;
      }
      forget();
      if (answer?.ok && lacks(this.form, text.fields)) {
        window.location.reload();
        return false;
      }
      fill(this.form, text.fields);
      this.savedAt = null;
      if (answer?.ok) {
        const { read, time } = await answer.json();
        this.hidden("desk-read").value = read;
        this.saved = typed(this.form);
        this.tell(asShown ? this.says.saved : this.says.back, time);
      } else if (answer?.status === 409) {
        this.choose(theirs);
      } else {
        this.tell(this.says.back);
      }
      return false;
    }

    // Two tabs: both texts are shown, and nothing is written until somebody has chosen.
    choose(theirs) {
      this.other = theirs;
      this.keep();
      this.tell(theirs.said);
      this.form.querySelector("[data-elsewhere]")?.remove();
      const make = (name, text, more = {}) => Object.assign(document.createElement(name), { textContent: text, ...more });
      const panel = make("section", "", { className: "panel stack" });
      panel.dataset.elsewhere = "";
      panel.append(make("h2", theirs.said, { tabIndex: -1 }));
      panel.setAttribute("aria-label", theirs.said);
      const both = make("div", "", { className: "columns" });
      const mine = typed(this.form);
      for (const [heading, fields] of [[this.says.here, mine], [this.says.there, theirs.fields]]) {
        const column = make("div", "", { className: "stack" });
        column.append(make("h3", heading));
        for (const name of new Set(elements(this.form).map((e) => e.name))) {
          const one = mine[name] ?? [], two = theirs.fields[name] ?? [];
          if (JSON.stringify(one) === JSON.stringify(two)) continue;
          column.append(make("p", (fields[name] ?? []).map((v) => plain(v)).join(", ") || "–"));
        }
        both.append(column);
      }
      const acts = make("p", "", { className: "acts" });
      const keepMine = make("button", this.says.keep, { type: "button", className: "btn" });
      const take = make("button", this.says.take, { type: "button", className: "btn plain" });
      const done = () => {
        this.hidden("desk-read").value = theirs.read;
        this.other = null;
        panel.remove();
        elements(this.form)[0]?.focus();
      };
      keepMine.addEventListener("click", () => { done(); this.save(); });
      take.addEventListener("click", () => {
        done();
        fill(this.form, theirs.fields);
        this.saved = typed(this.form);
        shelf()?.removeItem(this.key);
        this.tell("");
      });
      acts.append(keepMine, take);
      panel.append(both, acts);
      this.form.querySelector(":scope > .acts")?.before(panel);
    }
  }

  // What is said to be done was kept until then; its form may be on no page any more.
  for (const { dataset } of document.querySelectorAll("[data-told]")) {
    for (const key of Object.keys(shelf() ?? {})) {
      if (key.startsWith("overens:") && key.endsWith(`:${dataset.told}`)) shelf().removeItem(key);
    }
  }

  for (const form of document.querySelectorAll("form[data-place][data-sentences]")) new Typing(form);
  for (const form of document.querySelectorAll("form[data-drops]")) {
    form.addEventListener("submit", () => {
      const typing = document.querySelector(`form[data-place="${CSS.escape(form.dataset.drops)}"]`);
      if (typing) for (const text of kept(typing)) shelf()?.removeItem(text.key);
    });
  }
})();
