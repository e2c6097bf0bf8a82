package io.luoledger.bench;

import java.lang.management.ManagementFactory;

/**
 * What some work took.
 *
 * @param units of work that were done: events, calls, bytes, starts
 * @param wallNanos time that passed
 * @param cpuNanos time that this process's threads worked, all of them
 */
public record Cost(long units, long wallNanos, long cpuNanos) {
    private static final com.sun.management.OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class);

    /** Work that says how many units of it were done. */
    @FunctionalInterface
    interface Work {
        long units() throws Exception;
    }

    /** A stop-watch that runs. */
    record Watch(long wall, long cpu) {
        static Watch start() {
            return new Watch(System.nanoTime(), PROCESS.getProcessCpuTime());
        }

        Cost stop(long units) {
            return new Cost(units, System.nanoTime() - wall, PROCESS.getProcessCpuTime() - cpu);
        }
    }

    static Cost of(Work work) throws Exception {
        Watch watch = Watch.start();
        return watch.stop(work.units());
    }

    double wallPerUnit() {
        return (double) wallNanos / units;
    }

    /** Work that is shorter than the system counts is told by its wall time. */
    double cpuPerUnit() {
        return (double) (cpuNanos <= 0 ? wallNanos : cpuNanos) / units;
    }
}
