package io.luoledger.judge;

import io.luoledger.abi.AbiDescriptor;
import io.luoledger.abi.AbiGate;
import io.luoledger.abi.Consequence;
import io.luoledger.abi.plan.Holdings;
import io.luoledger.abi.plan.Readiness;
import io.luoledger.abi.source.Descriptors;
import io.luoledger.abi.verdict.PairVerdict;
import io.luoledger.core.OutsideFailure;
import io.luoledger.event.Boot;
import io.luoledger.wire.LatestMap;
import io.luoledger.wire.SchemasUnavailableException;
import io.luoledger.wire.UnreadableInputException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The verdicts on pairs of kernels, and what follows from them for what hosts hold. Keeps the latest, until it is told to forget
 * them, and notes which descriptors the judgement at hand rests on.
 */
final class Verdicts {
    /**
     * What is asked of a verdict.
     *
     * @param early whether the host is still to preserve what it will hand over
     * @param accepted consequences that are let pass
     */
    record Question(boolean early, Set<Consequence> accepted) {
        /** Nothing is let pass: nobody is there to accept it. */
        static final Question ON_THE_SPOT = new Question(false, Set.of());

        /** An announcement comes before what is preserved for it. */
        static final Question BEFOREHAND = new Question(true, Set.of());

        private Readiness answer(
                PairVerdict verdict, AbiDescriptor outgoing, AbiDescriptor incoming, Holdings holdings) {
            return early
                    ? Readiness.beforehand(verdict, outgoing, incoming, holdings)
                    : Readiness.of(verdict, outgoing, incoming, holdings, accepted);
        }
    }

    /** A fleet runs a few kernels, but every build of one may have a release of its own: the pairs last asked for are kept. */
    private static final int MOST_VERDICTS = 256;

    /** Hosts of a fleet hold the same, most of them. */
    private static final int MOST_ANSWERS = 64;

    /** What a host holds, whichever host it is. */
    private record Held(Question question, List<String> handlers, List<String> flbs, List<String> unread) {}

    /** Two kernels with the verdict on them, the contents of their descriptors, and what was asked of them. */
    private static final class Pair {
        private final AbiDescriptor outgoing;
        private final AbiDescriptor incoming;
        private final PairVerdict verdict;
        private final String outgoingContent;
        private final String incomingContent;
        private final Map<Held, Readiness> answers = new LatestMap<>(MOST_ANSWERS);

        Pair(AbiDescriptor outgoing, AbiDescriptor incoming, PairVerdict verdict) {
            this.outgoing = outgoing;
            this.incoming = incoming;
            this.verdict = verdict;
            this.outgoingContent = Descriptors.digest(outgoing);
            this.incomingContent = Descriptors.digest(incoming);
        }

        Readiness answer(Question question, Holdings holdings) {
            return answers.computeIfAbsent(
                    new Held(question, holdings.handlers(), holdings.flbs(), holdings.unread()),
                    held -> question.answer(verdict, outgoing, incoming, holdings));
        }
    }

    /**
     * What is known of two kernels.
     *
     * @param pair null unless both are known
     * @param missing why there is no descriptor, by release
     */
    record Found(@Nullable Pair pair, Map<String, String> missing) {
        @Nullable
        PairVerdict verdict() {
            return pair == null ? null : pair.verdict;
        }
    }

    private final AbiJudge.Kernels kernels;
    private final AbiGate gate;
    /** Content digests of the descriptors that the judgement at hand rests on, by release. */
    private final SortedMap<String, String> used = new TreeMap<>();

    private final Map<String, Pair> pairs = new LatestMap<>(MOST_VERDICTS);

    Verdicts(AbiJudge.Kernels kernels, AbiGate gate) {
        this.kernels = kernels;
        this.gate = gate;
    }

    /** Has every pair judged anew: a descriptor changed. */
    void forget() {
        pairs.clear();
    }

    void beginJudgement() {
        used.clear();
    }

    SortedMap<String, String> used() {
        return used;
    }

    Found of(String from, String to) {
        Map<String, AbiDescriptor> found = new HashMap<>();
        Map<String, String> missing = new LinkedHashMap<>();
        for (String release : new LinkedHashSet<>(List.of(from, to))) {
            String why = untold(release) ? "nobody told its release" : find(release, found);
            if (why != null) {
                missing.put(release, why);
            }
        }
        AbiDescriptor outgoing = found.get(from);
        AbiDescriptor incoming = found.get(to);
        return new Found(outgoing == null || incoming == null ? null : pair(from, outgoing, to, incoming), missing);
    }

    /** Whether a kernel can take what a host holds. */
    Readiness answer(Holdings holdings, String target, Question question) {
        Found found = of(holdings.kernel(), target);
        return found.pair == null
                ? Readiness.withoutKernels(found.missing, holdings)
                : found.pair.answer(question, holdings);
    }

    private Pair pair(String from, AbiDescriptor outgoing, String to, AbiDescriptor incoming) {
        Pair pair = pairs.computeIfAbsent(
                from + "\0" + to, names -> new Pair(outgoing, incoming, gate.check(outgoing, incoming)));
        used.put(from, pair.outgoingContent);
        used.put(to, pair.incomingContent);
        return pair;
    }

    static boolean untold(String release) {
        return release.equals(Boot.UNKNOWN_KERNEL);
    }

    /** Puts the descriptor, or gives why there is none. */
    private @Nullable String find(String release, Map<String, AbiDescriptor> found) {
        try {
            Optional<AbiDescriptor> descriptor = kernels.find(release);
            descriptor.ifPresent(one -> found.put(release, one));
            return descriptor.isPresent() ? null : "none, neither published nor in the catalogue";
        } catch (SchemasUnavailableException e) {
            throw new OutsideFailure(e);
        } catch (UnreadableInputException e) {
            return "one that can't be read: " + e.getMessage();
        } catch (RuntimeException e) {
            throw new OutsideFailure(e);
        }
    }
}
