// The version of this package, as built in.
import manifest from '../../package.json' with { type: 'json' };

export const VERSION: string = manifest.version;
