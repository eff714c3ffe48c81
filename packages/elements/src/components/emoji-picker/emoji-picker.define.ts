/** Registers `<bm-emoji-picker>`. */
import { define } from '../../internal/define.ts';
import { BmEmojiPicker } from './emoji-picker.ts';

define('bm-emoji-picker', BmEmojiPicker);
