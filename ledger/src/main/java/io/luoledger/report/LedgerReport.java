package io.luoledger.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.luoledger.avro.UpdateOutcome;
import io.luoledger.avro.UpdateView;
import io.luoledger.catalogue.FindingCatalogue;
import io.luoledger.core.Failure;
import io.luoledger.event.BootMoment;
import io.luoledger.finding.Finding;
import io.luoledger.finding.FindingKind;
import io.luoledger.finding.Severity;
import io.luoledger.view.ViewJson;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The live updates and findings of a ledger, as they are asked for after something failed: what failed first, then what a
 * damaged log hides, then the newest; what nobody knows the time of last. Life: made of both; asked any number of times.
 */
public final class LedgerReport {
    private record UpdateName(String host, long number) {}

    private final List<UpdateView> given;
    private final LogDamage damage;
    private final List<Muted> muted;
    private final List<ToldUpdate> updates;
    private final List<Finding> findings;
    private final Set<Finding> settled;
    private final Map<UpdateName, ToldUpdate> byName = new HashMap<>();

    /**
     * @param updates in the order of the log, or of the topic
     * @param findings likewise
     */
    public LedgerReport(List<UpdateView> updates, List<Finding> findings) {
        this(updates, findings, LogDamage.NONE);
    }

    /** @param damage of the log that they were read from */
    public LedgerReport(List<UpdateView> updates, List<Finding> findings, LogDamage damage) {
        this(updates, findings, damage, List.of());
    }

    private LedgerReport(List<UpdateView> updates, List<Finding> findings, LogDamage damage, List<Muted> muted) {
        this.given = List.copyOf(updates);
        this.damage = damage;
        this.muted = List.copyOf(muted);
        this.findings = List.copyOf(findings);
        this.settled = new HashSet<>(Failure.settled(findings));
        Map<UpdateName, List<Finding>> said = new HashMap<>();
        findings.forEach(finding ->
                said.computeIfAbsent(name(finding), update -> new ArrayList<>()).add(finding));
        // of several the last one is the one that may go on behind what was read
        Map<String, Integer> last = new HashMap<>();
        IntStream.range(0, given.size())
                .forEach(place -> last.put(given.get(place).getHost(), place));
        this.updates = IntStream.range(0, given.size())
                .mapToObj(place -> {
                    UpdateView update = given.get(place);
                    return told(update, said, Objects.equals(last.get(update.getHost()), place));
                })
                .toList();
        // a cold boot counts anew: the later one counts
        this.updates.forEach(update -> byName.put(name(update.update()), update));
    }

    private ToldUpdate told(UpdateView update, Map<UpdateName, List<Finding>> said, boolean last) {
        List<Finding> of = said.getOrDefault(name(update), List.of());
        List<Finding> ranked = of.stream()
                .sorted(Comparator.comparing(this::badness).thenComparing(CauseRank.FIRST))
                .toList();
        List<Finding> errors = ranked.stream().filter(this::isError).toList();
        boolean wrong = switch (update.getOutcome()) {
            case PARTIAL, ABORTED, REFUSED, LOST -> true;
            case COMPLETED, UNFINISHED, OTHER ->
                errors.stream().anyMatch(one -> !FindingCatalogue.isDamage(one.kind()));
        };
        Muted excuse = errors.isEmpty() && (wrong || anyError(ranked)) ? excuse(update.getHost(), ranked) : null;
        return new ToldUpdate(
                update, ranked, errors, wrong && excuse == null, excuse, wrong ? null : hiddenBy(update, said, last));
    }

    private boolean anyError(List<Finding> ranked) {
        return ranked.stream().anyMatch(one -> badness(one) == Severity.ERROR);
    }

    /** What lets everything pass that is wrong with it, null when nothing does. */
    private @Nullable Muted excuse(String host, List<Finding> ranked) {
        return Stream.concat(
                        muted.stream()
                                .filter(one -> one.counts()
                                        && one.waiver().retired()
                                        && one.waiver().host().equals(host)),
                        ranked.stream().map(this::muted).filter(Objects::nonNull))
                .findFirst()
                .orElse(null);
    }

    /**
     * The damage that hides what became of it: in its own kernel's part of the log, or, where its end is missing, in the
     * part of the kernel before or after, or behind all that was read.
     */
    private @Nullable String hiddenBy(UpdateView update, Map<UpdateName, List<Finding>> said, boolean last) {
        boolean open = update.getOutcome() == UpdateOutcome.UNFINISHED;
        long number = update.getLiveUpdate();
        return LongStream.of(number, number - 1, number + 1)
                .limit(open ? 3 : 1)
                .mapToObj(near -> said.getOrDefault(new UpdateName(update.getHost(), near), List.of()))
                .flatMap(List::stream)
                .filter(one -> isError(one) && FindingCatalogue.isDamage(one.kind()))
                .map(one -> "sequence " + one.evidence().getLast() + ": "
                        + one.kind().title() + " (" + one.kind().id() + ")")
                .findFirst()
                .orElse(open && last ? damage.behind().get(update.getHost()) : null);
    }

    /**
     * The same, in which what somebody lives with is no failure.
     *
     * @param today to tell which waivers have expired
     */
    public LedgerReport letting(List<Waiver> waivers, LocalDate today) {
        List<Muted> applied = waivers.stream()
                .map(waiver -> new Muted(
                        waiver,
                        findings.stream().filter(waiver::covers).count(),
                        waiver.counts(today, waiver.retired() ? latestMicros(waiver.host()) : null)))
                .toList();
        return new LedgerReport(given, findings, damage, applied);
    }

