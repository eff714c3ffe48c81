/** Brings the events of a case to the tester's device: through the server where it takes them, else past it. */
import { stepsOf, type HostileCase, type Json, type Names, type Step } from './format.ts';
import type { MutableJson } from './rewriting-proxy.ts';
import { aliceName, send, type CaseRoom, type HostileStage } from './stage.ts';

/** What the tester's own pending message is sent as. */
export const pendingKey = 'hostile-pending';

export interface Injected {
  /** Of each event of the case, in order. */
  readonly eventIds: readonly string[];
  /** The text of each, where it has one. */
  readonly bodies: readonly string[];
  /** Whether the case replaces answers of the sync, so that nothing arrives while it does. */
  readonly answers: boolean;
}

/** @throws {Error} for what cannot be fed, so that the case counts as failed */
export async function inject(stage: HostileStage, hostile: HostileCase, room: CaseRoom): Promise<Injected> {
  const eventIds: string[] = [];
  const bodies: string[] = [];
  const past: Readonly<Record<string, Json>>[] = [];
  const patches: ((answer: MutableJson) => void)[] = [];
  let answers = false;
  const names: Names = {
    idOf: (index) => eventIds[index] ?? `$${hostile.id}-${index}`,
    values: placeholders(stage, room),
  };

  const injectEvent = async (event: Readonly<Record<string, Json>>): Promise<void> => {
    const made = {
      sender: stage.mallory.userId,
      origin_server_ts: Date.now(),
      event_id: `$${hostile.id}-${eventIds.length}`,
      ...event,
    };
    const body = (made as { content?: { body?: unknown } }).content?.body;
    if (typeof body === 'string') bodies.push(body);
    const sent = hostile.inject === 'server' ? await sendHonestly(stage, room, made) : undefined;
    if (sent === undefined) past.push(made);
    eventIds.push(sent ?? String(made.event_id));
  };
  const take = async (step: Step): Promise<void> => {
    switch (step.kind) {
      case 'event':
        return injectEvent(step.event);
      case 'answer':
        answers = true;
        for (let count = 0; count < step.repeat; count++) stage.proxy.answers.push({ ...step });
        return;
      case 'patch':
        return void patches.push(patchOf(step.words, room.roomId));
      case 'create':
        return void patches.push((answer) => replaceCreate(answer, room.roomId, step.content));
      case 'toDevice':
        return void patches.push((answer) => {
          const extensions = (answer.extensions ??= {}) as MutableJson;
          const toDevice = (extensions.to_device ??= {}) as MutableJson;
          toDevice.events = [...((toDevice.events as readonly Json[] | undefined) ?? []), ...step.events];
        });
    }
  };
  for (const entry of hostile.events) for (const step of stepsOf(entry, names)) await take(step);

  bringPast(stage, room, past, patches);
  // The room's beginning is told again only to a connection that begins anew.
  if (patches.length > 0) stage.proxy.answers.unshift({ status: 400, body: '{"errcode":"M_UNKNOWN_POS"}' });
  return { eventIds, bodies, answers };
}

/** What stands for each placeholder of the format. */
export function placeholders(stage: HostileStage, room: CaseRoom): Names['values'] {
  return {
    $ALICENAME: aliceName,
    $ALICE: stage.alice.userId,
    $MALLORY: stage.mallory.userId,
    $ROOM: room.roomId,
    $HS: stage.homeserver.serverName,
    $ENCBASE: room.base2,
    $BASE2: room.base2,
    $BASE: room.base,
    $CREATE: room.createId,
    $OTHERROOM: room.otherRoomEvent,
    $MYTXN: pendingKey,
  };
}

/** Puts events into the next answer that has something new of the room, before that; and changes each answer. */
export function bringPast(
  { proxy }: HostileStage,
  { roomId }: CaseRoom,
  events: readonly Json[],
  patches: readonly ((answer: MutableJson) => void)[] = [],
): void {
  let brought = false;
  proxy.patch = (answer) => {
    const told = (answer.rooms as MutableJson | undefined)?.[roomId] as MutableJson | undefined;
    if (told && !brought) {
      // Before what is new, which is the message after the case.
      const timeline = (told.timeline as readonly Json[] | undefined) ?? [];
      if (events.length > 0 && timeline.length > 0) {
        told.timeline = [...events, ...timeline];
        brought = true;
      }
    }
    for (const patch of patches) patch(answer);
  };
}

