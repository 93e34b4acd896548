/** The sections of an ini file; blank values count as left out. */
export function iniSections(content: string): ReadonlyMap<string, ReadonlyMap<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  for (const line of content.split(/\r?\n/)) {
    const trimmed = line.trim();
    const heading = /^\[([^\]]*)\]$/.exec(trimmed)?.[1];
    if (heading !== undefined) {
      section = new Map();
      sections.set(heading.trim(), section);
    } else if (!/^[#;]/.test(trimmed) && trimmed.includes("=")) {
      const key = trimmed.slice(0, trimmed.indexOf("=")).trim();
      const value = trimmed.slice(trimmed.indexOf("=") + 1).trim();
      if (value !== "") section?.set(key, value);
    }
  }
  return sections;
}