    /** What came of each waiver. */
    public List<Muted> muted() {
        return muted;
    }

    /** What makes this finding no failure, null when nothing does. */
    public @Nullable Muted muted(Finding finding) {
        return muted.stream()
                .filter(one -> one.counts() && one.waiver().covers(finding))
                .findFirst()
                .orElse(null);
    }

    /** A finding, with {@code "muted": {"reason", "until"}} where it is. */
    public void write(JsonGenerator out, Finding finding) throws IOException {
        Muted excuse = muted(finding);
        ViewJson.finding(out, finding, fields -> {
            if (excuse != null) {
                fields.writeObjectFieldStart("muted");
                excuse.why(fields);
                fields.writeEndObject();
            }
        });
    }

    /** What of the log couldn't be read: to be told before anything else. */
    public LogDamage damage() {
        return damage;
    }

    /** Whether something is wrong that is no kind to be ignored and that nobody lives with. */
    public boolean foundErrors(Set<FindingKind> ignored) {
        return foundErrors(findings, ignored);
    }

    /** The same of some of its findings. */
    public boolean foundErrors(List<Finding> some, Set<FindingKind> ignored) {
        return some.stream().anyMatch(finding -> isError(finding) && !ignored.contains(finding.kind()));
    }

    /** Wall time of the latest live update or finding of a host; null when none tells. Unit: microseconds since 1970 (UTC). */
    private @Nullable Long latestMicros(String host) {
        return Stream.concat(
                        updates.stream()
                                .filter(update -> update.host().equals(host))
                                .map(update -> wallMicros(update.at())),
                        findings.stream()
                                .filter(finding -> finding.host().equals(host))
                                .map(finding -> wallMicros(finding.at())))
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private static UpdateName name(UpdateView update) {
        return new UpdateName(update.getHost(), update.getLiveUpdate());
    }

    private static UpdateName name(Finding finding) {
        return new UpdateName(finding.host(), finding.liveUpdate());
    }

    /** Whether it counts as a failure: an error that nothing settled later, and that nobody lives with. */
    private boolean isError(Finding finding) {
        return finding.kind().severity() == Severity.ERROR && !settled.contains(finding) && muted(finding) == null;
    }

    /** What was settled later is no worse than a warning. */
    private Severity badness(Finding finding) {
        return settled.contains(finding) ? Severity.WARNING : finding.kind().severity();
    }

    public boolean isSettled(Finding finding) {
        return settled.contains(finding);
    }

    public boolean knowsHost(String host) {
        return updates.stream().anyMatch(update -> update.host().equals(host))
                || findings.stream().anyMatch(finding -> finding.host().equals(host));
    }

    /** The wanted live updates: those that failed first, then those of which nobody knows it, then the newest. */
    public List<ToldUpdate> updates(Wanted wanted) {
        List<ToldUpdate> all = updates.stream()
                .filter(update -> wanted.wantsHost(update.host())
                        && (!wanted.failed() || !update.fine())
                        && wanted.wantsOutcome(update.update().getOutcome().name())
                        && (!wanted.asksForFindings()
                                || update.findings().stream().anyMatch(one -> wanted.wantsKind(one.kind())))
                        && wanted.wantsTime(update.at()))
                .toList();
        return newest(all, ToldUpdate::at, wanted.last()).stream()
                .sorted(Comparator.comparing((ToldUpdate update) -> !update.failed())
                        .thenComparing(ToldUpdate::fine))
                .toList();
    }

    /** The wanted findings: errors first, then the newest. */
    public List<Finding> findings(Wanted wanted) {
        List<Finding> all = findings.stream()
                .filter(finding -> wanted.wantsHost(finding.host())
                        && (!wanted.failed() || isError(finding) || of(finding, ToldUpdate::failed))
                        && (wanted.outcomes().isEmpty()
                                || of(
                                        finding,
                                        update -> wanted.wantsOutcome(
                                                update.update().getOutcome().name())))
                        && wanted.wantsKind(finding.kind())
                        && wanted.wantsTime(finding.at()))
                .toList();
        return newest(all, Finding::at, wanted.last()).stream()
                .sorted(Comparator.comparing(this::badness))
                .toList();
    }

    private boolean of(Finding finding, Function<ToldUpdate, Boolean> is) {
        ToldUpdate update = byName.get(name(finding));
        return update != null && is.apply(update);
    }

    /** The newest first, where the log's own order tells more than no clock; so many of them. */
    private static <T> List<T> newest(List<T> all, Function<T, @Nullable BootMoment> at, @Nullable Integer last) {
        List<T> newest = IntStream.rangeClosed(1, all.size())
                .mapToObj(back -> all.get(all.size() - back))
                .sorted(Comparator.comparing(
                        one -> wallMicros(at.apply(one)), Comparator.nullsLast(Comparator.reverseOrder())))
                .toList();
        return last == null || last >= newest.size() ? newest : newest.subList(0, last);
    }

    private static @Nullable Long wallMicros(@Nullable BootMoment at) {
        return at == null ? null : at.at().wallMicros();
    }

    /**
     * One update of each host, the one to be looked at: the newest that failed, else the newest; hosts that failed first.
     *
     * @param wanted as for {@link #updates}
     */
    public List<ToldUpdate> hosts(Wanted wanted) {
        Set<String> seen = new HashSet<>();
        return updates(wanted).stream()
                .filter(update -> seen.add(update.host()))
                .toList();
    }
}
