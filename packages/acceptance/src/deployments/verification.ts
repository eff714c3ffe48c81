/** Two people verify each other by emoji, through the store; the chat shows it in a dialog, which they close at the end. */
import type { VerificationState } from '@bundesmessenger/core/types';
import type { Store } from '@bundesmessenger/store';
import { expectEqual } from './counted-steps.ts';
import type { Visitor } from './visitor.ts';

/** @throws where the emoji differ, or one of them does not take the other for verified at the end */
export async function verify(asker: Visitor, other: Visitor): Promise<void> {
  await asker.inStore(async (store, userId) => store.encryption.requestVerification({ userId }), other.user.userId);
  await untilVerification(other, 'requested');
  await other.inStore(async (store) => store.encryption.acceptVerification(), undefined);
  await untilVerification(asker, 'choosing');
  await asker.inStore(async (store) => store.encryption.startSas(), undefined);
  const shown = await Promise.all([untilVerification(asker, 'sas'), untilVerification(other, 'sas')]);
  const [one, two] = shown.map((state) => (state.status === 'sas' ? state.emoji.map(({ symbol }) => symbol) : []));
  expectEqual(one?.length, 7, 'emoji');
  expectEqual(one, two, 'emoji on both sides');
  for (const visitor of [asker, other])
    await visitor.inStore(async (store) => store.encryption.confirmSas(), undefined);
  await Promise.all([untilVerification(asker, 'done'), untilVerification(other, 'done')]);
  for (const { chat } of [asker, other]) {
    const dialog = chat.element.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Schließen' }).click();
    await dialog.waitFor({ state: 'detached' });
  }
  for (const [visitor, { user }] of [
    [asker, other],
    [other, asker],
  ] as const) {
    await visitor.inStore(
      async (store, userId) =>
        new Promise<void>((resolve) => {
          const stop = store.encryption.identity(userId).subscribe(({ status }) => {
            if (status !== 'verified') return;
            queueMicrotask(() => stop());
            resolve();
          });
        }),
      user.userId,
    );
  }
}

function untilVerification(visitor: Visitor, status: VerificationState['status']): Promise<VerificationState> {
  return visitor.inStore(
    async (store: Store, wanted) =>
      new Promise<VerificationState>((resolve) => {
        const stop = store.encryption.verification.subscribe((state) => {
          if (state.status !== wanted) return;
          queueMicrotask(() => stop());
          resolve(state);
        });
      }),
    status,
  );
}
