/** A secret that was committed once is public for ever (SAFE-5). The examples are put together, so that none stands here. */
import { at, spelled, type Rule } from "../rule.ts"

const patterns: Readonly<Record<string, RegExp>> = {
  "a private key": /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  "an access key of a cloud": /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/,
  "a token of a code host": /\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{22,}|glpat-[\w-]{20,})\b/,
  "a token of a package registry": /\bnpm_[A-Za-z0-9]{36}\b|_authToken\s*=/,
  "a token of a chat": /\bxox[abprs]-[\w-]{10,}/,
  "a bearer token": /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/,
  "an API key": /\b(?:api_?key|apikey|access_?token|client_?secret)["']?\s*[:=]\s*["']?(?:[0-9a-f]{32}|[\w-]{40,})\b/i,
  "a password in an address": /\b[a-z]+:\/\/[^\s/:@"'`$<{]+:[^\s/:@"'`$<{]+@/
}

const breachesIn = (line: string): ReadonlyArray<string> =>
  Object.entries(patterns)
    .filter(([, pattern]) => pattern.test(line))
    .map(([name]) => `holds what looks like ${name}: take it out, and revoke it`)

export const secrets: Rule = {
  law: "no file holds a secret",
  breaches: (project) =>
    project.files
      .filter((file) => Object.values(patterns).some((pattern) => pattern.test(file.text)))
      .flatMap((file) =>
        file.lines.flatMap((line, index) => breachesIn(line).map((breach) => at(file, index + 1, breach)))
      ),
  caught: {
    "a private key": { "docs/a.md": spelled("-----BEGIN RSA", " PRIVATE KEY-----") },
    "a key of a film provider": { "src/infra/a.ts": `const apiKey = "${"0123456789abcdef".repeat(2)}"` },
    "a bearer token": { ".env.json": `eyJ${"a".repeat(20)}.eyJ${"b".repeat(20)}.${"c".repeat(20)}` },
    "a token of a package registry": { ".npmrc": spelled("//host/:_auth", "Token=abc") },
    "a password in an address": { "docs/a.md": spelled("postgres://user:", "password@host/films") }
  },
  passed: {
    "a key that is a parameter": { "src/infra/a.ts": "const url = `${base}?api_key=${settings.apiKey}`" },
    "the name of an image": { "src/infra/a.ts": `const file = "${"0123456789".repeat(4)}.png"` },
    "an address with a port": { "docs/a.md": "http://127.0.0.1:8080/@user" }
  }
}
