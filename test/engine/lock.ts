import { mkdirSync, rmSync, statSync, utimesSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

/** The holder says this often that it is still there. */
const HEARTBEAT_MS = 2_000;

/** A lock whose holder has been silent for so long is nobody's. */
const SILENCE_MS = 20_000;

/**
 * Runs `work` while no other process does, told apart by a directory that the holder keeps touching: that works
 * across containers with a shared cache, where process ids say nothing. Two may get in at once when a holder was
 * suspended, so `work` must bear that.
 */
export async function withLock<T>(directory: string, work: () => Promise<T>): Promise<T> {
  let told = false;
  while (!take(directory)) {
    if (isAbandoned(directory)) {
      rmSync(directory, { recursive: true, force: true });
      continue;
    }
    if (!told)
      process.stderr.write("Waiting for another process that is getting the Pulumi CLI or a part of it.\n");
    told = true;
    await sleep(HEARTBEAT_MS / 4);
  }
  const heartbeat = setInterval(() => touch(directory), HEARTBEAT_MS);
  try {
    return await work();
  } finally {
    clearInterval(heartbeat);
    rmSync(directory, { recursive: true, force: true });
  }
}

function take(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isAbandoned(directory: string): boolean {
  const heard = statSync(directory, { throwIfNoEntry: false });
  return heard !== undefined && Date.now() - heard.mtimeMs > SILENCE_MS;
}

function touch(directory: string): void {
  const now = new Date();
  try {
    utimesSync(directory, now, now);
  } catch {
    // Somebody took it away; the work goes on, as it bears a second one.
  }
}
