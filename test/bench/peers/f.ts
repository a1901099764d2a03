import { openData } from './data.ts';
import { serveRest } from './rest.ts';
import { readSettings } from './settings.ts';

/** (f): Guildhall's statements on SQLite. */
const settings = readSettings();
await serveRest(settings, openData(settings));
