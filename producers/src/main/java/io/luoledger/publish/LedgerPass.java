package io.luoledger.publish;

import io.luoledger.files.LogInput;
import io.luoledger.proof.LogPosition;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Log files and the rest of a cluster, read as one log: the files in the order given, then the cluster. Nothing is held
 * back: what two of them have in common comes twice.
 */
public final class LedgerPass {
    /** Takes the pass. */
    public interface Sink {
        /** The events that follow come from here. */
        default void begin(String name) {}

        void accept(RecordedEvent event, LogPosition place);

        /**
         * Something can't be read here, with which a file ends.
         *
         * @param host that it is of, null when it may be of any
         * @param reason where it is, and why
         */
        default void damaged(@Nullable String host, LogPosition place, String reason) {}
    }

    private static final int MOST_REASONS = 20;

    private final List<String> troubles = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut();
    private final UnaryOperator<LogFileReader> how;
    private long more;

    /** Of everything, files decoded by a thread beside the one that takes it. */
    public LedgerPass() {
        this(reader -> reader.decodedBy(ForkJoinPool.commonPool()));
    }

    private LedgerPass(UnaryOperator<LogFileReader> how) {
        this.how = how;
    }

    /** For who looks at one host alone: events of others in files may be passed over unread, and are no trouble then. */
    public static LedgerPass ofHost(String host) {
        return new LedgerPass(reader -> reader.passingOverOthersThan(host));
    }

    /** Reads a file to its end, or to where it can't be read; that is a trouble, not an exception. */
    public void file(String file, Sink sink) {
        file(LogInput.name(file), LogInput.open(file), sink);
    }

    /** The same with a reader that stands somewhere in the file; closes it. */
    public void file(String name, LogFileReader opened, Sink sink) {
        sink.begin(name);
        try (LogFileReader reader = how.apply(opened)) {
            while (true) {
                long position = reader.read();
                RecordedEvent event;
                try {
                    event = reader.hasNext() ? reader.next() : null;
                } catch (UnreadableInputException e) {
                    String reason = String.valueOf(e.getMessage());
                    trouble(reason);
                    sink.damaged(null, LogPosition.inFile(name, position), reason);
                    return;
                }
                if (event == null) {
                    return;
                }
                sink.accept(event, LogPosition.inFile(name, position));
            }
        }
    }

    /** Reads what is on the cluster at this moment; what is no part of anybody's ledger there is left out. */
    public void cluster(LedgerReader reader, String name, Sink sink) {
        cluster(reader, name, Optional.empty(), sink);
    }

    /** The same of one host, which takes its partition alone. */
    public void cluster(LedgerReader reader, String name, Optional<String> host, Sink sink) {
        sink.begin(name);
        reader.snapshot(host, entry -> {
            LogPosition place = new LogPosition(name, entry.partition(), entry.offset());
            switch (entry) {
                case LedgerReader.Entry.Event event -> sink.accept(event.recorded(), place);
                case LedgerReader.Entry.Unreadable other -> {
                    leftOut.add(other);
                    String key = other.key();
                    if (key != null && !other.known()) {
                        sink.damaged(key, place, other.text());
                    }
                }
            }
            return true;
        });
    }

    /** Something of the log can't be taken; the pass goes on. */
    public void trouble(String what) {
        if (troubles.size() < MOST_REASONS) {
            troubles.add(what);
        } else {
            more++;
        }
    }

    /** What was passed over on the cluster. */
    public LeftOut leftOut() {
        return leftOut;
    }

    /** What could not be read; empty when everything was. */
    public List<String> troubles() {
        return List.copyOf(troubles);
    }

    /** Throws {@link UnreadableInputException} with all of it if something could not be read. */
    public void requireWhole() {
        if (!troubles.isEmpty()) {
            throw new UnreadableInputException(
                    String.join("\n", troubles) + (more > 0 ? "\nand " + more + " more records like it" : ""));
        }
    }
}
