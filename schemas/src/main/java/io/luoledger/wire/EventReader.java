package io.luoledger.wire;

import io.luoledger.event.Draft;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.wire.ByteCursor.MalformedException;
import java.util.Arrays;
import java.util.Objects;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Reads what was written with one schema: in one pass, the event as this version has it, and the canonical form of what
 * was really written, fields that this version doesn't know included. Safe to share between threads.
 *
 * <p>A digest is taken over the canonical form, which doesn't depend on the version of the schema: a record's fields stand
 * in the order of their names, and a field that has its default value is left out. So an event read with a newer schema,
 * or copied into a file of a newer schema, keeps its digest; and any reader that has the writer's schema can compute it.
 * {@link EventWriter} makes the same of what it writes.
 *
 * <pre>
 * record  = 'r' length(4 bytes) name { field value } 0 0    field = length(2 bytes) name
 * value   = 'n' | 't' | 'f' | 'i' 8 bytes | 'd' 8 bytes | 's' length(4) utf-8 | 'x' length(4) bytes
 *         | '[' { value } ']' | '{' { length(4) utf-8 value } '}' | record
 * </pre>
 *
 * An enum is its symbol as a string, int and long are the same, float and double are the same.
 */
final class EventReader {
    private static final ThreadLocal<ByteBuilder> FORM = ThreadLocal.withInitial(ByteBuilder::new);

    /** Reads what this version writes. */
    static final EventReader CURRENT = current();

    private final Schema writer;
    private final boolean whole;
    private final ReadingPlan plan;
    private final ValueReader event;

    private static EventReader current() {
        Schema schema = io.luoledger.avro.LiveUpdateEvent.getClassSchema();
        return new EventReader(schema, KnownKinds.of(schema), true);
    }

    /** @param whole whether the model holds all that is written with this schema */
    EventReader(Schema writer, KnownKinds known, boolean whole) {
        this.writer = writer;
        this.whole = whole;
        this.plan = new ReadingPlan(writer, known);
        this.event = plan.event();
    }

    /**
     * The next event.
     *
     * @throws UnreadableInputException when it can't be decoded, or holds what can't be
     */
    RecordedEvent read(ByteCursor in) {
        try {
            int from = in.at();
            ByteBuilder form = FORM.get().cutTo(0);
            LiveUpdateEvent read = (LiveUpdateEvent) Objects.requireNonNull(event.read(in, form));
            requireHost(read.host());
            return new RecordedEvent(
                    read,
                    Digests.sha256(form.array(), form.length()),
                    whole ? null : new AsWritten(writer, Arrays.copyOfRange(in.array(), from, in.at())));
        } catch (UnreadableInputException e) {
            throw e;
        } catch (MalformedException e) {
            throw new UnreadableInputException("the record's body can't be decoded: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new UnreadableInputException("an event with impossible contents: " + e.getMessage(), e);
        }
    }

    /** The canonical form of a field's default; null where it has none. */
    byte @Nullable [] defaultForm(Schema.Field field) {
        return plan.defaultForm(field);
    }

    /** Everything is kept by the host's name: without one that can be a key there is nothing to keep. */
    private static void requireHost(String host) {
        if (host.isEmpty() || host.length() > Draft.MAX_HOST_CHARS) {
            throw new IllegalArgumentException(
                    "a host name of " + host.length() + " characters, expected 1 to " + Draft.MAX_HOST_CHARS);
        }
    }
}
