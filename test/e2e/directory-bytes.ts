/** Everything below a directory as data, to see that nothing was changed. */
import { lstatSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** Path and content of every file, `/` for a directory, sorted by path. A path that is no directory is itself. */
export const directoryBytes = (path: string): ReadonlyArray<readonly [path: string, content: string]> => {
  if (!lstatSync(path).isDirectory()) return [[path, readFileSync(path, "base64")]]
  const below = readdirSync(path)
    .sort()
    .flatMap((name) => directoryBytes(join(path, name)))
  return [[`${path}/`, "/"], ...below]
}
