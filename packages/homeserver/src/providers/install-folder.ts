/** The git-ignored folder at the root of the repository that installs go to. */
import { join } from 'node:path';

export const installFolder = join(import.meta.dirname, '../../../../.homeserver');
