/** Every scenario, in the order in which it is played. */
import { backupAndVerification } from './complement/backup-and-verification.ts';
import { federation } from './complement/federation.ts';
import { interrupted } from './complement/interrupted.ts';
import { keysOnTheWay } from './complement/keys-on-the-way.ts';
import { membership } from './complement/membership.ts';
import { roomKeys } from './complement/room-keys.ts';
import { interrupted as interruptedUploads } from './hitlist/interrupted.ts';
import { keys } from './hitlist/keys.ts';
import { verification } from './hitlist/verification.ts';
import { certified } from './interop/certified.ts';
import { jsSdk } from './interop/js-sdk.ts';
import { nio } from './interop/nio.ts';
import { advisories } from './regressions/advisories.ts';
import { recovery } from './regressions/recovery.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  ...membership,
  ...roomKeys,
  ...keysOnTheWay,
  ...backupAndVerification,
  ...interrupted,
  ...federation,
  ...keys,
  ...verification,
  ...interruptedUploads,
  ...jsSdk,
  ...nio,
  ...certified,
  ...recovery,
  ...advisories,
];
