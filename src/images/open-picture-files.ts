import type { Config } from '../config.ts';
import { folderFiles } from './folder-files.ts';
import type { PictureFiles } from './picture-files.ts';

/** Opens the place of the files of images that the settings name. `failed` is told why a bucket cannot be reached. */
export async function openPictureFiles(
  { mediaDir, mediaBucket }: Pick<Config, 'mediaDir' | 'mediaBucket'>,
  failed: (reason: string) => void = () => undefined,
): Promise<PictureFiles> {
  if (mediaBucket === null) return folderFiles(mediaDir);
  // Its SDK takes as long to load as all of the server.
  const { bucketFiles } = await import('./bucket-files.ts');
  return bucketFiles(mediaBucket, failed);
}
