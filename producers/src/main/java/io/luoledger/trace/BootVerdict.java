package io.luoledger.trace;

import io.luoledger.event.KernelBody.BootOutcome;
import io.luoledger.event.KernelBody.KernelBooted;
import io.luoledger.event.Result;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the received state at a boot, from what the console says and what the trace shows.
 *
 * @param booted the boot's event, or null for one that received nothing because there was nothing before it
 * @param nanos when its decisive line was printed, -1 where no line tells
 */
record BootVerdict(@Nullable KernelBooted booted, long nanos, long liveUpdate) {

    /**
     * @param first whether nothing came before it among the boots given
     * @param previous live-update number of the boot before
     * @param opened whether the trace shows an open of /dev/liveupdate
     * @param withoutKho whether the boot before loaded an image that carries nothing over
     */
    static BootVerdict of(
            boolean first,
            long previous,
            boolean opened,
            boolean withoutKho,
            BootFacts facts,
            @Nullable ConsoleBoot console) {
        Long told = console == null ? null : console.number;
        boolean received = facts.received()
                || facts.isSetUpIncoming()
                || (console != null && (console.foundHandover || console.refused != null));
        if (first && !received) {
            return new BootVerdict(null, -1, told == null ? 0 : told);
        }
        BootOutcome outcome = outcome(opened, withoutKho, facts, console);
        ConsoleBoot.Line line = decisive(outcome, withoutKho, console);
        long number = told != null
                ? told
                : outcome == BootOutcome.COLD || outcome == BootOutcome.REFUSED_COLD ? 0 : first ? 1 : previous + 1;
        Result result = outcome == BootOutcome.PANIC && console != null
                ? Result.ofReturn(-console.bootPanicErrno)
                : Result.success();
        Long flbs = facts.flbs();
        if (flbs == null && console != null) {
            long found = console.flbs.stream()
                    .filter(flb -> flb.verb().equals("found"))
                    .count();
            flbs = found > 0 ? Long.valueOf(found) : null;
        }
        return new BootVerdict(
                new KernelBooted(
                        outcome,
                        console == null ? null : console.execFrom,
                        facts.sessions(),
                        facts.files(),
                        flbs,
                        line == null ? null : line.text(),
                        result,
                        List.of(),
                        console == null ? List.of() : console.unknownParameters),
                line == null ? -1 : line.nanos(),
                number);
    }

    private static BootOutcome outcome(
            boolean opened, boolean withoutKho, BootFacts facts, @Nullable ConsoleBoot console) {
        if (console != null && console.refused != null) {
            return BootOutcome.REFUSED_COLD;
        }
        if (console != null && console.bootPanic != null) {
            return BootOutcome.PANIC;
        }
        if (console != null && console.isWhole() && !console.foundHandover) {
            return facts.received() ? BootOutcome.RESTORED : BootOutcome.COLD;
        }
        if (console != null && console.isWhole() && !console.luoSpoke && !opened && !facts.received()) {
            return BootOutcome.UNAVAILABLE;
        }
        if (console != null && console.disabled != null && !facts.received()) {
            return BootOutcome.UNAVAILABLE;
        }
        if (withoutKho && !facts.received() && !facts.isSetUpIncoming()) {
            return BootOutcome.COLD;
        }
        boolean accepted = facts.received()
                || facts.isSetUpIncoming()
                || (console != null && console.number != null)
                || (console != null && console.foundHandover && opened);
        if (!accepted) {
            return BootOutcome.UNKNOWN;
        }
        Long sessions = facts.sessions();
        return sessions != null && sessions == 0 ? BootOutcome.RESTORED_EMPTY : BootOutcome.RESTORED;
    }

    private static ConsoleBoot.@Nullable Line decisive(
            BootOutcome outcome, boolean withoutKho, @Nullable ConsoleBoot console) {
        if (outcome == BootOutcome.COLD && withoutKho) {
            return new ConsoleBoot.Line("the image was loaded with kexec_load(2), which carries no KHO", -1);
        }
        if (console == null) {
            return null;
        }
        return switch (outcome) {
            case REFUSED_COLD -> console.refused;
            case PANIC -> console.bootPanic;
            case RESTORED, RESTORED_EMPTY -> console.retrieved;
            case COLD, UNAVAILABLE -> console.disabled;
            case UNKNOWN -> null;
        };
    }
}
