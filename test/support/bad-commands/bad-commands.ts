/** Commands that cannot do what they are asked to. What each says is in docs/bad-commands.md, and compared by a test. */

/** Words of a command line; `LIBRARY` is a small library with Forrest Gump in it, `EMPTY` an empty directory, `FILES` one with files. */
export type BadCommand = string

/** At least two for every command, by the name of the command. */
export const badCommands: Readonly<Record<string, ReadonlyArray<BadCommand>>> = {
  start: ["start --days soon", "start --once --library FILES", "start --seeed 1"],
  serve: [
    "serve --library LIBRARY --port 65536",
    "serve --library LIBRARY --host 0.0.0.0 --port 0",
    "serve --library LIBRARY --host 0.0.0.0 --port 0 --token short",
    "serve --library FILES --port 0",
    "serve --library LIBRARY --port 0 --webhooks",
    "serve --library LIBRARY --port 0 --jobs refersh",
    "serve --library LIBRARY --port 0 --allow everything"
  ],
  search: ["search --library LIBRARY", "search gump --year soon --library LIBRARY", "search gump --library EMPTY"],
  show: [
    "show tmdb:99 --library LIBRARY",
    "show nobody --library LIBRARY",
    "show --library LIBRARY",
    "show x --library FILES"
  ],
  why: ["why m_0123456789 --library LIBRARY", "why gump --history many --library LIBRARY", "why --library LIBRARY"],
  inspect: [
    "inspect --max none --library LIBRARY",
    "inspect nobody --library LIBRARY --port 0",
    "inspect --state wrong --library LIBRARY --port 0"
  ],
  list: ["list --limt 3 --library LIBRARY", "list --state forgotten --library LIBRARY", "list --library EMPTY"],
  status: ["status --library EMPTY", "status --library FILES", "status --library LIBRARY --providers sometimes"],
  request: [
    "request --library LIBRARY",
    "request tmdb:13 --level omniscient --library LIBRARY",
    "request nobody --library LIBRARY",
    "request tmdb:13 --library LIBRARY --fixtures /nowhere --providers replay"
  ],
  experiment: ["experiment --policies lruu", "experiment --trace FILES/nothing.csv", "experiment --seeds none"],
  enrich: ["enrich --library LIBRARY", "enrich nobody --library LIBRARY", "enrich --all --level all --library LIBRARY"],
  import: [
    "import --library LIBRARY",
    "import FILES/nothing.csv --library LIBRARY",
    "import FILES/broken.json --library LIBRARY",
    "import FILES/plain.txt --library LIBRARY",
    "import FILES/films.csv --library FILES"
  ],
  scan: [
    "scan --library LIBRARY",
    "scan FILES/nowhere --library LIBRARY",
    "scan FILES/plain.txt --library LIBRARY",
    "scan EMPTY --library FILES"
  ],
  watch: ["watch --library LIBRARY", "watch EMPTY EMPTY/below --library LIBRARY", "watch EMPTY --library FILES"],
  export: [
    "export --format xml --library LIBRARY",
    "export --library EMPTY",
    "export --out FILES/none/a.json --library LIBRARY"
  ],
  events: [
    "events --type MovieViewd --library LIBRARY",
    "events --after soon --library LIBRARY",
    "events --movie nobody --library LIBRARY",
    "events --library EMPTY"
  ],
  record: ["record nobody --library LIBRARY", "record --level all --library LIBRARY", "record --library EMPTY"],
  purge: ["purge --library LIBRARY", "purge netflix --library LIBRARY", "purge tmdb --library EMPTY"],
  pin: ["pin nobody --library LIBRARY", "pin --library LIBRARY", "pin tmdb:13 --library EMPTY"],
  unpin: ["unpin nobody --library LIBRARY", "unpin --library LIBRARY"],
  edit: [
    "edit tmdb:13 year soon --library LIBRARY",
    "edit tmdb:13 nothing x --library LIBRARY",
    "edit nobody title x --library LIBRARY",
    "edit --library LIBRARY"
  ],
  match: [
    "match nobody tmdb:13 --library LIBRARY",
    "match tmdb:13 film --library LIBRARY",
    "match tmdb:13 --library EMPTY"
  ],
  merge: [
    "merge tmdb:13 tmdb:13 --library LIBRARY",
    "merge tmdb:13 nobody --library LIBRARY",
    "merge tmdb:13 --library LIBRARY"
  ],
  split: [
    "split tmdb:13 /films/other.mkv --library LIBRARY",
    "split nobody x --library LIBRARY",
    "split tmdb:13 --library LIBRARY"
  ],
  housekeep: [
    "housekeep --apply 0123456789abcdef --library LIBRARY",
    "housekeep --apply a --undo b --library LIBRARY",
    "housekeep --undo 0123456789abcdef --library LIBRARY",
    "housekeep --aply a --library LIBRARY"
  ],
  jobs: [
    "jobs list --library LIBRARY",
    "jobs run --library LIBRARY",
    "jobs run refresh --library LIBRARY",
    "jobs runn"
  ],
  webhooks: [
    "webhooks list --library LIBRARY",
    "webhooks replay seven --library LIBRARY",
    "webhooks replay 7 --library LIBRARY",
    "webhooks template plex"
  ],
  check: ["check --library EMPTY", "check --library FILES", "check --deep"],
  "stand-in": [
    "stand-in --port 70000",
    "stand-in --fault nothing",
    "stand-in --fixtures /nowhere --port 0",
    "stand-in --rate fast"
  ],
  imdb: [
    "imdb",
    "imdb build FILES/nothing.tsv",
    "imdb lookup tt0133093 --index FILES/none",
    "imdb status --index FILES/none"
  ],
  "": ["lst", "--libary x", "shwo tmdb:13"]
}
