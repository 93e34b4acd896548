import { expect, test } from "vitest";
import { Progress } from "../../provider/lifecycle/progress.ts";
import { VirtualClock } from "../support/virtual-clock.ts";

test("nothing is said about a wait that is over within three seconds", async () => {
  const clock = new VirtualClock();
  const shown: string[] = [];
  const line = new Progress(clock).begin((text) => shown.push(text));
  line.say("Connecting");
  await clock.advance(2_900);
  line.end();
  await clock.advance(10_000);
  expect(shown).toEqual([]);
});

test("from then on the line says each second what is waited for, and since when", async () => {
  const clock = new VirtualClock();
  const shown: string[] = [];
  const line = new Progress(clock).begin((text) => shown.push(text));
  line.say("Connecting");
  await clock.advance(4_000);
  line.say("Active (now Idle)");
  await clock.advance(1_000);
  line.end();
  expect(shown).toEqual(["Connecting, 3 s", "Connecting, 4 s", "Active (now Idle), 5 s"]);
});

test("a wait of an hour costs a line each ten seconds", async () => {
  const clock = new VirtualClock();
  let shown = 0;
  const line = new Progress(clock).begin(() => {
    shown += 1;
  });
  await clock.advance(3_600_000);
  line.end();
  expect(shown).toBeLessThan(60 + 360);
});

test("before the first read is answered, the line says that a quota is waited for", async () => {
  const clock = new VirtualClock();
  const shown: string[] = [];
  const line = new Progress(clock).begin((text) => shown.push(text));
  await clock.advance(3_000);
  line.end();
  expect(shown).toEqual(["waiting for the cloud to answer, 3 s"]);
});

test("one timer serves all that wait, and none is left when the last has ended", async () => {
  const clock = new VirtualClock();
  const progress = new Progress(clock);
  const lines = Array.from({ length: 500 }, () => progress.begin(() => undefined));
  await clock.advance(5_000);
  expect(clock.sleeping).toBe(1);
  for (const line of lines) line.end();
  await clock.advance(1_000);
  expect(clock.sleeping).toBe(0);
});

test("a wait that begins after all others ended is told of as well", async () => {
  const clock = new VirtualClock();
  const progress = new Progress(clock);
  progress.begin(() => undefined).end();
  await clock.advance(10_000);
  const shown: string[] = [];
  const line = progress.begin((text) => shown.push(text));
  line.say("Inactive");
  await clock.advance(3_000);
  line.end();
  expect(shown).toEqual(["Inactive, 3 s"]);
});
