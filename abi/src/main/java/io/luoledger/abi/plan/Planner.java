package io.luoledger.abi.plan;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.Guard;
import io.luoledger.abi.plan.Plan.Way;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways between kernels for what hosts hold preserved: fewest reboots first, then fewest losses (Dijkstra over the
 * verdicts of pairs). A step is open when the kinds that the host holds, and the layers that carry them, come through.
 */
public final class Planner {
    private static final Set<String> CARRIERS = Set.of("kernel", "kho", "luo");

    private record Step(
            String kernel,
            int reboots,
            int losses,
            @Nullable Step before,
            List<String> lost) {}

    /** One edge; closed when blockers isn't empty. */
    private record Edge(List<String> blockers, List<String> losses) {}

    private final Map<String, AbiDescriptor> kernels = new LinkedHashMap<>();
    private final Set<Consequence> accepted;
    private final Map<String, PairVerdict> verdicts = new HashMap<>();
    private final Map<String, @Nullable Way> ways = new HashMap<>();

    /** @param accepted losses that the user lets pass */
    public Planner(List<AbiDescriptor> kernels, Set<Consequence> accepted) {
        kernels.forEach(kernel -> this.kernels.put(kernel.release(), kernel));
        this.accepted = Set.copyOf(accepted);
    }

    /** Names of the kernels that ways can lead over. */
    public Set<String> kernels() {
        return kernels.keySet();
    }

    /** A host whose kernel isn't among the planner's is blocked: nobody can say what it leaves. */
    public Plan plan(Holdings holdings, String target) {
        if (!kernels.containsKey(holdings.kernel())) {
            return new Plan(
                    holdings,
                    target,
                    null,
                    null,
                    List.of("kernel " + holdings.kernel() + " is not known: import its descriptor"),
                    List.of("luo-ledger abi import for " + holdings.kernel()
                            + ", then name the file with --via, or publish it"));
        }
        Set<String> kinds = kinds(holdings);
        Way way = way(holdings.kernel(), target, kinds, holdings.isEmpty());
        Way back = way(target, holdings.kernel(), kinds, holdings.isEmpty());
        List<String> blockers = holdings.isEmpty()
                ? List.of()
                : edge(holdings.kernel(), target, kinds).blockers();
        return new Plan(
                holdings, target, way, back, blockers, way == null ? unblock(holdings, target, kinds) : List.of());
    }

    private @Nullable Way way(String from, String to, Set<String> kinds, boolean empty) {
        String key = from + "\0" + to + "\0" + (empty ? "" : kinds);
        if (!ways.containsKey(key)) {
            ways.put(key, empty ? direct(from, to) : search(from, to, kinds));
        }
        return ways.get(key);
    }

    private static Way direct(String from, String to) {
        return new Way(from.equals(to) ? List.of(from) : List.of(from, to), List.of());
    }

    private @Nullable Way search(String from, String to, Set<String> kinds) {
        PriorityQueue<Step> open = new PriorityQueue<>(Comparator.comparingInt(Step::reboots)
                .thenComparingInt(Step::losses)
                .thenComparing(Step::kernel));
        Set<String> done = new HashSet<>();
        open.add(new Step(from, 0, 0, null, List.of()));
        while (!open.isEmpty()) {
            Step step = open.remove();
            if (step.kernel().equals(to)) {
                return trace(step);
            }
            if (!done.add(step.kernel())) {
                continue;
            }
            for (String next : kernels.keySet()) {
                if (!done.contains(next)) {
                    Edge edge = edge(step.kernel(), next, kinds);
                    if (edge.blockers().isEmpty()) {
                        open.add(new Step(
                                next,
                                step.reboots() + 1,
                                step.losses() + edge.losses().size(),
                                step,
                                edge.losses()));
                    }
                }
            }
        }
        return null;
    }

    private static Way trace(Step last) {
        List<String> way = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        for (Step step = last; step != null; step = step.before()) {
            way.addFirst(step.kernel());
            losses.addAll(0, step.lost());
        }
        return new Way(way, losses);
    }

    private Edge edge(String from, String to, Set<String> kinds) {
        if (from.equals(to)) {
            return new Edge(List.of(), List.of());
        }
        List<String> blockers = new ArrayList<>();
        List<String> losses = new ArrayList<>();
        PairVerdict verdict = verdicts.computeIfAbsent(from + "\0" + to, key -> AbiGate.check(known(from), known(to)));
        Set<String> seen = new HashSet<>();
        for (KindVerdict kind : verdict.kinds()) {
            seen.add(kind.kind());
            boolean concerns = CARRIERS.contains(kind.kind()) || kinds.contains(kind.kind());
            if (!concerns || kind.outcome() == Outcome.COMPATIBLE) {
                continue;
            }
            String text = from + " -> " + to + ": " + kind.kind() + " " + kind.outcome() + " " + kind.consequence();
            boolean passes = !kind.consequences().isEmpty() && accepted.containsAll(kind.consequences());
            (passes ? losses : blockers).add(text);
        }
        kinds.stream()
                .filter(kind -> !seen.contains(kind))
                .forEach(kind -> blockers.add(from + " -> " + to + ": nothing is known of " + kind));
        return new Edge(blockers, losses);
    }

    private AbiDescriptor known(String kernel) {
        AbiDescriptor descriptor = kernels.get(kernel);
        if (descriptor == null) {
            throw new IllegalArgumentException("no descriptor of " + kernel);
        }
        return descriptor;
    }

    /** The kinds that the host holds; strings change on the way, kinds don't. */
    private Set<String> kinds(Holdings holdings) {
        Set<String> kinds = new LinkedHashSet<>();
        AbiDescriptor running = known(holdings.kernel());
        holdings.handlers().forEach(handler -> kinds.add(kind(running, handler, "")));
        holdings.flbs().forEach(flb -> kinds.add(kind(running, flb, "flb ")));
        return kinds;
    }

    private static String kind(AbiDescriptor kernel, String value, String prefix) {
        return kernel.guards().stream()
                .filter(guard -> guard.writes().contains(value))
                .map(Guard::kind)
                .map(kind -> kind.equals("flb") ? prefix + value : kind)
                .findFirst()
                .orElse(prefix + value);
    }

    /** What would open a way: holding less, or a kernel in between. */
    private List<String> unblock(Holdings holdings, String target, Set<String> kinds) {
        List<String> hints = new ArrayList<>();
        for (String kind : kinds) {
            Set<String> rest = new LinkedHashSet<>(kinds);
            rest.remove(kind);
            if (!rest.isEmpty() && way(holdings.kernel(), target, rest, false) != null) {
                hints.add("finish what is preserved of " + kind + " first");
            }
        }
        if (hints.isEmpty()) {
            hints.add("finish everything preserved and reboot cold");
            hints.add("or a kernel in between that reads what " + holdings.kernel() + " writes and writes what "
                    + target + " reads");
        }
        return hints;
    }
}
