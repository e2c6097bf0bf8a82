package io.luoledger.core;

import io.luoledger.abi.fdstore.FdStoreMapping;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.event.Session;
import io.luoledger.event.SessionBody.FdStoreMapped;
import io.luoledger.event.SessionBody.StoredFd;
import io.luoledger.event.Token;
import io.luoledger.finding.FindingKind;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What systemd keeps for its units: the mapping in token 0 of its session, joined with what the kernel has of that
 * session. A mapping looks at the files that it describes, once.
 */
final class FdStoreRules {
    private final HostFold fold;
    private final long generation;
    private final String name;
    private final @Nullable SessionState session;
    private final Set<Object> seen = new HashSet<>();

    private FdStoreRules(HostFold fold, long generation, String name) {
        this.fold = fold;
        this.generation = generation;
        this.name = name;
        this.session = fold.session(generation, name);
    }

    static void mapped(HostFold fold, FdStoreMapped body) {
        Session session = body.session();
        String name = session == null ? FdStoreMapping.SESSION : session.name();
        new FdStoreRules(fold, generation(fold, name), name).apply(body);
    }

    /** Where the source can't tell the side, a session that was received is the one whose mapping can be read. */
    private static long generation(HostFold fold, String name) {
        return switch (fold.event().boot().side()) {
            case OUTGOING -> fold.boot().outgoing();
            case INCOMING -> fold.boot().incoming();
            case NONE ->
                fold.session(fold.boot().incoming(), name) != null
                        ? fold.boot().incoming()
                        : fold.boot().outgoing();
        };
    }

    /** Nothing of PID 1's session can be reached: it was the first to open the device, and nobody else's retry helps. */
    static void unreachable(HostFold fold, long generation) {
        SessionState session = fold.session(generation, FdStoreMapping.SESSION);
        if (session != null && session.incoming()) {
            fold.raise(
                    FindingCatalogue.STORE_UNREACHABLE,
                    fold.number(generation),
                    session.subject(),
                    "given back to its units by PID 1, which opens /dev/liveupdate first",
                    "EIO: " + Texts.files(session.files()) + " out of reach",
                    session.firstSequence());
        }
    }

    private void apply(FdStoreMapped body) {
        if (body.problem() != null) {
            whole(FindingCatalogue.STORE_UNREADABLE, "version " + FdStoreMapping.VERSION, body.problem());
        } else if (body.version() == null || body.version() != FdStoreMapping.VERSION) {
            whole(
                    FindingCatalogue.STORE_TOO_NEW,
                    "version " + FdStoreMapping.VERSION,
                    body.version() == null ? "without a version" : "version " + Long.toUnsignedString(body.version()));
        } else {
            body.entries().forEach(this::entry);
            withoutEntry();
        }
    }

    private void whole(FindingKind kind, String expected, String found) {
        raise(
                kind,
                "session " + SessionState.shown(name),
                "a mapping that systemd reads: " + expected,
                session == null ? found : found + "; " + Texts.files(session.files()) + " in its session",
                session == null ? fold.sequence() : session.firstSequence());
    }

    // ---- entries ----

    private void entry(StoredFd entry) {
        StoredAs as = new StoredAs(entry.unit(), entry.fdName());
        switch (entry.type()) {
            case StoredFd.FD -> file(entry.token(), as, entry);
            case StoredFd.SESSION -> session(entry.sessionName(), as, entry);
            default -> refused(as, "type " + StoredFd.FD + " or " + StoredFd.SESSION, "type \"" + entry.type() + "\"");
        }
    }

    private void file(@Nullable Token token, StoredAs as, StoredFd entry) {
        if (token == null) {
            refused(as, "a token", "none");
            return;
        }
        if (token.equals(FdStoreMapping.TOKEN)) {
            refused(as, "a token above 0, which is the mapping's own", "token " + token);
            return;
        }
        if (!seen.add(token)) {
            twice(as, "file " + name + " " + token);
            return;
        }
        FileState file = fold.file(generation, name, token);
        if (file == null) {
            notThere(as, "file " + name + " " + token);
            return;
        }
        fold.put(file.stored(as));
        fate(file.subject(), as, entry, isLost(file.status()), file.status().name(), file.firstSequence());
    }

    private void session(@Nullable String own, StoredAs as, StoredFd entry) {
        if (own == null || own.isEmpty()) {
            refused(as, "the name of its session", "none");
            return;
        }
        if (own.equals(name)) {
            refused(as, "a session of the unit's own", "the name of PID 1's session, which systemd skips");
            return;
        }
        if (!seen.add(own)) {
            twice(as, "session " + own);
            return;
        }
        SessionState state = fold.session(generation, own);
        if (state == null) {
            notThere(as, "session " + own);
            return;
        }
        fold.put(state.stored(as));
        boolean lost = state.status() == SessionStatus.LOST || state.status() == SessionStatus.LEAKED;
        fate(state.subject(), as, entry, lost, state.status().name(), state.firstSequence());
    }

    private static boolean isLost(FileStatus status) {
        return switch (status) {
            case RETRIEVE_FAILED, DISCARDED, LEAKED, LOST -> true;
            case PRESERVED, FROZEN, PROMISED, RETRIEVED, FINISHED, UNPRESERVED -> false;
        };
    }

    /** Whether its unit gets it back, as far as it is known by now. */
    private void fate(String subject, StoredAs as, StoredFd entry, boolean lost, String status, long evidence) {
        if (Boolean.FALSE.equals(entry.unitKnown())) {
            raise(
                    FindingCatalogue.STORE_UNIT_GONE,
                    subject,
                    "unit " + as.unit() + " on the host that boots",
                    "not among its units, for " + as,
                    evidence);
        }
        if (lost) {
            raise(FindingCatalogue.STORE_LOST, subject, "given back to " + as, "state " + status, evidence);
        }
    }

    private void refused(StoredAs as, String expected, String found) {
        raise(FindingCatalogue.STORE_ENTRY, "session " + SessionState.shown(name), expected + ", for " + as, found);
    }

    private void twice(StoredAs as, String subject) {
        raise(FindingCatalogue.STORE_TWICE, subject, "in one entry", "again in an entry for " + as);
    }

    /** Only what the log has whole proves that something wasn't preserved. */
    private void notThere(StoredAs as, String subject) {
        if (knowsAll()) {
            raise(FindingCatalogue.STORE_NOT_THERE, subject, "preserved, for " + as, "not among what was preserved");
        }
    }

    private boolean knowsAll() {
        UpdateState update = fold.update(generation);
        return update != null
                && update.outgoingSeen()
                && !update.progress().gap()
                && update.tally().filesNamed() >= update.tally().files();
    }

    /** What PID 1 doesn't find in the mapping it doesn't retrieve, and its FINISH throws it away. */
    private void withoutEntry() {
        if (session == null) {
            return;
        }
        for (FileState file : fold.files(session)) {
            if (!file.token().equals(FdStoreMapping.TOKEN)
                    && !seen.contains(file.token())
                    && file.status() != FileStatus.UNPRESERVED) {
                raise(
                        FindingCatalogue.STORE_NO_ENTRY,
                        file.subject(),
                        "an entry that says for which unit",
                        "none in the mapping",
                        file.firstSequence());
            }
        }
    }

    private void raise(FindingKind kind, String subject, String expected, String found, long... evidence) {
        fold.raise(kind, fold.number(generation), subject, expected, found, evidence);
    }
}
