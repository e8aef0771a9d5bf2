import type { Recorder } from '../recorder.ts';
import type { Host } from '../value.ts';

export function manager(recorder: Recorder): Host {
  return {
    name: 'manager',
    method: (name, call) => {
      recorder.unreadable(`manager.${name}() is not known`, call);
      return undefined;
    },
  };
}
export function connection(recorder: Recorder): Host {
  return { ...manager(recorder), name: 'connection' };
}
