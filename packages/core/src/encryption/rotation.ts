/** How long a room key lives, by what the room says and what the organisation allows at most. Pure. */
import type { JsonObject } from '../sync/client-event.ts';
import type { EncryptionPolicy } from '../types.ts';

/** @param content of `m.room.encryption`; what it leaves out is at the engine's defaults, which the policy may shorten, too */
export function withRotation(content: JsonObject, rotation: EncryptionPolicy['rotation'] = {}): JsonObject {
  const messages = shorter(content.rotation_period_msgs, rotation.messages);
  const ms = shorter(content.rotation_period_ms, rotation.ms);
  return {
    ...content,
    ...(messages !== undefined && { rotation_period_msgs: messages }),
    ...(ms !== undefined && { rotation_period_ms: ms }),
  };
}

function shorter(ofRoom: unknown, atMost: number | undefined): number | undefined {
  if (atMost === undefined) return undefined;
  return typeof ofRoom === 'number' && ofRoom > 0 && ofRoom < atMost ? ofRoom : atMost;
}
