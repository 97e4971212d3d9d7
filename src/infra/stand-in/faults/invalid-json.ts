import { bytesReply } from "../reply.ts"
import { fault } from "./fault.ts"

const bodies: Readonly<Record<string, Uint8Array>> = {
  "not-json": Buffer.from("{'id': 13, title: undefined,}"),
  "not-an-object": Buffer.from('["13"]'),
  "not-utf8": Uint8Array.from([0x7b, 0x22, 0x69, 0x64, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x3a]),
  empty: new Uint8Array()
}

export const invalidJson = fault({
  kind: "invalid-json",
  what: "200 and application/json, with a body that is no JSON, no object, no UTF-8, or nothing",
  variants: ["not-json", "not-an-object", "not-utf8", "empty"],
  reply: ({ variant }) => bytesReply(200, "application/json", bodies[variant] ?? new Uint8Array())
})
