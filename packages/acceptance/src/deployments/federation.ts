/** Authorities that trust each other, and a server outside: who meets whom, and in which words everybody else is refused. */
import { federationProfile, type ProfileServer } from '@bundesmessenger/homeserver';
import type { Store } from '@bundesmessenger/store';
import { accept, meet, say } from './both-ways.ts';
import { expectEqual, expectThat, needed } from './counted-steps.ts';
import { deploymentCheck } from './deployment-check.ts';
import { sendFile } from './files.ts';
import { verify } from './verification.ts';
import { visit, type Visitor } from './visitor.ts';

const texts = ['Wir rücken um 14 Uhr aus, der Pegel steigt 🌊', 'Das Land schickt zwei Züge zum Deich'] as const;
const whileDown = 'Das schreibe ich, während der Server des Landes nicht antwortet';
const whenOpened = 'Willkommen, dieser Raum ist jetzt auch für das Land offen';
const file = { name: 'lagekarte.txt', text: 'Deichkilometer 12,4 bis 13,1: Sickerstellen' } as const;
const roomName = 'Hochwasserlage';
const federated = { federation: 'federated' } as const;

/** The words of the elements for a code, as a person reads them. */
const sentences = {
  WL_SERVER_NAME: 'Dieser Server ist für den Chat nicht freigegeben.',
  FEDERATION_REFUSED: 'Zwischen Ihrer Organisation und dieser anderen sind keine Chats möglich.',
  ROOM_INTERNAL: 'Dieser Raum ist nur für Ihre eigene Organisation offen.',
  REMOTE_UNREACHABLE: 'Der Server der anderen Organisation antwortet nicht.',
} as const;

export const federationCheck = deploymentCheck(federationProfile, async ({ servers, running, pages, step }) => {
  const { first, second, outside } = servers;
  const guests = [
    { localpart: 'anna', server: first, options: federated },
    { localpart: 'berta', server: second, options: federated },
  ] as const;
  const { host: anna, guest: berta, roomId } = await meet(step, pages, guests, { roomName, ...federated, texts });

  await step('each knows whom their own server federates with', async () => {
    for (const visitor of [anna, berta]) {
      const { federation, federationPartners } = await needed(visitor).deployment();
      expectEqual(federation, 'federated', 'the deployment');
      expectEqual(
        [...(federationPartners ?? [])].toSorted((a, b) => a.localeCompare(b)),
        ['bund.example', 'land.example'],
        'partners',
      );
    }
  });
  await step('the room is encrypted, and says that it is open to other organisations', async () => {
    await needed(anna).untilShown('Organisationsübergreifend');
    const { encrypted, federation } = await summary(needed(berta), needed(roomId));
    expectEqual([encrypted, federation], [true, 'federated'], 'the room at the other authority');
  });
  const sent = await step('a file goes from one authority to the other', () =>
    sendFile(needed(anna), needed(berta), needed(roomId), file),
  );
  await step('the two verify each other across their authorities', () => verify(needed(anna), needed(berta)));
  await step('and their room says that they have, in words', async () => {
    for (const { chat } of [needed(anna), needed(berta)]) await chat.untilRead('haben sich gegenseitig bestätigt.');
  });

  await step(
    'nobody of the server outside can be invited: refused with code and sentence, and nothing is asked',
    async () => {
      const before = first.proxy.requests.length;
      const outsider = await userAt(outside, 'otto');
      expectEqual(await codeOfInvite(needed(anna), needed(roomId), outsider), 'FEDERATION_REFUSED', 'code');
      await inviteByHand(needed(anna), outsider);
      await needed(anna).untilShown(sentences.FEDERATION_REFUSED);
      await needed(anna).chat.element.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();
      const invites = first.proxy.requests.slice(before).filter(({ path }) => path.endsWith('/invite'));
      expectEqual(invites, [], 'invitations that left');
    },
  );
  await step('no room of the server outside can be entered by its alias: refused with its code', async () => {
    const join = (store: Store, alias: string): Promise<string> =>
      store.join(alias).then(
        () => 'none',
        (error: { code: string }) => error.code,
      );
    expectEqual(await needed(anna).inStore(join, '#offen:fremd.example'), 'FEDERATION_REFUSED', 'join');
  });
  await step(
    'somebody of the server outside cannot invite anybody of an authority: refused with code and sentence',
    async () => {
      const uwe = await visit(pages, outside, 'uwe', federated);
      const made = await uwe.inStore(async (store, room) => (await store.createRoom(room)).roomId, {
        name: 'Draußen',
        federation: 'federated' as const,
      });
      expectEqual(await codeOfInvite(uwe, made, needed(anna).user.userId), 'FEDERATION_REFUSED', 'code');
      await uwe.row('Draußen').first().click();
      await inviteByHand(uwe, needed(anna).user.userId);
      await uwe.untilShown(sentences.FEDERATION_REFUSED);
    },
  );

  await step(
    'whose own session is internal sees an invitation from the other authority greyed, and cannot accept it',
    async () => {
      const ida = await visit(pages, first, 'ida');
      expectEqual(await codeOfInvite(needed(berta), needed(roomId), ida.user.userId), 'none', 'invitation');
      const invitation = ida.chat.element.getByRole('listitem').filter({ hasText: roomName });
      await invitation.getByText(sentences.WL_SERVER_NAME).waitFor();
      expectEqual(await invitation.getByRole('button', { name: /annehmen/ }).count(), 0, 'ways to accept');
      await invitation.getByRole('button', { name: /ablehnen/ }).waitFor();
      const code = await ida.inStore(
        async (store, id) =>
          store.join(id).then(
            () => 'none',
            (error: { code: string }) => error.code,
          ),
        needed(roomId),
      );
      expectEqual(code, 'WL_SERVER_NAME', 'join');
    },
  );

  const internalName = 'Personalrat';
  const internalId = await step('an internal room says that it is', async () => {
    const made = await needed(anna).inStore(async (store, room) => (await store.createRoom(room)).roomId, {
      name: internalName,
      federation: 'internal' as const,
    });
    await needed(anna).row(internalName).first().click();
    await needed(anna).chat.element.getByText('Intern', { exact: true }).first().waitFor();
    return made;
  });
  await step('and takes nobody of the other authority: refused with code and sentence', async () => {
    const guest = needed(berta).user.userId;
    expectEqual(await codeOfInvite(needed(anna), needed(internalId), guest), 'ROOM_INTERNAL', 'code');
    await inviteByHand(needed(anna), guest);
    await needed(anna).untilShown(sentences.ROOM_INTERNAL);
    await needed(anna).chat.element.getByRole('dialog').getByRole('button', { name: 'Abbrechen' }).click();
  });
  await step('opened to the federation, it tells everybody in it, and admits one of the other authority', async () => {
    await needed(anna).inStore(
      async (store, id) => store.room(id).changeSettings({ federation: 'federated' }),
      needed(internalId),
    );
    await needed(anna)
      .chat.element.getByText(/hat den Raum für andere Behörden geöffnet/)
      .first()
      .waitFor();
    await untilSummary(needed(anna), needed(internalId), 'federated');
    const guest = needed(berta).user.userId;
    expectEqual(await codeOfInvite(needed(anna), needed(internalId), guest), 'none', 'code');
    await accept(needed(berta), internalName);
    await say(needed(anna), needed(berta), internalName, whenOpened);
  });

  await step(
    'an authority that is down is named to who invites there; the own one goes on and loses nothing',
    async () => {
      const carla = await userAt(second, 'carla');
      await second.proxy.down();
      expectEqual(await codeOfInvite(needed(anna), needed(roomId), carla), 'REMOTE_UNREACHABLE', 'code');
      await needed(anna).row(roomName).first().click();
      await needed(anna).chat.write(whileDown);
      await needed(anna).chat.untilSent(whileDown);
      const session = await needed(anna).session();
      expectThat(session.status === 'loggedIn' && session.sync.status === 'live', 'the own session is live');
    },
  );
  await step('and gets everything when it is back', async () => {
    await second.proxy.up();
    await needed(berta).inStore(async (store) => store.reconnect(), undefined);
    await say(needed(berta), needed(anna), roomName, 'Wir sind wieder da'); // hearing from it makes the other server send
    await needed(berta).chat.untilRead(whileDown);
  });

  await step('nobody outside the profile was contacted, by browser or servers', async () => {
    const own = /^https:\/\/(?:bund|land|fremd)\.example$/;
    const browserMaker = /\.(?:google|googleapis|gvt1)\.com$/;
    const others = running.network!.proxy.contacted.filter((origin) => !own.test(origin) && !browserMaker.test(origin));
    expectEqual(others, [], 'others');
  });
  await step('no server has written a message or the file: databases, media, logs', async () => {
    needed(sent);
    for (const { homeserver } of Object.values(servers)) {
      for (const text of [...texts, whileDown, whenOpened, file.text]) {
        expectEqual(await homeserver.findPlaintext(text), [], `${homeserver.serverName}: ${text}`);
      }
    }
  });
});