/** @returns `undefined` where the server refuses it */
async function sendHonestly(
  { alice, mallory }: HostileStage,
  { roomId }: CaseRoom,
  event: Readonly<Record<string, Json>>,
): Promise<string | undefined> {
  const { type, content, state_key: stateKey, sender, redacts } = event;
  const person = sender === alice.userId ? alice : mallory;
  if (typeof type !== 'string' || type === '') return undefined;
  const room = encodeURIComponent(roomId);
  try {
    if (type === 'm.room.redaction' && typeof redacts === 'string') {
      const path = `/_matrix/client/v3/rooms/${room}/redact/${encodeURIComponent(redacts)}/${Date.now()}`;
      const { status, json } = await person.request('PUT', path, content);
      return status === 200 ? String(json.event_id) : undefined;
    }
    if (typeof stateKey === 'string') {
      const path = `/_matrix/client/v3/rooms/${room}/state/${encodeURIComponent(type)}/${encodeURIComponent(stateKey)}`;
      const { status, json } = await person.request('PUT', path, content);
      return status === 200 ? String(json.event_id) : undefined;
    }
    return await send(person, roomId, content ?? {}, type);
  } catch {
    return undefined;
  }
}

function replaceCreate(answer: MutableJson, roomId: string, content: Json): void {
  const told = (answer.rooms as MutableJson | undefined)?.[roomId] as MutableJson | undefined;
  for (const list of [told?.required_state, told?.timeline]) {
    for (const event of (list as MutableJson[] | undefined) ?? [])
      if (event.type === 'm.room.create') event.content = content;
  }
}

const ephemeral = { typing: 'm.typing', receipt: 'm.receipt' } as const;

/** A patch in words, such as `typing user_ids [null]; m.direct {"@a:b":"x"}; push rules missing`. @throws {Error} for other words */
function patchOf(words: string, roomId: string): (answer: MutableJson) => void {
  const parts = words.split(';').map((part) => part.trim());
  const changes = parts.map((part): ((extensions: MutableJson) => void) => {
    const found = /^(typing user_ids|receipt content|m\.[\w.]+|push rules missing)\s*(.*)$/.exec(part);
    if (!found) throw new Error(`the patch is not understood: ${part}`);
    const [, what, text] = found;
    if (what === 'push rules missing') return (extensions) => removeGlobal(extensions, 'm.push_rules');
    const value = JSON.parse(text!.replace(/([{,])(\w+):/g, '$1"$2":')) as Json;
    if (what === 'typing user_ids')
      return (extensions) => setEphemeral(extensions, 'typing', roomId, { user_ids: value });
    if (what === 'receipt content') return (extensions) => setEphemeral(extensions, 'receipt', roomId, value);
    const inRoom = ['m.fully_read', 'm.tag', 'm.marked_unread'].includes(what!);
    return (extensions) => setAccountData(extensions, inRoom ? roomId : undefined, what!, value);
  });
  return (answer) => {
    const extensions = (answer.extensions ??= {}) as MutableJson;
    for (const change of changes) change(extensions);
  };
}

function setEphemeral(extensions: MutableJson, kind: keyof typeof ephemeral, roomId: string, content: Json): void {
  const extension = (extensions[kind === 'receipt' ? 'receipts' : kind] ??= {}) as MutableJson;
  const rooms = (extension.rooms ??= {}) as MutableJson;
  rooms[roomId] = { type: ephemeral[kind], content };
}

function setAccountData(extensions: MutableJson, roomId: string | undefined, type: string, content: Json): void {
  const data = (extensions.account_data ??= {}) as MutableJson;
  if (roomId === undefined) data.global = [...((data.global as readonly Json[] | undefined) ?? []), { type, content }];
  else {
    const rooms = (data.rooms ??= {}) as MutableJson;
    rooms[roomId] = [...((rooms[roomId] as readonly Json[] | undefined) ?? []), { type, content }];
  }
}

function removeGlobal(extensions: MutableJson, type: string): void {
  const data = extensions.account_data as { global?: { type: string }[] } | undefined;
  if (data?.global) data.global = data.global.filter((event) => event.type !== type);
}
