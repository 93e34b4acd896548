/**
 * A number in [0, 1) that depends on the given words alone. Durations are drawn with it, so that a resource's
 * transition takes the same time in two runs with one seed, in whatever order the requests arrive.
 */
export function draw(...words: readonly (string | number)[]): number {
  // FNV-1a, then the finaliser of MurmurHash3: neighbouring ids must not give neighbouring numbers.
  let hash = 0x811c9dc5;
  for (const character of words.join("\u0000")) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}
