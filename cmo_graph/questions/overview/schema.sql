-- What all claims of one dataset version come to under the default filters. Follows from the dataset.
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -16384;

CREATE TABLE claims (
  id INTEGER PRIMARY KEY,
  iri TEXT NOT NULL,
  status TEXT NOT NULL,
  answer TEXT NOT NULL,
  supporting INTEGER NOT NULL,
  tally TEXT NOT NULL
);
CREATE TABLE contested (iri TEXT PRIMARY KEY, told TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE concepts (id INTEGER PRIMARY KEY, iri TEXT NOT NULL);
-- The slots of configurations; absent: 1 where the concept must be absent.
CREATE TABLE slots (
  claim INTEGER NOT NULL,
  role TEXT NOT NULL,
  concept INTEGER NOT NULL,
  absent INTEGER NOT NULL
);
-- Links that have a place where interventions are laid out against outcomes, if they start from one.
CREATE TABLE steps (claim INTEGER NOT NULL, start INTEGER NOT NULL, target INTEGER NOT NULL);

CREATE TABLE rivals (
  first TEXT NOT NULL,
  second TEXT NOT NULL,
  declared INTEGER NOT NULL,
  computed INTEGER NOT NULL,
  PRIMARY KEY (first, second)
) WITHOUT ROWID;
CREATE TABLE unexamined (concept TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE stale (claim TEXT PRIMARY KEY) WITHOUT ROWID;

-- Only while it is made: the lines that count and their studies, and what rivals have in common.
CREATE TABLE counted (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE explained (
  outcome INTEGER NOT NULL,
  direction TEXT NOT NULL,
  contexts TEXT NOT NULL,
  claim TEXT NOT NULL,
  mechanisms TEXT NOT NULL
);
