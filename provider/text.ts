/**
 * What is stored in every resource's state as its provider: a text that loads this package by name. The text, the path
 * `pulumi-interlink/host` and the type names are the state format and never change. Nothing in it may name a version or
 * a path, or every upgrade would show as a change.
 *
 * It is compiled with the program's directory as its place. `createRequire` finds an installed copy, a linked one, and
 * this package from inside its own tree (a plain `require` does not find the last). What is only a dependency of a
 * dependency, pnpm keeps in a folder of its own beside the packages, there or, with a workspace, further up.
 */
export function providerText(type: string): string {
  return `exports.handler=()=>{const r=require("module").createRequire,c=process.cwd(),n="pulumi-interlink/host",f=d=>r(d+"/_.js").resolve;let m;for(const d of [c,...f(c).paths(n).map(p=>p+"/.pnpm/node_modules")])try{m=f(d)(n);break}catch(e){}if(!m)throw new Error("The package pulumi-interlink, which manages this resource, cannot be found from "+c+". Install it there: npm install pulumi-interlink");return r(m)(m).handler("${type}")}`;
}
