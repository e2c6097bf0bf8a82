package io.luoledger.archive;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.files.InputFile;
import io.luoledger.files.LogInput;
import io.luoledger.files.OutputFile;
import io.luoledger.proof.HostHead;
import io.luoledger.proof.Receipt;
import io.luoledger.publish.LedgerReader;
import io.luoledger.publish.LeftOut;
import io.luoledger.wire.LogFileReader;
import io.luoledger.wire.LogFileWriter;
import io.luoledger.wire.UnreadableInputException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is new in a cluster's ledger becomes a further part of an archive. Life: {@link #copy}, then {@link #keep}, after
 * which the cluster may forget of what was {@link #read} whatever is {@link #prove proved}; then closed.
 */
public final class ArchiveRun implements AutoCloseable {
    private final ArchiveDirectory archive;
    private final int number;
    private final @Nullable Receipt before;
    private final Map<String, HostHead> archived;
    /** The last event of each host whose ledger on the cluster ends within what is archived. */
    private final Map<String, HostHead> within = new HashMap<>();

    /** What the cluster still has of each host that is archived since an earlier run. */
    private final Map<String, Still> still = new HashMap<>();

    /**
     * Events of a host on the cluster.
     *
     * @param offset of the first of them
     * @param sequence the lowest
     */
    private record Still(int partition, long offset, long sequence) {
        private Still and(Still later) {
            return new Still(partition, offset, Math.min(sequence, later.sequence));
        }
    }

    private final ForeignRecords foreign;
    private final Map<Integer, Long> read = new TreeMap<>();
    private long events;

    public ArchiveRun(ArchiveDirectory archive) {
        this.archive = archive;
        number = archive.parts() + 1;
        before = archive.receipt(number - 1);
        archived = ArchiveDirectory.heads(before);
        foreign = new ForeignRecords(archive);
    }

    /** Copies what the archive doesn't have yet; what is no event of the ledger is kept as it is. */
    public void copy(LedgerReader reader) {
        try (OutputFile file = OutputFile.replacing(archive.unverified(number))) {
            LogFileWriter writer = file.log(reader.schemas());
            reader.snapshot(Optional.empty(), entry -> {
                read.merge(entry.partition(), entry.offset() + 1, Math::max);
                switch (entry) {
                    case LedgerReader.Entry.Event event -> {
                        if (isNew(event)) {
                            file.guarded(() -> writer.append(event.recorded()));
                            events++;
                        }
                    }
                    case LedgerReader.Entry.Unreadable other -> foreign.add(other);
                }
                return true;
            });
            file.guarded(writer::close);
            requireArchived();
            if (events > 0) {
                file.complete();
            }
        }
        foreign.complete();
    }

    /** Whatever lies behind what is archived, also what is doubled there: the part is verified, and says so. */
    private boolean isNew(LedgerReader.Entry.Event entry) {
        LiveUpdateEvent event = entry.recorded().event();
        HostHead head = archived.get(event.host());
        if (head == null || event.sequence() > head.sequence()) {
            return true;
        }
        still.merge(event.host(), new Still(entry.partition(), entry.offset(), event.sequence()), Still::and);
        if (event.sequence() == head.sequence()) {
            requireSameHistory(event, head.chain());
            within.remove(event.host());
        } else {
            within.put(event.host(), new HostHead(event.host(), event.sequence(), event.chain(), 0));
        }
        return false;
    }

    /**
     * A host's ledger that ends before the archive does never meets the archive's head, so the parts themselves have to
     * say whether it is the same one: a cluster that an older part was restored into may have gone another way since.
     */
    private void requireArchived() {
        Map<String, Long> sequences = new HashMap<>();
        within.forEach((host, last) -> sequences.put(host, last.sequence()));
        for (int part = archive.firstThatHolds(sequences); part < number && !within.isEmpty(); part++) {
            String file = archive.part(part).toString();
            try (LogFileReader reader = LogInput.open(file)) {
                while (reader.hasNext() && !within.isEmpty()) {
                    LiveUpdateEvent event = reader.next().event();
                    HostHead last = within.get(event.host());
                    if (last != null && last.sequence() == event.sequence()) {
                        requireSameHistory(event, last.chain());
                        within.remove(event.host());
                    }
                }
            }
        }
        for (HostHead last : within.values()) {
            throw new UnreadableInputException(archive.directory() + ": no part holds sequence " + last.sequence()
                    + " of host " + last.host() + ", where its ledger on the cluster ends; expected every event up to"
                    + " the last one archived. Nothing was archived");
        }
    }

    private void requireSameHistory(LiveUpdateEvent event, ChainHash chain) {
        if (!event.chain().equals(chain)) {
            throw new UnreadableInputException(
                    archive.directory() + ": the archive holds another history of host " + event.host()
                            + " than the cluster: the chains differ at sequence " + event.sequence()
                            + ". Nothing was archived");
        }
    }

    /** Makes a part of what was copied, if anything was: verified, with its receipt, on the disk. */
    public void keep() {
        if (events > 0) {
            archive.add(number, before);
        }
    }

    /**
     * Reads the parts again that hold what would go and was archived by an earlier run: they may have been damaged or lost
     * since. In the steady course of things these are none.
     *
     * @param until what goes: offset by partition, of the records below it
     * @throws UnreadableInputException when one isn't what its receipt says
     */
    public void prove(Map<Integer, Long> until) {
        Map<String, Long> going = new HashMap<>();
        still.forEach((host, first) -> {
            if (first.offset() < until.getOrDefault(first.partition(), 0L)) {
                going.put(host, first.sequence());
            }
        });
        for (int part = archive.firstThatHolds(going); part < number; part++) {
            archive.prove(part);
        }
    }

    /** How many events were copied. */
    public long events() {
        return events;
    }

    /** The part that they are in. */
    public Path part() {
        return archive.part(number);
    }

    public Path receipt() {
        return archive.receiptOf(number);
    }

    /** Size of the part. Unit: bytes. */
    public long partBytes() {
        return InputFile.bytes(part());
    }

    /** What was no event of the ledger, also what the archive had already. */
    public LeftOut foreign() {
        return foreign.all();
    }

    /** How many such records were written, and where; null when none was. */
    public @Nullable String foreignWritten() {
        return foreign.written();
    }

    /** How far each partition was read: the offset behind the last record. */
    public Map<Integer, Long> read() {
        return read;
    }

    @Override
    public void close() {
        foreign.close();
    }
}
