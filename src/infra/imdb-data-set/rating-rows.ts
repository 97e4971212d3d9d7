/** `title.ratings`: the average and the votes of every title that has at least five. */
import { flawed, tenthsIn, wholeIn } from "./cells.ts"
import { noId, notThatManyCells, type RowKind, type RowOutcome } from "./row-kind.ts"
import { titleNumber } from "./title-number.ts"

export interface RatingRow {
  readonly number: number
  /** The average in tenths: 8.7 is 87. */
  readonly averageTenths: number
  readonly votes: number
}

const noRating: RowOutcome = { broken: "its average or its votes are no number" }

export const ratingRows: RowKind<RatingRow> = {
  kind: "ratings",
  columns: { required: ["tconst", "averageRating", "numVotes"], optional: [] },
  reading: (columns, put) => {
    const [id, average, count] = [columns.at("tconst"), columns.at("averageRating"), columns.at("numVotes")]
    return (bytes, start, end) => {
      const cells = bytes.toString("latin1", start, end).split("\t")
      if (cells.length !== columns.count) return notThatManyCells
      const number = titleNumber(cells[id]!)
      if (number === undefined) return noId
      const averageTenths = tenthsIn(cells[average], 100)
      const votes = wholeIn(cells[count], 1, 1e9)
      if (averageTenths === null || votes === null || averageTenths === flawed || votes === flawed) return noRating
      put({ number, averageTenths, votes })
      return "kept"
    }
  }
}
