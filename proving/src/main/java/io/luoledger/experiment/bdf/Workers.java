package io.luoledger.experiment.bdf;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;

/** Does tasks on several threads and takes their results in the tasks' order, so that nothing depends on how many threads there are. */
final class Workers {
    private final int threads;

    Workers(int threads) {
        this.threads = threads;
    }

    /** @param progress told how many tasks are done */
    <T> List<T> all(List<? extends Callable<T>> tasks, LongConsumer progress) {
        List<T> results = new ArrayList<>();
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<Future<T>> running = new ArrayList<>();
            tasks.forEach(task -> running.add(pool.submit(task)));
            try {
                for (Future<T> task : running) {
                    results.add(task.get());
                    progress.accept(results.size());
                }
            } catch (ExecutionException failed) {
                pool.shutdownNow();
                throw new IllegalStateException("a run failed", failed.getCause());
            } catch (InterruptedException stopped) {
                pool.shutdownNow();
                Thread.currentThread().interrupt();
                throw new IllegalStateException("stopped", stopped);
            }
        }
        return results;
    }
}
