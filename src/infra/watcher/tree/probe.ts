/**
 * The fingerprint of a file: SHA-256 over its size, its first and its last 64 kB, 128 bits of it. Tells a renamed file and
 * a replaced one apart without reading gigabytes; like the OpenSubtitles hash in what it reads, not in how it mixes.
 */
import { createHash } from "node:crypto"
import { nfoLengthMax } from "../../../domain/event.ts"
import { containerFacts } from "./container.ts"
import type { Probe, ProbeRequest } from "./file-tree.ts"
import { codeOf, isAbsentCode, type OpenTreeFile, type TreeCalls } from "./tree-calls.ts"

const edgeBytes = 64 * 1024
const nfoBytesMax = 64 * 1024
/** What a program that preallocates writes last. */
const lastBytes = 4 * 1024

const isEmpty = (bytes: Uint8Array): boolean => {
  for (const byte of bytes) if (byte !== 0) return false
  return true
}

const fingerprintOf = (size: number, head: Uint8Array, tail: Uint8Array): string => {
  const hash = createHash("sha256").update(`${size}:`).update(head).update(tail)
  return `e1-${hash.digest("base64url").slice(0, 22)}`
}

const withFile = <A>(calls: TreeCalls, path: string, use: (file: OpenTreeFile) => A): A => {
  const file = calls.open(path)
  try {
    return use(file)
  } finally {
    file.close()
  }
}

const readNfo = (calls: TreeCalls, path: string | null): string | null => {
  if (path === null) return null
  try {
    return withFile(calls, path, (file) => new TextDecoder().decode(file.read(0, nfoBytesMax)).slice(0, nfoLengthMax))
  } catch {
    // An .nfo that cannot be read tells nothing about the film; the film itself is what is looked at.
    return null
  }
}

const probeOne = (calls: TreeCalls, { path, nfo }: ProbeRequest): Probe =>
  withFile(calls, path, (file): Probe => {
    const { size } = file.stat()
    const head = file.read(0, Math.min(edgeBytes, size))
    const tail = file.read(Math.max(0, size - edgeBytes), Math.min(edgeBytes, size))
    // As it is after reading: what was written meanwhile shows in the times.
    const { size: sizeAfter, mtimeMs, ctimeMs, ino, dev } = file.stat()
    return {
      kind: "read",
      size: sizeAfter,
      mtimeMs,
      ctimeMs,
      inode: ino,
      device: dev,
      fingerprint: fingerprintOf(size, head, tail),
      isHeadEmpty: isEmpty(head),
      isTailEmpty: isEmpty(tail.subarray(-lastBytes)),
      ...containerFacts(file.read, head, size),
      nfo: readNfo(calls, nfo)
    }
  })

/** Reads the edges of files, one file at a time. Never throws. */
export const probeWith =
  (calls: TreeCalls) =>
  (requests: ReadonlyArray<ProbeRequest>): ReadonlyArray<Probe> =>
    requests.map((request) => {
      try {
        return probeOne(calls, request)
      } catch (cause) {
        const code = codeOf(cause)
        return isAbsentCode(code) ? { kind: "absent" } : { kind: "unreadable", code }
      }
    })
