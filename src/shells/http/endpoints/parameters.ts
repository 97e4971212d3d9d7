/** Parameters that several addresses share, as texts that are read strictly: no blanks, no signs, no exponents. */
import { Schema, SchemaTransformation } from "effect"
import { MovieRef } from "../../../domain/identity.ts"

/** A whole number in digits. */
export const wholeNumber = (minimum: number, maximum: number) =>
  Schema.String.check(Schema.isPattern(/^\d{1,16}$/, { expected: "a whole number in digits" })).pipe(
    Schema.decodeTo(
      Schema.Int.check(Schema.isBetween({ minimum, maximum })),
      SchemaTransformation.transform({ decode: Number, encode: String })
    )
  )

export const flag = Schema.Literals(["true", "false"])

const refWords = "an id such as m_0123456789, or an alias such as tmdb:13"

/** As MovieRef, but told to a person who wrote something else. */
const Ref = Schema.String.check(Schema.makeFilter(Schema.is(MovieRef), { expected: refWords })).annotate({
  description: refWords
}) as unknown as Schema.Codec<MovieRef, string>

export const ref = { ref: Ref }
export const after = Schema.optionalKey(wholeNumber(0, Number.MAX_SAFE_INTEGER))
export const limitOf = (maximum: number) => Schema.optionalKey(wholeNumber(1, maximum))
export const optionalMovie = Schema.optionalKey(Ref)
