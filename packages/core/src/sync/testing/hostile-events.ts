/** Events of each kind that the SDK reads, and what a hostile server or sender makes of them, for property tests. */
import fc, { type Arbitrary } from 'fast-check';
import { hostileJson, hostileText, mutationsOf, objectOf, oddNumber, type Json } from './hostile-json.ts';

export const mallory = '@mallory:evil.example';
const room = '!room:hs.example';

type JsonObject = { [name: string]: Json };

const file: JsonObject = {
  v: 'v2',
  url: 'mxc://hs.example/file',
  key: { kty: 'oct', alg: 'A256CTR', ext: true, key_ops: ['encrypt', 'decrypt'], k: 'aaaa' },
  iv: 'AAAAAAAAAAAAAAAAAAAAAA',
  hashes: { sha256: 'aaaa' },
};
const relation = (rel_type: string, more: JsonObject = {}): JsonObject => ({
  'm.relates_to': { rel_type, event_id: '$target', ...more },
});

/** Of messages: type and content. `$target` stands for the event that one is about. */
export const messageKinds: readonly (readonly [type: string, content: JsonObject])[] = [
  ['m.room.message', { msgtype: 'm.text', body: 'text', 'm.mentions': { user_ids: ['@ben:hs.example'], room: true } }],
  [
    'm.room.message',
    {
      msgtype: 'm.text',
      body: '*text*',
      format: 'org.matrix.custom.html',
      formatted_body: '<em>text</em> <a href="https://matrix.to/#/@ben:hs.example">Ben</a>',
    },
  ],
  [
    'm.room.message',
    { msgtype: 'm.emote', body: 'waves', 'm.relates_to': { 'm.in_reply_to': { event_id: '$target' } } },
  ],
  [
    'm.room.message',
    { msgtype: 'm.text', body: '* new', 'm.new_content': { msgtype: 'm.text', body: 'new' }, ...relation('m.replace') },
  ],
  [
    'm.room.message',
    {
      msgtype: 'm.text',
      body: 'said in a thread',
      ...relation('m.thread', { is_falling_back: true, 'm.in_reply_to': { event_id: '$target' } }),
    },
  ],
  [
    'm.room.message',
    {
      msgtype: 'm.image',
      body: 'caption',
      filename: 'a.png',
      file,
      info: { mimetype: 'image/png', size: 5, w: 10, h: 20, thumbnail_file: file, thumbnail_info: { w: 1, h: 2 } },
    },
  ],
  [
    'm.room.message',
    { msgtype: 'm.file', body: 'a.pdf', url: 'mxc://hs.example/file', info: { mimetype: 'application/pdf', size: 5 } },
  ],
  [
    'm.room.message',
    {
      msgtype: 'm.audio',
      body: 'voice',
      url: 'mxc://hs.example/voice',
      info: { duration: 1_000, mimetype: 'audio/ogg' },
      'org.matrix.msc3245.voice': {},
      'org.matrix.msc1767.audio': { duration: 1_000, waveform: [0, 512, 1_024] },
    },
  ],
  [
    'm.room.message',
    {
      msgtype: 'm.location',
      body: 'here',
      geo_uri: 'geo:52.5,13.4;u=20',
      'org.matrix.msc3488.location': { uri: 'geo:1,2', description: 'there' },
    },
  ],
  [
    'm.room.message',
    {
      msgtype: 'm.key.verification.request',
      body: 'verify',
      to: '@ben:hs.example',
      from_device: 'D',
      methods: ['m.sas.v1'],
    },
  ],
  ['m.key.verification.done', relation('m.reference')],
  ['m.sticker', { body: 'sticker', url: 'mxc://hs.example/sticker', info: { w: 5, h: 5 } }],
  ['m.reaction', relation('m.annotation', { key: '👍' })],
  [
    'org.matrix.msc3381.poll.start',
    {
      'org.matrix.msc3381.poll.start': {
        question: { 'org.matrix.msc1767.text': 'When?' },
        kind: 'org.matrix.msc3381.poll.disclosed',
        max_selections: 1,
        answers: [
          { id: 'a', 'org.matrix.msc1767.text': 'today' },
          { id: 'b', 'org.matrix.msc1767.text': 'tomorrow' },
        ],
      },
    },
  ],
  [
    'm.poll.start',
    {
      'm.poll': {
        question: { 'm.text': [{ body: 'When?' }] },
        kind: 'm.disclosed',
        max_selections: 2,
        answers: [{ 'm.id': 'a', 'm.text': [{ body: 'today' }] }],
      },
    },
  ],
  [
    'org.matrix.msc3381.poll.response',
    { 'org.matrix.msc3381.poll.response': { answers: ['a'] }, ...relation('m.reference') },
  ],
  ['m.poll.end', relation('m.reference')],
  [
    'm.room.encrypted',
    { algorithm: 'm.megolm.v1.aes-sha2', ciphertext: 'x', session_id: 's', ...relation('m.thread') },
  ],
  ['m.room.redaction', { redacts: '$target', reason: 'spam' }],
  ['org.example.unknown', { body: 'unknown' }],
];

