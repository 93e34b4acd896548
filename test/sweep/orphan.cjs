// Loaded into every Node.js process of a CLI that is to be killed: Pulumi's dynamic-provider process outlives that, as
// long as it has loaded no provider that ends it.
if (process.argv[1]?.includes("dynamic-provider")) {
  const ends = () => Object.keys(require.cache).some((file) => /provider.bin.host/.test(file));
  process.stdin.once("end", () => ends() || process.exit()).resume();
  process.stdin.unref?.();
}
