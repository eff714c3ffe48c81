/** Published failures of others, each named, as a hostile server or sender would try them on us. */
import type { Device } from '../device.ts';
import { makeRoom, roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { createTap, onSync } from '../tap.ts';
import { expectThat, poll, until } from '../until.ts';
import { compareEmoji } from '../verify.ts';

/** What the server may put before a device as a to-device message. */
type ToDevice = { type: string; sender: string; content: Record<string, unknown> };

/** A device whose server slips it to-device messages of its own. */
function injecting() {
  const tap = createTap();
  const queue: ToDevice[] = [];
  tap.interfere(
    onSync((answer) => {
      const events = answer.extensions?.to_device?.events;
      if (events) events.push(...(queue.splice(0) as never[]));
    }),
  );
  return { tap, inject: (...events: ToDevice[]) => queue.push(...events), isTaken: () => queue.length === 0 };
}

export const advisories: readonly Scenario[] = [
  scenario(
    'Room keys that come forwarded, in clear or over Megolm are not taken',
    'CVE-2022-39249, CVE-2022-39251, CVE-2021-40823',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const { tap, inject, isTaken } = injecting();
      const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tap.fetch } });
      const eve = await stage.device(await stage.person('eva'));
      const secret = await makeRoom(anna);
      const message = await anna.say(secret, 'nicht für Ben');
      const [key] = await anna.encryption.crypto.exportRoomKeys();
      const roomId = await roomOf(anna, [ben, eve]);
      const megolm = await eve.session.encrypt(roomId, 'm.room_key', {
        algorithm: 'm.megolm.v1.aes-sha2',
        room_id: secret,
        session_id: key!.session_id,
        session_key: key!.session_key,
      });
      inject(
        {
          type: 'm.forwarded_room_key',
          sender: anna.userId,
          content: { ...key, room_id: secret, algorithm: 'm.megolm.v1.aes-sha2', forwarding_curve25519_key_chain: [] },
        },
        { type: 'm.room_key', sender: anna.userId, content: { ...key, room_id: secret } },
        { type: 'm.room.encrypted', sender: eve.userId, content: { ...megolm, room_id: roomId } },
      );
      ben.session.reconnect();
      await ben.untilReads(await anna.say(roomId, 'Anstoß'));
      await poll(isTaken, (taken) => taken, 'the server has slipped them in');
      const before = await ben.encryption.crypto.exportRoomKeys();
      expectThat(!before.some(({ session_id: id }) => id === key!.session_id), 'a key was taken');
      await anna.session.invite(secret, ben.userId);
      await ben.session.join(secret);
      await ben.untilFails(message);
    },
  ),

  scenario(
    'A room key that somebody asks for is not handed out, not even to a device with a copied name',
    'CVE-2021-40823, CVE-2024-47080',
    async (stage) => {
      const { tap, inject, isTaken } = injecting();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const ben = await stage.device(await stage.person('ben'));
      const eve = await stage.device(await stage.person('eva'));
      const roomId = await roomOf(anna, [ben]);
      const message = await anna.say(roomId, 'geheim');
      const sent = tap.to('/sendToDevice/').length;
      const request = (sender: string, device: string): ToDevice => ({
        type: 'm.room_key_request',
        sender,
        content: {
          action: 'request',
          request_id: crypto.randomUUID(),
          requesting_device_id: device,
          body: {
            algorithm: 'm.megolm.v1.aes-sha2',
            room_id: roomId,
            session_id: key,
            sender_key: 'x'.repeat(43),
          },
        },
      });
      const key = await ben.sessionOf(message);
      inject(request(eve.userId, eve.deviceId), request(eve.userId, anna.deviceId), request(anna.userId, 'COPY'));
      anna.session.reconnect();
      await anna.untilReads(await ben.say(roomId, 'Anstoß'));
      await poll(isTaken, (taken) => taken, 'the server has asked');
      const answers = tap.to('/sendToDevice/').slice(sent);
      expectThat(
        answers.every(({ body }) => !JSON.stringify(body).includes(eve.userId)),
        'something went to eve',
      );
    },
  ),

  scenario(
    'A device that the server calls like the identity is no device to verify with',
    'CVE-2022-39250',
    async (stage) => {
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      const master = (await anna.encryption.crypto.getCrossSigningKeyId())!;
      const tap = createTap();
      tap.interfere(async ({ path }, next) => {
        const answer = await next();
        if (!path.endsWith('/keys/query')) return answer;
        const json = (await answer.json()) as { device_keys?: Record<string, Record<string, Record<string, unknown>>> };
        const devices = json.device_keys?.[anna.userId];
        const own = devices?.[anna.deviceId];
        if (devices && own) devices[master] = { ...own, device_id: master };
        return new Response(JSON.stringify(json), { status: 200 });
      });
      const fresh = await stage.device(person, { environment: { fetch: tap.fetch } });
      const known = (await fresh.encryption.crypto.getUserDeviceInfo([anna.userId])).get(anna.userId);
      expectThat(known?.has(anna.deviceId) === true, 'the real device is not known');
      expectThat(known?.has(master) === false, 'the device that has the name of the identity is taken for one');
    },
  ),

  scenario(
    'Somebody whom another own device has verified is not verified here before this device is',
    'GHSA-4qg4-cvh2-crgg',
    async (stage) => {
      const person = await stage.person('anna');
      const anna = await stage.device(person);
      const ben = await stage.device(await stage.person('ben'));
      await roomOf(anna, [ben]);
      const { recoveryKey } = await anna.encryption.recovery.setUp();
      stage.addCanary(recoveryKey);
      await anna.encryption.verification.request({ userId: ben.userId });
      await compareEmoji(anna, ben);
      const fresh = await stage.device(person);
      const identity = fresh.encryption.identities.of(ben.userId);
      const stop = identity.subscribe(() => undefined);
      await until(identity, ({ status }) => status !== 'unknown', 'ben is looked up');
      expectThat(identity.get().status !== 'verified', 'ben is verified on a device that nobody has verified');
      await fresh.encryption.recovery.unlock({ recoveryKey });
      await until(identity, ({ status }) => status === 'verified', 'ben is verified once this device is');
      stop();
    },
  ),

  scenario(
    'History is shared with who is invited only where the organisation wants it and the room allows it',
    'CVE-2024-47080, CVE-2024-47824, MSC4268',
    async (stage) => {
      const shares = { encryption: { shareHistory: 'onInvite' } } as const;
      for (const [policy, visibility, reads] of [
        [shares, 'shared', true],
        [shares, 'invited', false],
        [{}, 'shared', false],
      ] as const) {
        const anna = await stage.device(await stage.person('anna'), policy);
        const ben = await stage.device(await stage.person('ben'), policy);
        const roomId = await makeRoom(anna, { visibility });
        const message = await anna.say(roomId, 'vor der Einladung');
        await anna.session.invite(roomId, ben.userId);
        await poll(
          () => ben.session.rooms.get(roomId)?.membership,
          (now) => now === 'invite',
          'the invitation has come',
        );
        await ben.session.join(roomId);
        await canSee(ben, message, reads);
      }
    },
  ),
];

async function canSee(reader: Device, message: Parameters<Device['untilReads']>[0], reads: boolean): Promise<void> {
  if (reads) {
    await reader.untilReads(message);
    return;
  }
  // The event itself may be hidden, too: then there is nothing to read.
  const event = await reader.event(message.roomId, message.eventId).catch(() => undefined);
  if (event) await reader.untilFails(message);
}
