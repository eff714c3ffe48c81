/** Keys as complement-crypto's own list leaves them open: reuse, rotation, sharing that was interrupted. */
import type { Device } from '../device.ts';
import { roomOf, makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { password } from '../stage.ts';
import { createTap, onSync, type Tap } from '../tap.ts';
import { expectThat, poll, until } from '../until.ts';

export const keys: readonly Scenario[] = [
  scenario(
    'A one-time key that the server hands out twice serves only the first',
    'hit list: reuse of a one-time key',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const tapOfBen = createTap();
      const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tapOfBen.fetch } });
      const tapOfCarla = createTap();
      const carla = await stage.device(await stage.person('carla'), { environment: { fetch: tapOfCarla.fetch } });
      const withBen = await roomOf(ben, [anna]);
      const withCarla = await roomOf(carla, [anna]);
      let claimed: unknown;
      tapOfBen.interfere(async ({ path }, next) => {
        const answer = await next();
        if (path.endsWith('/keys/claim')) claimed = await answer.clone().json();
        return answer;
      });
      const first = await ben.say(withBen, 'mit dem Schlüssel');
      await anna.untilReads(first);
      expectThat(claimed !== undefined, 'no key was claimed');
      const stop = tapOfCarla.interfere(async ({ path }, next) => {
        const answer = await next();
        return path.endsWith('/keys/claim') ? new Response(JSON.stringify(claimed), { status: 200 }) : answer;
      });
      const second = await carla.say(withCarla, 'mit demselben Schlüssel');
      stop();
      await anna.untilFails(second);
      await anna.untilReads(await ben.say(withBen, 'weiter wie bisher'));
    },
  ),

  scenario(
    'A broken message that names a one-time key does not use it up',
    'hit list: private key kept after a bad pre-key message, element-ios 7480',
    async (stage) => {
      const tapOfAnna = createTap();
      const untilTaken = watchToDevice(tapOfAnna);
      const tapOfBen = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tapOfAnna.fetch } });
      const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tapOfBen.fetch } });
      const roomId = await roomOf(ben, [anna]);
      let broken = 0;
      tapOfBen.interfere(async ({ path, body }, next) => {
        if (!path.includes('/sendToDevice/m.room.encrypted/') || broken > 0) return next();
        broken += 1;
        const taken = untilTaken();
        await ben.session.request({
          method: 'PUT',
          path: `/_matrix/client/v3/sendToDevice/m.room.encrypted/broken-${crypto.randomUUID()}`,
          body: withBrokenMac(body as ToDeviceBody),
        });
        await taken;
        return next();
      });
      await anna.untilReads(await ben.say(roomId, 'trotzdem'));
      expectThat(broken === 1, 'no broken message was sent');
    },
  ),

  scenario(
    'The room key changes, and is kept from it, when a device loses the trust that the organisation asks for',
    'hit list: rotation on blacklisting, MSC4153',
    async (stage) => {
      const exclude = { encryption: { insecureDevices: 'exclude' } } as const;
      const anna = await stage.device(await stage.person('anna'), exclude);
      const person = await stage.person('ben');
      const ben = await stage.device(person, exclude);
      const { recoveryKey } = await ben.encryption.recovery.setUp();
      const ben2 = await stage.device(person, exclude);
      await until(ben2.encryption.recovery.state, ({ status }) => status === 'unlockNeeded', 'asks to unlock');
      await ben2.encryption.recovery.unlock({ recoveryKey });
      const roomId = await roomOf(anna, [ben]);
      await anna.untilKnows(ben2);
      const first = await anna.say(roomId, 'an beide Geräte');
      await ben.untilReads(first);
      await ben2.untilReads(first);
      await resetIdentity(ben);
      const ofBen2 = async (): Promise<boolean | undefined> =>
        (await anna.encryption.crypto.getDeviceVerificationStatus(ben.userId, ben2.deviceId))?.signedByOwner;
      await poll(ofBen2, (signed) => signed === false, 'the second device is not signed any more');
      await anna.encryption.identities.accept(ben.userId);
      const second = await anna.say(roomId, 'nur an das vertraute');
      await ben.untilReads(second);
      const { cause } = await ben2.untilFails(second);
      expectThat(cause === 'withheldUnverified', `the cause is ${cause}`);
      expectThat((await ben.sessionOf(first)) !== (await ben.sessionOf(second)), 'the room key is the old one');
    },
  ),

  scenario(
    'The room key changes after as many messages as the organisation allows, whatever the room says',
    'product goal: rotation by deployment',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'), { encryption: { rotation: { messages: 2 } } });
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben], { rotationMessages: 1_000 });
      const sessions = new Set<string>();
      for (let number = 0; number < 4; number++) sessions.add(await ben.sessionOf(await readable(ben, anna, roomId)));
      expectThat(sessions.size === 2, `four messages have ${sessions.size} keys`);
    },
  ),

  scenario(
    'The room key changes when the history gets a stricter visibility',
    'hit list: rotation on stricter visibility',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben]);
      const first = await anna.say(roomId, 'für alle');
      await anna.session.sendState(roomId, 'm.room.history_visibility', '', { history_visibility: 'joined' });
      await poll(
        () => anna.session.rooms.get(roomId)?.state('m.room.history_visibility')?.content.history_visibility,
        (visibility) => visibility === 'joined',
        'the new visibility has come',
      );
      const second = await anna.say(roomId, 'nur für Mitglieder');
      await ben.untilReads(second);
      expectThat((await ben.sessionOf(first)) !== (await ben.sessionOf(second)), 'the room key is the old one');
    },
  ),

  scenario(
    'An encryption that the server empties, weakens or hides changes nothing: what is sent stays encrypted as before',
    'hit list: change of the algorithm; GHSA class "encryption downgrade"',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben], { rotationMessages: 3 });
      await ben.untilReads(await anna.say(roomId, 'vorher'));
      for (const content of [
        {},
        { algorithm: 'm.none' },
        { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_msgs: 1_000_000 },
      ]) {
        await anna.session.request({
          method: 'PUT',
          path: `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/state/m.room.encryption/`,
          body: content,
        });
        await anna.untilReads(await ben.say(roomId, 'danach')); // the change came before it
        const message = await anna.say(roomId, 'immer noch verschlüsselt');
        const { type, content: sent } = await ben.event(roomId, message.eventId);
        expectThat(type === 'm.room.encrypted' && sent.algorithm === 'm.megolm.v1.aes-sha2', `sent as ${type}`);
        await ben.untilReads(message);
      }
      const sessions = new Set<string>();
      for (let number = 0; number < 4; number++) sessions.add(await ben.sessionOf(await readable(ben, anna, roomId)));
      expectThat(sessions.size > 1, 'the key lives longer than the room said at first');
      // A device that starts anew and never saw the encryption does not send at all.
      tap.interfere(
        onSync(({ rooms = {} }) => {
          for (const room of Object.values(rooms)) {
            room.required_state = (room.required_state ?? []).filter(({ type }) => type !== 'm.room.encryption');
            room.timeline = (room.timeline ?? []).filter(({ type }) => type !== 'm.room.encryption');
          }
        }),
      );
      const hidden = await makeRoom(ben, { invite: [anna] });
      await anna.session.join(hidden).catch(() => undefined);
      const code = await anna.say(hidden, 'nie im Klartext').then(
        () => 'sent',
        (error: { code?: string }) => error.code,
      );
      expectThat(code === 'ROOM_NOT_ENCRYPTED' || code === 'ROOM_UNKNOWN', `it was ${code}`);
    },
  ),

  scenario(
    'Who could not get the room key at first gets it with the next message',
    'hit list: part-way key sharing resumed',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const carla = await stage.device(await stage.person('carla'));
      const roomId = await roomOf(anna, [ben, carla]);
      tap.interfere(async ({ path, body }, next) => {
        if (!path.endsWith('/keys/claim')) return next();
        const wanted = (body as { one_time_keys: Record<string, unknown> }).one_time_keys;
        const answer = (await (await next()).json()) as { one_time_keys: Record<string, unknown> };
        if (carla.userId in wanted && partly) delete answer.one_time_keys[carla.userId];
        return new Response(JSON.stringify(answer), { status: 200 });
      });
      let partly = true;
      const first = await anna.say(roomId, 'nur zum Teil verteilt');
      await ben.untilReads(first);
      partly = false;
      const claims = tap.to('/keys/claim').length;
      await carla.untilFails(first);
      // The engine waits for a while before it asks the same device again.
      await poll(
        async () => {
          await anna.say(roomId, 'Anstoß');
          return tap.to('/keys/claim').length;
        },
        (count) => count > claims,
        'the key is claimed again',
        60_000,
      );
      await carla.untilReads(await anna.say(roomId, 'jetzt an alle'));
    },
  ),
];

