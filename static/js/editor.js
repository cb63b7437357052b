// The editor of typed texts: what the library bundles, in a frame of our own. Its own loading goes
// through an import map written in the page, which the content policy refuses, as it does the
// style that the library writes there. Without this file the area stays, and is sent as it is.
import {
  Bold,
  BulletList,
  Document,
  Editor,
  HardBreak,
  Heading,
  History,
  Italic,
  Link,
  ListItem,
  Mark,
  Node,
  OrderedList,
  Paragraph,
  Superscript,
  Text,
} from "../django_prose_editor/editor.js";

function made(tag, values = {}, ...children) {
  const element = Object.assign(document.createElement(tag), values);
  element.append(...children);
  return element;
}

// -- what the library does not know

const Note = Mark.create({
  name: "note",
  inclusive: false,
  parseHTML: () => [{ tag: "small" }],
  renderHTML: () => ["small", 0],
});

const Figure = Node.create({
  name: "figure",
  group: "inline",
  inline: true,
  atom: true,
  addOptions: () => ({ names: {} }),
  addAttributes: () => ({
    reference: {
      parseHTML: (element) => element.dataset.figure,
      renderHTML: (held) => ({ "data-figure": held.reference }),
    },
  }),
  parseHTML: () => [{ tag: "span[data-figure]" }],
  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes],
  // Its name, since its value is the page's to tell.
  addNodeView() {
    return ({ node }) => {
      const { reference } = node.attrs;
      const dom = made("span", { textContent: this.options.names[reference] ?? reference });
      dom.dataset.figure = reference;
      return { dom };
    };
  },
});

const Shared = Node.create({
  name: "shared",
  group: "block",
  atom: true,
  priority: 1100,
  addAttributes: () => ({
    code: {
      parseHTML: (element) => element.dataset.shared,
      renderHTML: (held) => ({ "data-shared": held.code }),
    },
  }),
  parseHTML: () => [{ tag: "p[data-shared]", priority: 100 }],
  renderHTML: ({ HTMLAttributes }) => ["p", HTMLAttributes],
  addNodeView: () => ({ node }) => {
    const dom = made("p", { textContent: `Texte commun : ${node.attrs.code}` });
    dom.dataset.shared = node.attrs.code;
    return { dom };
  },
});

const EXTENSIONS = [
  Document,
  Paragraph,
  Text,
  Bold,
  Italic,
  Superscript,
  Heading.configure({ levels: [5] }),
  BulletList,
  OrderedList.configure({ enableListAttributes: false }),
  ListItem,
  HardBreak,
  History,
  Link.configure({ protocols: ["mailto"], defaultProtocol: "https", enableTarget: false }),
  Note,
  Shared,
];

// -- what is asked

