package io.luoledger.event;

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
}
