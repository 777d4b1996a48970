// Work-done progress while a large project is read; silence for clients that do not show it or refuse.
import type { Connection } from 'vscode-languageserver';
import type { Project } from './project.ts';

type Bar = Awaited<ReturnType<Connection['window']['createWorkDoneProgress']>>;

export function progressOf(connection: Connection, wanted: () => boolean): (project: Project) => void {
  const bars = new Map<Project, { total: number; bar: Promise<Bar | undefined> }>();
  return (project) => {
    const known = bars.get(project);
    if (!known) {
      if (project.isLoaded || !wanted()) return;
      const bar = connection.window.createWorkDoneProgress().catch(() => undefined);
      bars.set(project, { total: project.waiting, bar });
      void bar.then((it) => it?.begin('mesh: reading files', 0));
      return;
    }
    if (project.isLoaded) bars.delete(project);
    const done = Math.round(100 - (100 * project.waiting) / known.total);
    void known.bar.then((it) => (project.isLoaded ? it?.done() : it?.report(done)));
  };
}
