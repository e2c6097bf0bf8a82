package io.luoledger.simulator.kernel;

import io.luoledger.event.FlbBody;
import io.luoledger.event.Side;
import io.luoledger.simulator.Journal;
import io.luoledger.simulator.SysError;
import org.jspecify.annotations.Nullable;

/**
 * State bound to the life of files: made with the first file of its handlers, gone with the last. Its outgoing and its incoming
 * half are counted apart.
 */
final class Flb {
    private final String name;
    private final FlbOwner owner;
    private final Journal journal;
    private final boolean countsBlindly;
    private final boolean retrievesFinished;
    private final Outgoing outgoing = new Outgoing();
    private final Incoming incoming;

    Flb(String name, FlbOwner owner, KernelProfile profile, Journal journal, Warnings warnings) {
        this.name = name;
        this.owner = owner;
        this.journal = journal;
        this.countsBlindly = profile.has(Defect.FLB_COUNT_UNDERFLOW);
        this.retrievesFinished = profile.rules().has(LuoRules.Rule.RETRIEVES_FINISHED_FLBS);
        // each of the kernel's complaints about reference counts is made once, whatever they count
        this.incoming = new Incoming(new FlbCount(
                profile.rules().has(LuoRules.Rule.REFCOUNTS_FLBS),
                message -> warnings.warnOnce(message, Side.INCOMING, "refcount_warn_saturate", message)));
    }

    private static final class Outgoing {
        private long count;
        private long data;
        private long written;
    }

    private static final class Incoming {
        private final FlbCount count;
        private long data;
        private boolean loaded;
        private boolean finished;
        private @Nullable SysError error;

        private Incoming(FlbCount count) {
            this.count = count;
        }
    }

    String name() {
        return name;
    }

    long outgoingCount() {
        return outgoing.count;
    }

    /** How far what the previous kernel left of it got. */
    KernelState.Reception reception() {
        if (incoming.finished) {
            return KernelState.Reception.FINISHED;
        }
        if (incoming.error != null) {
            return KernelState.Reception.REFUSED;
        }
        return incoming.loaded ? KernelState.Reception.HELD : KernelState.Reception.NEVER_ASKED;
    }

    /** Of its files, as the next kernel is told. */
    long handedOverCount() {
        return outgoing.written != 0 ? outgoing.written : outgoing.count;
    }

    /** Its count is written down now, whatever it becomes before the reboot. */
    void writeCount() {
        outgoing.written = outgoing.count;
    }

    void forgetWrittenCount() {
        outgoing.written = 0;
    }

    long outgoingData() {
        return outgoing.data;
    }

    /** A file that depends on it is being preserved. */
    void preserve(Faults faults) {
        if (outgoing.count == 0) {
            journal.attempt(Side.OUTGOING, result -> new FlbBody.FlbPreserved(name, outgoing.data, result), () -> {
                faults.pass(Faults.Point.FLB_PRESERVE);
                outgoing.data = owner.preserve();
                return true;
            });
        }
        outgoing.count++;
    }

    /** A file that depends on it isn't preserved any more. */
    void unpreserve() {
        outgoing.count--;
        if (outgoing.count == 0) {
            long data = outgoing.data;
            outgoing.data = 0;
            journal.attempt(Side.OUTGOING, result -> new FlbBody.FlbUnpreserved(name, data, result), () -> {
                owner.unpreserve(data);
                return true;
            });
        }
    }

    /** Takes a reference on what the previous kernel left. ENODATA, ENOENT, or the owner's error for ever. */
    void getIncoming(FlbTable table) {
        if (incoming.finished && !retrievesFinished) {
            throw new SysError("ENODATA");
        }
        if (incoming.error != null) {
            throw incoming.error;
        }
        if (!incoming.loaded) {
            load(table.find(name));
        }
        incoming.count.get();
    }

    private void load(FlbTable.Entry entry) {
        try {
            journal.attempt(Side.INCOMING, result -> new FlbBody.FlbRetrieved(name, entry.data(), result), () -> {
                owner.retrieve(entry.data());
                return true;
            });
        } catch (SysError failed) {
            incoming.error = failed;
            throw failed;
        }
        incoming.loaded = true;
        incoming.data = entry.data();
        incoming.count.load(entry.count());
    }

    /**
     * Drops a reference: a reader's, or a finished file's. The last one finishes the FLB. Where nobody ever asked for it there is no
     * count to drop, and a kernel with the defect drops it all the same.
     */
    void putIncoming() {
        if (!incoming.loaded && !countsBlindly) {
            return;
        }
        if (incoming.count.put()) {
            long data = incoming.data;
            journal.attempt(Side.INCOMING, result -> new FlbBody.FlbFinished(name, data, result), () -> {
                owner.finish(data);
                return true;
            });
            incoming.finished = true;
            incoming.loaded = false;
        }
    }
}
