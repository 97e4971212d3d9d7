/** A rule of the house: one function over the project, and examples that prove that it can fail. */
import type { Project, SourceFile } from "./project.ts"

export interface Rule {
  /** A law in plain words, as it is printed by the tests. */
  readonly law: string
  /** One sentence for every breach: where, what, and what to do instead. */
  readonly breaches: (project: Project) => ReadonlyArray<string>
  /** Small projects, by what is wrong with them, that must be caught. */
  readonly caught: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Small projects, by what looks wrong with them and is not, that must pass. */
  readonly passed: Readonly<Record<string, Readonly<Record<string, string>>>>
}

export const at = (file: SourceFile, line: number, says: string): string => `${file.path}:${line} ${says}`

/** Joins a word that must not stand in these files in one piece, because a rule looks for it everywhere. */
export const spelled = (...parts: ReadonlyArray<string>): string => parts.join("")
