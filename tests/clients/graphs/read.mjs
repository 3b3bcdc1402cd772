// Reads a network with the library that it was written for, and tells what that library found.
// In (argument): the library's name; in (standard input): the file. Out: {nodes, edges, labels, directed}.

import { text } from 'node:stream/consumers';
import cytoscape from 'cytoscape';
import Graph from 'graphology';

const given = JSON.parse(await text(process.stdin));
const read = {
  cytoscape: () => {
    const graph = cytoscape({ headless: true, ...given });
    return {
      nodes: graph.nodes().length,
      edges: graph.edges().length,
      labels: graph.nodes().map(node => node.data('label')),
      ends: graph.edges().map(edge => [edge.source().id(), edge.target().id()]),
    };
  },
  graphology: () => {
    const graph = Graph.from(given);
    return {
      nodes: graph.order,
      edges: graph.size,
      labels: graph.mapNodes((_, facts) => facts.label),
      ends: graph.mapEdges((_, __, source, target) => [source, target]),
    };
  },
};
process.stdout.write(JSON.stringify(read[process.argv[2]]()));
