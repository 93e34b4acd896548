import { providerText } from "../../provider/text.ts";

// Runs in a process of its own: how many milliseconds the text in state takes until it has a provider, as Pulumi's
// provider process does it.

const provider: { handler?: () => unknown } = {};
const from = performance.now();
new Function("exports", "require", providerText("RouterInterfaceConnection"))(provider, require);
provider.handler?.();
console.log(performance.now() - from);
