/**
 * What a bundler cannot do for the drop-in's entry: have it begin by itself, and load at once what is on the way to the list.
 * A bundler puts what the entry shares with other files into a file of its own, and facades between the others; a browser finds
 * out about each of them when it has read the one before, a round trip later. Pure.
 */

/** The bundler's own helper, which does nothing by itself. The entry imports it for those who come later. */
const helper = /^var [\w$]+=Object\.defineProperty,[^;]*;export\{[^}]*\};?\s*$/;

/** Where the entry leaves what it shares. The first one in a page counts: its address may carry a version. */
const shared = 'globalThis[Symbol.for("bundesmessenger drop-in")]';

export interface EntryWithShared {
  readonly entry: string;
  /** In place of the file that the entry imports: the same names, of the entry. */
  readonly file: string;
}

/** @param entry begins with the import of the one file that it shares with others; that file imports nothing */
export function withShared(entry: string, read: (file: string) => string): EntryWithShared & { readonly name: string } {
  const [statement = '', imported, name = ''] = /^import\{([^}]*)\}from"\.\/([^"]+)";?/.exec(entry) ?? [];
  const source = read(name);
  const [exported = '', names] = /export\{([^}]*)\};?\s*$/.exec(source) ?? [];
  const body = source.slice(0, source.length - exported.length);
  if (!statement || !exported || /\bimport\s*[{*"]/.test(body))
    throw new Error('the entry does not share one file that imports nothing');
  const own = namesOf(names).map(([local, outside]) => `${outside}:${local}`);
  const used = namesOf(imported).map(([outside, local]) => `${outside}:${local}`);
  const rest = entry.slice(statement.length).replaceAll(/\bimport"\.\/([^"]+)";?/g, (_, file: string) => {
    if (!helper.test(read(file))) throw new Error(`the entry imports ${file}, which may do something`);
    return '';
  });
  // A scope of its own: short names are used on both sides.
  const scope = `(()=>{let{${used.join(',')}}=${shared};${rest.trim()}})();`;
  return {
    name,
    entry: `${body}${shared}??={${own.join(',')}};${scope}\n`,
    file: `export const{${namesOf(names)
      .map(([, outside]) => outside)
      .join(',')}}=${shared};\n`,
  };
}

/** A file that the entry loads: it takes what it shares with the entry without another file. @param name of that file */
export function takingShared(source: string, name: string): string {
  const [statement = '', imported] = new RegExp(`(?<![\\w$])import\\{([^}]*)\\}from"\\./${name}";?`).exec(source) ?? [];
  if (!statement) return source;
  const taken = namesOf(imported).map(([outside, local]) => `${outside}:${local}`);
  return source.replace(statement, () => `var{${taken.join(',')}}=${shared};`); // hoisted functions may stand before it
}

/** Loads the file of a facade in its place. @param entry loads facades, each of which exports what one file has */
export function withoutFacades(entry: string, read: (file: string) => string): string {
  let direct = entry;
  for (const [, facade = ''] of entry.matchAll(/import\("\.\/([^"]+)"\)/g)) {
    const source = read(facade);
    const [, imported = '', file = ''] = /^import\{([^}]*)\}from"\.\/([^"]+)"/.exec(source) ?? [];
    const exported = namesOf(/export\{([^}]*)\}/.exec(source)?.[1]);
    const inFile = new Map(namesOf(imported).map(([name, local]) => [local, name]));
    direct = direct.replace(facade, file);
    for (const [local, name] of exported) {
      const nameInFile = inFile.get(local);
      if (nameInFile === undefined) throw new Error(`${facade} is no facade of one file`);
      direct = direct.replace(new RegExp(`(?<=[{,])${name}(?=:)`), nameInFile);
    }
  }
  return direct;
}

/** Of `a as b,c`: a and b, c and c. */
function namesOf(list = ''): [from: string, to: string][] {
  const names = list.split(',').map((name) => name.split(' as '));
  return names.map(([from = '', to = from]) => [from, to]);
}
