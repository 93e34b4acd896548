import { expect, test } from "vitest";
import { paginate } from "../../provider/http/paginate.ts";

interface Page {
  readonly items: readonly string[];
  readonly next?: string;
}

/** A list of virtual pages, by token; `asked` holds the tokens that were asked for. */
function listOf(pages: Readonly<Record<string, Page>>, asked: string[]) {
  return paginate({
    name: "ListThings",
    first: "",
    read: async (token: string) => {
      asked.push(token);
      const page = pages[token];
      if (page === undefined) throw new Error(`there is no page ${token}`);
      return page;
    },
    next: ({ next }) => next,
  });
}

async function itemsOf(pages: AsyncIterable<Page>): Promise<string[]> {
  const items: string[] = [];
  for await (const page of pages) items.push(...page.items);
  return items;
}

test("page after page is read, from the first to the one that names no other", async () => {
  const asked: string[] = [];
  const pages = {
    "": { items: ["a"], next: "2" },
    "2": { items: [], next: "3" },
    "3": { items: ["b", "c"] },
  };
  expect(await itemsOf(listOf(pages, asked))).toEqual(["a", "b", "c"]);
  expect(asked).toEqual(["", "2", "3"]);
});

test("a page that nobody asks for is not read", async () => {
  const asked: string[] = [];
  for await (const { items } of listOf({ "": { items: ["a"], next: "2" } }, asked)) {
    if (items.includes("a")) break;
  }
  expect(asked).toEqual([""]);
});

test.each([
  ["that names itself", { "": { items: [], next: "2" }, "2": { items: [], next: "2" } }],
  [
    "in a circle",
    { "": { items: [], next: "2" }, "2": { items: [], next: "3" }, "3": { items: [], next: "2" } },
  ],
])("a page %s is an error, and no page is read twice", async (_, pages) => {
  const asked: string[] = [];
  await expect(itemsOf(listOf(pages, asked))).rejects.toThrow(
    "ListThings gives the same page again and again",
  );
  expect(new Set(asked).size).toBe(asked.length);
});

test("offsets and page numbers are cursors, too", async () => {
  const all = Array.from({ length: 7 }, (_, index) => index);
  const pages = paginate({
    name: "ListNumbers",
    first: 0,
    read: async (offset: number) => all.slice(offset, offset + 3),
    next: (page, offset) => (page.length < 3 ? undefined : offset + page.length),
  });
  const read: number[][] = [];
  for await (const page of pages) read.push(page);
  expect(read).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
});

test("what fails fails the whole read", async () => {
  await expect(itemsOf(listOf({ "": { items: ["a"], next: "gone" } }, []))).rejects.toThrow(
    "there is no page gone",
  );
});
