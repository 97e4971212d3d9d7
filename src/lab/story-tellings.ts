/** The words of the story; what happens in it is in story.ts. */
export interface Telling {
  readonly number: string
  readonly title: string
  readonly told: string
}

export const tellings = {
  filmography: {
    number: "1",
    title: "A filmography",
    told: "Somebody looks at Tom Hanks. The list comes from the provider and is only shown: a list is not a library."
  },
  click: {
    number: "2",
    title: "A click on a movie that nobody knows here",
    told: "The movie is born from what the list said, a title and a year. Nothing is fetched for that."
  },
  opened: {
    number: "3",
    title: "The movie is opened",
    told: "What is known is shown at once; basic comes in one call, the poster with it."
  },
  casting: { number: "4", title: "The casting is opened", told: "Who played, directed and wrote: medium." },
  everything: {
    number: "4b",
    title: "Somebody wants everything",
    told: "Deep: names at other authorities, large pictures, keywords, and the summary of Wikipedia."
  },
  silence: {
    number: "5",
    title: "Six months untouched",
    told: "Housekeeping looks every day. At 150 days TMDB's terms ask for a refresh; at 180 days the age rule acts."
  },
  return: {
    number: "6",
    title: "Back again",
    told: "The movie is opened as if nothing had happened, and learns again by itself."
  }
} as const satisfies Record<string, Telling>
