package io.luoledger.core;

import static io.luoledger.core.LogScript.closed;
import static io.luoledger.core.LogScript.created;
import static io.luoledger.core.LogScript.fileFinished;
import static io.luoledger.core.LogScript.fileRetrieved;
import static io.luoledger.core.LogScript.finished;
import static io.luoledger.core.LogScript.frozen;
import static io.luoledger.core.LogScript.handover;
import static io.luoledger.core.LogScript.preserved;
import static io.luoledger.core.LogScript.retrieved;

import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.wire.RecordedEvent;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an event costs, as the ratio between many and few in one run: 10 and 10,000 files of one host, 10 and 100,000
 * hosts. No test: times tell of the machine, and ratios of a machine that does something else besides. Run with
 *
 * <pre>
 * mvn -q -Dquick test-compile exec:java -pl streams -Dexec.mainClass=io.luoledger.core.LedgerBenchmark -Dexec.classpathScope=test
 * </pre>
 */
public final class LedgerBenchmark {
    private static final int ROUNDS = 5;

    private LedgerBenchmark() {}

    public static void main(String[] arguments) {
        PrintStream out = System.out;
        warmUp();
        double few = nanosPerEventOfFiles(10);
        double many = nanosPerEventOfFiles(10_000);
        out.printf("per event of a host with     10 files: %8.0f ns%n", few);
        out.printf("per event of a host with 10,000 files: %8.0f ns, %.2f times as much%n", many, many / few);
        double one = nanosPerEventOfHosts(10);
        double all = nanosPerEventOfHosts(100_000);
        out.printf("per event among      10 hosts: %8.0f ns%n", one);
        out.printf("per event among 100,000 hosts: %8.0f ns, %.2f times as much%n", all, all / one);
    }

    private static void warmUp() {
        for (int round = 0; round < ROUNDS; round++) {
            nanosPerEventOfFiles(1000);
            nanosPerEventOfHosts(1000);
        }
    }

    /** The best of some rounds: what disturbs only ever adds. */
    private static double nanosPerEventOfFiles(int files) {
        List<RecordedEvent> log = life("h", files);
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            // as many events for few files as for many
            int repeats = Math.max(1, 10_000 / files);
            long nanos = 0;
            for (int repeat = 0; repeat < repeats; repeat++) {
                nanos += nanos(log, new Ledger(), new EntityMap());
            }
            best = Math.min(best, (double) nanos / ((long) repeats * log.size()));
        }
        return best;
    }

    /** Of the last hosts, when all the others are there. */
    private static double nanosPerEventOfHosts(int hosts) {
        Ledger ledger = new Ledger();
        EntityMap entities = new EntityMap();
        int last = Math.min(hosts, 1000);
        for (int host = last; host < hosts; host++) {
            nanos(life("host-" + host, 1), ledger, entities);
        }
        double best = Double.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long nanos = 0;
            long events = 0;
            for (int host = 0; host < last; host++) {
                List<RecordedEvent> log = life("round-" + round + "-host-" + host, 1);
                nanos += nanos(log, ledger, entities);
                events += log.size();
            }
            best = Math.min(best, (double) nanos / events);
        }
        return best;
    }

    private static long nanos(List<RecordedEvent> log, Ledger ledger, EntityMap entities) {
        long start = System.nanoTime();
        for (RecordedEvent event : log) {
            ledger.apply(entities, event);
        }
        return System.nanoTime() - start;
    }

    /** One update of a host with one session. */
    private static List<RecordedEvent> life(String host, int files) {
        LogScript log = LogScript.host(host).out(created("vm"));
        IntStream.rangeClosed(1, files).forEach(token -> log.out(preserved("vm", token)));
        log.out(handover());
        IntStream.rangeClosed(1, files).forEach(token -> log.out(frozen("vm", token)));
        log.boot("7.3.4", 1, BootOutcome.RESTORED).in(retrieved("vm"));
        IntStream.rangeClosed(1, files).forEach(token -> log.in(fileRetrieved("vm", token)));
        log.in(finished("vm"));
        IntStream.rangeClosed(1, files).forEach(token -> log.in(fileFinished("vm", files + 1 - token, true)));
        return log.in(closed("vm")).events();
    }
}
