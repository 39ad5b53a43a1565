import { expect, it } from 'vitest';
import type { MaintenanceRun, MaintenanceTask } from '../../store/care/maintenance-runs.ts';
import { dueTasks, isQuiet, neglectedTasks, undoneTasks } from './schedule.ts';

const at = (day: string, time: string) => Date.parse(`${day}T${time}:00+05:30`);
const run = (task: MaintenanceTask, ms: number, outcome: MaintenanceRun['outcome'] = 'DONE'): MaintenanceRun => ({
  id: 1,
  task,
  started_at: ms / 1000,
  finished_at: null,
  outcome,
  detail: null,
});

it.each([
  ['2026-01-07', '00:10', false], // the commodity session of the day before may just have ended
  ['2026-01-07', '00:30', true],
  ['2026-01-07', '07:29', true],
  ['2026-01-07', '07:30', false],
  ['2026-01-07', '12:00', false],
  ['2026-01-07', '23:40', false], // commodities
  ['2026-01-10', '12:00', true], // a Saturday
  ['2026-01-26', '12:00', true], // Republic Day
  ['2026-01-10', '00:10', false],
])('%s %s is quiet: %s', (day, time, quiet) => {
  expect(isQuiet(at(day, time))).toBe(quiet);
});

it('each task is due once in its day, week and month', () => {
  const night = at('2026-01-07', '01:00'); // a Wednesday
  expect(dueTasks(night, [])).toEqual(['daily', 'weekly', 'monthly']);
  const done = (['daily', 'weekly', 'monthly'] as const).map((task) => run(task, night));
  expect(dueTasks(at('2026-01-07', '06:00'), done)).toEqual([]);
  expect(dueTasks(at('2026-01-08', '01:00'), done)).toEqual(['daily']);
  expect(dueTasks(at('2026-01-11', '01:00'), done)).toEqual(['daily']); // Sunday
  expect(dueTasks(at('2026-01-12', '01:00'), done)).toEqual(['daily', 'weekly']); // Monday
  expect(dueTasks(at('2026-02-01', '01:00'), done)).toEqual(['daily', 'weekly', 'monthly']);
  expect(dueTasks(at('2026-01-08', '10:00'), done)).toEqual([]);
});

it('one that failed or was broken off is tried again an hour later', () => {
  const night = at('2026-01-07', '01:00');
  for (const outcome of ['FAILED', null] as const) {
    const runs = [run('daily', night, outcome), run('weekly', night), run('monthly', night)];
    expect(dueTasks(night + 59 * 60_000, runs)).toEqual([]);
    expect(dueTasks(night + 60 * 60_000, runs)).toEqual(['daily']);
  }
});

it('without regard to the hour the same are undone, and those that wait far beyond their period are neglected', () => {
  const noon = at('2026-02-20', '12:00');
  expect(dueTasks(noon, [])).toEqual([]);
  expect(undoneTasks(noon, [run('weekly', noon)])).toEqual(['daily', 'monthly']);
  const since = (days: number) => noon / 1000 - days * 86_400;
  const all = (days: number) => new Map((['daily', 'weekly', 'monthly'] as const).map((task) => [task, since(days)]));
  expect(neglectedTasks(noon, all(4))).toEqual([]);
  expect(neglectedTasks(noon, all(6))).toEqual(['daily']);
  expect(neglectedTasks(noon, all(16))).toEqual(['daily', 'weekly']);
  expect(neglectedTasks(noon, all(46))).toEqual(['daily', 'weekly', 'monthly']);
});
