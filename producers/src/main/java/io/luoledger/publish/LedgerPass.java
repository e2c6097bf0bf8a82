package io.luoledger.publish;

import io.luoledger.files.LogInput;
import io.luoledger.proof.LogPosition;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.RecordedEvent;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    }

    private static final int MOST_REASONS = 20;

    private final List<String> troubles = new ArrayList<>();
    private final LeftOut leftOut = new LeftOut();
    private long more;

    /** Reads a file to its end, or to where it can't be read; that is a trouble, not an exception. */
    public void file(String file, Sink sink) {
        file(LogInput.name(file), LogInput.open(file), sink);
    }

    /** The same with a reader that stands somewhere in the file; closes it. */
    public void file(String name, LogFileReader opened, Sink sink) {
        sink.begin(name);
        try (LogFileReader reader = opened) {
            for (long position = reader.read(); hasNext(reader); position = reader.read()) {
                RecordedEvent event = next(reader);
                if (event == null) {
                    return;
                }
                sink.accept(event, LogPosition.inFile(name, position));
            }
        }
    }

    private boolean hasNext(LogFileReader reader) {
        try {
            return reader.hasNext();
        } catch (UnreadableInputException e) {
            trouble(String.valueOf(e.getMessage()));
            return false;
        }
    }

    private @Nullable RecordedEvent next(LogFileReader reader) {
        try {
            return reader.next();
        } catch (UnreadableInputException e) {
            trouble(String.valueOf(e.getMessage()));
            return null;
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
            switch (entry) {
                case LedgerReader.Entry.Event event ->
                    sink.accept(event.recorded(), new LogPosition(name, event.partition(), event.offset()));
                case LedgerReader.Entry.Unreadable other -> leftOut.add(other);
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
