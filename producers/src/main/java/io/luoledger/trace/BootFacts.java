package io.luoledger.trace;

import io.luoledger.event.Session;
import io.luoledger.event.Side;
import org.jspecify.annotations.Nullable;

/** What the trace of one boot shows of the state that the boot received. */
final class BootFacts {
    private @Nullable TracedKernel kernel;
    private @Nullable Placeholders placeholders;

    private boolean deserialising;
    private boolean deserialised;
    private boolean failed;
    private long sessions;
    private long files;
    private boolean filesCounted;
    private boolean setUpIncoming;
    private long flbsRetrieved;
    private boolean flbsSeen;
    private @Nullable TracedSession current;
    private @Nullable Long currentAddress;
    private @Nullable Long currentFileSet;

    /** Marks the call that reads the entries of one file set. */
    private static final Object READS_ENTRIES = new Object();

    void expect(TracedKernel inKernel, Placeholders names) {
        kernel = inKernel;
        placeholders = names;
    }

    void setUpIncoming() {
        setUpIncoming = true;
    }

    void flbRetrieved(boolean ok) {
        flbsSeen = true;
        if (ok) {
            flbsRetrieved++;
        }
    }

    /** Every open asks for it; only the first does anything. */
    void deserialising(Call call) {
        if (!deserialised && !deserialising) {
            deserialising = true;
            call.work = this;
        }
    }

    void partOfSession(Call call) {
        Long fileSet = call.arguments.number("file_set");
        if (fileSet != null) {
            currentFileSet = fileSet;
        }
    }

    void allocated(Call call, long address) {
        if (call.function.equals("luo_session_alloc")) {
            currentAddress = address;
        }
    }

    void inserted(Call call) {
        complete(null);
        sessions++;
        String name = call.arguments.string("name");
        TracedSession session = new TracedSession(Side.INCOMING, name == null ? null : Session.named(name));
        Long address = call.arguments.number("session");
        session.address = address != null ? address : currentAddress;
        session.fileSet = currentFileSet;
        current = session;
        currentAddress = null;
        currentFileSet = null;
    }

    /** The files of the session inserted last. */
    void fileSet(Call call) {
        Long count = call.arguments.number("count");
        Long head = call.arguments.number("files");
        if (count != null && head != null && head == 0) {
            // a count without files: the kernel warns and takes none
            count = 0L;
        }
        if (count != null) {
            filesCounted = true;
            files += count;
        }
        call.work = READS_ENTRIES;
        TracedSession session = current;
        if (session == null) {
            return;
        }
        Long fileSet = call.arguments.number("file_set");
        if (fileSet != null) {
            session.fileSet = fileSet;
        }
        session.serialized = call.arguments.number("file_set_ser");
        complete(count);
    }

    void entryRead(Call call, @Nullable Long entry) {
        if (call.parent != null && call.parent.work == READS_ENTRIES && entry != null) {
            filesCounted = true;
            if (entry != 0) {
                files++;
            }
        }
    }

    /** The session is as complete as the text makes it: whose it is, and which files were handed over under it. */
    private void complete(@Nullable Long count) {
        TracedSession session = current;
        if (session == null || kernel == null || placeholders == null) {
            return;
        }
        current = null;
        TracedSession promised = session.session != null
                ? kernel.promised(session.session.name())
                : session.serialized == null ? null : kernel.promisedAt(session.serialized);
        if (session.session == null) {
            session.session = promised != null && promised.session != null ? promised.session : placeholders.next();
        }
        if (promised != null && (count == null || count == promised.files().size())) {
            session.receive(promised);
        }
        kernel.add(session);
    }

    /** Whether this was the first, so that what the boot received is known now. */
    boolean deserialised(Call call, @Nullable Long ret) {
        if (call.work != this) {
            return false;
        }
        complete(null);
        deserialising = false;
        deserialised = true;
        failed = ret != null && ret < 0;
        return true;
    }

    boolean isDeserialised() {
        return deserialised && !failed;
    }

    /** Whether anything in the text shows that the boot received state. */
    boolean received() {
        return sessions > 0 || flbsRetrieved > 0;
    }

    boolean isSetUpIncoming() {
        return setUpIncoming;
    }

    boolean flbsSeen() {
        return flbsSeen;
    }

    @Nullable
    Long sessions() {
        return isDeserialised() ? Long.valueOf(sessions) : null;
    }

    @Nullable
    Long files() {
        return isDeserialised() && (filesCounted || sessions == 0) ? Long.valueOf(files) : null;
    }

    @Nullable
    Long flbs() {
        return flbsSeen ? Long.valueOf(flbsRetrieved) : null;
    }
}
