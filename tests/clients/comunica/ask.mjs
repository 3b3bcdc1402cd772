// Asks Comunica one query after another, and tells what it found and which requests that took.
// In: one {query, sources, destination?, headers?} a line. Out: one {type, …, requests}, or {error}, a line.
// Nothing is kept from one query for the next: each has an engine and caches of its own.

import { createInterface } from 'node:readline';
import { QueryEngine } from '@comunica/query-sparql';
import { DataFactory } from 'rdf-data-factory';

for await (const line of createInterface({ input: process.stdin })) {
  const found = await ask(JSON.parse(line)).catch(error => ({ error: String(error.stack) }));
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

async function ask({ query, sources, destination, headers = {} }) {
  const requests = [];
  const asked = await new QueryEngine().query(query, {
    sources,
    // With its own factory, which is older than its parser of answers, it loses their languages.
    dataFactory: new DataFactory(),
    ...(destination ? { destination } : {}),
    fetch: async (address, options = {}) => {
      const sent = new Headers(options.headers);
      Object.entries(headers).forEach(([name, value]) => sent.set(name, value));
      const answer = await fetch(address, { ...options, headers: sent });
      const url = typeof address === 'string' ? address : (address.url ?? address.href);
      requests.push({ url, method: options.method ?? 'GET', status: answer.status });
      return answer;
    },
  });
  const found = {
    bindings: async () => ({
      rows: (await (await asked.execute()).toArray()).map(row =>
        Object.fromEntries([...row].map(([variable, term]) => [variable.value, told(term)]))),
    }),
    boolean: async () => ({ boolean: await asked.execute() }),
    quads: async () => ({
      quads: (await (await asked.execute()).toArray()).map(quad =>
        [quad.subject, quad.predicate, quad.object].map(told)),
    }),
    void: async () => { await asked.execute(); return {}; },
  };
  const answer = await found[asked.resultType]();
  return { type: asked.resultType, ...answer, requests };
}

function told(term) {
  const { value, language, datatype } = term;
  return { value, ...(language ? { language } : {}), ...(datatype ? { datatype: datatype.value } : {}) };
}
