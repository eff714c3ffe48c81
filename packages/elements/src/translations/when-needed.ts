/** What `Intl` makes costs milliseconds: not while a catalogue of words loads, but with the first sentence that needs it. */
export function whenNeeded<Format>(make: () => Format): () => Format {
  let made: Format | undefined;
  return () => (made ??= make());
}
