package io.luoledger.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.temporal.ChronoUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** A progress bar on standard error: only when that is a terminal, which the launcher knows. */
final class ProgressLine implements AutoCloseable {
    private static final int UPDATE_MILLIS = 200;

    private final @Nullable ProgressBar bar;

    private ProgressLine(@Nullable ProgressBar bar) {
        this.bar = bar;
    }

    /**
     * Starts a bar that counts events.
     *
     * @param total how many events there are, -1 when nobody knows
     */
    static ProgressLine events(String task, long total) {
        return of(task, total, "events");
    }

    /** Starts a bar that counts something else. */
    static ProgressLine of(String task, long total, String unit) {
        if (!Boolean.getBoolean("luo.ledger.terminal.err")) {
            return new ProgressLine(null);
        }
        PrintStream err = System.err;
        return new ProgressLine(new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .showSpeed()
                .setSpeedUnit(ChronoUnit.SECONDS)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .setStyle(ProgressBarStyle.ASCII)
                .setConsumer(new ConsoleProgressBarConsumer(err))
                .build());
    }

    /**
     * Starts a bar that counts bytes, of what is read {@link #through} it.
     *
     * @param total how many there are, -1 when nobody knows
     */
    static ProgressLine bytes(String task, long total) {
        return of(task, total, "bytes");
    }

    /** The same stream; what is read of it counts. */
    InputStream through(InputStream in) {
        return bar == null ? in : new Counted(in, bar);
    }

    /** The library's own closes the bar with the first stream. */
    private static final class Counted extends FilterInputStream {
        private final ProgressBar bar;

        Counted(InputStream in, ProgressBar bar) {
            super(in);
            this.bar = bar;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            bar.stepBy(read < 0 ? 0 : 1);
            return read;
        }

        @Override
        public int read(byte[] bytes, int from, int length) throws IOException {
            int read = super.read(bytes, from, length);
            bar.stepBy(Math.max(read, 0));
            return read;
        }
    }

    void at(long events) {
        if (bar != null) {
            bar.stepTo(events);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
