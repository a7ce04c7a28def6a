// One job queue, in a closed loop: jobs are added one by one by so many at once, run, completed; at most so many are
// outstanding. Then one at a time: from adding to the start of the run. Usage: node run.mjs PEER URL SECONDS
// Says `measuring` and `measured` on standard error and its figures as JSON on standard output, as `callbackd load` does.
import { performance } from 'node:perf_hooks';

const [peer, url, seconds] = [process.argv[2], process.argv[3], Number(process.argv[4])];
const adders = 64;
const outstandingMost = 2000;
const warmUpMs = 1000;
const latencySamples = 50;
const answerMs = 30_000;

const { open } = await import(`./${peer}.mjs`);

let added = 0;
let completed = 0;
let adding = true;
let started = () => {};
let wake = [];
const queue = await open(url, {
  started: (id) => started(id),
  completed: (count) => {
    completed += count;
    const waiting = wake;
    wake = [];
    waiting.forEach((go) => go());
  },
});

const changed = () => new Promise((resolve) => wake.push(resolve));
const after = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function add() {
  while (adding) {
    if (added - completed >= outstandingMost) {
      await changed();
      continue;
    }
    await queue.add(++added);
  }
}

async function until(condition, what) {
  const end = performance.now() + answerMs;
  while (!condition()) {
    if (performance.now() > end) throw new Error(`${peer}: ${what} did not come`);
    await Promise.race([changed(), after(50)]);
  }
}

const all = Array.from({ length: adders }, add);
await after(warmUpMs);
console.error('measuring');
const [from, before, cpuBefore] = [performance.now(), completed, process.cpuUsage()];
await after(seconds * 1000);
const [to, last, cpu] = [performance.now(), completed, process.cpuUsage(cpuBefore)];
console.error('measured');
adding = false;
wake.forEach((go) => go());
await Promise.all(all);
await until(() => completed >= added, 'the end of every job');

const times = [];
for (let sample = 0; sample < latencySamples; ++sample) {
  const begun = performance.now();
  const running = new Promise((resolve) => { started = resolve; });
  await queue.add(++added);
  await running;
  times.push(performance.now() - begun);
  await until(() => completed >= added, 'the end of a job');
}
times.sort((a, b) => a - b);
await queue.close();
console.log(JSON.stringify({
  completed: last - before,
  seconds: (to - from) / 1000,
  completed_per_second: (last - before) / ((to - from) / 1000),
  completed_in_all: completed,
  added_in_all: added,
  start_p50_ms: times[Math.floor(times.length / 2)],
  cpu_seconds: (cpu.user + cpu.system) / 1e6,
}));
process.exit(0);
