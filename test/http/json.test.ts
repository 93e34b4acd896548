import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJson } from "../../provider/http/json.ts";

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const longInteger = fc
  .tuple(fc.bigInt({ min: MAX + 1n, max: 10n ** 60n }), fc.boolean())
  .map(([integer, negative]) => (negative ? -integer : integer));

/** As JSON.stringify, with bigints as bare integers. */
function toJson(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(" ,")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${JSON.stringify(name)} :${toJson(member)}`)
    .join(",\n")}}`;
}

/** The same value with bigints as strings of digits. */
function digits(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(digits);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, digits(member)]));
}

test("keeps every digit of an integer that a number cannot hold", () => {
  expect(
    parseJson(
      '{"OwnerId":253460731706911258,"Max":9007199254740991,"Next":9007199254740992,"Min":-9007199254740991,"Less":-9007199254740992}',
    ),
  ).toEqual({
    OwnerId: "253460731706911258",
    Max: 9007199254740991,
    Next: "9007199254740992",
    Min: -9007199254740991,
    Less: "-9007199254740992",
  });
  expect(parseJson(" 12345678901234567890 ")).toBe("12345678901234567890");
  expect(parseJson("[9007199254740993,9007199254740993]")).toEqual(["9007199254740993", "9007199254740993"]);
});

test("leaves fractions and exponents numbers, however long", () => {
  const json = "[1.00000000000000000000, 12345678901234567890.5, 12345678901234567890e2, 1E400, -0, 1e-7]";
  expect(parseJson(json)).toEqual(JSON.parse(json));
});

test("leaves digits within texts and names alone", () => {
  const value = {
    "12345678901234567890": "12345678901234567890",
    '"': ':12345678901234567890,\\"',
    "\\": "[12345678901234567890]",
    'a\\"12345678901234567890': '\\\\"12345678901234567890,',
  };
  expect(parseJson(JSON.stringify(value))).toEqual(value);
});

test("reads what JSON.stringify writes back, apart from integers that are too long", () => {
  const tooLong = (value: unknown) => Number.isInteger(value) && !Number.isSafeInteger(value);
  fc.assert(
    fc.property(fc.json({ stringUnit: "grapheme" }), (json) => {
      // From 1e21 on JSON.stringify writes an exponent.
      const expected: unknown = JSON.parse(json, (_, value: unknown) =>
        tooLong(value) && Math.abs(Number(value)) < 1e21 ? String(value) : value,
      );
      expect(parseJson(json)).toEqual(expected);
    }),
  );
});

test("finds long integers anywhere, between any texts", () => {
  const tricky = fc.string({
    unit: fc.constantFrom('"', "\\", "1234567890123456", "-", ",", ":", "e", "测", "\n"),
  });
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      longInteger,
      tricky,
      fc.integer(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((number) => (Number.isInteger(number) ? 0 : number)),
      fc.constantFrom(null, true, false),
      fc.array(tie("tree"), { maxLength: 5 }),
      fc.dictionary(tricky, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(tree, (value) => {
      expect(parseJson(toJson(value))).toEqual(digits(value));
    }),
  );
});

test("refuses with SyntaxError exactly what JSON.parse refuses", () => {
  const piece = fc.constantFrom(
    '"',
    "\\",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "12345678901234567890",
    "-",
    "0",
    ".",
    "e",
    "a",
    " ",
  );
  fc.assert(
    fc.property(fc.string({ unit: piece }), (garbage) => {
      let valid = true;
      try {
        JSON.parse(garbage);
      } catch {
        valid = false;
      }
      if (valid) expect(() => parseJson(garbage)).not.toThrow();
      else expect(() => parseJson(garbage)).toThrow(SyntaxError);
    }),
  );
  for (const garbage of [
    "",
    "<html>",
    "012345678901234567890",
    "-",
    "12345678901234567890 1",
    "{'a':1}",
    "NaN",
    "[1,]",
  ]) {
    expect(() => parseJson(garbage)).toThrow(SyntaxError);
  }
});

test("takes __proto__ for a name like any other", () => {
  const parsed = parseJson(
    '{"__proto__":{"polluted":12345678901234567890},"a":{"constructor":{"prototype":1}}}',
  );
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(Object.getOwnPropertyDescriptor(parsed, "__proto__")?.value).toEqual({
    polluted: "12345678901234567890",
  });
  expect("polluted" in {}).toBe(false);
});

test("reads an answer of megabytes, one text or many", () => {
  const long = `${'\\"1'.repeat(1_000_000)}`;
  expect(parseJson(`["${long}",12345678901234567890]`)).toEqual([
    '"1'.repeat(1_000_000),
    "12345678901234567890",
  ]);
  const many = Array.from({ length: 100_000 }, (_, index) => `"${index}",${10n ** 18n + BigInt(index)}`);
  expect(parseJson(`[${many.join(",")}]`)).toHaveLength(200_000);
  const digitsOnly = "9".repeat(4_000_000);
  expect(parseJson(digitsOnly)).toBe(digitsOnly);
});
