package io.luoledger.event;

import org.jspecify.annotations.Nullable;

/** Bodies about file-life-cycle-bound state: flb is the compatible string, data the opaque handle. */
public sealed interface FlbBody extends Body {
    @Nullable
    String flb();

    @Nullable
    Long data();

    /** With its first dependent file. */
    record FlbPreserved(@Nullable String flb, @Nullable Long data, Result result) implements FlbBody {}

    /** With its last dependent file, or rolled back. */
    record FlbUnpreserved(@Nullable String flb, @Nullable Long data, Result result) implements FlbBody {}

    /** The incoming kernel's subsystem asked for it. */
    record FlbRetrieved(@Nullable String flb, @Nullable Long data, Result result) implements FlbBody {}

    /** The last file and the last reader are gone in the incoming kernel. */
    record FlbFinished(@Nullable String flb, @Nullable Long data, Result result) implements FlbBody {}
}
