/** What a program imports from `reelstate/machine`: the movie's statechart and its vocabulary. Loads in a browser. */
export * from "./lifecycle.ts"
export * from "./movie-context.ts"
export * from "./movie-events.ts"
export * from "./movie-machine.ts"
export * from "./port.ts"
