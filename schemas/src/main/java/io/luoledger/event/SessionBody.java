package io.luoledger.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bodies about sessions. The session is null where the source can't tell it. */
public sealed interface SessionBody extends Body {
    @Nullable
    Session session();

    /** CREATE_SESSION. */
    record SessionCreated(@Nullable Session session, Result result) implements SessionBody {}

    /** RETRIEVE_SESSION. */
    record SessionRetrieved(@Nullable Session session, Result result) implements SessionBody {}

    /** The FINISH call. */
    record SessionFinished(@Nullable Session session, Result result) implements SessionBody {}

    /** The last reference is gone. */
    record SessionClosed(@Nullable Session session, Result result) implements SessionBody {}

    /**
     * What token 0 of systemd's session says.
     *
     * @param version of the mapping, null when it has none or can't be read
     * @param kexecsCount live updates that the fd stores came through before, null when it isn't said
     * @param entries none where the mapping can't be read, or its version isn't known
     * @param problem why nobody can read it, null when it can be read
     */
    record FdStoreMapped(
            @Nullable Session session,
            @Nullable Long version,
            @Nullable Long kexecsCount,
            List<StoredFd> entries,
            @Nullable String problem)
            implements SessionBody {
        public FdStoreMapped {
            entries = List.copyOf(entries);
        }

        @Override
        public Result result() {
            return Result.success();
        }
    }

    /**
     * One entry of it.
     *
     * @param type "fd" for a file of the session, "luo_session" for a session of the unit's own
     * @param fdName its name in the unit's fd store
     * @param token of the file, null when the entry has none
     * @param sessionName of the unit's own session, null when the entry has none
     * @param unitKnown whether the incoming side has the unit, null where nobody told
     */
    record StoredFd(
            String unit,
            String type,
            @Nullable String fdName,
            @Nullable Token token,
            @Nullable String sessionName,
            @Nullable Boolean unitKnown) {
        /** A file of systemd's session. */
        public static final String FD = "fd";

        /** A session that the unit made itself. */
        public static final String SESSION = "luo_session";
    }
}
