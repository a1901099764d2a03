import { globSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import type { Reporter, TestModule } from 'vitest/node';
import { chromiumPath } from '../../support/chromium.ts';
import { currentState, RECORD, type Result } from './record.ts';

const FILES = globSync('*.browser.ts', { cwd: import.meta.dirname });

/** Keeps what came of a whole run; a run of some tests alone says nothing of the others. */
export default class Recorder implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const named = (state: string) => tests.filter((test) => test.result().state === state).map((test) => test.fullName);
    const isWhole = modules.length === FILES.length && named('skipped').length === 0 && named('pending').length === 0;
    if (!isWhole) return;

    const broken = modules.filter((module) => module.state() === 'failed' && module.errors().length > 0);
    const result: Result = {
      date: new Date().toISOString().slice(0, 10),
      chromium: await versionOfChromium(),
      ...(await currentState()),
      passed: named('passed').length,
      failed: [...named('failed'), ...broken.map(({ moduleId }) => moduleId), ...errors.map(String)],
    };
    await writeFile(RECORD, `${JSON.stringify(result, null, 2)}\n`);
  }
}

async function versionOfChromium(): Promise<string> {
  const browser = await chromium.launch({ executablePath: chromiumPath ?? '', args: ['--no-sandbox'] });
  const version = browser.version();
  await browser.close();
  return version;
}
