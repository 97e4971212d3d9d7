/**
 * Tells a person that their Node is too old, before anything is loaded that an old Node cannot even read. Keep this file
 * to syntax that Node 16 knows.
 */

/** The lowest Node this package runs on; `engines` in package.json says the same. */
export const nodeWanted = "22.22.0"

const partsOf = (version: string): ReadonlyArray<number> => version.split(".").map((part) => parseInt(part, 10))

const isOlder = (version: string, wanted: string): boolean => {
  const wantedParts = partsOf(wanted)
  const parts = partsOf(version)
  const place = parts.findIndex((part, index) => part !== wantedParts[index])
  return place >= 0 && Number(parts[place]) < Number(wantedParts[place])
}

/** What to tell the person who runs this on Node `version` (as in process.versions.node); undefined when it is new enough. */
export const nodeComplaint = (version: string): string | undefined =>
  isOlder(version, nodeWanted)
    ? `reelstate needs Node ${nodeWanted} or newer, and this is Node ${version}. Install a newer Node and try again.`
    : undefined
