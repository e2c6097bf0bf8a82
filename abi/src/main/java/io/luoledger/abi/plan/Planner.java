package io.luoledger.abi.plan;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Plan.Way;
import io.luoledger.abi.verdict.PairVerdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds ways between kernels for what hosts hold preserved: fewest reboots first, then fewest losses (Dijkstra over the
 * verdicts of pairs). A step is open when the host is ready for it.
 */
public final class Planner {
    private record Step(
            String kernel,
            int reboots,
            int losses,
            @Nullable Step before,
            List<String> lost) {}

    /** One edge; closed when blockers isn't empty. */
    private record Edge(List<String> blockers, List<String> losses) {}

    /** Whether what is held comes from one kernel to another: hosts that hold the same ask the same. */
    private record Question(String from, String to, List<String> handlers, List<String> flbs, List<String> unread) {
        static Question of(Holdings held, String to) {
            return new Question(held.kernel(), to, held.handlers(), held.flbs(), held.unread());
        }
    }

    private final Map<String, AbiDescriptor> kernels = new LinkedHashMap<>();
    private final AbiGate gate;
    private final Set<Consequence> accepted;
    private final Map<String, PairVerdict> verdicts = new HashMap<>();
    private final Map<Question, Edge> edges = new HashMap<>();
    private final Map<Question, @Nullable Way> ways = new HashMap<>();

    /** @param accepted losses that the user lets pass */
    public Planner(List<AbiDescriptor> kernels, AbiGate gate, Set<Consequence> accepted) {
        this.gate = gate;
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
        Way way = way(holdings, target);
        Way back = way(held(holdings, target), holdings.kernel());
        List<String> blockers = edge(holdings, target).blockers();
        return new Plan(holdings, target, way, back, blockers, way == null ? unblock(holdings, target) : List.of());
    }

    private @Nullable Way way(Holdings holdings, String to) {
        Question question = Question.of(holdings, to);
        if (!ways.containsKey(question)) {
            ways.put(question, holdings.kernel().equals(to) ? again(holdings) : search(holdings, to));
        }
        return ways.get(question);
    }

    /** Into the same kernel once more. */
    private @Nullable Way again(Holdings holdings) {
        Edge edge = edge(holdings, holdings.kernel());
        return edge.blockers().isEmpty() ? new Way(List.of(holdings.kernel()), edge.losses()) : null;
    }

    private @Nullable Way search(Holdings holdings, String to) {
        PriorityQueue<Step> open = new PriorityQueue<>(Comparator.comparingInt(Step::reboots)
                .thenComparingInt(Step::losses)
                .thenComparing(Step::kernel));
        Set<String> done = new HashSet<>();
        open.add(new Step(holdings.kernel(), 0, 0, null, List.of()));
        while (!open.isEmpty()) {
            Step step = open.remove();
            if (step.kernel().equals(to)) {
                return trace(step);
            }
            if (!done.add(step.kernel())) {
                continue;
            }
            Holdings held = held(holdings, step.kernel());
            for (String next : kernels.keySet()) {
                if (!done.contains(next)) {
                    Edge edge = edge(held, next);
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

    private Edge edge(Holdings held, String to) {
        return edges.computeIfAbsent(Question.of(held, to), question -> judge(held, to));
    }

    private Edge judge(Holdings held, String to) {
        AbiDescriptor outgoing = known(held.kernel());
        AbiDescriptor incoming = known(to);
        String step = held.kernel() + " -> " + to + ": ";
        PairVerdict verdict =
                verdicts.computeIfAbsent(held.kernel() + "\0" + to, pair -> gate.check(outgoing, incoming));
        Readiness ready = Readiness.of(verdict, outgoing, incoming, held, accepted);
        return new Edge(
                ready.reasons().stream().map(reason -> step + reason).toList(),
                ready.losses().stream().map(kind -> step + kind.text()).toList());
    }

    private AbiDescriptor known(String kernel) {
        AbiDescriptor descriptor = kernels.get(kernel);
        if (descriptor == null) {
            throw new IllegalArgumentException("no descriptor of " + kernel);
        }
        return descriptor;
    }

    private Holdings held(Holdings holdings, String kernel) {
        return holdings.under(kernel, known(kernel), known(holdings.kernel()));
    }

    /** What would open a way: holding less, or a kernel in between. */
    private List<String> unblock(Holdings holdings, String target) {
        List<String> hints = new ArrayList<>();
        Stream.concat(holdings.handlers().stream(), holdings.flbs().stream()).forEach(name -> {
            Holdings rest = without(holdings, name);
            if (!rest.isEmpty() && way(rest, target) != null) {
                hints.add("finish what is preserved of " + name + " first");
            }
        });
        if (hints.isEmpty()) {
            hints.add("finish everything preserved and reboot cold");
            hints.add("or a kernel in between that reads what " + holdings.kernel() + " writes and writes what "
                    + target + " reads");
        }
        return hints;
    }

    private static Holdings without(Holdings holdings, String name) {
        return new Holdings(
                holdings.host(),
                holdings.kernel(),
                holdings.handlers().stream().filter(one -> !one.equals(name)).toList(),
                holdings.flbs().stream().filter(one -> !one.equals(name)).toList(),
                holdings.unread());
    }
}
