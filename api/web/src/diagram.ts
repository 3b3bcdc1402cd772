/**
 * <cmo-diagram>: a diagram that can be moved, enlarged and walked along by keyboard.
 *
 * What it holds is the whole diagram as SVG, and can be read without it; with `src` it fetches that
 * SVG, for somebody else's page. It scrolls as anything does, so that touch, wheel and focus need
 * nothing of ours; zooming only changes how large the SVG is.
 */

const STYLE = `
:host { display: block; position: relative; }
nav { position: absolute; top: .4rem; right: .4rem; z-index: 1; display: flex; gap: .25rem; align-items: start; }
button, summary {
  box-sizing: border-box; min-width: 2rem; height: 2rem; padding: 0 .5rem; font: inherit; line-height: 1.9rem;
  color: CanvasText; background: Canvas; border: 1px solid GrayText; border-radius: 6px; cursor: pointer;
  list-style: none; text-align: center;
}
:focus-visible { outline: 3px solid Highlight; outline-offset: 1px; }
details p {
  position: fixed; right: 1rem; bottom: 1rem; width: min(20rem, 80vw); margin: 0; z-index: 2; padding: .6rem .8rem; font-size: .875rem;
  color: CanvasText; background: Canvas; border: 1px solid GrayText; border-radius: 6px;
}
div { overflow: auto; overscroll-behavior: auto; outline: none; }
div.held { cursor: grabbing; user-select: none; }
span { position: absolute; outline: none; }
@media print { nav { display: none; } }
`;
const KEYS =
  "→ and ← follow the arrows, ↑ and ↓ go along a lane or between arrows, Enter opens, Esc leaves. + − 0 enlarge, shrink and fit; so does the wheel with Ctrl.";
const STEP = 1.25;
const [LEAST, MOST] = [0.2, 4];
/** Pixels that a held pointer may tremble before it drags. */
const TREMBLE = 4;

/** What an SVG from elsewhere may hold that runs, or that sets an address later. */
const ACTING = "script, foreignObject, animate, set";

/** Takes away all of a fetched SVG that would run in the page that shows it. */
function defuse(svg: SVGSVGElement): void {
  for (const one of svg.querySelectorAll("*")) {
    if (one.namespaceURI !== svg.namespaceURI || one.matches(ACTING)) one.remove();
  }
  for (const one of [svg, ...svg.querySelectorAll("*")]) {
    for (const { name, localName, value } of [...one.attributes]) {
      const leads = localName === "href" && !isAddress(value);
      if (leads || localName.toLowerCase().startsWith("on")) one.removeAttribute(name);
    }
  }
}

/** Whether an address is relative to the page, or on the web. */
function isAddress(value: string): boolean {
  try {
    return ["http:", "https:"].includes(new URL(value, "https://relative.invalid/").protocol);
  } catch {
    return false;
  }
}

type Part = SVGAElement | SVGGElement;

class CmoDiagram extends HTMLElement {
  private readonly view = document.createElement("div");
  private readonly end = document.createElement("span");
  private readonly help = document.createElement("details");
  private svg: SVGSVGElement | null = null;
  /** The element whose arrows ↑ and ↓ go through. */
  private pivot = "";
  private toEnd = false;

  connectedCallback(): void {
    if (!this.shadowRoot) this.build();
    this.svg = this.querySelector("svg");
    if (this.svg) this.begin();
    else void this.load();
  }

  private build(): void {
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const tools = document.createElement("nav");
    tools.ariaLabel = "Diagram";
    const button = (words: string, shown: string, act: () => void) => {
      const one = document.createElement("button");
      one.type = "button";
      one.ariaLabel = one.title = words;
      one.textContent = shown;
      one.addEventListener("click", act);
      return one;
    };
    const summary = document.createElement("summary");
    const told = document.createElement("p");
    summary.textContent = "?";
    summary.ariaLabel = summary.title = "Keys";
    told.textContent = KEYS;
    this.help.append(summary, told);
    tools.append(
      button("Enlarge", "+", () => this.zoom(STEP)),
      button("Shrink", "−", () => this.zoom(1 / STEP)),
      button("Fit", "Fit", () => this.fit()),
      this.help,
    );
    this.view.append(document.createElement("slot"));
    this.end.tabIndex = -1;
    root.append(this.view, tools, this.end);
    this.addEventListener("keydown", (event) => this.press(event));
    this.addEventListener("focusin", (event) => this.enter(event));
    this.view.addEventListener("wheel", (event) => this.roll(event), { passive: false });
    this.drag();
  }

  private async load(): Promise<void> {
    const source = this.getAttribute("src");
    if (!source) return;
    try {
      const answer = await fetch(source, { headers: { Accept: "image/svg+xml" } });
      const told = new DOMParser().parseFromString(await answer.text(), "image/svg+xml");
      const svg = told.documentElement;
      if (!answer.ok || !(svg instanceof SVGSVGElement)) return;
      defuse(svg);
      this.svg = document.importNode(svg, true);
      this.replaceChildren(this.svg);
      this.begin();
    } catch {
      // What stands inside the element stays: a picture, or a link.
    }
  }

  private begin(): void {
    const current = this.svg?.querySelector<Part>("[aria-current]");
    for (const one of this.parts("a")) one.setAttribute("tabindex", "-1");
    (current ?? this.parts("a.d-element")[0] ?? this.parts("a")[0])?.setAttribute("tabindex", "0");
  }

