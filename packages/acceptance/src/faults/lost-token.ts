/**
 * The server does not know the access token any more, as after a time of its own choosing or an answer that got lost. Tokens
 * of this SDK live as long as the device: there is no refreshing that two tabs could do at once.
 */
import { deviceIdIn, logIn, shownIn, untilSession, untilShown, watchRoom } from './client.ts';
import { password, type Stage } from './stage.ts';
import { hear } from './starting-and-syncing.ts';
import { visit } from './visit.ts';

export function softLogout(stage: Stage): Promise<string> {
  return visit(stage, async (visited) => {
    const { page, user, roomId } = visited;
    await hear(stage, visited, 'vorher');
    const before = await deviceIdIn(page);
    const body = { errcode: 'M_UNKNOWN_TOKEN', error: 'expired', soft_logout: true };
    const stop = stage.proxy.rule({ path: /\/sync$/ }, { kind: 'answer', status: 401, body });
    await stage.proxy.down();
    await stage.proxy.up();
    await untilSession(page, { status: 'loggedOut', reason: 'tokenUnknown' });
    stop();
    await logIn(page, user, password);
    if ((await deviceIdIn(page)) !== before) throw new Error('the device is another one');
    await watchRoom(page, roomId);
    await untilShown(page, roomId, 'vorher');
    await hear(stage, visited, 'nachher');
    const shown = await shownIn(page, roomId);
    return `logged out softly, then the same device with its keys: ${shown.length} messages readable`;
  });
}
