package io.luoledger.replay;

import io.luoledger.event.Body;
import io.luoledger.event.LiveUpdateEvent;
import io.luoledger.event.UnknownBody;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events are wanted.
 *
 * @param host only this host's
 * @param from the first wanted, inclusive
 * @param to the last wanted, inclusive
 * @param types only these; all when empty
 */
public record EventFilter(
        @Nullable String host,
        @Nullable Bound from,
        @Nullable Bound to,
        Set<String> types) {

    /** One end of a range. */
    public sealed interface Bound {
        record Sequence(long value) implements Bound {}

        record Time(Instant value) implements Bound {}
    }

    /** Throws IllegalArgumentException for a bound that is neither a sequence number nor a time. */
    public static EventFilter of(
            @Nullable String host, @Nullable String from, @Nullable String to, List<String> types, ZoneId zone) {
        Set<String> wanted = new HashSet<>();
        types.forEach(type -> wanted.add(ownSpelling(type)));
        return new EventFilter(
                host,
                from == null ? null : bound("--from", from, zone),
                to == null ? null : bound("--to", to, zone),
                wanted);
    }

    public Optional<String> onlyHost() {
        return Optional.ofNullable(host);
    }

    public boolean wants(LiveUpdateEvent event) {
        return (host == null || host.equals(event.host()))
                && (types.isEmpty() || hasType(event.body()))
                && (from == null || compare(event, from) >= 0)
                && (to == null || compare(event, to) <= 0);
    }

    private boolean hasType(Body body) {
        return body instanceof UnknownBody newer
                ? types.stream().anyMatch(newer.kind()::equalsIgnoreCase)
                : types.contains(body.type());
    }

    /** True when the event can't be placed in the wanted range because nobody knows when it happened. */
    public boolean cannotPlace(LiveUpdateEvent event) {
        return event.at().wallMicros() == null
                && (from instanceof Bound.Time || to instanceof Bound.Time)
                && (host == null || host.equals(event.host()));
    }

    private static int compare(LiveUpdateEvent event, Bound bound) {
        return switch (bound) {
            case Bound.Sequence sequence -> Long.compare(event.sequence(), sequence.value());
            case Bound.Time time -> {
                Long wallMicros = event.at().wallMicros();
                yield wallMicros == null ? 0 : Times.ofWallMicros(wallMicros).compareTo(time.value());
            }
        };
    }

    private static Bound bound(String option, String text, ZoneId zone) {
        if (text.matches("[0-9]{1,18}")) {
            return new Bound.Sequence(Long.parseLong(text));
        }
        return Times.parse(text, zone)
                .map(Bound.Time::new)
                .orElseThrow(() -> new IllegalArgumentException(option + " \"" + text
                        + "\" is neither a sequence number nor a time like 2026-11-22, 2026-11-22T10:15:00 or"
                        + " 2026-11-22T10:15:00Z"));
    }

    /** Of the wanted types those that this version has no name for: kinds of a newer version, or mistyped. */
    public SortedSet<String> unknownTypes() {
        SortedSet<String> unknown = new TreeSet<>(types);
        unknown.removeAll(knownTypes());
        return unknown;
    }

    /** What to say of a type that nothing is of. */
    public static String noSuchType(String type) {
        return "--type " + type
                + ": no such event type, and no event of a newer version has that name; expected one of "
                + String.join(", ", knownTypes());
    }

    private static String ownSpelling(String text) {
        return knownTypes().stream()
                .filter(name -> name.equalsIgnoreCase(text))
                .findFirst()
                .orElse(text);
    }

    /** The name of every type of event. */
    public static SortedSet<String> knownTypes() {
        return Body.kinds().stream().map(Class::getSimpleName).collect(Collectors.toCollection(TreeSet::new));
    }
}
