package io.luoledger.trace;

import io.luoledger.event.Session;
import io.luoledger.event.Side;
import io.luoledger.event.Token;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A session of one kernel with its files, in the kernel's list order. */
final class TracedSession {
    /** So many files of a session are believed in whose preserve isn't in the text. */
    private static final long MOST_UNTOLD = 1_000_000;

    final Side side;

    /** Null until the text tells which one it is. */
    @Nullable
    Session session;

    @Nullable
    Long address;

    @Nullable
    Long fileSet;

    @Nullable
    Long filep;

    /** Where the session's file set lies in the memory handed over; joins the two kernels where no name does. */
    @Nullable
    Long serialized;

    /** Whether the files stand here in the kernel's order: not when a retrieve was the first to tell of one. */
    boolean inOrder = true;

    private final List<TracedFile> files = new ArrayList<>();
    private final Map<Long, TracedFile> byToken = new HashMap<>();

    TracedSession(Side side, @Nullable Session session) {
        this.side = side;
        this.session = session;
    }

    /** Whether it is there, and no line told what it is called. */
    boolean isNameless() {
        return session != null && session.placeholder();
    }

    List<TracedFile> files() {
        return files;
    }

    void add(TracedFile file) {
        TracedFile before = find(file.token);
        if (before != null) {
            files.remove(before);
        }
        files.add(file);
        if (file.token != null) {
            byToken.put(file.token.bits(), file);
        }
    }

    @Nullable
    TracedFile find(@Nullable Token token) {
        return token == null ? null : byToken.get(token.bits());
    }

    /**
     * The kernel says that it holds so many files: those that no line told of stand in front of the ones that are added
     * from now on. A list that is longer has files of an earlier session whose end was lost, or a file that was told twice:
     * nothing says which they are, so that its order tells nothing any more.
     */
    void holds(long count) {
        if (count < files.size() || count > MOST_UNTOLD) {
            inOrder = false;
            return;
        }
        while (files.size() < count) {
            files.add(new TracedFile(null));
        }
    }

    /** Takes the file out; cheap for the last one, which is the one that the kernel takes. */
    void remove(TracedFile file) {
        int last = files.size() - 1;
        if (last >= 0 && files.get(last) == file) {
            files.remove(last);
        } else {
            files.remove(file);
        }
        if (file.token != null) {
            byToken.remove(file.token.bits(), file);
        }
    }

    /** Whether these, or some of them, can be all files that are known of a session that is this one in the next kernel. */
    boolean mayHold(List<TracedFile> retrieved) {
        for (TracedFile file : retrieved) {
            TracedFile own = find(file.token);
            if (own == null ? files.stream().allMatch(any -> any.token != null) : !own.mayBe(file)) {
                return false;
            }
        }
        return true;
    }

    /** It turns out that it is that one: the files stand in its order, with what is known of them by now. */
    void is(TracedSession promised) {
        session = promised.session;
        inOrder = true;
        List<TracedFile> told = List.copyOf(files);
        files.clear();
        byToken.clear();
        receive(promised);
        for (TracedFile file : told) {
            TracedFile own = find(file.token);
            if (own != null) {
                own.isTold(file);
            }
        }
    }

    /** Takes over the files that the previous kernel handed over under this session. */
    void receive(TracedSession promised) {
        promised.files.forEach(file -> add(file.inNextKernel()));
        inOrder &= promised.inOrder;
    }
}
