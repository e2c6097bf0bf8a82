package io.luoledger.replay;

import io.luoledger.core.BootMark;
import io.luoledger.core.EntityKey;
import io.luoledger.core.EntityReader;
import io.luoledger.core.HostState;
import io.luoledger.core.LogState;
import io.luoledger.core.UpdateState;
import io.luoledger.event.LiveUpdateEvent;
import java.time.Instant;
import java.time.ZoneId;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a replay of a host ends. */
public sealed interface Until {
    /** Two words that name a live update: as it was about to begin, and with all that became of it. */
    Pattern UPDATE = Pattern.compile("(before-update|update):([0-9]{1,18})");

    /** With this event of each host. */
    record Sequence(long last) implements Until {}

    /** Before the first event of each host that is known to be later. Unit: microseconds since 1970-01-01 UTC. */
    record Wall(long micros) implements Until {}

    /**
     * With the last event of the outgoing kernel: everything is promised, nothing found. Also where the incoming kernel
     * came up cold and so doesn't bear the number.
     */
    record BeforeUpdate(long number) implements Until {}

    /**
     * With the last event of the kernel that a live update of this number led to, also where that one came up cold; of
     * several (a cold boot counts anew) the first.
     */
    record WithUpdate(long number) implements Until {}

    /**
     * Whether the host's log goes on behind the end at this event.
     *
     * @param before the states before this event
     */
    default boolean isBefore(LiveUpdateEvent event, EntityReader before) {
        Long wall = event.at().wallMicros();
        return switch (this) {
            case Sequence sequence -> event.sequence() > sequence.last();
            case Wall until -> wall != null && wall > until.micros();
            case BeforeUpdate update -> begins(update.number(), event, before);
            case WithUpdate update ->
                before.get(EntityKey.host(event.host())) instanceof HostState host
                        && isNew(event, host)
                        && cameBy(update.number(), host, before);
        };
    }

    /** Whether the end lies where the host's log ends, which nothing follows on; asked where it didn't end before. */
    default boolean isAtTheEnd(String name, EntityReader states) {
        return !(states.get(EntityKey.host(name)) instanceof HostState host)
                || switch (this) {
                    case Sequence sequence -> true;
                    case Wall until -> true;
                    case BeforeUpdate update ->
                        handedOver(update.number(), name, host.current().outgoing(), states);
                    // a kernel of which nothing was heard is all that became of it
                    case WithUpdate update ->
                        cameBy(update.number(), host, states)
                                || handedOver(
                                        update.number(), name, host.current().outgoing(), states);
                };
    }

    /** Whether what is known of a host goes on behind the end already, whatever comes. */
    default boolean isBehind(String name, EntityReader states) {
        if (!(states.get(EntityKey.log(name)) instanceof LogState log)) {
            return false;
        }
        Long wall = log.clock().at().wallMicros();
        return switch (this) {
            case Sequence sequence -> log.nextSequence() - 1 > sequence.last();
            case Wall until -> wall != null && wall > until.micros();
            // a later one of this number may come
            case BeforeUpdate update -> false;
            case WithUpdate update -> false;
        };
    }

    private static boolean isNew(LiveUpdateEvent event, HostState host) {
        return host.boots().stream()
                .noneMatch(boot -> boot.id().equals(event.boot().id()));
    }

    /** Whether a live update of this number led to the kernel that runs. */
    private static boolean cameBy(long number, HostState host, EntityReader states) {
        BootMark current = host.current();
        return current.liveUpdate() == number || handedOver(number, host.host(), current.ordinal(), states);
    }

    /** Whether this event is the first of the kernel that a live update of this number led to. */
    private static boolean begins(long number, LiveUpdateEvent event, EntityReader before) {
        if (!(before.get(EntityKey.host(event.host())) instanceof HostState host)) {
            return false;
        }
        BootMark current = host.current();
        return isNew(event, host)
                && (event.boot().liveUpdate() == number
                        || (event.boot().liveUpdate() == 0
                                && handedOver(number, event.host(), current.outgoing(), before)));
    }

    private static boolean handedOver(long number, String host, long generation, EntityReader states) {
        return states.get(UpdateState.key(host, generation)) instanceof UpdateState update
                && update.begun()
                && update.number() == number;
    }

    /**
     * Reads a sequence number, a time (ISO 8601 with a zone, or without one in the reader's), {@code before-update:N} or
     * {@code update:N}. Throws IllegalArgumentException for anything else.
     */
    static Until parse(String text, ZoneId zone) {
        if (text.matches("[0-9]{1,18}")) {
            return new Sequence(Long.parseLong(text));
        }
        Matcher update = UPDATE.matcher(text);
        if (update.matches()) {
            long number = Long.parseLong(update.group(2));
            return update.group(1).equals("update") ? new WithUpdate(number) : new BeforeUpdate(number);
        }
        Instant instant = Times.parse(text, zone)
                .orElseThrow(() -> new IllegalArgumentException("not a sequence number or a time: \"" + text
                        + "\", expected for example 120, 2026-11-22T17:00:00Z, before-update:3 or update:3"));
        return new Wall(Times.wallMicros(instant));
    }
}
