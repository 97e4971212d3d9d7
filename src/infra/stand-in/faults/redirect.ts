import { textReply, withHeaders } from "../reply.ts"
import { fault, type FaultScene } from "./fault.ts"

/** Places that no answer may lead to: this machine's network, and the address where clouds keep their keys. */
const privateAddresses = [
  "http://169.254.169.254/latest/meta-data/",
  "http://192.168.0.1/",
  "http://10.0.0.1/",
  "http://[::1]:9/",
  "http://127.0.0.1:9/",
  "http://2130706433:9/"
]

const locationOf = ({ asked, chance, variant }: FaultScene): string => {
  switch (variant) {
    case "to-itself":
      return asked.address
    case "foreign-host":
      return "https://films.example.org/elsewhere"
    case "private-address":
      return chance.among(privateAddresses)
    default:
      return "/stand-in/loop/0"
  }
}

export const redirect = fault({
  kind: "redirect",
  what: "302 to itself, to a foreign host, to a private address, or into a loop that never ends",
  variants: ["to-itself", "foreign-host", "private-address", "loop"],
  reply: (scene) => withHeaders(textReply(302, ""), { location: locationOf(scene) })
})
