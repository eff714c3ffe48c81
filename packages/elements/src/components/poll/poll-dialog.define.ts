/** Registers `<bm-poll-dialog>`. */
import { define } from '../../internal/define.ts';
import { BmPollDialog } from './poll-dialog.ts';

define('bm-poll-dialog', BmPollDialog);
