import { open } from '@tauri-apps/plugin-dialog';

/** Asks the person for files, with the system's own dialog; none if they think better of it. */
export async function chooseFiles(title: string): Promise<string[]> {
  return (await open({ multiple: true, title })) ?? [];
}
