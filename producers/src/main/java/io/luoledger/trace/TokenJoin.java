package io.luoledger.trace;

import io.luoledger.event.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which promised session one is that no name joins, since either kernel's text doesn't tell it: the only one, of those that no
 * other session is, whose files have the tokens that were retrieved from it, and their handles. Where the text of the kernel before has gaps, there may be one that nobody
 * told of, and nothing is joined.
 */
final class TokenJoin {
    private final TracedKernel kernel;
    private final EventQueue queue;
    private final Placeholders placeholders;
    /** Sessions that are retrieved and that no name joins, with the number of their files where it was told. */
    private final Map<TracedSession, @Nullable Long> open = new LinkedHashMap<>();

    TokenJoin(TracedKernel kernel, EventQueue queue, Placeholders placeholders) {
        this.kernel = kernel;
        this.queue = queue;
        this.placeholders = placeholders;
    }

    /** A session was retrieved. */
    void retrieved(TracedSession session) {
        Session name = session.session;
        if (name == null || kernel.unjoined().isEmpty() || kernel.isJoined(session)) {
            return;
        }
        if (name.placeholder()) {
            queue.names().opens(name);
            open.put(session, null);
        } else if (kernel.isUnpromised(session)) {
            open.put(session, null);
        }
    }

    /**
     * A file of it was retrieved.
     *
     * @param count of the session's files, as the kernel's own function was told
     */
    void told(TracedSession session, @Nullable Long count) {
        if (open.containsKey(session)) {
            open.merge(session, count == null ? -1L : count, (before, now) -> now < 0 ? before : now);
            joinAll();
        }
    }

    /** Whoever is joined leaves fewer for the others. */
    private void joinAll() {
        boolean again = true;
        while (again) {
            again = false;
            for (TracedSession session : List.copyOf(open.keySet())) {
                List<TracedSession> candidates = candidates(session);
                if (candidates.size() == 1) {
                    join(session, candidates.getFirst());
                    again = true;
                } else if (candidates.isEmpty()) {
                    ends(session);
                }
            }
        }
    }

    private List<TracedSession> candidates(TracedSession session) {
        Long count = open.get(session);
        List<TracedSession> candidates = new ArrayList<>();
        for (TracedSession promised : kernel.unjoined()) {
            boolean countFits =
                    count == null || count < 0 || count == promised.files().size();
            boolean nameFits = session.isNameless() || promised.isNameless();
            if (nameFits && countFits && promised.mayHold(session.files())) {
                candidates.add(promised);
            }
        }
        return candidates;
    }

    private void join(TracedSession session, TracedSession promised) {
        Session placeholder = session.session;
        Session name = promised.session;
        open.remove(session);
        if (!session.isNameless()) {
            kernel.learns(session, promised, placeholders);
            return;
        }
        kernel.join(session, promised);
        if (placeholder != null && name != null) {
            queue.decided(placeholder, name);
        }
    }

    /** Nothing more will be told of the session's files. */
    void ends(TracedSession session) {
        Session name = session.session;
        if (open.containsKey(session)) {
            open.remove(session);
            if (name != null && name.placeholder()) {
                queue.decided(name, name);
            }
        }
    }

    /** The text ends. */
    void end() {
        List.copyOf(open.keySet()).forEach(this::ends);
    }
}