/** Of state: type, state key and content. */
export const stateKinds: readonly (readonly [type: string, stateKey: string, content: JsonObject])[] = [
  [
    'm.room.create',
    '',
    {
      room_version: '11',
      type: 'm.space',
      'm.federate': false,
      additional_creators: [mallory],
      predecessor: { room_id: '!old:hs.example' },
    },
  ],
  ['m.room.name', '', { name: 'Bauamt' }],
  ['m.room.topic', '', { topic: 'Lage\nund mehr' }],
  ['m.room.avatar', '', { url: 'mxc://hs.example/avatar' }],
  ['m.room.canonical_alias', '', { alias: '#bauamt1700000000000:hs.example' }],
  ['m.room.encryption', '', { algorithm: 'm.megolm.v1.aes-sha2', rotation_period_ms: 1 }],
  ['m.room.join_rules', '', { join_rule: 'restricted', allow: [{ room_id: room, type: 'm.room_membership' }] }],
  ['m.room.history_visibility', '', { history_visibility: 'shared' }],
  ['m.room.guest_access', '', { guest_access: 'forbidden' }],
  ['m.room.pinned_events', '', { pinned: ['$a', '$b'] }],
  ['m.room.tombstone', '', { body: 'moved', replacement_room: '!new:hs.example' }],
  ['m.room.server_acl', '', { allow: ['*'], deny: ['evil.example'], allow_ip_literals: false }],
  [
    'm.room.power_levels',
    '',
    {
      users: { '@anna:hs.example': 100, [mallory]: 50 },
      users_default: 0,
      events: { 'm.room.name': 50 },
      events_default: 0,
      state_default: 50,
      ban: 50,
      kick: 50,
      redact: 50,
      invite: 0,
      notifications: { room: 50 },
    },
  ],
  [
    'm.room.member',
    mallory,
    { membership: 'join', displayname: 'Mallory', avatar_url: 'mxc://hs.example/m', reason: 'why' },
  ],
  ['m.room.member', '@ben:hs.example', { membership: 'invite', displayname: 'Ben' }],
  ['m.space.child', '!child:hs.example', { via: ['hs.example'], order: 'a', suggested: true }],
  ['m.space.parent', '!parent:hs.example', { via: ['hs.example'], canonical: true }],
];

const about = (content: JsonObject, target: string): JsonObject =>
  JSON.parse(JSON.stringify(content).replaceAll('"$target"', JSON.stringify(target))) as JsonObject;

