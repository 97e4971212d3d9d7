/** The package in a JavaScript project: a list becomes known, and is asked for over HTTP. */
import { createLibrary } from "reelstate"
import { httpHandler } from "reelstate/http"
import { movieMachine } from "reelstate/machine"

const library = await createLibrary({ directory: "films-js" })
await library.publish({
  type: "BulkImportRequested",
  movies: [{ movie: "tmdb:13", title: "Forrest Gump", year: 1994 }]
})
for await (const { event } of library.events({ after: 0, types: ["MovieCreated"] })) {
  console.log(`javascript: ${event.type} ${event.title}`)
  break
}
const films = httpHandler(library.context)
const response = await films.handle(new Request("http://localhost/v1/movies"))
const { movies } = await response.json()
console.log(`javascript: ${response.status}, ${movies.length} movie, machine ${movieMachine.id}`)
await films.close()
await library.close()
