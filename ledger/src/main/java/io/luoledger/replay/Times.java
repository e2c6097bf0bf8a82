package io.luoledger.replay;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one way in which times are read. */
public final class Times {
    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final int NANOS_PER_MICRO = 1000;

    private static final Pattern BACK =
            Pattern.compile("([0-9]{1,6})\\s*(s|secs?|seconds?|m|mins?|minutes?|h|hours?|d|days?|w|weeks?)(\\s+ago)?");

    private Times() {}

    /** Unit: microseconds since 1970, UTC. */
    public static long wallMicros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    /** @param wallMicros since 1970, UTC */
    public static Instant ofWallMicros(long wallMicros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(wallMicros, MICROS_PER_SECOND),
                Math.floorMod(wallMicros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
    }

    /**
     * How far back somebody looks: "1 hour ago", "2 days", "30m", or a time as {@link #parse} reads it. Empty for anything else.
     *
     * @param now what "ago" counts from
     */
    public static Optional<Instant> since(String text, Instant now, ZoneId zone) {
        Matcher back = BACK.matcher(text.strip().toLowerCase(Locale.ROOT));
        if (!back.matches()) {
            return parse(text.strip(), zone);
        }
        ChronoUnit unit = switch (back.group(2).charAt(0)) {
            case 's' -> ChronoUnit.SECONDS;
            case 'm' -> ChronoUnit.MINUTES;
            case 'h' -> ChronoUnit.HOURS;
            case 'd' -> ChronoUnit.DAYS;
            default -> ChronoUnit.WEEKS;
        };
        return Optional.of(now.minus(unit.getDuration().multipliedBy(Long.parseLong(back.group(1)))));
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
