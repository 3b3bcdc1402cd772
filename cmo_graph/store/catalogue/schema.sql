-- The side index of one version. Everything in it follows from the graphs.
PRAGMA user_version = 1;

CREATE TABLE graphs (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL UNIQUE
);

-- One row for each thing in each graph that describes it; nearly always one.
-- facets: JSON, the facets and values told of the thing itself: [["stage", "tested"], …]
-- entries: JSON, the ids of the entries it is listed under on account of this graph
CREATE TABLE things (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  graph INTEGER NOT NULL REFERENCES graphs,
  iri TEXT NOT NULL,
  facets TEXT NOT NULL,
  entries TEXT NOT NULL DEFAULT '[]',
  UNIQUE (kind, key, graph)
);
CREATE INDEX things_of_graph ON things (graph);
CREATE INDEX things_by_iri ON things (iri);

-- A value of a facet, and how many things are listed under it. Facet and value '' list all things.
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  facet TEXT NOT NULL,
  value TEXT NOT NULL,
  total INTEGER NOT NULL DEFAULT 0,
  UNIQUE (kind, facet, value)
);
CREATE INDEX entries_of_value ON entries (value);

CREATE TABLE listed (
  entry INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (entry, key)
) WITHOUT ROWID;

CREATE TABLE broader (
  graph INTEGER NOT NULL,
  narrow TEXT NOT NULL,
  wide TEXT NOT NULL,
  PRIMARY KEY (graph, narrow, wide)
) WITHOUT ROWID;
CREATE INDEX broader_of ON broader (narrow, wide);
CREATE INDEX narrower_of ON broader (wide, narrow);

-- The roles that concepts have in the configurations of a graph.
CREATE TABLE roles (
  graph INTEGER NOT NULL,
  concept TEXT NOT NULL,
  role TEXT NOT NULL,
  PRIMARY KEY (graph, concept, role)
) WITHOUT ROWID;
CREATE INDEX roles_of ON roles (concept, role);

CREATE TABLE labels (
  iri TEXT NOT NULL,
  lang TEXT NOT NULL,
  label TEXT NOT NULL,
  graph INTEGER NOT NULL,
  PRIMARY KEY (iri, lang, label, graph)
) WITHOUT ROWID;
CREATE INDEX labels_of_graph ON labels (graph);

-- rowid: things.id. kind: the kind as one word, so that a search of one kind reads only its own.
CREATE VIRTUAL TABLE texts USING fts5 (
  kind, label, alternative, body,
  tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', detail = column
);
-- So many bytes are gathered before they are written: fewer parts to merge, fewer to search.
INSERT INTO texts (texts, rank) VALUES ('hashsize', 16777216);
