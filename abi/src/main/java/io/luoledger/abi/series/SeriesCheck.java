package io.luoledger.abi.series;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Guard;
import io.luoledger.abi.SourceLine;
import io.luoledger.abi.report.FailOn;
import io.luoledger.abi.report.Report;
import io.luoledger.abi.report.Subjects;
import io.luoledger.abi.series.Series.Step;
import io.luoledger.abi.source.HeaderTree;
import io.luoledger.abi.verdict.AbiFinding;
import io.luoledger.abi.verdict.KindVerdict;
import io.luoledger.abi.verdict.Outcome;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.abi.verdict.Waivers;
import io.luoledger.wire.UnreadableInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Judges each step of a series that changes what headers are read from: against the base, and what it changes by itself. */
public final class SeriesCheck {
    /**
     * A guard that differs between a step and the one that it stands on.
     *
     * @param from its value; null where there was none
     * @param to its value; null where there is none any more
     */
    public record GuardChange(
            String name,
            String kind,
            @Nullable String from,
            @Nullable String to) {
        public String text() {
            return name + ": " + (from == null ? "nothing" : from) + " -> " + (to == null ? "nothing" : to);
        }
    }

    /** Something else that a step changes by itself. */
    public record Change(
            String kind,
            String id,
            String path,
            @Nullable String from,
            @Nullable String to,
            @Nullable String file,
            @Nullable Integer line) {}

    /**
     * What is made of a step.
     *
     * @param report on the base and the step; null when the step can't be read
     * @param unreadable why not; null when it can
     */
    public record Judged(
            Step step,
            @Nullable Report report,
            @Nullable String unreadable,
            List<GuardChange> guards,
            List<Change> changes) {
        public Judged {
            guards = List.copyOf(guards);
            changes = List.copyOf(changes);
        }

        public boolean breaks() {
            return report != null && !report.brokenKinds().isEmpty();
        }

        public boolean fails() {
            return report != null && report.fails();
        }

        /** Kinds that break without a change of a guard of theirs; what an earlier layer refuses is never read. */
        public Set<String> unguarded() {
            if (report == null) {
                return Set.of();
            }
            Set<String> changed = guards.stream().map(GuardChange::kind).collect(Collectors.toSet());
            Set<String> broken = report.brokenKinds();
            Set<String> unguarded = new TreeSet<>();
            for (PairVerdict pair : report.pairs()) {
                for (KindVerdict kind : pair.kinds()) {
                    boolean unreached = pair.outcome() == Outcome.REFUSED && kind.outcome() == Outcome.SILENT;
                    if (broken.contains(kind.kind()) && !unreached && !changed.contains(kind.kind())) {
                        unguarded.add(kind.kind());
                    }
                }
            }
            return unguarded;
        }
    }

    /** @param steps those that change what headers are read from, or can't be read */
    public record Result(Series series, List<Judged> steps, List<AbiFinding> waiverFindings) {
        public Result {
            steps = List.copyOf(steps);
            waiverFindings = List.copyOf(waiverFindings);
        }

        /** The first that is known to break. */
        public Optional<Judged> firstBreak() {
            return steps.stream().filter(Judged::breaks).findFirst();
        }

        /** Those of which nobody can tell, before it or at all. */
        public List<Judged> unknownBefore() {
            return steps.stream()
                    .takeWhile(one -> !one.breaks())
                    .filter(one -> one.unreadable() != null || one.fails())
                    .toList();
        }
    }

    /** What was read at a step, and of what; the descriptor is the nearest one before it where it can't be read. */
    private record Read(AbiDescriptor descriptor, AskedTree asked) {}

    private final BiFunction<HeaderTree, String, AbiDescriptor> reader;
    private final AbiGate gate;
    private final Waivers waivers;
    private final Set<FailOn> failOn;
    private final boolean both;
    private final boolean notes;
    private final UnaryOperator<AbiDescriptor> booted;

    /**
     * A check of series.
     *
     * @param reader makes the kernel of a tree, called so
     * @param both whether the way back is judged, too
     * @param notes whether reports have what harms nobody
     * @param booted makes of a kernel what it is once booted
     */
    public SeriesCheck(
            BiFunction<HeaderTree, String, AbiDescriptor> reader,
            AbiGate gate,
            Waivers waivers,
            Set<FailOn> failOn,
            boolean both,
            boolean notes,
            UnaryOperator<AbiDescriptor> booted) {
        this.reader = reader;
        this.gate = gate;
        this.waivers = waivers;
        this.failOn = Set.copyOf(failOn);
        this.both = both;
        this.notes = notes;
        this.booted = booted;
    }

