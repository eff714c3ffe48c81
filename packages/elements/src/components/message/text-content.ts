/** Which messages are text, not a file, a place or a poll. */
import type { MessageContent, TextContent } from '@bundesmessenger/store';

const textTypes = ['m.text', 'm.notice', 'm.emote'] as const satisfies readonly TextContent['msgtype'][];

export function isTextType(msgtype: string | undefined): msgtype is TextContent['msgtype'] {
  return textTypes.some((each) => each === msgtype);
}

export function isText(content: MessageContent): content is TextContent {
  return isTextType(content.msgtype);
}
