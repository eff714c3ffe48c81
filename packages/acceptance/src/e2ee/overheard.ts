/** What leaves the SDK in words: consoles, errors, addresses, storage in clear. Kept to look for secrets in it. */

export type Source = 'console' | 'error' | 'address' | 'storage';

const heard: Record<Source, string[]> = { console: [], error: [], address: [], storage: [] };

export function overhear(source: Source, text: string): void {
  heard[source].push(text);
}

/** An error with all it holds: message, stack, cause and own members. */
export function overhearError(error: unknown): void {
  const seen = new Set<unknown>();
  const parts: string[] = [];
  for (let next = error; next !== undefined && next !== null && !seen.has(next);) {
    seen.add(next);
    if (!(next instanceof Error)) {
      parts.push(JSON.stringify(next) ?? String(next));
      break;
    }
    parts.push(next.name, next.message, next.stack ?? '', JSON.stringify(next) ?? '');
    next = next.cause;
  }
  overhear('error', parts.join('\n'));
}

/** From now on what this process prints is heard, too, and printed all the same. @returns ends it */
export function listenToConsole(): () => void {
  const stops = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
      overhear('console', typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString());
      return write(chunk, ...rest);
    }) as typeof stream.write;
    return () => void (stream.write = write);
  });
  return () => stops.forEach((stop) => stop());
}

/** How much of each was heard. */
export function heardSoFar(): Readonly<Record<Source, number>> {
  const { console, error, address, storage } = heard;
  return { console: console.length, error: error.length, address: address.length, storage: storage.length };
}

/** Where secrets were heard, as they are, without spaces, or as they stand in an address. Does not repeat the secret. */
export function heardOf(secrets: Iterable<string>): string[] {
  const forms = [...secrets].flatMap((secret) => [
    secret,
    secret.replaceAll(' ', ''),
    encodeURIComponent(secret),
    new URLSearchParams([['', secret]]).toString().slice(1),
  ]);
  return (Object.keys(heard) as Source[]).flatMap((source) => {
    const holding = heard[source].filter((text) => forms.some((form) => text.includes(form)));
    return holding.length === 0 ? [] : [`${source} (${holding.length} times)`];
  });
}
