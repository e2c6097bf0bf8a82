package io.luoledger.wire;

import io.luoledger.event.ChainHash;
import io.luoledger.event.LiveUpdateEvent;
import java.security.MessageDigest;

/**
 * An event as it was read, with the digest of what was really written (under the writer's schema, so also of fields
 * that this version doesn't know).
 *
 * @param content SHA-256 over the event without its chain
 */
public record RecordedEvent(LiveUpdateEvent event, ChainHash content) {
    /** What the event's chain has to be when the previous event's is this one. */
    public ChainHash chainAfter(ChainHash previous) {
        return link(previous, content);
    }

    static ChainHash link(ChainHash previous, ChainHash content) {
        MessageDigest digest = Digests.sha256();
        digest.update(previous.bytes());
        digest.update(content.bytes());
        return ChainHash.of(digest.digest());
    }
}
