// Loaded into a provider process, Pulumi's dynamic one or the plugin, before anything else: whatever waits by the clock there waits for a
// fraction of the time. Dates stay as they are, since requests are signed with them.
const rate = Number(process.env.INTERLINK_TEST_CLOCK_RATE ?? 1);

if (rate > 1 && /dynamic-provider|pulumi-resource-interlink/.test(process.argv[1])) {
  const { now } = performance;
  performance.now = () => now.call(performance) * rate;

  const { setTimeout } = globalThis;
  globalThis.setTimeout = Object.assign(
    (callback, ms = 0, ...args) => setTimeout(callback, ms / rate, ...args),
    setTimeout,
  );

  const { timeout } = AbortSignal;
  AbortSignal.timeout = (ms) => timeout.call(AbortSignal, Math.max(1, Math.round(ms / rate)));
}
