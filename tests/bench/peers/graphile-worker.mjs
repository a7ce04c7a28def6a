// graphile-worker with its local queue and batched completion, the two settings meant for throughput.
import { EventEmitter } from 'node:events';
import { Logger, makeWorkerUtils, run, runMigrations } from 'graphile-worker';
import pg from 'pg';

const connections = 32;
const concurrency = 64;

export async function open(url, { started, completed }) {
  const pgPool = new pg.Pool({ connectionString: url, max: connections });
  pgPool.on('error', (error) => { throw error; });
  const logger = new Logger(() => () => {});
  await runMigrations({ pgPool, logger });
  await pgPool.query('TRUNCATE graphile_worker._private_jobs');
  const events = new EventEmitter();
  const runner = await run({
    pgPool, concurrency, noHandleSignals: true, pollInterval: 100, logger, events,
    preset: { worker: { localQueue: { size: 256 }, completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    taskList: { call: async (job) => started(job.id) },
  });
  events.on('job:complete', () => completed(1));
  const utils = await makeWorkerUtils({ pgPool, logger });
  return {
    add: (id) => utils.addJob('call', { id, phone: '+12025550123', topic: 'billing' }),
    close: async () => {
      await runner.stop();
      await utils.release();
      await pgPool.end();
    },
  };
}
