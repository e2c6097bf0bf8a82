package io.luoledger.trace;

import io.luoledger.event.FileBody.FileFinished;
import io.luoledger.event.FileBody.FileFrozen;
import io.luoledger.event.FileBody.FileUnfrozen;
import io.luoledger.event.FileBody.FileUnpreserved;
import io.luoledger.event.PciAddress;
import io.luoledger.event.Result;
import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's walk over the files of one session: freeze goes forward, unpreserve and finish backward, unfreeze forward.
 * The callbacks name the file by an address or by the handler's handle, or not at all; the order tells the rest.
 */
final class FileSweep {
    private final TracedKernel kernel;
    private final EventQueue queue;
    private final @Nullable TracedSession session;
    /** Whether our list is as long as the kernel says that its own is, so that the order alone is proof. */
    private final boolean complete;

    private final long gapsBefore;

    /** Handles of the files that are gone from it already, and when they went. */
    private final Map<Long, Long> gone = new HashMap<>();

    private final @Nullable Long count;
    private long told;
    private int frozen;
    /** Whether a file of another session came in between: the end of this walk and the beginning of that one are lost. */
    private boolean strayed;
    /** Whether a step was of a file that nothing tells apart from others of the session. */
    private boolean unnamed;

    private @Nullable Finishing finishing;

    /** A file's finish whose handler may still be told by the next line. */
    private record Finishing(
            EventQueue.Place place,
            @Nullable TracedFile file,
            String owner,
            @Nullable Boolean retrieved,
            @Nullable Long data) {}

    FileSweep(TracedKernel kernel, EventQueue queue, @Nullable TracedSession session, @Nullable Long count) {
        this.kernel = kernel;
        this.queue = queue;
        this.session = session;
        this.count = count;
        this.gapsBefore = kernel.gaps();
        this.complete = session != null
                && session.inOrder
                && (count == null
                        ? kernel.listsWhole()
                        : count == session.files().size());
    }

    /** Whether nothing tells whose files these are. */
    boolean isOfUnknown() {
        return session == null;
    }

    /** A handler's freeze began: its file, where known; files in between have handlers without a freeze callback. */
    @Nullable
    TracedFile freezing(Call call) {
        if (session == null) {
            return null;
        }
        List<TracedFile> files = session.files();
        int at = frozen;
        Long address = call.arguments.number("file");
        boolean known = false;
        if (address != null) {
            while (at < files.size() && !address.equals(files.get(at).address)) {
                at++;
            }
            known = at < files.size();
            if (!known && strays(address, null)) {
                return null;
            }
            at = known ? at : frozen;
        }
        while (frozen < at) {
            frozenWithoutCallback(call.nanos);
        }
        if (at >= files.size() || !(known || ordered())) {
            unnamed |= mayBeOneOf(files.subList(at, files.size()), address, null);
            return null;
        }
        frozen = at + 1;
        TracedFile file = files.get(at);
        Long data = call.arguments.number("data", "ser");
        if (data != null) {
            file.data = data;
        }
        return file;
    }

    void froze(EventQueue.Place place, @Nullable TracedFile file, String owner, @Nullable Long data, Result result) {
        if (file != null) {
            file.frozen = result.ok();
        }
        queue.settle(
                place,
                Side.OUTGOING,
                new FileFrozen(name(), token(file), handler(file, owner), handle(file, data), device(file), result));
    }

    /** The whole session is frozen, or the walk was given up. */
    void freezeEnded(boolean ok, long nanos) {
        if (session == null) {
            return;
        }
        if (!ok) {
            unfreezeAll(nanos);
            return;
        }
        while (complete && frozen < session.files().size()) {
            frozenWithoutCallback(nanos);
        }
    }

    private void frozenWithoutCallback(long nanos) {
        if (session != null) {
            TracedFile file = session.files().get(frozen++);
            file.frozen = true;
            queue.add(
                    nanos,
                    Side.OUTGOING,
                    new FileFrozen(name(), file.token, file.handler, file.data, file.device, Result.success()));
        }
    }

    void unfreezeAll(long nanos) {
        if (session == null) {
            return;
        }
        for (TracedFile file : session.files()) {
            if (file.frozen) {
                file.frozen = false;
                queue.add(
                        nanos,
                        Side.OUTGOING,
                        new FileUnfrozen(name(), file.token, file.handler, file.device, Result.success()));
            }
        }
    }

    void unpreserved(Call call, String owner) {
        Long data = call.arguments.number("data", "ser");
        if (toldTwice(data, call.nanos)) {
            return;
        }
        told++;
        TracedFile file = last(call.arguments.number("file"), data);
        queue.add(
                call.nanos,
                Side.OUTGOING,
                new FileUnpreserved(
                        name(), token(file), handler(file, owner), handle(file, data), device(file), Result.success()));
        if (session != null && file != null) {
            session.remove(file);
        }
    }

