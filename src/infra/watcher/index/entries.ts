/** What is in a folder, by name. */

/** Most folders have no files, or no folders: they share one map that has nothing. */
export const none: ReadonlyMap<string, never> = new Map<string, never>()

export const withEntry = <A>(entries: ReadonlyMap<string, A>, name: string, entry: A): ReadonlyMap<string, A> =>
  entries === none ? new Map([[name, entry]]) : (entries as Map<string, A>).set(name, entry)

export const withoutEntry = <A>(entries: ReadonlyMap<string, A>, name: string): boolean =>
  entries !== none && (entries as Map<string, A>).delete(name)
