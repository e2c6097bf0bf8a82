package io.luoledger.faults;

import io.luoledger.cluster.HarnessException;
import io.luoledger.engine.StreamProcessors;
import io.luoledger.faults.Await.HungException;
import io.luoledger.faults.FaultResult.Outcome;
import io.luoledger.publish.ProcessedSoFar;
import io.luoledger.simulator.Dice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * One run: load, a fault at a random point of it, what it takes until all is well again, and the verdict. The seed says which
 * hosts there are and what happens to them, when it strikes, whom, and for how long; not how threads and packets meet.
 */
final class FaultRun {
    private static final long EARLIEST_EVENTS = 500;
    private static final long LATEST_EVENTS = 2_000;
    private static final double NANOS_PER_MILLI = 1e6;

    private final Bed bed;
    private final FaultKind kind;
    private final long seed;

    FaultRun(Bed bed, FaultKind kind, long seed) {
        this.bed = bed;
        this.kind = kind;
        this.seed = seed;
    }

    FaultResult run() {
        Dice dice = new Dice(seed);
        String what = kind.about();
        try {
            Work work = underLoad(dice.between(EARLIEST_EVENTS, LATEST_EVENTS));
            List<String> ignored = bed.supervisor().restarts();
            long before = work.progress().acknowledged();
            Struck struck = kind.strike(bed, work, dice);
            what = struck.what() + "; " + struck.evidence();
            long recovered = recoveryMillis(work, struck);
            what += "; its writer waited " + work.log().longestWaitMillis(before) + " ms at most";
            bed.acknowledged().addAll(work.finish());
            Verdict verdict = verdict();
            return new FaultResult(
                    kind.id(),
                    seed,
                    verdict.holds() ? struck.hit() ? Outcome.HELD : Outcome.MISSED : Outcome.FAILED,
                    what,
                    bed.acknowledged().size(),
                    verdict.lost(),
                    verdict.doubled(),
                    verdict.digestEqual(),
                    recovered,
                    bed.supervisor().restarts(),
                    verdict.problems());
        } catch (HungException e) {
            return FaultResult.without(kind, seed, Outcome.HUNG, what, String.valueOf(e.getMessage()));
        } catch (HarnessException e) {
            return FaultResult.without(kind, seed, Outcome.BROKEN, what, String.valueOf(e.getMessage()));
        }
    }

    /** Everybody at work, and so many events acknowledged; on a machine that is too slow for it, nothing can be tried. */
    private Work underLoad(long events) {
        try {
            Work work = bed.write(new Load(kind.id() + "-" + seed, seed));
            work.awaitAcknowledged(events);
            if (kind.needs() != Needs.OLDER_BUILD) {
                Await.until(
                        "every instance to work on some host",
                        () -> bed.processors().stream().allMatch(processor -> processor.hosts() > 0));
            }
            return work;
        } catch (HungException e) {
            throw new HarnessException("before anything was broken, " + e.getMessage(), e);
        }
    }

    private long recoveryMillis(Work work, Struck struck) {
        long before = work.progress().acknowledged();
        Await.until("events to be acknowledged again", () -> work.progress().acknowledged() > before);
        Map<TopicPartition, Long> ends = bed.lag().ends();
        Await.until(
                "the processors to be through with what was before",
                () -> bed.lag().behind(ends) == 0);
        return Math.round((System.nanoTime() - struck.healedNanos()) / NANOS_PER_MILLI);
    }

    /** When nobody writes any more, and the processors are through. */
    private Verdict verdict() {
        Told offline = Ledgers.replayed(bed.acknowledged());
        Await.until("the processors to be through with everything", this::isProcessed);
        List<EventId> acknowledged = bed.acknowledged().stream()
                .map(event -> EventId.of(event.event()))
                .toList();
        Told online = Ledgers.published(bed.client(), digests());
        boolean older = kind.needs() == Needs.OLDER_BUILD;
        return Verdict.of(
                acknowledged,
                Ledgers.events(bed.client()),
                older ? offline.withCountsOnly() : offline,
                older ? online.withCountsOnly() : online);
    }

    private boolean isProcessed() {
        OptionalLong waiting = ProcessedSoFar.waiting(bed.client(), StreamProcessors.DEFAULT_APPLICATION_ID);
        return waiting.isPresent() && waiting.getAsLong() == 0;
    }

    /** Of all instances, as soon as all of them answer and nobody restores any more. */
    private Map<String, String> digests() {
        Map<String, String> together = new HashMap<>();
        Await.until("every instance to answer", () -> {
            together.clear();
            int answered = 0;
            for (Processor processor : bed.processors()) {
                Optional<Map<String, String>> digests = processor.digests();
                answered += digests.isPresent() ? 1 : 0;
                digests.ifPresent(together::putAll);
            }
            return answered == bed.processors().size() && together.size() >= hosts();
        });
        return together;
    }

    private long hosts() {
        return bed.acknowledged().stream()
                .map(event -> event.event().host())
                .distinct()
                .count();
    }
}
