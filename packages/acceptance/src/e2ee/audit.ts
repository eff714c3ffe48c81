/** What is known after all scenarios: on the server no message in clear, and nowhere a secret. */
import { auditMessages } from '@bundesmessenger/homeserver';
import { canaries, currentMark } from './canaries.ts';
import { heardOf, heardSoFar } from './overheard.ts';
import type { Stage } from './stage.ts';
import { expectThat } from './until.ts';

interface Check {
  readonly name: string;
  run(stage: Stage): Promise<void>;
}

export const audit: readonly Check[] = [
  {
    name: 'No message event of ours in an encrypted room is in clear',
    run: ({ homeserver, foreigners }) =>
      Promise.resolve().then(() => {
        const { encrypted, clear } = auditMessages(homeserver.databasePath, foreigners);
        expectThat(clear.length === 0, `in clear: ${JSON.stringify(clear)}`);
        expectThat(encrypted > 0, 'the server has no message at all: nothing was looked at');
      }),
  },
  {
    name: 'The server has written no message, no password and no passphrase',
    async run({ homeserver }) {
      const places = await homeserver.findPlaintext(currentMark());
      expectThat(places.length === 0, `the mark of this run stands in ${places.join(', ')}`);
    },
  },
  {
    name: 'No secret is in consoles, errors, addresses or storage in clear (matrix-sdk-crypto-0.7.1)',
    run: () =>
      Promise.resolve().then(() => {
        const places = heardOf(canaries());
        expectThat(places.length === 0, `secrets are in: ${places.join(', ')}`);
        const { address } = heardSoFar();
        expectThat(address > 0 && canaries().size > 1, 'nothing was heard: nothing was looked at');
      }),
  },
];
