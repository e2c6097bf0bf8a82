package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import org.jspecify.annotations.Nullable;

/**
 * An event as it was read, with the digest of what was really written (under the writer's schema, so also of fields
 * that this version doesn't know). Which schema it was written with makes no difference between two of them.
 *
 * @param content SHA-256 over the event without its chain
 * @param asWritten the whole of it, where its writer's schema isn't this version's; else null
 */
public record RecordedEvent(
        LiveUpdateEvent event, ChainHash content, @Nullable AsWritten asWritten) {
    /** One that this version's schema holds whole. */
    public RecordedEvent(LiveUpdateEvent event, ChainHash content) {
        this(event, content, null);
    }

    /** Whether this version's schema holds all of it: if not, only {@link #asWritten} does. */
    boolean known() {
        return !(event.body() instanceof UnknownBody)
                && EventCodec.contentOf(event).equals(content);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RecordedEvent that && event.equals(that.event) && content.equals(that.content);
    }

    @Override
    public int hashCode() {
        return content.hashCode();
    }

    /** What the event's chain has to be when the previous event's is this one. */
    public ChainHash chainAfter(ChainHash previous) {
        return link(previous, content);
    }

    static ChainHash link(ChainHash previous, ChainHash content) {
        return Digests.sha256(previous, content);
    }
}
