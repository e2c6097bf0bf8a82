package io.luoledger.cli;

import io.luoledger.event.BootMoment;
import io.luoledger.event.Moment;
import io.luoledger.replay.Times;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times for people: in the reader's zone where a wall clock told them, else by the clock of their boot. */
final class When {
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int NANOS_PER_MICRO = 1000;
    private static final int SHORT_BOOT = 8;
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter EXACT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT);

    private When() {}

    /** "2026-11-30 05:22:14", "boot 1f3a9c20 +12.345678 s", "boot 1f3a9c20"; "unknown" for what nobody knows. */
    static String brief(@Nullable BootMoment at) {
        if (at == null) {
            return "unknown";
        }
        Long wallMicros = at.at().wallMicros();
        if (wallMicros != null) {
            return SHORT.format(Times.ofWallMicros(wallMicros).atZone(ZoneId.systemDefault()));
        }
        String boot = at.boot().length() <= SHORT_BOOT ? at.boot() : at.boot().substring(0, SHORT_BOOT);
        return "boot " + Printable.text(boot) + since(at.at().monotonicNanos());
    }

    /** "2026-11-30T05:22:14.123456+01:00, boot 1f3a9c20-… +12.345678 s". */
    static String full(@Nullable BootMoment at) {
        if (at == null) {
            return "unknown";
        }
        Long wallMicros = at.at().wallMicros();
        return (wallMicros == null ? "" : wall(wallMicros, ZoneId.systemDefault()) + ", ")
                + "boot " + Printable.text(at.boot()) + since(at.at().monotonicNanos())
                + (wallMicros == null ? " (no wall clock)" : "");
    }

    /** "2026-11-30T05:22:14.123456+01:00". */
    static String wall(long wallMicros, ZoneId zone) {
        return FULL.format(Times.ofWallMicros(wallMicros).atZone(zone));
    }

    /** Of a boot that is known, "2026-11-30 05:22:14.123456", "12.345678 s"; a dash for what nobody knows. */
    static String ofBoot(Moment at) {
        Long wallMicros = at.wallMicros();
        if (wallMicros != null) {
            return EXACT.format(Times.ofWallMicros(wallMicros).atZone(ZoneId.systemDefault()));
        }
        return at.monotonicNanos() == null ? "-" : seconds(at.monotonicNanos());
    }

    /** "12.345678 s". */
    static String seconds(long nanos) {
        return "%d.%06d s".formatted(nanos / NANOS_PER_SECOND, nanos % NANOS_PER_SECOND / NANOS_PER_MICRO);
    }

    private static String since(@Nullable Long nanos) {
        return nanos == null ? "" : " +" + seconds(nanos);
    }
}
