package io.luoledger.trace;

import io.luoledger.event.Session;
import io.luoledger.event.Side;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the trace of one boot shows of the state that the boot received. */
final class BootFacts {
    private final TracedKernel kernel;
    private final Placeholders placeholders;

    private boolean opened;
    private boolean deserialising;
    private boolean deserialised;
    private boolean failed;
    /** Whether a gap of the text lies in it, so that what was counted isn't all. */
    private boolean inPart;

    private long sessions;
    private long files;
    private boolean filesCounted;
    private boolean setUpIncoming;
    private long flbsRetrieved;
    private boolean flbsSeen;
    private final List<Received> all = new ArrayList<>();
    private @Nullable TracedSession current;
    private @Nullable Long currentAddress;
    private @Nullable Long currentFileSet;

    /** A session as the kernel received it, with the number of its files where that was told. */
    private record Received(TracedSession session, @Nullable Long count) {}

    /** Marks the call that reads the entries of one file set. */
    private static final Object READS_ENTRIES = new Object();

    BootFacts(TracedKernel kernel, Placeholders placeholders) {
        this.kernel = kernel;
        this.placeholders = placeholders;
    }

    /** Somebody opens /dev/liveupdate. */
    void opened() {
        opened = true;
    }

    boolean isOpened() {
        return opened;
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

    void allocated(long address) {
        currentAddress = address;
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

    void entryRead(Call call) {
        Long entry = call.ret;
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
        if (session == null) {
            return;
        }
        current = null;
        TracedSession promised = session.session != null
                ? kernel.promised(session.session.name())
                : session.serialized == null ? null : kernel.promisedAt(session.serialized);
        all.add(new Received(session, count));
        if (promised != null) {
            is(session, promised, count);
        }
        kernel.add(session);
    }

    private void is(TracedSession session, TracedSession promised, @Nullable Long count) {
        kernel.joins(session, promised);
        if (session.session == null) {
            session.session = promised.session;
        }
        session.receive(promised);
        // where the text of the kernel before lacks one, only handles tell which is which
        session.inOrder &= count == null || count == promised.files().size();
    }

    /** Sessions that nobody named: they come over in the order in which they were made. */
    private void nameTheRest() {
        List<TracedSession> promised = kernel.promisedInOrder();
        boolean inOrder = !inPart && fits(promised);
        for (int i = 0; i < all.size(); i++) {
            TracedSession session = all.get(i).session();
            if (session.session == null && inOrder) {
                is(session, promised.get(i), all.get(i).count());
            } else if (inOrder && promised.get(i).isNameless() && kernel.isUnpromised(session)) {
                kernel.learns(session, promised.get(i), placeholders);
            }
            if (session.session == null) {
                session.session = placeholders.next();
            }
            kernel.index(session);
        }
        all.clear();
    }

    /** Whether nothing that is known of them speaks against their being these, one by one. */
    private boolean fits(List<TracedSession> promised) {
        if (promised.size() != all.size()) {
            return false;
        }
        for (int i = 0; i < all.size(); i++) {
            TracedSession session = all.get(i).session();
            Long count = all.get(i).count();
            boolean other = session.session != null
                    && !session.session.equals(promised.get(i).session)
                    && !(promised.get(i).isNameless() && kernel.isUnpromised(session));
            if (other || (count != null && count != promised.get(i).files().size())) {
                return false;
            }
        }
        return true;
    }

    /** Whether this was the first, so that what the boot received is known now. */
    boolean deserialised(Call call) {
        if (call.work != this) {
            return false;
        }
        complete(null);
        deserialising = false;
        deserialised = true;
        failed = call.ret != null && call.ret < 0;
        // behind a gap this may not be the first one, which alone does anything
        inPart = kernel.gaps() > 0;
        nameTheRest();
        return true;
    }

    /** Its return isn't in the text: what was seen of it isn't all. */
    void abandoned(Call call) {
        if (call.work == this) {
            complete(null);
            deserialising = false;
            inPart = true;
            nameTheRest();
        }
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
        return isDeserialised() && !inPart ? Long.valueOf(sessions) : null;
    }

    @Nullable
    Long files() {
        return isDeserialised() && !inPart && (filesCounted || sessions == 0) ? Long.valueOf(files) : null;
    }

    @Nullable
    Long flbs() {
        return flbsSeen ? Long.valueOf(flbsRetrieved) : null;
    }
}
