/** From the answer to a query to what the page shows of it. */

interface Value {
  type: "uri" | "literal" | "bnode" | "triple";
  value: string;
  datatype?: string;
  "xml:lang"?: string;
}

interface Table {
  head: { vars?: string[] };
  boolean?: boolean;
  results?: { bindings: Record<string, Value>[] };
}

interface Problem {
  title?: string;
  detail?: string;
}

/** Most rows that are drawn; the downloads have all. */
const MOST_ROWS = 1000;

/** Shows an answer, and returns what is said of it. */
export async function showAnswer(
  answer: Response,
  shown: HTMLElement,
  seconds: () => string,
): Promise<string> {
  const mediaType = answer.headers.get("Content-Type") ?? "";
  if (!answer.ok) return problem(answer, mediaType);
  if (!mediaType.includes("sparql-results+json")) {
    const text = document.createElement("pre");
    text.tabIndex = 0;
    text.textContent = await answer.text();
    shown.append(text);
    return `A graph, in ${seconds()} s.`;
  }
  const found = (await answer.json()) as Table;
  if (found.boolean !== undefined) return `${found.boolean ? "Yes" : "No"}, in ${seconds()} s.`;
  const rows = found.results?.bindings ?? [];
  shown.append(table(found.head.vars ?? [], rows.slice(0, MOST_ROWS)));
  const many = rows.length === 1 ? "1 row" : `${rows.length} rows`;
  const cut = rows.length > MOST_ROWS ? `; the first ${MOST_ROWS} are shown` : "";
  return `${many} in ${seconds()} s${cut}.`;
}

async function problem(answer: Response, mediaType: string): Promise<string> {
  if (!mediaType.includes("json")) return `The server answered ${answer.status}.`;
  const told = (await answer.json()) as Problem;
  return told.detail ?? told.title ?? `The server answered ${answer.status}.`;
}

function table(names: string[], rows: Record<string, Value>[]): HTMLElement {
  const made = document.createElement("table");
  made.className = "grid";
  const head = made.createTHead().insertRow();
  for (const name of names) {
    const cell = document.createElement("th");
    cell.scope = "col";
    cell.textContent = name;
    head.append(cell);
  }
  const body = made.createTBody();
  for (const row of rows) {
    const line = body.insertRow();
    for (const name of names) line.insertCell().append(...term(row[name]));
  }
  const wide = document.createElement("div");
  wide.className = "wide";
  wide.tabIndex = 0;
  wide.role = "region";
  wide.ariaLabel = "Rows";
  wide.append(made);
  return wide;
}

function term(value: Value | undefined): (Node | string)[] {
  if (!value) return [];
  if (value.type === "uri" && /^https?:/.test(value.value)) {
    const link = document.createElement("a");
    link.href = value.value;
    link.rel = "noreferrer";
    link.textContent = value.value.replace(/^.*[/#](?=[^/#]+$)/, "");
    link.title = value.value;
    return [link];
  }
  const text = document.createElement("bdi");
  text.textContent = value.value;
  const tag = value["xml:lang"];
  if (!tag) return [text];
  text.lang = tag;
  const shown = document.createElement("span");
  shown.className = "tag";
  shown.textContent = tag;
  return [text, " ", shown];
}