async function userAt({ homeserver }: ProfileServer, localpart: string): Promise<string> {
  return (await homeserver.createUser(localpart, 'Loopback-1')).userId;
}

function codeOfInvite(visitor: Visitor, roomId: string, userId: string): Promise<string> {
  return visitor.inStore(
    async (store, given) =>
      store
        .room(given.roomId)
        .invite(given.userId)
        .then(
          () => 'none',
          (error: { code: string }) => error.code,
        ),
    { roomId, userId },
  );
}

/** In the room that is open. */
async function inviteByHand({ chat }: Visitor, userId: string): Promise<void> {
  await chat.element.getByRole('button', { name: 'Raum-Menü' }).click();
  await chat.element.getByRole('menuitem', { name: 'Person einladen' }).click();
  const dialog = chat.element.getByRole('dialog');
  await dialog.getByRole('textbox').fill(userId);
  await dialog.getByRole('button', { name: 'Person einladen' }).click();
}

async function summary(visitor: Visitor, roomId: string) {
  return visitor.inStore(
    async (store, id) =>
      new Promise<{ encrypted: boolean; federation: string }>((resolve) => {
        const stop = store.room(id).summary.subscribe((room) => {
          if (!room) return;
          queueMicrotask(() => stop());
          resolve({ encrypted: room.encrypted, federation: room.federation });
        });
      }),
    roomId,
  );
}

async function untilSummary(visitor: Visitor, roomId: string, federation: string): Promise<void> {
  await visitor.inStore(
    async (store, given) =>
      new Promise<void>((resolve) => {
        const stop = store.room(given.roomId).summary.subscribe((room) => {
          if (room?.federation !== given.federation) return;
          queueMicrotask(() => stop());
          resolve();
        });
      }),
    { roomId, federation },
  );
}