/** What a server says beside an event. */
const unsigned = (target: string, transactionId: string): JsonObject => ({
  age: 5,
  transaction_id: transactionId,
  membership: 'join',
  prev_content: { membership: 'invite', displayname: 'before', users: { [mallory]: 0 } },
  'm.relations': {
    'm.thread': {
      count: 3,
      current_user_participated: true,
      latest_event: {
        event_id: '$latest',
        type: 'm.room.message',
        sender: mallory,
        origin_server_ts: 1_772_366_400_000,
        content: { msgtype: 'm.text', body: 'latest', 'm.relates_to': { rel_type: 'm.thread', event_id: target } },
      },
    },
    'm.replace': {
      event_id: '$edit',
      type: 'm.room.message',
      sender: mallory,
      origin_server_ts: 1_772_366_400_000,
      content: {
        msgtype: 'm.text',
        body: 'x',
        'm.new_content': { msgtype: 'm.text', body: 'x' },
        'm.relates_to': { rel_type: 'm.replace', event_id: target },
      },
    },
    'm.reference': { chunk: [{ event_id: '$vote' }] },
  },
});

export interface EventChoice {
  /** Ids that it may have. @default `$h0` to `$h5` */
  readonly ids?: readonly string[];
  /** What it may be about. @default the same, and what is not there */
  readonly targets?: readonly string[];
  /** @default Mallory */
  readonly senders?: readonly string[];
  /** @default true */
  readonly state?: boolean;
}

/** An event of any kind, the way that honest clients send it. */
export function honestEvents(choice: EventChoice = {}): Arbitrary<JsonObject> {
  const { ids = ['$h0', '$h1', '$h2', '$h3', '$h4', '$h5'], senders = [mallory], state = true } = choice;
  const { targets = [...ids, '$nowhere'] } = choice;
  const kinds = [
    ...messageKinds.map(([type, content]) => ({ type, content })),
    ...(state ? stateKinds.map(([type, state_key, content]) => ({ type, state_key, content })) : []),
  ];
  return fc
    .record({
      kind: fc.constantFrom(...kinds),
      id: fc.constantFrom(...ids),
      target: fc.constantFrom(...targets),
      sender: fc.constantFrom(...senders),
      ts: fc.integer({ min: 1_772_366_400_000, max: 1_772_366_400_000 + 5 }),
      // Some of them are keys that other rows have.
      transactionId: fc.constantFrom('key-1', 'key-2', 'readMarker', 'read marker', 'day 2026-03-01', '$h1', '$good1'),
      beside: fc.constantFrom('nothing', 'nothing', 'everything', 'redaction'),
    })
    .map(({ kind: { content, ...kind }, id, target, sender, ts, transactionId, beside }) => ({
      ...kind,
      event_id: id,
      sender,
      origin_server_ts: ts,
      content: about(content, target),
      ...(beside === 'everything' && { unsigned: unsigned(target, transactionId) }),
      ...(beside === 'redaction' && {
        unsigned: {
          redacted_because: {
            event_id: '$redaction',
            type: 'm.room.redaction',
            sender,
            origin_server_ts: ts,
            content: {},
          },
        },
      }),
    }));
}

/** An event as a hostile sender makes it: the content is wrong, the envelope right. */
export function hostileContents(choice: EventChoice = {}): Arbitrary<JsonObject> {
  return honestEvents(choice).chain((event) => mutationsOf(event, ['content']) as Arbitrary<JsonObject>);
}

/** An event as a hostile server makes it: anything about it may be wrong, or it is no event at all. */
export function hostileEvents(choice: EventChoice = {}): Arbitrary<Json> {
  return fc.oneof(
    { weight: 2, arbitrary: honestEvents(choice) },
    { weight: 4, arbitrary: hostileContents(choice) },
    { weight: 2, arbitrary: honestEvents(choice).chain((event) => mutationsOf(event, ['unsigned'])) },
    { weight: 2, arbitrary: honestEvents(choice).chain((event) => mutationsOf(event)) },
    { weight: 1, arbitrary: hostileJson },
  );
}

/** A content of any account data, ephemeral event or answer that has these members. */
export function hostileObject(template: JsonObject): Arbitrary<JsonObject> {
  return fc.oneof(
    { weight: 6, arbitrary: mutationsOf(template) as Arbitrary<JsonObject> },
    {
      weight: 1,
      arbitrary: fc.array(fc.tuple(hostileText, fc.oneof(hostileJson, oddNumber)), { maxLength: 5 }).map(objectOf),
    },
  );
}
