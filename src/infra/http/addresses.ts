/**
 * Which addresses are of this machine or of a private network. No answer of a provider may lead there (SAFE-4); only the
 * person who sets a base address may.
 */
import { BlockList, isIP } from "node:net"

const notPublic = new BlockList()
const subnets: ReadonlyArray<readonly [string, number, "ipv4" | "ipv6"]> = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.0.2.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["198.51.100.0", 24, "ipv4"],
  ["203.0.113.0", 24, "ipv4"],
  ["224.0.0.0", 3, "ipv4"],
  ["::", 127, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["100::", 64, "ipv6"],
  ["2001:db8::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"]
]
for (const [network, prefix, family] of subnets) notPublic.addSubnet(network, prefix, family)

const unbracketed = (host: string): string => host.replace(/^\[|\]$/g, "")

/** An IPv4 address written as an IPv6 one, in the form that URL gives it: `::ffff:7f00:1`. */
const mappedAddress = (host: string): string | undefined => {
  const parts = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(host)
  if (parts === null) return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(host)?.[1]
  const [high, low] = [Number.parseInt(parts[1]!, 16), Number.parseInt(parts[2]!, 16)]
  return `${high >> 8}.${high & 255}.${low >> 8}.${low & 255}`
}

/** Whether this IP address is not of the public network. Anything that is no address counts as not public. */
export const isPrivateAddress = (address: string): boolean => {
  const host = unbracketed(address)
  const mapped = mappedAddress(host)
  if (mapped !== undefined) return isPrivateAddress(mapped)
  const family = isIP(host)
  return family === 0 || notPublic.check(host, family === 4 ? "ipv4" : "ipv6")
}

const localNames = /(?:^|\.)(?:localhost|local|internal|lan|home|intranet|localdomain)$/

/** Whether a host, as a URL spells it, is by its name or number not public. What a public name resolves to is seen later. */
export const isPrivateHost = (host: string): boolean => {
  const name = unbracketed(host).toLowerCase().replace(/\.$/, "")
  if (isIP(name) !== 0) return isPrivateAddress(name)
  return !name.includes(".") || localNames.test(name)
}

/** Whether a host is this machine. */
export const isLoopbackHost = (host: string): boolean => {
  const name = unbracketed(host).toLowerCase().replace(/\.$/, "")
  const address = mappedAddress(name) ?? name
  return address === "::1" || /^127\.\d+\.\d+\.\d+$/.test(address) || /(?:^|\.)localhost$/.test(name)
}
