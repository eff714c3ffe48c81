/** When a room gets a new key and when not (complement-crypto, `room_keys_test.go`). */
import { roomOf } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { createTap, onSync, timelineOf } from '../tap.ts';
import { expectThat, poll } from '../until.ts';

/** Shortest `rotation_period_ms` that the engine takes, and the one it takes for anything shorter. */
const shortestRotationMs = 3_600_000;

export const roomKeys: readonly Scenario[] = [
  scenario('The room key changes when a device logs out', 'TestRoomKeyIsCycledOnDeviceLogout', async (stage) => {
    const person = await stage.person('anna');
    const anna = await stage.device(person);
    const anna2 = await stage.device(person);
    const ben = await stage.device(await stage.person('ben'));
    const roomId = await roomOf(anna, [ben]);
    await anna.untilKnows(anna2);
    const first = await anna.say(roomId, 'mit beiden Geräten');
    await anna2.untilReads(first);
    await anna2.session.logout();
    await anna.untilKnows(anna2, false);
    const second = await anna.say(roomId, 'mit einem Gerät');
    await ben.untilReads(second);
    expectThat((await ben.sessionOf(first)) !== (await ben.sessionOf(second)), 'the room key is the old one');
  }),

  scenario(
    'The room key changes after as many messages as the room says',
    'TestRoomKeyIsCycledAfterEnoughMessages',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben], { rotationMessages: 5 });
      const sessions: string[] = [];
      for (let number = 1; number <= 6; number++) {
        const message = await anna.say(roomId, `Nachricht ${number}`);
        await ben.untilReads(message);
        sessions.push(await ben.sessionOf(message));
      }
      expectThat(new Set(sessions.slice(0, 4)).size === 1, 'the key changed too early');
      expectThat(sessions[0] !== sessions[5], 'the key has not changed');
    },
  ),

  scenario(
    'The room key changes after as long as the room says',
    'TestRoomKeyIsCycledAfterEnoughTime',
    async (stage) => {
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'));
      const roomId = await roomOf(anna, [ben], { rotationMs: shortestRotationMs });
      const first = await anna.say(roomId, 'vorher');
      const second = await anna.say(roomId, 'gleich darauf');
      const now = Date.now.bind(Date);
      let third;
      // The engine takes its time from here; it refuses a shorter period than an hour.
      Date.now = () => now() + shortestRotationMs + 1_000;
      try {
        third = await anna.say(roomId, 'eine Stunde später');
      } finally {
        Date.now = now;
      }
      await ben.untilReads(third);
      expectThat((await ben.sessionOf(first)) === (await ben.sessionOf(second)), 'the key changed too early');
      expectThat((await ben.sessionOf(second)) !== (await ben.sessionOf(third)), 'the key has not changed');
    },
  ),

  scenario('The room key changes when a member leaves', 'TestRoomKeyIsCycledOnMemberLeaving', async (stage) => {
    const anna = await stage.device(await stage.person('anna'));
    const ben = await stage.device(await stage.person('ben'));
    const carla = await stage.device(await stage.person('carla'));
    const roomId = await roomOf(anna, [ben, carla]);
    const first = await anna.say(roomId, 'zu dritt');
    await carla.untilReads(first);
    await carla.session.leave(roomId);
    await anna.untilMember(roomId, carla.userId, 'leave');
    const second = await anna.say(roomId, 'zu zweit');
    await ben.untilReads(second);
    expectThat((await ben.sessionOf(first)) !== (await ben.sessionOf(second)), 'the room key is the old one');
  }),

  scenario(
    'The room key stays when somebody changes name or logs in on one more device, which gets it',
    'TestRoomKeyIsNotCycled',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'), { environment: { fetch: tap.fetch } });
      const person = await stage.person('ben');
      const ben = await stage.device(person);
      const roomId = await roomOf(anna, [ben]);
      const first = await anna.say(roomId, 'erste');
      await ben.untilReads(first);
      // Display names are fixed in this deployment; the name in the room can change.
      await ben.session.sendState(roomId, 'm.room.member', ben.userId, { membership: 'join', displayname: 'Benno' });
      await poll(
        () => anna.session.rooms.get(roomId)?.state('m.room.member', ben.userId)?.content.displayname,
        (name) => name === 'Benno',
        'the new name has come',
      );
      const sharedBefore = tap.to('/sendToDevice/m.room.encrypted/').length;
      const second = await anna.say(roomId, 'nach der Umbenennung');
      await ben.untilReads(second);
      expectThat((await ben.sessionOf(first)) === (await ben.sessionOf(second)), 'a new name changed the key');
      expectThat(tap.to('/sendToDevice/m.room.encrypted/').length === sharedBefore, 'the key was sent again');

      const ben2 = await stage.device(person);
      await anna.untilKnows(ben2);
      const third = await anna.say(roomId, 'nach der Anmeldung');
      await ben2.untilReads(third);
      expectThat((await ben.sessionOf(first)) === (await ben.sessionOf(third)), 'a new device changed the key');
      const targets = tap
        .to('/sendToDevice/m.room.encrypted/')
        .slice(sharedBefore)
        .flatMap(({ body }) => Object.keys((body as Messages).messages[ben.userId] ?? {}));
      expectThat(!targets.includes(ben.deviceId), 'the key was sent to the old device again');
    },
  ),

  scenario(
    'An event whose sender the server has changed carries a red mark, or is not shown',
    'TestSpoofedEventSenderHandling, CVE-2025-48937',
    async (stage) => {
      const tap = createTap();
      const anna = await stage.device(await stage.person('anna'));
      const ben = await stage.device(await stage.person('ben'), { environment: { fetch: tap.fetch } });
      const carla = await stage.device(await stage.person('carla'));
      const roomId = await roomOf(anna, [ben, carla]);
      await ben.untilReads(await anna.say(roomId, 'echt'));
      const spoof = (as: string): (() => void) => {
        const stop = tap.interfere(
          onSync((answer) => {
            for (const event of timelineOf(answer, roomId)) if (event.type === 'm.room.encrypted') event.sender = as;
          }),
        );
        ben.session.reconnect(); // the request under way began before
        return stop;
      };
      const stop = spoof(carla.userId);
      const spoofed = await anna.say(roomId, 'von wem?');
      await poll(
        () => ben.session.rooms.get(roomId)?.live.events.at(-1)?.event_id,
        (id) => id === spoofed.eventId,
        'it came',
      );
      const { shield } = await ben.untilReads(spoofed);
      expectThat(shield === 'mismatchedSender', `the shield is ${shield}`);
      stop();
      spoof('carla');
      const nobody = await anna.say(roomId, 'von niemand');
      const after = await anna.say(roomId, 'danach');
      await carla.untilReads(after);
      const shown =
        ben.session.rooms.get(roomId)?.live.events.filter(({ event_id: id }) => id === nobody.eventId) ?? [];
      expectThat(shown.length === 0, 'an event of a sender that is no user is shown');
    },
  ),
];

interface Messages {
  readonly messages: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}
