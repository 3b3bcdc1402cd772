/** The editor of the SPARQL page: without it the page is a plain form that does the same. */

import {
  autocompletion,
  completionKeymap,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { sparql } from "codemirror-lang-sparql";

import { showAnswer } from "./answer.js";

interface Term {
  name: string;
  label: string;
}

// Colours are the page's own, so that both of its schemes keep their contrast.
const COLOURS = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--link)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--contested)" },
  { tag: [tags.string, tags.literal], color: "var(--supported)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const THEME = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", fontSize: ".9rem" },
  "&.cm-focused": { outline: "3px solid var(--focus)", outlineOffset: "2px" },
  ".cm-content": { fontFamily: "'Noto Sans Mono', Consolas, monospace", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--tint)", color: "var(--quiet)", border: "none" },
  ".cm-scroller": { minHeight: "14rem", maxHeight: "32rem" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--note)",
  },
  ".cm-tooltip": { backgroundColor: "var(--paper)", color: "var(--ink)", border: "1px solid" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--ink)",
    color: "var(--paper)",
  },
  ".cm-completionDetail": { fontStyle: "normal" },
});

/** Adds the declaration of a prefix when a completion uses one that is not declared yet. */
function apply(iri: string, prefix: string) {
  return (view: EditorView, completion: Completion, from: number, to: number): void => {
    const text = view.state.doc.toString();
    const isDeclared = new RegExp(`prefix\\s+${prefix}:`, "i").test(text);
    const declaration = isDeclared ? "" : `PREFIX ${prefix}: <${iri}>\n`;
    view.dispatch({
      changes: [
        { from: 0, insert: declaration },
        { from, to, insert: completion.label },
      ],
      selection: { anchor: from + declaration.length + completion.label.length },
    });
  };
}

class SparqlEditor extends HTMLElement {
  private running = new AbortController();

  connectedCallback(): void {
    const form = this.querySelector("form")!;
    const area = this.querySelector("textarea")!;
    const place = document.createElement("div");
    // In a shadow tree styles are adopted sheets, which the policy of the page lets through.
    const root = place.attachShadow({ mode: "open" });
    area.hidden = true;
    area.before(place);
    const prefixes = JSON.parse(this.dataset["prefixes"] ?? "{}") as Record<string, string>;
    const terms = this.terms(prefixes);
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: area.value,
        extensions: [
          lineNumbers(),
          history(),
          bracketMatching(),
          sparql(),
          syntaxHighlighting(COLOURS),
          THEME,
          EditorView.lineWrapping,
          EditorView.contentAttributes.of({ "aria-label": "Query" }),
          autocompletion({ override: [(at) => complete(at, terms)] }),
          keymap.of([
            { key: "Mod-Enter", run: () => (form.requestSubmit(), true) },
            ...completionKeymap,
            ...historyKeymap,
            // Tab is left alone, so that the keyboard can leave the editor.
            ...defaultKeymap,
          ]),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) area.value = update.state.doc.toString();
          }),
        ],
      }),
    });
    this.querySelector("label")?.addEventListener("click", () => view.focus());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.run(form, area.value);
    });
    this.querySelector("[data-cancel]")?.addEventListener("click", () => this.running.abort());
  }

  private async terms(prefixes: Record<string, string>): Promise<Completion[]> {
    const answer = await fetch(this.dataset["terms"]!, {
      headers: { Accept: "application/json" },
    });
    const found = answer.ok ? ((await answer.json()) as { terms: Term[] }).terms : [];
    return found.map(({ name, label }) => {
      const prefix = name.slice(0, name.indexOf(":"));
      return { label: name, detail: label, apply: apply(prefixes[prefix] ?? "", prefix) };
    });
  }

  private async run(form: HTMLFormElement, text: string): Promise<void> {
    const said = this.querySelector<HTMLElement>("[data-said]")!;
    const shown = this.querySelector<HTMLElement>("[data-shown]")!;
    const cancel = this.querySelector<HTMLElement>("[data-cancel]")!;
    this.running.abort();
    this.running = new AbortController();
    const begun = performance.now();
    const seconds = (): string => ((performance.now() - begun) / 1000).toFixed(1);
    const clock = setInterval(() => (said.textContent = `Running, ${seconds()} s`), 1000);
    cancel.hidden = false;
    said.textContent = "Running";
    shown.replaceChildren();
    history_of(text);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new URLSearchParams({ query: text }),
        headers: { Accept: "application/sparql-results+json, text/turtle;q=0.9" },
        signal: this.running.signal,
      });
      said.textContent = await showAnswer(answer, shown, seconds);
    } catch (error) {
      const isCancelled = error instanceof DOMException && error.name === "AbortError";
      said.textContent = isCancelled ? "Cancelled." : "The server did not answer. Try again.";
    } finally {
      clearInterval(clock);
      cancel.hidden = true;
    }
  }
}

/** The address of the page holds the query, so that it can be shared and gone back to. */
function history_of(text: string): void {
  const address = new URL(location.href);
  address.searchParams.set("query", text);
  window.history.replaceState(null, "", address);
}

async function complete(
  at: CompletionContext,
  terms: Promise<Completion[]>,
): Promise<CompletionResult | null> {
  const word = at.matchBefore(/[\w-]+:?[\w-]*/);
  if (!word && !at.explicit) return null;
  return { from: word?.from ?? at.pos, options: await terms, validFor: /^[\w-]*:?[\w-]*$/ };
}

customElements.define("cmo-sparql", SparqlEditor);