  private parts(which: string): Part[] {
    return [...(this.svg?.querySelectorAll<Part>(which) ?? [])];
  }

  // Zooming

  private get scale(): number {
    const svg = this.svg;
    return svg ? svg.getBoundingClientRect().width / svg.viewBox.baseVal.width : 1;
  }

  /** Shows everything `by` times as large, with what is at a place of the view staying there. */
  private zoom(by: number, x = this.view.clientWidth / 2, y = this.view.clientHeight / 2): void {
    const before = this.scale;
    const after = Math.min(MOST, Math.max(LEAST, before * by));
    const [left, top] = [this.view.scrollLeft + x, this.view.scrollTop + y];
    this.size(after);
    this.view.scrollTo(left * (after / before) - x, top * (after / before) - y);
  }

  private fit(): void {
    const box = this.svg?.viewBox.baseVal;
    if (!box) return;
    this.size(Math.min(this.view.clientWidth / box.width, (innerHeight * 0.9) / box.height));
  }

  private size(scale: number): void {
    const svg = this.svg;
    if (!svg) return;
    // The page around it stays where it is, whatever happens inside.
    this.view.style.maxHeight ||= `${Math.max(this.view.clientHeight, 240)}px`;
    svg.style.maxWidth = "none";
    svg.style.minWidth = "0";
    svg.style.width = `${svg.viewBox.baseVal.width * scale}px`;
    svg.style.height = "auto";
  }

  private roll(event: WheelEvent): void {
    if (!event.ctrlKey) return;
    event.preventDefault();
    const box = this.view.getBoundingClientRect();
    const by = Math.exp(-Math.sign(event.deltaY) * 0.12);
    this.zoom(by, event.clientX - box.left, event.clientY - box.top);
  }

  // Moving

  private drag(): void {
    let [x, y, held, moved] = [0, 0, false, false];
    this.view.addEventListener("pointerdown", (event) => {
      // Fingers scroll by themselves.
      held = event.pointerType === "mouse" && event.button === 0;
      [x, y, moved] = [event.clientX, event.clientY, false];
    });
    this.view.addEventListener("pointermove", (event) => {
      if (!held || !event.buttons) return;
      const [right, down] = [event.clientX - x, event.clientY - y];
      if (!moved && Math.hypot(right, down) < TREMBLE) return;
      if (!moved) this.view.setPointerCapture(event.pointerId);
      moved = true;
      this.view.classList.add("held");
      this.view.scrollBy(-right, -down);
      [x, y] = [event.clientX, event.clientY];
    });
    this.view.addEventListener("pointerup", () => {
      held = false;
      this.view.classList.remove("held");
    });
    this.view.addEventListener("dragstart", (event) => event.preventDefault());
    const stop = (event: Event) => {
      if (!moved) return;
      event.preventDefault();
      event.stopPropagation();
      moved = false;
    };
    this.view.addEventListener("click", stop, true);
  }

  // Keyboard

  private enter(event: FocusEvent): void {
    const part = (event.target as Element).closest<Part>("a");
    if (!part || !this.svg?.contains(part)) return;
    for (const one of this.parts('a[tabindex="0"]')) one.setAttribute("tabindex", "-1");
    part.setAttribute("tabindex", "0");
  }

  private press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const part = (event.target as Element).closest<Part>("a");
    const acts: Record<string, () => void> = {
      "+": () => this.zoom(STEP),
      "=": () => this.zoom(STEP),
      "-": () => this.zoom(1 / STEP),
      "0": () => this.fit(),
      "?": () => (this.help.open = !this.help.open),
      Escape: () => (this.help.open ? (this.help.open = false) : this.end.focus()),
    };
    if (part) {
      acts["ArrowRight"] = () => this.follow(part, true);
      acts["ArrowLeft"] = () => this.follow(part, false);
      acts["ArrowDown"] = () => this.along(part, 1);
      acts["ArrowUp"] = () => this.along(part, -1);
    }
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Goes from an element to the first arrow that leaves or meets it, from an arrow to its end. */
  private follow(part: Part, onward: boolean): void {
    const key = part.dataset["concept"];
    if (key === undefined) {
      const end = part.dataset[onward ? "to" : "from"];
      return this.go(this.parts("a.d-element").find((one) => one.dataset["concept"] === end));
    }
    this.pivot = key;
    this.toEnd = !onward;
    this.go(this.beside()[0]);
  }

  private beside(): Part[] {
    const name = this.toEnd ? "to" : "from";
    return this.parts("a.d-arrow").filter((one) => one.dataset[name] === this.pivot);
  }

  /** Goes to the next element of the lane, or the next arrow of the same element. */
  private along(part: Part, by: number): void {
    const lane = part.dataset["lane"];
    if (lane === undefined && ![part.dataset["from"], part.dataset["to"]].includes(this.pivot)) {
      this.pivot = part.dataset["from"] ?? "";
      this.toEnd = false;
    }
    const among =
      lane === undefined
        ? this.beside()
        : this.parts("a.d-element").filter((one) => one.dataset["lane"] === lane);
    this.go(among[among.indexOf(part) + by]);
  }

  private go(part: Part | undefined): void {
    part?.focus();
    part?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

customElements.define("cmo-diagram", CmoDiagram);

export {};
