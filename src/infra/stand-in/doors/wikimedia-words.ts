/** What Wikimedia asks of everybody: to say which program asks, in which version, and how to reach its people. */
import { type Reply, textReply } from "../reply.ts"
import type { Asked } from "../target.ts"

/** `<client>/<version> (<contact>)` */
const politeAgent = /^[^\s/]+\/\S+ \([^)]*\S[^)]*\)/

const robotPolicy = "Please set a user-agent and respect our robot policy https://w.wiki/4wJS\n"

export const agentRefusal = ({ headers }: Asked): Reply | undefined =>
  politeAgent.test(headers["user-agent"] ?? "") ? undefined : textReply(403, robotPolicy)
