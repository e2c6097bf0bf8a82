package io.luoledger.replay;

import io.luoledger.event.LiveUpdateEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Where a replay of a host ends. */
public sealed interface Until {
    /** With this event of each host. */
    record Sequence(long last) implements Until {}

    /** Before the first event of each host that is known to be later. Unit: microseconds since 1970-01-01 UTC. */
    record Wall(long micros) implements Until {}

    /** Whether the host's log goes on behind the end at this event. */
    default boolean isBefore(LiveUpdateEvent event) {
        Long wall = event.at().wallMicros();
        return switch (this) {
            case Sequence sequence -> event.sequence() > sequence.last();
            case Wall until -> wall != null && wall > until.micros();
        };
    }

    /**
     * Reads a sequence number, or a time: ISO 8601 with a zone, or without one in the reader's. Throws
     * IllegalArgumentException for anything else.
     */
    static Until parse(String text, ZoneId zone) {
        if (text.matches("[0-9]{1,18}")) {
            return new Sequence(Long.parseLong(text));
        }
        Instant instant = instant(text, zone);
        if (instant == null) {
            throw new IllegalArgumentException("not a sequence number or a time: \"" + text
                    + "\", expected for example 120 or 2026-11-22T17:00:00Z");
        }
        return new Wall(ChronoUnit.MICROS.between(Instant.EPOCH, instant));
    }

    private static @Nullable Instant instant(String text, ZoneId zone) {
        try {
            return java.time.OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notWithZone) {
            try {
                return LocalDateTime.parse(text).atZone(zone).toInstant();
            } catch (DateTimeException notWithTime) {
                try {
                    return LocalDate.parse(text).atStartOfDay(zone).toInstant();
                } catch (DateTimeException notADate) {
                    return null;
                }
            }
        }
    }
}
