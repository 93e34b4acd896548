import { defineConfig } from "vitest/config";

// biome-ignore lint/style/noDefaultExport: vitest asks for it
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/tools/set-up.ts"],
    // A command of the real engine takes seconds on two cores, and a test runs several.
    testTimeout: 180_000,
    hookTimeout: 900_000,
    maxWorkers: 2,
  },
});
