/** The addresses that may be asked: below a provider's base, or where a redirect may lead (SAFE-4). Secrets are not part of them. */
import { Result } from "effect"
import type { ProviderRequest } from "../../services/data-provider.ts"
import { isLoopbackHost, isPrivateHost } from "./addresses.ts"
import type { ProviderHttpSettings } from "./http-settings.ts"

type Base = Pick<ProviderHttpSettings, "baseUrl" | "redirectHosts">

const languagePlace = "{language}"
const languageFolder = /^\/([a-z]{2,20}(?:-[a-z]{2,20}){0,3})(?=\/)/
/** Nothing that a URL parser would read as something else than a path. */
const unsafeInPath = /[\u0000-\u0020\u007f\\?#]/

const parsed = (text: string): Result.Result<URL, string> =>
  Result.try({ try: () => new URL(text), catch: () => "it is no address" })

/** The base with its language filled in, and the rest of the path. */
const placed = (baseUrl: string, path: string): Result.Result<readonly [string, string], string> => {
  if (!baseUrl.includes(languagePlace)) return Result.succeed([baseUrl, path])
  const language = languageFolder.exec(path)
  if (language === null) return Result.fail("its path does not begin with a language")
  return Result.succeed([baseUrl.replace(languagePlace, language[1]!), path.slice(language[0].length)])
}

/** A sentence that says why this cannot be a base address, or undefined. */
export const baseProblem = (baseUrl: string): string | undefined => {
  const base = parsed(baseUrl.replace(languagePlace, "en"))
  if (Result.isFailure(base)) return `${baseUrl} is no address`
  const { protocol, username, password, search, hash } = base.success
  if (protocol !== "https:" && protocol !== "http:") return "the base address must begin with https:// or http://"
  return `${username}${password}${search}${hash}` === ""
    ? undefined
    : "the base address may hold no user, password or query"
}

/** The address of a request, or a sentence that says why there is none. */
export const requestUrl = ({ baseUrl }: Base, request: ProviderRequest): Result.Result<URL, string> => {
  const { path, query } = request
  if (!path.startsWith("/") || unsafeInPath.test(path)) return Result.fail("its path is not the path of an address")
  return Result.flatMap(placed(baseUrl, path), ([base, rest]) =>
    Result.flatMap(Result.all([parsed(base), parsed(`${base.replace(/\/+$/, "")}${rest}`)]), ([root, url]) => {
      const folder = root.pathname.replace(/\/*$/, "/")
      if (url.origin !== root.origin || !url.pathname.startsWith(folder)) return Result.fail("its path leaves the base")
      for (const name of Object.keys(query).toSorted()) url.searchParams.set(name, String(query[name]))
      return Result.succeed(url)
    })
  )
}

const isListed = (host: string, listed: ReadonlyArray<string>): boolean =>
  listed.some((each) => (each.startsWith(".") ? host.endsWith(each) : host === each))

/** Where a redirect leads, or a sentence that says why it is not followed. `asked` is the address that was asked first. */
export const redirectUrl = (base: Base, asked: URL, from: URL, location: string): Result.Result<URL, string> => {
  const target = Result.try({ try: () => new URL(location, from), catch: () => "it leads to no address" })
  if (Result.isFailure(target)) return target
  const { hostname, password, port, protocol, username } = target.success
  if (protocol !== "https:" && !(protocol === "http:" && from.protocol === "http:")) {
    return Result.fail("it leads away from https")
  }
  if (`${username}${password}` !== "") return Result.fail("it leads to an address with a user in it")
  if (isPrivateHost(hostname) && !isLoopbackHost(asked.hostname)) return Result.fail("it leads into a private network")
  if (hostname !== asked.hostname && !isListed(hostname, base.redirectHosts)) {
    return Result.fail("it leads to a host that is not on the list")
  }
  if (port !== "" && port !== asked.port && !isLoopbackHost(asked.hostname)) {
    return Result.fail("it leads to another port")
  }
  return target
}
