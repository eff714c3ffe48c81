/** Trust by the administration's certificates in place of emoji (matrix-js-sdk 42.1; no specification yet). */
import { makeRoom } from '../rooms.ts';
import { scenario, type Scenario } from '../scenario.ts';
import { until } from '../until.ts';
import { certify } from './certificates.ts';
import { startJsSdk } from './js-sdk-client.ts';

export const certified: readonly Scenario[] = [
  scenario(
    'Who has a certificate of the administration counts as verified where the organisation trusts it, and nowhere else',
    'product goal: certificates of an administration; interoperability: matrix-js-sdk 43',
    async (stage) => {
      const person = await stage.person('karin');
      const { authorityPem, signer, validUntil } = certify(person.userId);
      const theirs = await startJsSdk(stage, person, { x509Signer: signer, x509Validity: () => validUntil });
      try {
        await theirs.client.getCrypto()!.bootstrapCrossSigning({ authUploadDeviceSigningKeys: (make) => make(null) });
        const trusting = await stage.device(await stage.person('anna'), {
          encryption: { caCertificates: authorityPem },
        });
        const other = await stage.device(await stage.person('ben'), {
          encryption: { caCertificates: certify(person.userId).authorityPem },
        });
        for (const [device, status] of [
          [trusting, 'verified'],
          [other, 'unverified'],
        ] as const) {
          const roomId = await makeRoom(device);
          await device.session.invite(roomId, theirs.userId);
          await theirs.client.joinRoom(roomId);
          await device.untilMember(roomId, theirs.userId, 'join');
          await device.say(roomId, 'damit sie sich kennen');
          const identity = device.encryption.identities.of(theirs.userId);
          const stop = identity.subscribe(() => undefined);
          await until(identity, (shown) => shown.status === status, `she is ${status}`);
          stop();
        }
      } finally {
        theirs.stop();
      }
    },
  ),
];
