import { dataUrl, picture } from './pictures.ts';
import { type Answer, send } from './requests.ts';

export interface Traffic {
  /** What was answered so far, in order. */
  readonly acknowledged: readonly Answer[];
  /** Once at least so many are. */
  reached(count: number): Promise<void>;
  stop(): Promise<void>;
}

/** Four callers who make groups, one in ten with a picture, until they are told to stop. */
export async function makeGroups(url: string, token: string): Promise<Traffic> {
  const acknowledged: Answer[] = [];
  const image = dataUrl(await picture('png', { width: 20, height: 20 }));
  let stopped = false;

  const caller = async (name: string) => {
    for (let n = 0; !stopped; n += 1) {
      const pictured = n % 10 === 0 && { image_original: image };
      const answer = await send(`${url}/api/v2/group/`, {
        token,
        json: { name: `${name} ${n}`, privacy: 'private', visible: false, ...pictured },
      });
      if (answer.status !== 201) throw new Error(`a group was not made: ${JSON.stringify(answer.body)}`);
      acknowledged.push(answer);
    }
  };
  const callers = Promise.all(['Chess', 'Readers', 'Runners', 'Gardeners'].map(caller));

  return {
    acknowledged,
    async reached(count) {
      const enough = async () => {
        while (acknowledged.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
      };
      await Promise.race([enough(), callers]);
    },
    async stop() {
      stopped = true;
      await callers;
    },
  };
}
