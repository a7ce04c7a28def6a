// pg-boss through fetch and complete: `work` would wait half a second between two looks. Jobs of a fetch are completed
// together, which is the most that it offers.
import { PgBoss } from 'pg-boss';

const fetchers = 4;
const fetched = 64;
const connections = 32;
const queue = 'calls';

export async function open(url, { started, completed }) {
  const boss = new PgBoss({ connectionString: url, max: connections, schema: 'pgboss', supervise: false, schedule: false });
  boss.on('error', (error) => { throw error; });
  await boss.start();
  await boss.createQueue(queue);
  await boss.deleteAllJobs(queue);
  let open = true;
  const work = async () => {
    while (open) {
      const jobs = await boss.fetch(queue, { batchSize: fetched });
      if (jobs.length === 0) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        continue;
      }
      jobs.forEach((job) => started(job.data.id));
      await boss.complete(queue, jobs.map((job) => job.id));
      completed(jobs.length);
    }
  };
  const all = Array.from({ length: fetchers }, work);
  return {
    add: (id) => boss.send(queue, { id, phone: '+12025550123', topic: 'billing' }),
    close: async () => {
      open = false;
      await Promise.all(all);
      await boss.stop({ graceful: false });
    },
  };
}
