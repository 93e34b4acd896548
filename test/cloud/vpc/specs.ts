/** What the page of CreateRouterInterface lists as Spec, with the bandwidth in Mbit/s. */
export const bandwidths: Readonly<Record<string, number>> = {
  ...{ "Mini.2": 2, "Mini.5": 5, "Small.1": 10, "Small.2": 20, "Small.5": 50 },
  ...{ "Middle.1": 100, "Middle.2": 200, "Middle.5": 500 },
  ...{ "Large.1": 1000, "Large.2": 2000, "Large.5": 5000, "Xlarge.1": 10_000 },
};

/** Whether a side may have this Spec: an acceptor has none of its own, which is called Negative. */
export function fitsRole(spec: string, role: string): boolean {
  return role === "AcceptingSide" ? spec === "Negative" : bandwidths[spec] !== undefined;
}
