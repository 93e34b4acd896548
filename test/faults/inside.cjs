// Loaded into Pulumi's dynamic-provider process: tells on SIGUSR2 what the process holds, and finds no host while the
// file that INTERLINK_TEST_NO_HOST names is there; each host that was not found becomes a letter in it.
const { appendFileSync, existsSync } = require("node:fs");
const dns = require("node:dns");
const v8 = require("node:v8");
const vm = require("node:vm");

if (process.argv[1]?.includes("dynamic-provider")) {
  v8.setFlagsFromString("--expose-gc");
  const collect = vm.runInNewContext("gc");
  process.on("SIGUSR2", () => {
    collect();
    const held = { heapMb: process.memoryUsage().heapUsed / 2 ** 20 };
    for (const kind of process.getActiveResourcesInfo()) held[kind] = (held[kind] ?? 0) + 1;
    console.log(`HELD ${JSON.stringify(held)}`);
  });

  const { lookup } = dns;
  const noHost = process.env.INTERLINK_TEST_NO_HOST;
  dns.lookup = (host, ...rest) => {
    if (host !== "localhost" || noHost === undefined || !existsSync(noHost)) return lookup(host, ...rest);
    appendFileSync(noHost, ".");
    const error = Object.assign(new Error(`getaddrinfo EAI_AGAIN ${host}`), { code: "EAI_AGAIN" });
    process.nextTick(rest.at(-1), error);
  };
}
