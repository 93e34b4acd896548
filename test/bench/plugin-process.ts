import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { PLUGIN } from "../support/doors.ts";
import { bounded } from "./baselines.ts";
import { median } from "./statistics.ts";
import type { Figure } from "./table.ts";

/** How often the plugin is started. */
const TIMES = 7;

/** What the plugin costs before anything is asked of it. */
export async function pluginFigures(): Promise<Figure[]> {
  const starts: { readonly readyMs: number; readonly idleMb: number }[] = [];
  for (let n = 0; n < TIMES; n += 1) starts.push(await startOnce());
  const { size } = statSync(join(PLUGIN, "pulumi-resource-interlink.cjs"));
  return [
    bounded({ name: "plugin: its program", unit: "bytes", measured: size }),
    bounded({
      name: "plugin: port ready after its start",
      unit: "ms",
      measured: median(starts.map((it) => it.readyMs)),
    }),
    bounded({
      name: "plugin: memory of an idle process",
      unit: "MB",
      measured: median(starts.map((it) => it.idleMb)),
    }),
  ];
}

async function startOnce(): Promise<{ readyMs: number; idleMb: number }> {
  const from = performance.now();
  const child = spawn(join(PLUGIN, "pulumi-resource-interlink"), [], {
    env: { PATH: process.env["PATH"] },
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  try {
    await Promise.race([
      once(child.stdout, "data"),
      exited.then(() => Promise.reject(new Error("the plugin ended before it printed its port"))),
    ]);
    const readyMs = performance.now() - from;
    const residentKb = execFileSync("ps", ["-o", "rss=", "-p", String(child.pid)], { encoding: "utf8" });
    return { readyMs, idleMb: Number(residentKb) / 1024 };
  } finally {
    child.kill("SIGKILL");
    await exited;
  }
}
