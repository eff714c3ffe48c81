/**
 * Events as the client-server API spells them (1.1 "Room event format"), copied field by field from what the server sent:
 * whatever a type here promises has been checked by `hostile-events.ts`, and nothing else of the answer is kept.
 */

/** JSON of any shape. Hostile until a projection has looked at it. */
export type JsonObject = Readonly<Record<string, unknown>>;

export interface UnsignedData {
  /** The own device's transaction id: only on events that this device sent. */
  readonly transaction_id?: string;
  /** Event that redacted this one. Its content is gone already where the server did its duty, and removed where not. */
  readonly redacted_because?: JsonObject;
  readonly prev_content?: JsonObject;
  /** Membership of the own user when the event was sent (MSC4115). */
  readonly membership?: string;
  /** Bundled aggregations (client-server API "Aggregations of child events"): `m.thread`, `m.replace`, `m.reference`. */
  readonly 'm.relations'?: JsonObject;
}

/** A room event, with or without a state key. */
export interface ClientEvent {
  readonly event_id: string;
  readonly type: string;
  readonly sender: string;
  /** Milliseconds since 1970, a safe integer. */
  readonly origin_server_ts: number;
  readonly content: JsonObject;
  readonly state_key?: string;
  /** Of `m.room.redaction` before room version 11; later versions have it in the content. */
  readonly redacts?: string;
  readonly unsigned?: UnsignedData;
}

export type StateEvent = ClientEvent & { readonly state_key: string };

/** State as an invite or knock carries it: no id, no time, nothing proven. */
export interface StrippedStateEvent {
  readonly type: string;
  readonly state_key: string;
  readonly sender: string;
  readonly content: JsonObject;
}

/** Account data, ephemeral events and the like: a type and its content. */
export interface TypedContent {
  readonly type: string;
  readonly content: JsonObject;
}

export interface ToDeviceEvent extends TypedContent {
  readonly sender: string;
}
