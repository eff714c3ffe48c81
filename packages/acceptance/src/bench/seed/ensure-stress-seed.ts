/** A homeserver with what is hard to show: a long chain of replies, very many reactions, a huge text, a storm of edits. */
import { startBenchHomeserver } from './bench-homeserver.ts';
import { createApi, logIn, type Api } from './client-server-api.ts';
import { inOrder, inParallel } from './in-parallel.ts';
import { password } from './manifest.ts';
import { readSeeds, writeSeed, type SeedFolder } from './seed-folders.ts';

const stressVersion = 1;
const name = `stress-v${stressVersion}`;

const plainMessages = 30;
const replies = 1_000;
/** 250 people with 40 reactions each: 10,000. Nobody may react twice with the same. */
const reactors = 250;
const reactionKeys = Array.from({ length: 40 }, (_, index) => String.fromCodePoint(0x1f600 + index));
/** The whole event may have 65,536 bytes (specification, "Size limits"); this leaves room for the rest of it. */
const longBodyBytes = 64_000;

export interface StressRoom {
  readonly roomId: string;
  readonly name: string;
  /** What has to stand there when all is shown. */
  readonly newest: string;
}

export interface StressManifest {
  readonly stress: typeof stressVersion;
  readonly reader: string;
  readonly writer: string;
  readonly chain: StressRoom;
  readonly reactions: StressRoom;
  readonly longText: StressRoom;
  /** Edited while it is open. */
  readonly storm: StressRoom & { readonly editedEventId: string };
}

export async function ensureStressSeed(log: (line: string) => void): Promise<SeedFolder<StressManifest>> {
  const known = readSeeds<StressManifest>().find(({ manifest }) => manifest.stress === stressVersion);
  if (known) return known;
  log('Seeding a homeserver with what is hard to show, once. It takes about ten minutes …');
  return writeSeed(name, (folder) => makeStressSeed(folder, log));
}

async function makeStressSeed(folder: string, log: (line: string) => void): Promise<StressManifest> {
  await using homeserver = await startBenchHomeserver(folder, log);
  const makeUser = async (localpart: string): Promise<Api> => {
    await homeserver.createUser(localpart, password, { displayName: localpart });
    return createApi(homeserver.baseUrl, await logIn(homeserver.baseUrl, localpart, password));
  };
  const reader = await makeUser('leserin');
  const writer = await makeUser('schreiberin');
  /** @returns the room and the event id of its last plain message */
  const makeRoom = async (roomName: string, members: readonly Api[] = []) => {
    const roomId = await writer.createRoom({ name: roomName, preset: 'public_chat' });
    for (const member of [reader, ...members]) await member.join(roomId);
    let last = '';
    for (let index = 1; index <= plainMessages; index++) {
      last = await writer.sendText(roomId, `Nachricht ${index} in ${roomName}`);
    }
    return { roomId, name: roomName, last };
  };

  const chain = await makeRoom('Antwortkette');
  let previous = chain.last;
  await inOrder(replies, 'replies', log, async (index) => {
    previous = await writer.send(chain.roomId, 'm.room.message', {
      msgtype: 'm.text',
      body: `Nachricht ${plainMessages + index + 1} antwortet`,
      'm.relates_to': { 'm.in_reply_to': { event_id: previous } },
    });
  });

  const people: Api[] = [];
  await inParallel(reactors, 'people', log, async (index) => void people.push(await makeUser(`person${index}`)));
  const reactions = await makeRoom('Reaktionen', people);
  await inParallel(reactors, 'people who react', log, async (index) => {
    const person = people[index]!;
    for (const key of reactionKeys) {
      await person.send(reactions.roomId, 'm.reaction', {
        'm.relates_to': { rel_type: 'm.annotation', event_id: reactions.last, key },
      });
    }
    await person.request('POST', '/logout', {});
  });

  const longText = await makeRoom('Langtext');
  const word = 'Nachricht ohne Ende. ';
  const longBody = word.repeat(Math.floor(longBodyBytes / word.length));
  await writer.sendText(longText.roomId, longBody);

  const storm = await makeRoom('Bearbeitungen');
  await writer.request('POST', '/logout', {});
  await reader.request('POST', '/logout', {});

  const newest = (index: number, room: string): string => `Nachricht ${index} ${room}`;
  return {
    stress: stressVersion,
    reader: 'leserin',
    writer: 'schreiberin',
    chain: { roomId: chain.roomId, name: chain.name, newest: newest(plainMessages + replies, 'antwortet') },
    reactions: {
      roomId: reactions.roomId,
      name: reactions.name,
      newest: newest(plainMessages, `in ${reactions.name}`),
    },
    longText: { roomId: longText.roomId, name: longText.name, newest: word.trim() },
    storm: {
      roomId: storm.roomId,
      name: storm.name,
      newest: newest(plainMessages, `in ${storm.name}`),
      editedEventId: storm.last,
    },
  };
}
