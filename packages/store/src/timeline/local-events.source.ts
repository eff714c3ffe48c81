/** What this device is sending, as events of the index: so a message, edit, reaction or redaction shows at once. */
import type { ClientEvent, JsonObject } from '@bundesmessenger/core';
import type { Readable } from '@bundesmessenger/core/readable';
import type { Outgoing } from '../outbox/outgoing.ts';
import type { Echo, Outbox } from '../outbox/outbox.ts';
import { localIdPrefix, type EventIndex } from './event-index.ts';
import type { SendState } from './timeline.ts';

export interface LocalEvents {
  /** Of what the timeline does not have from the server yet, oldest first. */
  eventIds(): readonly string[];
  /** Of a local id; `undefined` for what the server has. */
  sendStateOf(eventId: string): SendState | undefined;
  /** Grows with every change of how a message, or its edit, is sent. */
  revisionOf(eventId: string): string;
  /** Lets go of what the timeline shows from the server by now. Called when events have come. */
  settle(): void;
  stop(): void;
}

interface LocalEventsOptions {
  readonly index: EventIndex;
  readonly outbox: Outbox;
  readonly roomId: string;
  readonly userId: Readable<string | undefined>;
  readonly onChange: () => void;
}

export function createLocalEvents({ index, outbox, roomId, userId, onChange }: LocalEventsOptions): LocalEvents {
  const echoes = outbox.echoes(roomId);
  /** What is shown of an echo, and how to take it away. */
  const shown = new Map<string, { readonly outgoing: Outgoing; readonly undo: () => void }>();

  const show = ({ key, outgoing, queuedTs }: Echo): (() => void) => {
    const sender = userId.get() ?? '';
    if (outgoing.kind === 'redaction') return index.redact(outgoing.eventId, sender);
    const eventId = localIdPrefix + key;
    index.add(localEvent(eventId, sender, queuedTs, outgoing));
    return () => index.remove(eventId);
  };
  /** Whether the server's own event is here. */
  const isKnown = ({ eventId, outgoing }: Echo): boolean => {
    if (eventId === undefined) return false;
    const known = index.get(outgoing.kind === 'redaction' ? outgoing.eventId : eventId);
    // Until it is decrypted, the row of what was sent stays.
    if (outgoing.kind !== 'redaction') return known !== undefined && known.clearness.status !== 'pending';
    return known?.event.unsigned?.redacted_because !== undefined;
  };
  const update = (): void => {
    const current = new Map(echoes.get().map((echo) => [echo.key, echo]));
    for (const [key, { outgoing, undo }] of shown) {
      const echo = current.get(key);
      if (echo?.outgoing === outgoing && !isKnown(echo)) continue;
      shown.delete(key);
      undo();
    }
    for (const echo of current.values()) {
      if (!shown.has(echo.key) && !isKnown(echo)) shown.set(echo.key, { outgoing: echo.outgoing, undo: show(echo) });
    }
  };
  const settle = (): void => {
    update();
    for (const echo of echoes.get()) if (isKnown(echo)) outbox.confirm(roomId, echo.eventId!);
  };
  const stop = echoes.subscribe(() => {
    update();
    onChange();
  });
  const sendStateOf = (eventId: string): SendState | undefined => {
    if (!eventId.startsWith(localIdPrefix)) return undefined;
    const key = eventId.slice(localIdPrefix.length);
    return echoes.get().find((echo) => echo.key === key)?.send;
  };

  return {
    eventIds: () =>
      echoes
        .get()
        .flatMap((echo) => (echo.outgoing.kind === 'redaction' || isKnown(echo) ? [] : [localIdPrefix + echo.key])),
    sendStateOf,
    revisionOf(eventId) {
      if (echoes.get().length === 0) return '';
      const own = sendStateOf(eventId);
      const edit = index.editOf(eventId);
      return own || edit ? JSON.stringify([own, edit && sendStateOf(edit.event.event_id)]) : '';
    },
    settle,
    stop() {
      stop();
      for (const { undo } of shown.values()) undo();
      shown.clear();
    },
  };
}

function localEvent(
  eventId: string,
  sender: string,
  sentTs: number,
  outgoing: Exclude<Outgoing, { kind: 'redaction' }>,
): ClientEvent {
  const { type, content } =
    outgoing.kind === 'event'
      ? { type: outgoing.eventType, content: outgoing.content }
      : { type: 'm.room.message', content: fileContent(outgoing.file) };
  return { event_id: eventId, type, sender, origin_server_ts: sentTs, content };
}

/** A file that is not uploaded has no URI; any will do for the row, which names the file by its key. */
function fileContent({ content, info }: { content: JsonObject; info: JsonObject }): JsonObject {
  return { ...content, info, url: 'mxc://local/unsent' };
}
