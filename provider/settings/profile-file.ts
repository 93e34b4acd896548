import { readFileSync } from "node:fs";
import { join } from "node:path";
import { RefusedError } from "../http/errors.ts";

/** The sections of an INI file; blank values count as left out. */
export type Sections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What a vendor's profile file holds. The same file is JSON to one tool and INI to another: its content tells. */
export type ProfileFile = { readonly json: unknown } | { readonly sections: Sections };

/** A profile file as a whole cannot be used. Says nothing of what it holds: that may be secret. */
export class ProfileFileError extends RefusedError {
  /** Without the file's name: "is not valid JSON". */
  readonly reason: string;

  constructor(file: string, reason: string) {
    super(`${file} ${reason}.`);
    this.reason = reason;
  }
}

/** A file's text, or the code of the error that reading it ended with. `~/` stands for the user's home directory. */
export function readTextFile(
  file: string,
  home: string | undefined,
): { readonly text: string } | { readonly code: string } {
  if (file.startsWith("~/") && home === undefined) return { code: "ENOENT" };
  try {
    const bytes = readFileSync(file.startsWith("~/") ? join(home ?? "", file.slice(2)) : file);
    // A byte order mark tells the encoding; PowerShell writes UTF-16.
    const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
    return { text: new TextDecoder(encoding).decode(bytes) };
  } catch (error) {
    return { code: error instanceof Error && "code" in error ? String(error.code) : "unknown error" };
  }
}

/** Reads one profile file; undefined where it is not there. */
export function readProfileFile(file: string, home: string | undefined): ProfileFile | undefined {
  const read = readTextFile(file, home);
  if ("code" in read) {
    if (read.code === "ENOENT" || read.code === "ENOTDIR") return undefined;
    throw new ProfileFileError(file, `cannot be read (${read.code})`);
  }
  if (!read.text.trimStart().startsWith("{")) return { sections: sectionsOf(read.text) };
  try {
    return { json: JSON.parse(read.text) };
  } catch {
    // The parser's message quotes the file.
    throw new ProfileFileError(file, "is not valid JSON");
  }
}

/** What came of looking into several files. */
export interface Search<Found> {
  readonly found: Found | undefined;
  /** The files without it, each with the reason: "~/.aliyun/config.json (not there)". */
  readonly passed: readonly string[];
  /** Sentences about those that could not be used at all. */
  readonly skipped: readonly string[];
}

/**
 * Looks into files that nobody named, one after the other. One that cannot be read or understood is skipped. `find` gives
 * a reason where the file does not have what is wanted.
 */
export function searchProfileFiles<Found extends object>(
  files: readonly string[],
  home: string | undefined,
  find: (content: ProfileFile, file: string) => Found | string,
): Search<Found> {
  const passed: string[] = [];
  const skipped: string[] = [];
  for (const file of files) {
    try {
      const content = readProfileFile(file, home);
      const found = content === undefined ? "not there" : find(content, file);
      if (typeof found !== "string") return { found, passed, skipped };
      passed.push(`${file} (${found})`);
    } catch (error) {
      if (!(error instanceof ProfileFileError)) throw error;
      passed.push(`${file} (it ${error.reason})`);
      skipped.push(error.message);
    }
  }
  return { found: undefined, passed, skipped };
}

const warned = new Set<string>();

/** Warns of files that were skipped, each once in a process; Pulumi shows for the stack what its provider prints. */
export function warnOfSkipped(skipped: readonly string[]): void {
  for (const text of skipped) {
    if (warned.has(text)) continue;
    warned.add(text);
    console.log(`warning: ${text} It was skipped.`);
  }
}

function sectionsOf(text: string): Sections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of text.split(/\r?\n/)) {
    const trimmed = line.trim();
    const heading = /^\[([^\]]*)\]$/.exec(trimmed)?.[1]?.trim();
    if (heading !== undefined) {
      section = sections.get(heading) ?? new Map();
      sections.set(heading, section);
    } else if (!/^[#;]/.test(trimmed) && trimmed.includes("=")) {
      const key = trimmed.slice(0, trimmed.indexOf("=")).trim();
      const value = trimmed.slice(trimmed.indexOf("=") + 1).trim();
      if (value !== "") section?.set(key, value);
    }
  }
  return sections;
}