interface ToDeviceBody {
  readonly messages: Record<string, Record<string, { ciphertext: Record<string, { type: number; body: string }> }>>;
}

/** The same pre-key message with its last bytes, the authentication code, turned round. */
function withBrokenMac(given: ToDeviceBody): ToDeviceBody {
  const body = structuredClone(given);
  for (const devices of Object.values(body.messages)) {
    for (const { ciphertext } of Object.values(devices)) {
      for (const message of Object.values(ciphertext)) {
        const bytes = Buffer.from(message.body, 'base64');
        for (let at = bytes.length - 4; at < bytes.length; at++) bytes[at] = bytes[at]! ^ 0xff;
        message.body = bytes.toString('base64').replace(/=+$/, '');
      }
    }
  }
  return body;
}

/**
 * Watches what a device has taken in: only then it acknowledges it. Has to begin before the device does.
 * @returns asks for the next encrypted to-device message
 */
function watchToDevice(tap: Tap): () => Promise<void> {
  let acknowledgement: string | undefined;
  let isTaken: (() => void) | undefined;
  const read = onSync(({ extensions: { to_device: answered } = {} }) => {
    if (isTaken && answered?.events?.some(({ type }) => type === 'm.room.encrypted')) {
      acknowledgement = answered.next_batch;
    }
  });
  tap.interfere((request, next) => {
    const { extensions } = (request.body ?? {}) as { extensions?: { to_device?: { since?: string } } };
    const since = extensions?.to_device?.since;
    if (since !== undefined && since === acknowledgement) isTaken?.();
    return read(request, next);
  });
  return () => new Promise((resolve) => (isTaken = resolve));
}

async function readable(reader: Device, writer: Device, roomId: string) {
  const message = await writer.say(roomId, 'noch eine');
  await reader.untilReads(message);
  return message;
}

async function resetIdentity({ encryption }: Device): Promise<void> {
  const reset = encryption.recovery.resetIdentity();
  await until(
    encryption.reauthentication.state,
    ({ status }) => status === 'needed',
    'the server asks for the password',
  );
  await encryption.reauthentication.give(password);
  await reset;
}
