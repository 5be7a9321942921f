// Puts an editor in the place of each text area for rich text, and keeps the text area up to date:
// what is sent, saved while typing and put back is always the text area's. Buttons have words; Tab
// always leads on, so that nobody is caught in the text.
"use strict";

const make = (name, more = {}, ...children) => {
  const element = Object.assign(document.createElement(name), more);
  element.append(...children);
  return element;
};

const asParagraphs = (text) => text.trim().split(/\n\s*\n/).filter(Boolean).map((part) => {
  const p = make("p");
  part.split("\n").forEach((line, n) => { if (n) p.append(make("br")); p.append(line); });
  return p.outerHTML;
}).join("");

const asRich = (text) => /^\s*<(p|h3|ul|ol|table)[\s>]/i.test(text) ? text : asParagraphs(text);

function extensions(lib) {
  const still = { addKeyboardShortcuts() { return {}; } }; // no Tab of its own
  const Table = lib.Table.extend({ ...still, renderHTML: () => ["table", ["tbody", 0]], addNodeView: () => null });
  return [
    lib.Document, lib.Paragraph, lib.Text, lib.HardBreak, lib.History,
    lib.Heading.configure({ levels: [3] }), lib.Bold, lib.Italic,
    lib.BulletList, lib.OrderedList,
    lib.ListItem.extend({ addKeyboardShortcuts() {
      return { Enter: () => this.editor.commands.splitListItem(this.name) };
    } }),
    LinkOf(lib), Table, lib.TableRow, lib.TableHeader, lib.TableCell,
  ];
}

const LinkOf = (lib) => lib.Mark.create({
  name: "link", inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]" }],
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href, rel: "noopener noreferrer nofollow" }, 0],
});

function begin(lib, area) {
  const words = JSON.parse(area.dataset.words);
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  const text = make("div");
  const tools = make("div", { className: "rich-tools" });
  tools.setAttribute("role", "group");
  tools.setAttribute("aria-label", words.tools);
  const box = make("div", { className: "rich" }, tools, text);
  area.after(box);
  area.hidden = true;
  const id = area.id;
  area.id = `${id}-source`;
  if (label) label.id ||= `${id}-label`;
  let filling = false;
  const attributes = { id, class: "rich-text", role: "textbox", "aria-multiline": "true" };
  if (label) attributes["aria-labelledby"] = label.id;
  for (const name of ["aria-describedby", "aria-invalid", "lang"]) {
    if (area.hasAttribute(name)) attributes[name] = area.getAttribute(name);
  }
  const editor = new lib.Editor({
    element: text, extensions: extensions(lib), content: asRich(area.value), injectCSS: false,
    editorProps: { attributes },
    onUpdate: () => {
      if (filling) return;
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
    onTransaction: () => mark(),
  });
  label?.addEventListener("click", () => editor.view.focus());
  area.addEventListener("typing:filled", () => {
    filling = true;
    editor.commands.setContent(asRich(area.value));
    filling = false;
  });

  const address = make("input", { type: "url", id: `${id}-address`, autocomplete: "off" });
  const link = make("div", { className: "rich-link", hidden: true },
    make("div", {}, make("label", { htmlFor: address.id, textContent: words.address }), address));
  const closed = () => { link.hidden = true; editor.view.focus(); };
  const setLink = () => {
    const href = address.value.trim();
    if (!href) return;
    const whole = /^(https?:|mailto:)/i.test(href) ? href : href.includes("@") ? `mailto:${href}` : `https://${href}`;
    const chain = editor.chain().extendMarkRange("link");
    if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent([{ type: "text", text: href, marks: [{ type: "link", attrs: { href: whole } }] }]).run();
    } else chain.setMark("link", { href: whole }).run();
    closed();
  };
  const unset = () => { editor.chain().extendMarkRange("link").unsetMark("link").run(); closed(); };
  link.append(make("p", { className: "acts" },
    make("button", { type: "button", className: "btn plain", textContent: words.set, onclick: setLink }),
    make("button", { type: "button", className: "btn plain", textContent: words.unset, onclick: unset })));
  link.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closed();
    if (event.key === "Enter" && event.target === address) { event.preventDefault(); setLink(); }
  });
  link.addEventListener("input", (event) => event.stopPropagation());
  tools.after(link);

  const buttons = [];
  const tool = (word, active, act, shown = () => true) => {
    const button = make("button", { type: "button", textContent: word, onclick: act });
    buttons.push({ button, active, shown });
    tools.append(button);
  };
  // The focus goes back to the text at once: the library's own way waits for the next picture.
  const run = (act) => () => { act(editor.chain()).run(); editor.view.focus(); };
  const inTable = () => editor.isActive("table");
  tool(words.heading, () => editor.isActive("heading"), run((c) => c.toggleHeading({ level: 3 })));
  tool(words.bold, () => editor.isActive("bold"), run((c) => c.toggleBold()));
  tool(words.italic, () => editor.isActive("italic"), run((c) => c.toggleItalic()));
  tool(words.bullets, () => editor.isActive("bulletList"), run((c) => c.toggleBulletList()));
  tool(words.numbers, () => editor.isActive("orderedList"), run((c) => c.toggleOrderedList()));
  tool(words.link, () => editor.isActive("link"), () => {
    address.value = editor.getAttributes("link").href ?? "";
    link.hidden = false;
    address.focus();
  });
  tool(words.table, null, run((c) => c.insertTable({ rows: 3, cols: 2, withHeaderRow: true })), () => !inTable());
  tool(words.row, null, run((c) => c.addRowAfter()), inTable);
  tool(words.column, null, run((c) => c.addColumnAfter()), inTable);
  tool(words.remove, null, run((c) => c.deleteTable()), inTable);
  function mark() {
    for (const { button, active, shown } of buttons) {
      button.hidden = !shown();
      if (active) button.setAttribute("aria-pressed", String(active()));
    }
  }
  mark();
  box.dataset.ready = "";
}

const areas = [...document.querySelectorAll("textarea[data-rich]")];
if (areas.length) {
  const lib = await import(areas[0].dataset.rich);
  for (const area of areas) begin(lib, area);
}
