/**
 * What is stored in every resource's state as its provider: a text that loads this package by name. The text, the paths
 * `pulumi-interlink/host` and `pulumi-interlink/package.json` and the type names are the state format and never change.
 * Nothing in it may name a version or a path, or every upgrade would show as a change.
 */
export function providerText(type: string): string {
  return `${FIND}return x(n+'/host').handler('${type}')}`;
}

/**
 * The same for the states that the plugin writes. Only a stack that has moved to the classes over Pulumi's dynamic
 * provider reads it, until its resources are next updated. The engine writes all states anew at each step, so that a short
 * one counts: it finds the package where the program depends on it itself, or where an inline program has loaded it.
 */
export function shortProviderText(type: string): string {
  return `exports.handler=()=>require(require.resolve('pulumi-interlink/host',{paths:[process.cwd(),process.env.INTERLINK_PATH||'']})).handler('${type}')`;
}

/**
 * Sets `x` to a `require` that knows this package, whichever way it was installed.
 *
 * The program's own copy comes first: `createRequire` at the program's directory (`c`) finds an installed copy, a linked
 * one, and this package from inside its own tree, which a plain `require` does not. Without one, the dependencies of
 * every package.json from there upwards are followed (`q`) as Node.js and Yarn's Plug'n'Play do, each from its real
 * directory: that is where the layouts of pnpm, npm's linked strategy and Bun keep what is only a dependency of a
 * dependency, wherever the store is. Of several copies the newest is taken ('~' comes after '-': a release follows its
 * previews). The last resort (`m`) is the copy that an inline program of the Automation API has loaded, whose process is
 * an ancestor of the provider's, and what Pulumi's host itself sees, which includes what pnpm hoists.
 *
 * The error's answer alone shows it. The host prints it too, by `console.error(\`\${e}: \${e.stack}\`)`, so being asked
 * for its text it drops the next write: one line for each resource instead of twelve.
 */
const FIND = [
  "exports.handler=()=>{const{createRequire:r,findPnpApi:P}=require('module'),F=require('fs'),n='pulumi-interlink',",
  "c=process.cwd(),m=[process.env.INTERLINK_PATH,require.main?.filename],q=new Set([c,...m,...r(c+'/_').resolve.paths(n).map(p=>p+'/..')]);let x,y='';",
  "for(const d of q)try{const w=r(d+'/_');",
  "try{w.resolve(n+'/host');const v=m.includes(d)?'':w(n+'/package.json').version+'~';",
  "if(!x||v.localeCompare(y,'en',{numeric:true})>0){x=w;y=v}}catch{}",
  "if(x&&d==c)break;",
  "const b=w.resolve.paths(n),j=w(d+'/package.json');",
  "for(const i in j)if(/endencies$/.test(i))for(const k in j[i])",
  "try{q.add(P?.(d)?.resolveToUnqualified(k,d+'/')??F.realpathSync(b.map(p=>p+'/'+k).find(F.existsSync)))}catch{}",
  "}catch{}",
  "if(!x)throw Object.assign(Error('The package '+n+', which manages this resource, cannot be found from '+c+",
  "'. Install it there: npm install '+n),{stack:'',toString(){const s=process.stderr,w=s.write;s.write=()=>s.write=w}});",
].join("");