    void finishing(Call call, String owner) {
        endFinishing(null);
        Long data = call.arguments.number("data", "ser");
        if (toldTwice(data, call.nanos)) {
            return;
        }
        told++;
        TracedFile file = last(null, data);
        Long status = call.arguments.number("retrieve_status", "status");
        Boolean retrieved = status != null ? Boolean.valueOf(status == 1) : file == null ? null : retrieved(file);
        finishing = new Finishing(queue.take(call.nanos), file, owner, retrieved, data);
        if (session != null && file != null) {
            session.remove(file);
        }
    }

    /** Whether a backward walk that went to its end took more files than the text tells of, of handlers that it does tell of. */
    boolean misses() {
        return strayed
                || unnamed
                || (count != null
                        && told < count
                        && session != null
                        && session.files().stream().anyMatch(file -> kernel.handlerNames.containsValue(file.handler)));
    }

    /** Whether freezing went on where the text doesn't show it. */
    boolean missesFreezes(boolean ended) {
        return strayed
                || unnamed
                || (!ended && session != null && frozen < session.files().size());
    }

    /** A file goes once: where its handle comes again at the same time, the text has the same record twice. */
    private boolean toldTwice(@Nullable Long data, long nanos) {
        Long before = data == null || data == 0 ? null : gone.put(data, nanos);
        return before != null && before == nanos;
    }

    /** Whether it was retrieved, as far as the text shows everything. */
    private @Nullable Boolean retrieved(TracedFile file) {
        boolean maybeLost = Boolean.FALSE.equals(file.retrieved) && kernel.gaps() > 0;
        return maybeLost ? null : file.retrieved;
    }

    /** The last file's finish is over; handler is what a line after it called its handler. */
    void endFinishing(@Nullable String handler) {
        Finishing ended = finishing;
        if (ended == null) {
            return;
        }
        finishing = null;
        if (handler != null) {
            kernel.handlerNames.put(ended.owner, handler);
        }
        queue.settle(
                ended.place,
                Side.INCOMING,
                new FileFinished(
                        name(),
                        token(ended.file),
                        handler(ended.file, ended.owner),
                        ended.retrieved,
                        handle(ended.file, ended.data),
                        device(ended.file),
                        Result.success()));
    }

    /** The walk's end is not in the text, so nobody knows whether the finish that began last came to its own. */
    void abandoned() {
        Finishing begun = finishing;
        if (begun != null) {
            finishing = null;
            queue.giveUp(begun.place);
        }
    }

    /** Whether the order alone tells which file it is: our list is the kernel's, and no step of the walk was lost. */
    private boolean ordered() {
        return complete && kernel.gaps() == gapsBefore;
    }

    /** The file that the backward walk is at. */
    private @Nullable TracedFile last(@Nullable Long address, @Nullable Long data) {
        if (session == null || session.files().isEmpty()) {
            return null;
        }
        TracedFile last = session.files().getLast();
        boolean named = is(last, address, data);
        TracedFile other = named || (address == null && data == null) ? null : find(session, address, data);
        if (other != null) {
            // a step of the walk is lost: the handle says where it is by now
            return other;
        }
        if (named || (ordered() && !strays(address, data))) {
            return last;
        }
        unnamed |= mayBeOneOf(session.files(), address, data);
        return null;
    }

    /** Whether nothing that is known of one of these says that it is another file. */
    private static boolean mayBeOneOf(List<TracedFile> files, @Nullable Long address, @Nullable Long data) {
        return files.stream().anyMatch(file -> mayBe(file.address, address) && mayBe(file.data, data));
    }

    private static boolean mayBe(@Nullable Long known, @Nullable Long told) {
        return known == null || told == null || known.equals(told);
    }

    /** Whether it is known to be another session's file. */
    private boolean strays(@Nullable Long address, @Nullable Long data) {
        if (address == null && data == null) {
            return false;
        }
        boolean elsewhere = kernel.live(session == null ? Side.NONE : session.side)
                .anyMatch(other -> other != session && find(other, address, data) != null);
        strayed |= elsewhere;
        return elsewhere;
    }

    private static @Nullable TracedFile find(TracedSession session, @Nullable Long address, @Nullable Long data) {
        for (TracedFile file : session.files().reversed()) {
            if (is(file, address, data)) {
                return file;
            }
        }
        return null;
    }

    private static boolean is(TracedFile file, @Nullable Long address, @Nullable Long data) {
        return (address != null && address.equals(file.address))
                || (data != null && data != 0 && data.equals(file.data));
    }

    private @Nullable Session name() {
        return session == null ? null : session.session;
    }

    private static @Nullable Token token(@Nullable TracedFile file) {
        return file == null ? null : file.token;
    }

    private static @Nullable PciAddress device(@Nullable TracedFile file) {
        return file == null ? null : file.device;
    }

    private static @Nullable Long handle(@Nullable TracedFile file, @Nullable Long data) {
        return data != null || file == null ? data : file.data;
    }

    private @Nullable String handler(@Nullable TracedFile file, String owner) {
        return file != null && file.handler != null ? file.handler : kernel.handlerNames.get(owner);
    }
}
