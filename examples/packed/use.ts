/** The package in a TypeScript project: everything is typed, and a wrong level does not compile. */
import { type Answer, createLibrary, type Movie, type Outcome } from "reelstate"
import { type HttpHandler, httpHandler } from "reelstate/http"

await using library = await createLibrary({ directory: "films-ts" })
const answer: Answer = await library.request({ movie: "imdb:tt0109830", title: "Forrest Gump", level: "initial" })
// @ts-expect-error there is no such level
const wrong = () => library.request({ movie: "imdb:tt0109830", level: "deeper" })
const outcome: Outcome = await library.requestAndWait({ movie: "imdb:tt0109830", level: "initial" })
const movie: Movie | undefined = await library.movie("imdb:tt0109830")
const films: HttpHandler = httpHandler(library.context)
console.log(`typescript: ${answer.coming}, ${outcome.reached}, ${movie?.identity.title}, ${typeof wrong}`)
await films.close()
