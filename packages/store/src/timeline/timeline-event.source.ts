/** From matrix-js-sdk's events to plain Matrix JSON. */
import { DecryptionFailureCode } from 'matrix-js-sdk/lib/crypto-api/index.js';
import type { MatrixEvent } from 'matrix-js-sdk/lib/models/event.js';
import type { TimelineEvent } from './project-timeline.ts';
import type { UndecryptableCause } from './timeline.ts';

const causes = new Map<string, UndecryptableCause>([
  [DecryptionFailureCode.HISTORICAL_MESSAGE_BACKUP_UNCONFIGURED, 'beforeLogin'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_NO_KEY_BACKUP, 'beforeLogin'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_WORKING_BACKUP, 'beforeLogin'],
  [DecryptionFailureCode.HISTORICAL_MESSAGE_USER_NOT_JOINED, 'beforeJoin'],
  [DecryptionFailureCode.MEGOLM_UNKNOWN_INBOUND_SESSION_ID, 'waitingForKeys'],
  [DecryptionFailureCode.OLM_UNKNOWN_MESSAGE_INDEX, 'waitingForKeys'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD, 'withheld'],
  [DecryptionFailureCode.MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE, 'withheld'],
]);

/** A key that is under way comes within seconds; after this nobody should be told to wait. */
const keysComeWithinMs = 120_000;

function causeOf(event: MatrixEvent): UndecryptableCause {
  const cause = causes.get(event.decryptionFailureReason ?? '') ?? 'unknown';
  return cause === 'waitingForKeys' && Date.now() - event.getTs() > keysComeWithinMs ? 'unknown' : cause;
}

/** `undefined` while the event is being decrypted: it appears once it is known as what. */
export function readTimelineEvent(event: MatrixEvent): TimelineEvent | undefined {
  const eventId = event.getId();
  const sender = event.getSender();
  if (eventId === undefined || sender === undefined) return undefined;
  const failed = event.isDecryptionFailure();
  const redacted = event.isRedacted();
  if (event.isEncrypted() && !redacted && !failed && event.getType() === 'm.room.encrypted') return undefined;
  const stateKey = event.getStateKey();
  const transactionId: unknown = event.getUnsigned().transaction_id;
  return {
    eventId,
    type: event.getType(),
    sender,
    originServerTs: event.getTs(),
    content: redacted ? {} : event.getOriginalContent(),
    encrypted: event.isEncrypted(),
    redacted,
    ...(typeof transactionId === 'string' && { transactionId }),
    ...(stateKey !== undefined && { stateKey, previousContent: event.getPrevContent() }),
    ...(failed && { undecryptable: causeOf(event) }),
  };
}
