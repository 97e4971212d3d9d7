/** The rules of the house, in the order in which one meets them. */
import type { Rule } from "./rule.ts"
import { bannedCalls } from "./rules/banned-calls.ts"
import { completeLockfile } from "./rules/complete-lockfile.ts"
import { deadFiles } from "./rules/dead-files.ts"
import { documents } from "./rules/documents.ts"
import { fileLength } from "./rules/file-length.ts"
import { fileNames } from "./rules/file-names.ts"
import { functionLength } from "./rules/function-length.ts"
import { importArrows } from "./rules/import-arrows.ts"
import { importSources } from "./rules/import-sources.ts"
import { leftovers } from "./rules/leftovers.ts"
import { mirroredTests } from "./rules/mirrored-tests.ts"
import { registryHosts } from "./rules/registry-hosts.ts"
import { secrets } from "./rules/secrets.ts"

export const rules: ReadonlyArray<Rule> = [
  importArrows,
  importSources,
  bannedCalls,
  fileLength,
  functionLength,
  fileNames,
  mirroredTests,
  deadFiles,
  leftovers,
  documents,
  completeLockfile,
  registryHosts,
  secrets
]
