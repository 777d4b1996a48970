// The command from sources: `npm run mesh -- build …`.
import { main } from './main.ts';

await main(process.argv.slice(2));
