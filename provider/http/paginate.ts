/** A list that comes in pages. A cursor, be it a token, a page's number or an offset, says where a page begins. */
export interface PagedList<Page, Cursor> {
  /** For messages: the operation. */
  readonly name: string;
  /** Where the first page begins. */
  readonly first: Cursor;
  readonly read: (at: Cursor) => Promise<Page>;
  /** Where the page after this one begins; undefined: there is none. */
  readonly next: (page: Page, at: Cursor) => Cursor | undefined;
}

/** Reads page after page, each when it is asked for. A cursor that comes back would be followed for ever: it is an error. */
export async function* paginate<Page, Cursor>({
  name,
  first,
  read,
  next,
}: PagedList<Page, Cursor>): AsyncGenerator<Page, void, undefined> {
  const seen = new Set<Cursor>();
  for (let at: Cursor | undefined = first; at !== undefined; ) {
    if (seen.has(at)) throw new Error(`${name} gives the same page again and again`);
    seen.add(at);
    const page: Page = await read(at);
    yield page;
    at = next(page, at);
  }
}
