/** Search as you type: the field in the header of every page becomes a combobox (WAI-ARIA 1.2). */

interface Hit {
  kind: string;
  key: string;
  label: string;
}

const PAUSE = 150;
const MOST = 8;

class Suggestions {
  private readonly list = document.createElement("ul");
  private readonly status = document.createElement("span");
  private hits: Hit[] = [];
  private chosen = -1;
  private timer = 0;
  private asked = new AbortController();

  constructor(
    private readonly field: HTMLInputElement,
    private readonly form: HTMLFormElement,
  ) {
    this.list.id = "found";
    this.list.role = "listbox";
    this.list.ariaLabel = "Matches";
    this.list.className = "found";
    this.list.hidden = true;
    this.status.role = "status";
    this.status.className = "unseen";
    field.role = "combobox";
    field.autocomplete = "off";
    field.setAttribute("aria-controls", this.list.id);
    field.setAttribute("aria-autocomplete", "list");
    field.ariaExpanded = "false";
    form.append(this.list, this.status);
    field.addEventListener("input", () => this.wait());
    field.addEventListener("keydown", (event) => this.press(event));
    field.addEventListener("blur", () => this.close());
    // A press of the mouse would take the focus away before the click arrives.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), PAUSE);
  }

  private async ask(): Promise<void> {
    this.asked.abort();
    this.asked = new AbortController();
    const words = this.field.value.trim();
    if (!words) return this.close();
    const query = new URLSearchParams({ q: words, limit: String(MOST) });
    try {
      const answer = await fetch(`${this.form.dataset["search"]}?${query}`, {
        headers: { Accept: "application/json" },
        signal: this.asked.signal,
      });
      if (answer.ok) this.show(((await answer.json()) as { items: Hit[] }).items);
    } catch {
      // The next letter was faster, or the server is away: Enter still asks for the whole page.
    }
  }

  private show(hits: Hit[]): void {
    this.hits = hits;
    this.chosen = -1;
    this.list.replaceChildren(...hits.map((hit, place) => this.option(hit, place)));
    this.list.hidden = hits.length === 0;
    this.field.ariaExpanded = String(hits.length > 0);
    this.field.removeAttribute("aria-activedescendant");
    this.status.textContent = hits.length === 1 ? "1 match" : `${hits.length} matches`;
  }

  private option(hit: Hit, place: number): HTMLLIElement {
    const option = document.createElement("li");
    const kind = document.createElement("span");
    option.id = `found-${place}`;
    option.role = "option";
    option.ariaSelected = "false";
    kind.className = "tally";
    kind.textContent = hit.kind.replaceAll("-", " ");
    const label = document.createElement("bdi");
    label.textContent = hit.label;
    option.append(label, " ", kind);
    option.addEventListener("click", () => this.open(hit));
    return option;
  }

  private press(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && this.hits.length) {
      event.preventDefault();
      this.choose((this.chosen + step + this.hits.length) % this.hits.length);
    } else if (event.key === "Enter" && this.hits[this.chosen]) {
      event.preventDefault();
      this.open(this.hits[this.chosen]!);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    }
  }

  private choose(place: number): void {
    this.list.children[this.chosen]?.setAttribute("aria-selected", "false");
    this.chosen = place;
    const option = this.list.children[place]!;
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", option.id);
  }

  private open(hit: Hit): void {
    const pages = this.form.dataset["pages"] ?? "/";
    location.assign(`${pages}${hit.kind}/${encodeURIComponent(hit.key)}`);
  }

  private close(): void {
    clearTimeout(this.timer);
    this.asked.abort();
    this.hits = [];
    this.chosen = -1;
    this.list.hidden = true;
    this.field.ariaExpanded = "false";
    this.field.removeAttribute("aria-activedescendant");
  }
}

const form = document.querySelector<HTMLFormElement>("form[data-search]");
const field = form?.querySelector<HTMLInputElement>("input[type=search]");
if (form && field) {
  new Suggestions(field, form);
  document.addEventListener("keydown", (event) => {
    const at = event.target as HTMLElement;
    const isWriting = at.isContentEditable || at.matches("input, textarea, select, cmo-sparql");
    if (event.key === "/" && !isWriting && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      field.focus();
    }
  });
}
