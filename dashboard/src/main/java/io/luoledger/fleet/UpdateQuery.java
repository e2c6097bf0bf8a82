package io.luoledger.fleet;

import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * Which live updates of the fleet are wanted: the newest first, those whose time nobody knows last.
 *
 * @param search part of the host's name, in any case
 * @param outcome of it, as its record says
 * @param result what that amounts to
 * @param from kernel that it left, {@code unknown} where nobody knows
 * @param to kernel that it came to, likewise
 * @param timed whether its wall time is known
 * @param sinceMicros wall time at the earliest
 * @param untilMicros wall time that is too late
 * @param blackoutMicros known blackout at the shortest
 */
public record UpdateQuery(
        @Nullable String search,
        @Nullable String outcome,
        @Nullable Result result,
        @Nullable String from,
        @Nullable String to,
        @Nullable Boolean timed,
        @Nullable Long sinceMicros,
        @Nullable Long untilMicros,
        @Nullable Long blackoutMicros) {
    /** What an outcome amounts to. */
    public enum Result {
        COMPLETED,
        FAILED,
        /** Not over yet, or nobody knows. */
        UNKNOWN,
        /** The first two. */
        OVER;

        static Result of(UpdateOutcome outcome) {
            return switch (outcome) {
                case COMPLETED -> COMPLETED;
                case PARTIAL, ABORTED, REFUSED, LOST -> FAILED;
                case UNFINISHED, OTHER -> UNKNOWN;
            };
        }

        private boolean covers(Result one) {
            return this == one || (this == OVER && one != UNKNOWN);
        }
    }

    /**
     * A place in that order.
     *
     * @param at among the host's updates: a cold boot counts anew
     */
    public record Place(@Nullable Long wallMicros, String host, int at) implements Comparable<Place> {
        private static final String NO_TIME = "-";
        private static final Comparator<Place> ORDER = Comparator.comparing(
                        Place::wallMicros, Comparator.nullsLast(Comparator.<Long>reverseOrder()))
                .thenComparing(Place::host)
                .thenComparingInt(Place::at);

        /** Behind all that is as late or later, before all that is earlier. */
        private static Place before(long wallMicros) {
            return new Place(wallMicros - 1, "", 0);
        }

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }

        /** "1767225600000000:0:host", "-:0:host". */
        @Override
        public String toString() {
            return (wallMicros == null ? NO_TIME : wallMicros) + ":" + at + ":" + host;
        }

        /** Throws RuntimeException for anything else. */
        public static Place parse(String text) {
            String[] parts = text.split(":", 3);
            return new Place(
                    parts[0].equals(NO_TIME) ? null : (Long) Long.parseLong(parts[0]),
                    parts[2],
                    Integer.parseInt(parts[1]));
        }
    }

    /** @param next what the next page comes behind, null when this is the last one */
    public record Page(List<UpdateView> updates, @Nullable Place next, long total) {}

    /** @param after what it comes behind, null for the first one */
    public Page page(FleetIndex index, @Nullable Place after, int limit) {
        List<UpdateView> page = new ArrayList<>();
        Place last = null;
        boolean more = false;
        long total = 0;
        for (var one : range(index.updates()).entrySet()) {
            if (!wants(one.getValue())) {
                continue;
            }
            total++;
            if (after == null || one.getKey().compareTo(after) > 0) {
                more = page.size() == limit;
                if (!more) {
                    page.add(one.getValue());
                    last = one.getKey();
                }
            }
        }
        return new Page(page, more ? last : null, total);
    }

    private NavigableMap<Place, UpdateView> range(NavigableMap<Place, UpdateView> all) {
        NavigableMap<Place, UpdateView> range =
                untilMicros == null ? all : all.tailMap(Place.before(untilMicros), true);
        return sinceMicros == null ? range : range.headMap(Place.before(sinceMicros), false);
    }

    private boolean wants(UpdateView update) {
        KernelPair pair = KernelPair.of(update);
        Long wallMicros = wallMicros(update);
        Long blackout = update.getBlackoutMicros();
        return (search == null || update.getHost().toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT)))
                && (outcome == null || update.getOutcome().name().equals(outcome))
                && (result == null || result.covers(Result.of(update.getOutcome())))
                && (from == null || pair.from().equals(from))
                && (to == null || pair.to().equals(to))
                && (timed == null || timed == (wallMicros != null))
                && (untilMicros == null || wallMicros != null)
                && (blackoutMicros == null
                        || (blackout != null && !update.getBlackoutIsLowerBound() && blackout >= blackoutMicros));
    }

    static @Nullable Long wallMicros(UpdateView update) {
        return update.getAt() == null ? null : update.getAt().getWallMicros();
    }
}
