package io.luoledger.faults;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was acknowledged, held against what is there.
 *
 * @param lost acknowledged events that the ledger doesn't have
 * @param doubled events that it has more than once
 * @param foreign events that nobody was asked to write
 * @param reordered events that stand before an earlier one of their host
 * @param digestEqual whether the processors' states are those of a replay of what was acknowledged
 * @param problems all that is wrong, for people; empty when nothing is
 */
record Verdict(int lost, int doubled, int foreign, int reordered, boolean digestEqual, List<String> problems) {
    private static final int SHOWN = 5;

    Verdict {
        problems = List.copyOf(problems);
    }

    boolean holds() {
        return problems.isEmpty();
    }

    /**
     * Compares.
     *
     * @param acknowledged every event whose writer was told that it is committed
     * @param ledger every committed event, each partition's in its order
     * @param offline what comes of the acknowledged events by a replay without Kafka
     * @param online what the processors have and said
     */
    static Verdict of(List<EventId> acknowledged, List<EventId> ledger, Told offline, Told online) {
        List<String> problems = new ArrayList<>();
        Map<EventId, Integer> times = times(ledger);
        Set<EventId> known = new HashSet<>(acknowledged);
        int lost = tell(
                problems,
                "lost",
                acknowledged.stream()
                        .filter(event -> !times.containsKey(event))
                        .map(EventId::toString)
                        .toList());
        int doubled = tell(
                problems,
                "more than once in the ledger",
                times.entrySet().stream()
                        .filter(event -> event.getValue() > 1)
                        .map(event -> event.getKey() + " (" + event.getValue() + " times)")
                        .sorted()
                        .toList());
        int foreign = tell(
                problems,
                "in the ledger, and not acknowledged",
                times.keySet().stream()
                        .filter(event -> !known.contains(event))
                        .map(EventId::toString)
                        .sorted()
                        .toList());
        int reordered = tell(problems, "behind a later event of its host", reordered(ledger));
        int otherStates = tell(
                problems, "host with another state than the replay's", differing(offline.digests(), online.digests()));
        compareFindings(problems, offline.findings(), online.findings());
        compareSummaries(problems, offline.summaries(), online.summaries());
        return new Verdict(lost, doubled, foreign, reordered, otherStates == 0, problems);
    }

    private static int tell(List<String> problems, String what, Collection<String> which) {
        if (!which.isEmpty()) {
            problems.add(which.size() + " " + what + ": "
                    + String.join(", ", which.stream().limit(SHOWN).toList())
                    + (which.size() > SHOWN ? ", ..." : ""));
        }
        return which.size();
    }

    private static <T> Map<T, Integer> times(Collection<T> all) {
        Map<T, Integer> times = new LinkedHashMap<>();
        all.forEach(one -> times.merge(one, 1, Integer::sum));
        return times;
    }

    private static List<String> reordered(List<EventId> ledger) {
        Map<String, Long> latest = new HashMap<>();
        List<String> reordered = new ArrayList<>();
        for (EventId event : ledger) {
            Long before = latest.get(event.host());
            if (before != null && event.sequence() < before) {
                reordered.add(event.toString());
            } else {
                latest.put(event.host(), event.sequence());
            }
        }
        return reordered;
    }

    private static List<String> differing(Map<String, ?> expected, Map<String, ?> found) {
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .filter(name -> !java.util.Objects.equals(expected.get(name), found.get(name)))
                .toList();
    }

    private static void compareFindings(List<String> problems, List<String> expected, List<String> found) {
        Map<String, Integer> offline = times(expected);
        Map<String, Integer> online = times(found);
        tell(
                problems,
                "finding never published",
                offline.entrySet().stream()
                        .filter(one -> online.getOrDefault(one.getKey(), 0) < one.getValue())
                        .map(Map.Entry::getKey)
                        .toList());
        tell(
                problems,
                "finding published too often",
                online.entrySet().stream()
                        .filter(one -> one.getValue() > offline.getOrDefault(one.getKey(), 0))
                        .map(one -> one.getKey() + " (" + one.getValue() + " times, expected "
                                + offline.getOrDefault(one.getKey(), 0) + ")")
                        .toList());
    }

    private static void compareSummaries(
            List<String> problems, Map<String, Told.Summaries> expected, Map<String, Told.Summaries> found) {
        List<String> wrong = new ArrayList<>();
        for (String update : differing(expected, found)) {
            Told.Summaries offline = expected.getOrDefault(update, Told.Summaries.NONE);
            Told.Summaries online = found.getOrDefault(update, Told.Summaries.NONE);
            wrong.add(
                    offline.count() == online.count()
                            ? update + " (the last one differs)"
                            : update + " (" + online.count() + " times, expected " + offline.count() + ")");
        }
        tell(problems, "live update whose summaries differ", wrong);
    }
}
