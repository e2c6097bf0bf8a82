package io.luoledger.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;

/** The one way in which times are read. */
public final class Times {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1000;

    private Times() {}

    /** @param wallMicros since 1970, UTC */
    public static Instant ofWallMicros(long wallMicros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(wallMicros, MICROS_PER_SECOND),
                Math.floorMod(wallMicros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /** ISO 8601: with a zone, or without one in the reader's; a date alone is its first moment. Empty for anything else. */
    public static Optional<Instant> parse(String text, ZoneId zone) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeException notWithZone) {
            try {
                return Optional.of(LocalDateTime.parse(text).atZone(zone).toInstant());
            } catch (DateTimeException notWithTime) {
                try {
                    return Optional.of(LocalDate.parse(text).atStartOfDay(zone).toInstant());
                } catch (DateTimeException notADate) {
                    return Optional.empty();
                }
            }
        }
    }
}