function asked(title, ...content) {
  const dialog = made("dialog", { className: "editor-dialog" });
  dialog.setAttribute("aria-label", title);
  const close = made("button", { type: "button", textContent: "Fermer" });
  close.addEventListener("click", () => dialog.close());
  dialog.append(made("h2", { textContent: title }), ...content, close);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

function askForLink(editor) {
  const field = made("input", { type: "url", value: editor.getAttributes("link").href ?? "" });
  const label = made("label", {}, "Adresse (https://…, mailto:…) ; vide, le lien est ôté", field);
  const button = made("button", { type: "button", textContent: "Mettre le lien" });
  const dialog = asked("Lien", label, button);
  const put = () => {
    const chain = editor.chain().focus().extendMarkRange("link");
    (field.value ? chain.setLink({ href: field.value }) : chain.unsetLink()).run();
    dialog.close();
  };
  button.addEventListener("click", put);
  field.addEventListener("keydown", (event) => event.key === "Enter" && put());
}

function askForFigure(editor, address, names) {
  const field = made("input", { type: "search", maxLength: 100 });
  const label = made("label", {}, "Libellé, code, territoire, action ou groupe", field);
  const found = made("div");
  found.setAttribute("aria-live", "polite");
  const dialog = asked("Chiffre tenu à jour", label, found);
  let turn = 0;
  field.addEventListener("input", () => {
    const mine = ++turn;
    setTimeout(async () => {
      if (mine !== turn) {
        return;
      }
      const answer = await fetch(`${address}&q=${encodeURIComponent(field.value)}`);
      const html = await answer.text();
      if (mine === turn) {
        found.innerHTML = answer.ok ? html : "<p>Les chiffres se préparent : réessayez.</p>";
      }
    }, 250);
  });
  found.addEventListener("click", (event) => {
    const chosen = event.target.closest("button[data-reference]");
    if (chosen) {
      const attrs = { reference: chosen.dataset.reference };
      names[attrs.reference] = chosen.dataset.name;
      editor.chain().focus().insertContent({ type: "figure", attrs }).run();
      dialog.close();
    }
  });
}

function askForShared(editor, texts) {
  const options = Object.entries(texts).map(([code, name]) => new Option(name, code));
  const field = made("select", {}, ...options);
  const button = made("button", { type: "button", textContent: "Inclure" });
  const dialog = asked("Texte commun", made("label", {}, "Texte à inclure", field), button);
  button.addEventListener("click", () => {
    const attrs = { code: field.value };
    editor.chain().focus().insertContent({ type: "shared", attrs }).run();
    dialog.close();
  });
}

// -- the frame

function tools(editor, area, names) {
  const texts = JSON.parse(area.dataset.sharedTexts || "{}");
  const run = (name, ...given) => () => editor.chain().focus()[name](...given).run();
  const found = [
    ["Gras", run("toggleBold"), "bold"],
    ["Italique", run("toggleItalic"), "italic"],
    ["Exposant", run("toggleSuperscript"), "superscript"],
    ["Liste", run("toggleBulletList"), "bulletList"],
    ["Liste numérotée", run("toggleOrderedList"), "orderedList"],
    ["Intertitre", run("toggleHeading", { level: 5 }), "heading"],
    ["Lien", () => askForLink(editor), "link"],
    ["Note", run("toggleMark", "note"), "note"],
  ];
  if (area.dataset.figures) {
    found.push(["Chiffre", () => askForFigure(editor, area.dataset.figures, names)]);
  }
  if (Object.keys(texts).length) {
    found.push(["Texte commun", () => askForShared(editor, texts)]);
  }
  found.push(["Annuler", run("undo")], ["Rétablir", run("redo")]);
  const bar = made("div", { className: "editor-tools", role: "toolbar" });
  bar.setAttribute("aria-label", "Mise en forme");
  const buttons = found.map(([label, act, name]) => {
    const button = made("button", { type: "button", textContent: label });
    // The selection stays in the text.
    button.addEventListener("mousedown", (event) => event.preventDefault());
    button.addEventListener("click", act);
    bar.append(button);
    return [button, name];
  });
  const tell = () => {
    for (const [button, name] of buttons.filter((pair) => pair[1])) {
      button.setAttribute("aria-pressed", editor.isActive(name));
    }
  };
  editor.on("transaction", tell);
  tell();
  return bar;
}

function edit(area) {
  if (area.name.includes("__prefix__") || area.hidden || area.disabled) {
    return;
  }
  const names = JSON.parse(area.dataset.figureNames || "{}");
  const label = document.querySelector(`label[for="${area.id}"]`);
  const text = made("div");
  const frame = made("div", { className: "editor" }, text);
  const editor = new Editor({
    element: text,
    injectCSS: false,
    extensions: [...EXTENSIONS, Figure.configure({ names })],
    content: area.dataset.richText,
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label ? label.textContent.trim() : "Texte",
      },
    },
    onUpdate() {
      area.value = editor.isEmpty ? "" : editor.getHTML();
      area.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  frame.prepend(tools(editor, area, names));
  area.before(frame);
  area.hidden = true;
  area.required = false;
  // It tells how to type without the editor.
  document.getElementById(`${area.id}_helptext`)?.setAttribute("hidden", "");
  label?.addEventListener("click", () => editor.commands.focus());
}

function editAll(within) {
  within.querySelectorAll("textarea[data-rich-text]").forEach(edit);
}

editAll(document);
document.addEventListener("formset:added", (event) => editAll(event.target));