    /** @param progress is told how many steps are done */
    public Result judge(Series series, LongConsumer progress) {
        AskedTree base = new AskedTree(series.base());
        Read begin = new Read(reader.apply(base, series.baseName()), base);
        Map<String, Read> read = new HashMap<>();
        List<Judged> judged = new ArrayList<>();
        for (Step step : series.steps()) {
            Read parent = step.parent() == null ? begin : Objects.requireNonNull(read.get(step.parent()));
            Read own = parent;
            if (step.trouble() != null) {
                judged.add(unreadable(step, step.trouble()));
            } else if (parent.asked().wasAskedFor(step.touched())) {
                AskedTree tree = parent.asked();
                try {
                    tree = new AskedTree(step.tree().get());
                    own = new Read(reader.apply(tree, step.shortId()), tree);
                    judged.add(judged(step, begin.descriptor(), parent.descriptor(), own.descriptor()));
                } catch (UnreadableInputException e) {
                    own = new Read(parent.descriptor(), tree);
                    judged.add(unreadable(step, String.valueOf(e.getMessage())));
                }
            }
            read.put(step.id(), own);
            progress.accept(read.size());
        }
        return new Result(series, judged, waivers.findings());
    }

    private static Judged unreadable(Step step, String why) {
        return new Judged(step, null, why, List.of(), List.of());
    }

    private Judged judged(Step step, AbiDescriptor base, AbiDescriptor parent, AbiDescriptor own) {
        List<PairVerdict> pairs = new ArrayList<>();
        pairs.add(waivers.apply(gate.check(base, booted.apply(own))));
        if (both) {
            pairs.add(waivers.apply(gate.check(own, booted.apply(base))));
        }
        Report report = new Report(pairs, List.of(), failOn, Subjects.of(base, own), notes);
        return new Judged(step, report, null, guards(parent, own), changes(parent, own));
    }

    private static List<GuardChange> guards(AbiDescriptor before, AbiDescriptor after) {
        Map<String, Guard> old = byName(before);
        Map<String, Guard> young = byName(after);
        Set<String> names = new TreeSet<>(old.keySet());
        names.addAll(young.keySet());
        List<GuardChange> changes = new ArrayList<>();
        for (String name : names) {
            Guard was = old.get(name);
            Guard is = young.get(name);
            GuardChange change = new GuardChange(name, kind(was, is), value(was), value(is));
            if (!Objects.equals(change.from(), change.to())) {
                changes.add(change);
            }
        }
        return changes;
    }

    private static Map<String, Guard> byName(AbiDescriptor kernel) {
        Map<String, Guard> guards = new TreeMap<>();
        kernel.guards().forEach(guard -> guards.put(guard.name(), guard));
        return guards;
    }

    private static String kind(@Nullable Guard was, @Nullable Guard is) {
        return is != null ? is.kind() : Objects.requireNonNull(was).kind();
    }

    private static @Nullable String value(@Nullable Guard guard) {
        if (guard == null) {
            return null;
        }
        String features = guard.features() == null ? "" : " " + guard.features();
        String reads = guard.reads().equals(guard.writes()) ? "" : ", reads " + String.join(", ", guard.reads());
        return String.join(", ", guard.writes()) + reads + features;
    }

    private static List<Change> changes(AbiDescriptor before, AbiDescriptor after) {
        Subjects subjects = Subjects.of(before, after);
        List<Change> changes = new ArrayList<>();
        for (KindVerdict kind : AbiGate.BY_RULES.check(before, after).kinds()) {
            for (AbiFinding finding : kind.findings()) {
                if (!finding.change().isEmpty() && !finding.isKnownDefect()) {
                    Optional<SourceLine> place = subjects.place(finding);
                    changes.add(new Change(
                            kind.kind(),
                            finding.kind().id(),
                            finding.path(),
                            finding.from(),
                            finding.to(),
                            place.map(SourceLine::file).orElse(null),
                            place.map(SourceLine::line).orElse(null)));
                }
            }
        }
        return changes;
    }
}
