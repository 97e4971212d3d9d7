/** What an embedder imports from `reelstate`. */
export * from "./domain/event.ts"
export * from "./domain/identity.ts"
export * from "./domain/knowledge.ts"
export * from "./domain/level.ts"
export * from "./domain/movie.ts"
