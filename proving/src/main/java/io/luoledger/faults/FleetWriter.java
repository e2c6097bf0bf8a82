package io.luoledger.faults;

import io.luoledger.publish.ClientSettings;
import io.luoledger.publish.LedgerWriter;
import io.luoledger.publish.WriterSettings;
import io.luoledger.wire.LedgerException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A process that writes a load into the ledger at an even pace until a file {@code stop} lies in its directory, and keeps
 * what it was told. Started again, it does the same work from the beginning, as any source that is imported again.
 */
public final class FleetWriter {
    static final String ACKNOWLEDGED = "acked";
    static final String STOP = "stop";
    private static final int BATCH_EVENTS = 100;
    private static final long BATCH_NANOS = 250_000_000;

    private final LedgerWriter writer;
    private final AckLog log;
    private final Path stop;
    private final AckLog.Progress before;
    private long count;
    private long due = System.nanoTime();

    private FleetWriter(LedgerWriter writer, Path directory) {
        this.writer = writer;
        this.log = new AckLog(directory.resolve(ACKNOWLEDGED));
        this.stop = directory.resolve(STOP);
        this.before = log.progress();
    }

    /**
     * Starts it.
     *
     * @param arguments servers, writer's name, time-out in seconds, run, seed, directory
     */
    @SuppressWarnings("SystemOut") // its output is the container's log
    public static void main(String[] arguments) {
        ClientSettings client = ClientSettings.of(arguments[0]);
        WriterSettings settings = WriterSettings.defaults()
                .withName(arguments[1])
                .withTimeout(Duration.ofSeconds(Long.parseLong(arguments[2])));
        Load load = new Load(arguments[3], Long.parseLong(arguments[4]));
        try (LedgerWriter writer = LedgerWriter.open(client, settings)) {
            FleetWriter fleet = new FleetWriter(writer, Path.of(arguments[5]));
            load.forEach(draft -> {
                writer.append(draft);
                return fleet.appended();
            });
        } catch (LedgerException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    /** Returns false when it is to end: then everything that it ever sent is acknowledged. */
    private boolean appended() {
        if (++count % BATCH_EVENTS != 0) {
            return true;
        }
        if (count <= before.acknowledged()) {
            // was told so before
            return true;
        }
        log.sending(count);
        writer.flush();
        log.acknowledged(count);
        due = Math.max(due + BATCH_NANOS, System.nanoTime());
        while (System.nanoTime() < due) {
            LockSupport.parkNanos(due - System.nanoTime());
        }
        return count < before.sent() || !Files.exists(stop);
    }

    /** What it may be started with, for who starts it in a container. */
    static List<String> arguments(String servers, String name, int timeoutSeconds, Load load, Path directory) {
        return List.of(
                servers,
                name,
                String.valueOf(timeoutSeconds),
                load.name(),
                String.valueOf(load.seed()),
                directory.toString());
    }
}
