package io.luoledger.fleet;

import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.Severity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which findings are wanted: errors first, then by host, then in the order of its log. Without a filter a page costs what it
 * holds; with one, what there are of that severity.
 *
 * @param search part of a finding's id, host, subject, expected or found, in any case
 * @param update number of the live update that it is about
 * @param sinceMicros wall time at the earliest: a finding whose time nobody knows isn't wanted then
 * @param untilMicros wall time that is too late, likewise
 */
public record FindingQuery(
        @Nullable String search,
        @Nullable String id,
        @Nullable Severity severity,
        @Nullable String host,
        @Nullable Long update,
        @Nullable Long sinceMicros,
        @Nullable Long untilMicros) {
    /**
     * A place in that order.
     *
     * @param at of the host's findings of that severity, from 0
     */
    public record Place(Severity severity, String host, int at) {
        /** "ERROR:3:host". */
        @Override
        public String toString() {
            return severity + ":" + at + ":" + host;
        }

        /** Throws RuntimeException for anything else. */
        public static Place parse(String text) {
            String[] parts = text.split(":", 3);
            return new Place(Severity.valueOf(parts[0]), parts[2], Integer.parseInt(parts[1]));
        }
    }

    /** @param next where the next page begins, null when this is the last one */
    public record Page(List<Finding> findings, @Nullable Place next, long total) {}

    /** Findings that have something in common, the first of them as an example. */
    public record Group(String key, long count, Finding first) {}

    public Page page(FleetIndex index, @Nullable Place from, int limit) {
        List<Finding> page = new ArrayList<>();
        Place next = null;
        for (Severity level : severities()) {
            if (from != null && level.compareTo(from.severity()) < 0) {
                continue;
            }
            boolean begins = from != null && level == from.severity();
            for (HostRow row : rows(index, level, begins && from != null ? from.host() : null)) {
                List<Finding> wanted = of(row, level).toList();
                int at = begins && from != null && row.host().equals(from.host()) ? from.at() : 0;
                for (; at < wanted.size(); at++) {
                    if (page.size() == limit) {
                        next = new Place(level, row.host(), at);
                        return new Page(page, next, total(index));
                    }
                    page.add(wanted.get(at));
                }
            }
        }
        return new Page(page, next, total(index));
    }

    private List<Severity> severities() {
        return severity == null ? List.of(Severity.values()) : List.of(severity);
    }

    private Collection<HostRow> rows(FleetIndex index, Severity level, @Nullable String from) {
        NavigableMap<String, HostRow> all = index.hosts(level);
        if (host != null) {
            HostRow row = all.get(host);
            return row == null ? List.of() : List.of(row);
        }
        return (from == null ? all : all.tailMap(from, true)).values();
    }

    private Stream<Finding> of(HostRow row, Severity level) {
        return row.findings().stream().filter(finding -> finding.kind().severity() == level && wants(finding));
    }

    private boolean wants(Finding finding) {
        return (id == null || finding.kind().id().equals(id))
                && (update == null || finding.liveUpdate() == update)
                && inTime(finding.at())
                && (search == null
                        || contains(finding.kind().id())
                        || contains(finding.host())
                        || contains(finding.subject())
                        || contains(finding.expected())
                        || contains(finding.found()));
    }

    private boolean inTime(@Nullable BootMoment at) {
        if (sinceMicros == null && untilMicros == null) {
            return true;
        }
        Long wallMicros = at == null ? null : at.at().wallMicros();
        return wallMicros != null
                && (sinceMicros == null || wallMicros >= sinceMicros)
                && (untilMicros == null || wallMicros < untilMicros);
    }

    private boolean contains(String text) {
        return search != null && text.toLowerCase(Locale.ROOT).contains(search.toLowerCase(Locale.ROOT));
    }

    private long total(FleetIndex index) {
        if (new FindingQuery(null, null, severity, null, null, null, null).equals(this)) {
            return severities().stream().mapToLong(index::findings).sum();
        }
        long[] count = new long[1];
        each(index, finding -> count[0]++);
        return count[0];
    }

    private void each(FleetIndex index, Consumer<Finding> sink) {
        for (Severity level : severities()) {
            rows(index, level, null).forEach(row -> of(row, level).forEach(sink));
        }
    }

    /** By what they have in common, the worst first, then the most. */
    public List<Group> groups(FleetIndex index, Function<Finding, String> key) {
        Map<String, Group> groups = new HashMap<>();
        each(
                index,
                finding -> groups.merge(
                        key.apply(finding),
                        new Group(key.apply(finding), 1, finding),
                        (known, one) -> new Group(known.key(), known.count() + 1, known.first())));
        return groups.values().stream()
                .sorted(Comparator.comparing(
                                (Group group) -> group.first().kind().severity())
                        .thenComparing(Comparator.comparingLong(Group::count).reversed())
                        .thenComparing(Group::key))
                .toList();
    }
}
