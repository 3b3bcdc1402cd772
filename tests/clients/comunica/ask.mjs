// Asks Comunica one query, and tells what it found and which requests that took.
// In (standard input): {query, sources, destination?, headers?}. Out: {type, …, requests}.

import { text } from 'node:stream/consumers';
import { QueryEngine } from '@comunica/query-sparql';
import { DataFactory } from 'rdf-data-factory';

const { query, sources, destination, headers = {} } = JSON.parse(await text(process.stdin));
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
process.stdout.write(JSON.stringify({ type: asked.resultType, ...answer, requests }));

function told(term) {
  const { value, language, datatype } = term;
  return { value, ...(language ? { language } : {}), ...(datatype ? { datatype: datatype.value } : {}) };
}
